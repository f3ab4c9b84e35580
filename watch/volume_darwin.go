package watch

import "golang.org/x/sys/unix"

// volumeOf asks the kernel whether path is on a disk of this machine.
func volumeOf(path string) volume {
	var st unix.Statfs_t
	if err := unix.Statfs(path, &st); err != nil || st.Flags&unix.MNT_LOCAL != 0 {
		return volume{}
	}
	return volume{remote: unix.ByteSliceToString(st.Fstypename[:]), loose: true}
}
