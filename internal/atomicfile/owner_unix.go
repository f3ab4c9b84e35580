//go:build unix

package atomicfile

import (
	"io/fs"
	"os"
	"syscall"
)

// GiveOwner gives the file at path the owner and group of another, as far as the user may: only
// root can give files away.
func GiveOwner(path string, like fs.FileInfo) {
	if s, ok := like.Sys().(*syscall.Stat_t); ok {
		_ = os.Lchown(path, int(s.Uid), int(s.Gid))
	}
}
