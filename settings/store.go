package settings

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/gofrs/flock"

	"sizemill/internal/atomicfile"
	"sizemill/internal/regular"
)

// ErrNewer means that a newer Sizemill has written the settings file. Update refuses to replace it.
var ErrNewer = errors.New("written by a newer version of Sizemill")

// ErrLocked means that another process has kept the settings locked for longer than any update
// takes.
var ErrLocked = errors.New("another process has locked the settings")

// DamagedError means that the settings file could not be understood. It was renamed if possible.
type DamagedError struct {
	Path string
	Kept string // where the file is now; Path if it could not be renamed
	Err  error
}

func (e *DamagedError) Error() string {
	return fmt.Sprintf("read settings %s: %v; the file is kept as %s", e.Path, e.Err, filepath.Base(e.Kept))
}

func (e *DamagedError) Unwrap() error { return e.Err }

// Version is the version of the file format.
const Version = 1

// lockPatience is how long an update waits for those of other processes. Each takes milliseconds; a
// process that is stopped in the middle of one must not keep this one from ending.
const lockPatience, lockRetry = 5 * time.Second, 20 * time.Millisecond

// lockName does not depend on the name of the settings file, so that it is never too long.
const lockName = ".settings.lock"

// Store is a settings file, which other processes may change, too. Its methods may be called from
// any goroutine.
type Store struct {
	path string
	mu   sync.Mutex
}

// NewStore returns the store of the file at path, which need not exist.
func NewStore(path string) *Store { return &Store{path: path} }

// DefaultPath returns the path of the current user's settings.
func DefaultPath() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("find the settings folder: %w", err)
	}
	return filepath.Join(dir, "sizemill", "settings.json"), nil
}

// Load reads the settings. It always returns usable ones: the defaults if there is no file yet, and
// the defaults with an error if the file cannot be used. It renames a damaged file to "….damaged",
// with a number if that is taken, so that the user can still read it, and returns a DamagedError.
// It leaves any other file that cannot be used where it is.
func (s *Store) Load() (Settings, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, err := s.read()
	var damaged *DamagedError
	if !errors.As(err, &damaged) {
		return v, err
	}
	unlock, err := s.lock()
	if err != nil {
		return v, errors.Join(damaged, err)
	}
	v, err = s.load()
	return v, errors.Join(err, unlock())
}

// load is Load under the lock. Before that was taken, another process may have put the file aside
// and written a new one.
func (s *Store) load() (Settings, error) {
	v, err := s.read()
	var damaged *DamagedError
	if errors.As(err, &damaged) {
		aside, asideErr := putAside(s.path)
		if asideErr != nil {
			return v, errors.Join(err, asideErr)
		}
		damaged.Kept = aside
	}
	return v, err
}

// read is load without renaming a damaged file.
func (s *Store) read() (Settings, error) {
	text, err := readRegular(s.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Default(), nil
	case err != nil:
		return Default(), fmt.Errorf("read settings: %w", err)
	}
	v, err := decode(text)
	switch {
	case err == nil:
		return v, nil
	case errors.Is(err, ErrNewer):
		return Default(), fmt.Errorf("read settings %s: %w", s.path, err)
	default:
		return Default(), &DamagedError{Path: s.path, Kept: s.path, Err: err}
	}
}

// errNotRegular means that the settings are a pipe, a device or a folder. Reading a pipe would wait
// for a writer.
var errNotRegular = errors.New("it is not a regular file")

// readRegular reads a regular file.
func readRegular(path string) ([]byte, error) {
	f, _, err := regular.Open(path)
	switch {
	case errors.Is(err, regular.ErrFolder), errors.Is(err, regular.ErrDevice):
		return nil, &fs.PathError{Op: "read", Path: path, Err: errNotRegular}
	case err != nil:
		return nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written to it
	return io.ReadAll(f)
}

// putAside renames the file at path to the first free name of "….damaged", "….damaged2",
// "….damaged3", …. It reserves the name first, because renaming would replace a file.
func putAside(path string) (aside string, err error) {
	for i := 1; ; i++ {
		aside = path + ".damaged"
		if i > 1 {
			aside += strconv.Itoa(i)
		}
		f, err := os.OpenFile(aside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err == nil {
			err = f.Close()
		}
		if err == nil {
			if err = os.Rename(path, aside); err != nil {
				err = errors.Join(err, os.Remove(aside))
			}
		}
		return aside, err
	}
}

// decode reads a settings file. Missing fields keep their defaults.
func decode(text []byte) (Settings, error) {
	var head struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(text, &head); err != nil {
		return Settings{}, err
	}
	if head.Version > Version {
		return Settings{}, ErrNewer
	}
	v := Default()
	if err := json.Unmarshal(text, &v); err != nil {
		return Settings{}, err
	}
	v.Version = Version
	if v.Resize.Validate() != nil { // edited by hand; the rest of the file is still good
		v.Resize = Default().Resize
	}
	if v.Limits.Validate() != nil {
		v.Limits = Limits{}
	}
	return v, nil
}

// Update reads the file again, so that what other processes have written stays, applies change, and
// replaces the file, so that there is always a whole one. If the file is missing or damaged, change
// gets the defaults; if it cannot be read, it is left as it is. Updates take turns across all
// processes.
func (s *Store) Update(change func(*Settings)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.update(change); err != nil {
		return fmt.Errorf("save settings: %w", err)
	}
	return nil
}

func (s *Store) update(change func(*Settings)) (err error) {
	if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
		return err
	}
	unlock, err := s.lock()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	v, err := s.load()
	var damaged *DamagedError
	if err != nil && (!errors.As(err, &damaged) || damaged.Kept == s.path) {
		return fmt.Errorf("the file is left as it is: %w", err)
	}
	change(&v)
	_ = atomicfile.SweepFolder(filepath.Dir(s.path)) // a file that stays does no harm
	return s.write(v)
}

// lock keeps other updates out until unlock.
func (s *Store) lock() (unlock func() error, err error) {
	name := filepath.Join(filepath.Dir(s.path), lockName)
	if info, err := os.Lstat(name); err == nil && !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "lock", Path: name, Err: errNotRegular}
	}
	lock := flock.New(name, flock.SetPermissions(0o600))
	timeout, retry := time.After(lockPatience), time.NewTicker(lockRetry)
	defer retry.Stop()
	for {
		locked, err := lock.TryLock()
		switch {
		case locked:
			return lock.Close, nil
		case errors.Is(err, errors.ErrUnsupported), errors.Is(err, syscall.ENOLCK):
			// Some network file systems have no locks; saving without one is better than not
			// saving.
			return lock.Close, nil
		case err != nil:
			return nil, fmt.Errorf("lock %s: %w", lock.Path(), err)
		}
		select {
		case <-retry.C:
		case <-timeout:
			return nil, ErrLocked
		}
	}
}

// write replaces the file.
func (s *Store) write(v Settings) error {
	f, err := atomicfile.Create(s.path, atomicfile.Access{})
	if err != nil {
		return err
	}
	defer f.Discard()
	v.Version = Version
	enc := json.NewEncoder(f)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err = f.Commit(true) // until it is durable, a power cut may bring back the older settings
	return err
}
