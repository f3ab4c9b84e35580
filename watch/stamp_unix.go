//go:build unix

package watch

import (
	"io/fs"
	"syscall"
)

func identOf(fi fs.FileInfo) ident {
	st, ok := fi.Sys().(*syscall.Stat_t)
	if !ok {
		return ident{}
	}
	return ident{device: uint64(st.Dev), inode: uint64(st.Ino)} //nolint:unconvert // the fields' types differ between systems
}
