package atomicfile

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"time"
)

// Pattern matches the names of temporaries, as os.CreateTemp and filepath.Match take it. A program
// may use it for other files that it makes for a moment: if it is killed, a later sweep removes
// them when they are a day old.
const Pattern = tempPrefix + "*" + tempSuffix

// The names of temporaries are hidden, and no other program has such.
const tempPrefix, tempSuffix = ".sizemill-", ".tmp"

// IsTemporary reports whether name, without a folder, is that of a temporary.
func IsTemporary(name string) bool {
	return strings.HasPrefix(name, tempPrefix) && strings.HasSuffix(name, tempSuffix)
}

// place is where the numbers of processes mean the same. Its parts are hashes.
type place struct {
	machine uint32 // 0 where it cannot be told from others
	boot    uint32 // one start of the machine
	space   uint32 // one container in it
}

// owner identifies the process that made a temporary.
type owner struct {
	place
	pid int // 0 where a name does not contain it
}

// tempName returns the name of a new temporary. It identifies the process, so that others can tell
// whether that lives: locks do not, where each mount has its own, as those of sshfs and bindfs do.
func tempName() string {
	return owner{thisPlace(), os.Getpid()}.tempName(rand.Uint64())
}

func (o owner) tempName(number uint64) string {
	return fmt.Sprintf("%s%08x-%08x-%08x-%d-%016x%s",
		tempPrefix, o.machine, o.boot, o.space, o.pid, number, tempSuffix)
}

// tempOwner reads from a temporary's name which process made it. The owner is zero where the name
// does not contain it.
func tempOwner(name string) owner {
	parts := strings.Split(strings.TrimSuffix(strings.TrimPrefix(name, tempPrefix), tempSuffix), "-")
	if len(parts) != 5 {
		return owner{}
	}
	var hashes [3]uint32
	for i := range hashes {
		n, err := strconv.ParseUint(parts[i], 16, 32)
		if err != nil {
			return owner{}
		}
		hashes[i] = uint32(n)
	}
	pid, err := strconv.Atoi(parts[3])
	if err != nil {
		return owner{}
	}
	return owner{place{hashes[0], hashes[1], hashes[2]}, pid}
}

// thisPlace returns the place of this process. What cannot be read is the same for all processes of
// a place, and differs from that of places where it can.
func thisPlace() place {
	host, _ := os.Hostname()
	boot, _ := os.ReadFile("/proc/sys/kernel/random/boot_id")
	space, _ := os.Readlink("/proc/self/ns/pid")
	p := place{boot: hash(string(boot)), space: hash(space)}
	if id, err := os.ReadFile("/etc/machine-id"); err == nil && len(id) > 0 {
		// Both, because there are hosts of the same name, and copies of a machine.
		p.machine = hash(host + "\x00" + string(id))
	}
	return p
}

func hash(text string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(text)) // a hash takes everything
	return h.Sum32()
}

// started returns when this machine was started, and the zero time where it cannot be read.
func started() time.Time {
	text, err := os.ReadFile("/proc/uptime")
	if err != nil {
		return time.Time{}
	}
	var seconds float64
	if _, err := fmt.Sscan(string(text), &seconds); err != nil {
		return time.Time{}
	}
	return time.Now().Add(-time.Duration(seconds * float64(time.Second)))
}

// foreignAge is how long ago a temporary was written to whose process cannot be asked for, because
// it ran on another machine or in another container. No file is written for nearly as long.
const foreignAge = 24 * time.Hour

// endedBefore reports whether the process that made a temporary, last written to at written, has
// surely ended with an earlier start of this machine, which is at p since started. Its name alone
// is no proof: copies of a machine share that.
func (o owner) endedBefore(p place, started, written time.Time) bool {
	return o.machine != 0 && o.machine == p.machine && o.boot != p.boot && written.Before(started)
}
