package resize

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
)

// tempName is the name of a new temporary: it says which process made it, so that others can tell
// whether that lives. Locks do not tell it where each mount has its own, as those of sshfs and
// bindfs do.
func tempName() string {
	return fmt.Sprintf("%s%08x-%d-%016x%s", tempPrefix, place(), os.Getpid(), rand.Uint64(), tempSuffix)
}

// tempOwner reads from a temporary's name which process made it; 0 where that is of another place,
// or not said.
func tempOwner(name string) (pid int) {
	parts := strings.Split(strings.TrimSuffix(strings.TrimPrefix(name, tempPrefix), tempSuffix), "-")
	if len(parts) != 3 || parts[0] != fmt.Sprintf("%08x", place()) {
		return 0
	}
	pid, _ = strconv.Atoi(parts[1])
	return pid
}

// place stands for where the numbers of processes mean the same: a machine since it was started
// and, in it, a container.
func place() uint32 {
	h := fnv.New32a()
	host, _ := os.Hostname()                                  // what cannot be read is the same for all processes of a place,
	boot, _ := os.ReadFile("/proc/sys/kernel/random/boot_id") // and differs from that of places where it can
	space, _ := os.Readlink("/proc/self/ns/pid")
	_, _ = fmt.Fprint(h, host, "\x00", string(boot), "\x00", space) // a hash takes everything
	return h.Sum32()
}
