package naming

import "golang.org/x/sys/unix"

// knownFileSystem reports whether the file system at dir refuses reserved characters, if its type
// tells.
func knownFileSystem(dir string) (refuses, known bool) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return false, false
	}
	switch uint32(s.Type) { //nolint:gosec // a magic number, of 32 bits everywhere
	case unix.MSDOS_SUPER_MAGIC, unix.EXFAT_SUPER_MAGIC:
		return true, true
	case unix.EXT4_SUPER_MAGIC, unix.BTRFS_SUPER_MAGIC, unix.XFS_SUPER_MAGIC, unix.TMPFS_MAGIC,
		unix.OVERLAYFS_SUPER_MAGIC, unix.F2FS_SUPER_MAGIC:
		return false, true
	}
	return false, false
}
