package ledger

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/gofrs/flock"
)

// ErrLive means that another process is at work on a batch.
var ErrLive = errors.New("a running Sizemill is at work on this batch")

// liveLock tells other processes that a batch is being worked on. The system releases it when the
// process ends, however that happens.
type liveLock struct{ lock *flock.Flock }

// markLive locks a batch. It returns nil if that is impossible, because another process has it.
func (l *Ledger) markLive(batch int64) *liveLock {
	if l.dir == "" { // in memory
		return &liveLock{}
	}
	for range lockTries {
		lock := l.liveFile(batch)
		locked, err := lock.TryLock()
		switch {
		case err != nil:
			return &liveLock{} // this file system cannot lock, so other processes cannot be told
		case !locked:
			return nil
		case isNamed(lock):
			return &liveLock{lock}
		}
		_ = lock.Unlock() // of a file that was removed between its opening and its locking
	}
	return nil
}

// lockTries is how often a batch is locked again if the file of its lock was removed before.
const lockTries = 10

// isNamed reports whether the file that is locked is still the one that others would lock.
func isNamed(lock *flock.Flock) bool {
	held, err := lock.Stat()
	if err != nil {
		return false
	}
	named, err := os.Lstat(lock.Path())
	return err == nil && os.SameFile(held, named)
}

func (l *Ledger) liveFile(batch int64) *flock.Flock {
	name := "." + strconv.FormatInt(batch, 10) + ".lock"
	return flock.New(filepath.Join(l.dir, name), flock.SetPermissions(0o600))
}

// Live reports whether a process is at work on a batch.
func (l *Ledger) Live(batch int64) bool {
	if _, err := os.Lstat(l.liveFile(batch).Path()); errors.Is(err, fs.ErrNotExist) {
		return false // without taking the lock from one that is about to work on it
	}
	lock := l.markLive(batch)
	if lock == nil {
		return true
	}
	lock.release()
	return false
}

// release ends the lock, and removes its file.
func (l *liveLock) release() {
	if l == nil || l.lock == nil {
		return
	}
	// Removed before it is unlocked, so that it is not another process's by then.
	_ = os.Remove(l.lock.Path()) // a file that stays is harmless
	_ = l.lock.Unlock()
}
