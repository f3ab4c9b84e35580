package confine

import (
	"errors"
	"fmt"
	"os"
	"syscall"

	"github.com/landlock-lsm/go-landlock/landlock"
	abi "github.com/landlock-lsm/go-landlock/landlock/syscall"
)

// The rights to what is below a folder. No task starts programs, or makes links,
// pipes, sockets and devices. Loading a library is reading it.
const (
	readFile  = abi.AccessFSReadFile
	readTree  = readFile | abi.AccessFSReadDir
	writeTree = readTree | abi.AccessFSWriteFile | abi.AccessFSTruncate |
		abi.AccessFSRemoveDir | abi.AccessFSRemoveFile | abi.AccessFSMakeDir | abi.AccessFSMakeReg
	writeDevice = readFile | abi.AccessFSWriteFile | abi.AccessFSTruncate
)

// The versions of Landlock from which on it knows more.
const (
	abiRefer   = 2 // files can be moved between folders; before, never
	abiNetwork = 4 // TCP can be denied
)

// Restrict confines the whole process, all its threads and those to come, to what a needs, and to
// the files of the system that any task needs. Later calls can only take more away. The error is an
// UnavailableError where the kernel or this build cannot do it. Otherwise it names a path.
func Restrict(a Access) (Confinement, error) {
	version, err := abi.LandlockGetABIVersion()
	if err != nil || version < 1 {
		return Confinement{}, &UnavailableError{noLandlock(err)}
	}
	rules, err := a.rules(version)
	if err != nil {
		return Confinement{}, err
	}
	if err := restrict(append(rules, systemRules()...)); err != nil {
		return Confinement{}, err
	}
	return Confinement{ABI: version, Network: version >= abiNetwork}, nil
}

// noLandlock returns why the kernel reports no version.
func noLandlock(err error) string {
	if errors.Is(err, syscall.EOPNOTSUPP) {
		return "Landlock is switched off in this kernel"
	}
	return "this kernel has no Landlock"
}

// restrict applies rules. Landlock confines threads one by one, so all threads have to be asked.
func restrict(rules []landlock.Rule) (err error) {
	// Before version 8 Go's runtime asks the threads of builds without cgo. If such a build has
	// loaded C libraries all the same (purego), it panics before anything has changed.
	defer func() {
		if v := recover(); v != nil {
			err = &UnavailableError{"builds without cgo that load C libraries need Landlock's ABI 8"}
		}
	}()
	config := landlock.V11.BestEffort()
	// Before Linux 6.15 threads that are confined one by one cannot signal each other, which Go's
	// scheduler does.
	config.Scoped = abi.ScopeAbstractUnixSocket
	if err := config.Restrict(rules...); err != nil {
		return fmt.Errorf("confine the process: %w", err)
	}
	return nil
}

// rules returns the rules of a for a version of Landlock.
func (a Access) rules(version int) ([]landlock.Rule, error) {
	var rules []landlock.Rule
	for _, path := range a.Read {
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		rules = append(rules, readable(path, info))
	}
	write := landlock.AccessFSSet(writeTree)
	if version >= abiRefer {
		write |= abi.AccessFSRefer
	}
	for _, path := range a.Write {
		info, err := os.Stat(path)
		if err == nil && !info.IsDir() {
			err = &os.PathError{Op: "write", Path: path, Err: syscall.ENOTDIR}
		}
		if err != nil {
			return nil, err
		}
		rules = append(rules, landlock.PathAccess(write, path))
	}
	return rules, nil
}

// readable returns the rule to read a file, or a folder with what is below it.
func readable(path string, info os.FileInfo) landlock.FSRule {
	if info.IsDir() {
		return landlock.PathAccess(readTree, path)
	}
	return landlock.PathAccess(readFile, path)
}
