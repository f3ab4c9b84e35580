package settings

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"
)

// ErrNewer says that the settings file was written by a newer Sizemill. It is left as it is: Save refuses to replace it.
var ErrNewer = errors.New("written by a newer version of Sizemill")

// Version is the settings file's format.
const Version = 1

// Store is one settings file. Its methods may be called from any goroutine.
type Store struct {
	path string

	mu   sync.Mutex
	keep error // why the file must not be replaced: it holds what could neither be read nor put aside
}

// NewStore uses the file at path; it need not exist.
func NewStore(path string) *Store { return &Store{path: path} }

// DefaultPath is where the settings of the current user lie.
func DefaultPath() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("find the settings folder: %w", err)
	}
	return filepath.Join(dir, "sizemill", "settings.json"), nil
}

// Load reads the settings. It always returns usable ones: the defaults where there is no file yet, or, with an error
// that says why, where the file cannot be used. A file that is damaged is put aside as "….damaged", numbered where there
// is one already, so that nothing is lost that a person may still want to read. Any other file that cannot be used
// is left where it is, and Save refuses to replace it until a later Load succeeds.
func (s *Store) Load() (Settings, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keep = nil
	text, err := os.ReadFile(s.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Default(), nil
	case err != nil:
		s.keep = fmt.Errorf("read settings: %w", err)
		return Default(), s.keep
	}
	v, err := decode(text)
	if err == nil {
		return v, nil
	}
	err = fmt.Errorf("read settings %s: %w", s.path, err)
	if errors.Is(err, ErrNewer) {
		s.keep = err
	} else if asideErr := putAside(s.path); asideErr != nil {
		err = errors.Join(err, asideErr)
		s.keep = err
	}
	return Default(), err
}

// putAside renames the file at path to the first of "….damaged", "….damaged2", "….damaged3", … that is free. The name is
// reserved first: a rename alone would replace what has it.
func putAside(path string) error {
	for i := 1; ; i++ {
		aside := path + ".damaged"
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
		return err
	}
}

// decode reads a settings file. Fields that it does not have keep their defaults.
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
	if v.Resize.Validate() != nil { // a hand-edited file; the rest of it is still good
		v.Resize = Default().Resize
	}
	return v, nil
}

// Save writes the settings: a file beside the old one, synced, then renamed over it, so that there is always a whole one.
func (s *Store) Save(v Settings) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.keep != nil {
		return fmt.Errorf("save settings: the file is left as it is: %w", s.keep)
	}
	if err := s.write(v); err != nil {
		return fmt.Errorf("save settings: %w", err)
	}
	return nil
}

func (s *Store) write(v Settings) (err error) {
	v.Version = Version
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(s.path), ".settings-*.tmp")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if _, err = f.Write(text.Bytes()); err == nil {
		err = f.Sync()
	}
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), s.path)
	}
	return err
}
