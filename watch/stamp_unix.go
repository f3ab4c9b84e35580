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
	//nolint:unconvert // the types of the fields differ between systems
	return ident{device: uint64(st.Dev), inode: uint64(st.Ino)}
}
