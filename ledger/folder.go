package ledger

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
)

// Exists reports whether there is a ledger in the folder dir.
func Exists(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, fileName))
	return err == nil && info.Mode().IsRegular()
}

// DefaultFolder returns the current user's folder for what programs remember between runs: the
// ledger, and the backups of replaced originals.
func DefaultFolder() (string, error) {
	home, err := os.UserHomeDir()
	switch runtime.GOOS {
	case "windows":
		dir, err := os.UserCacheDir() // %LocalAppData%
		return filepath.Join(dir, "Sizemill"), err
	case "darwin":
		return filepath.Join(home, "Library", "Application Support", "Sizemill"), err
	}
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "sizemill"), nil
	}
	if err == nil && home == "" {
		err = errors.New("no home folder")
	}
	return filepath.Join(home, ".local", "state", "sizemill"), err
}
