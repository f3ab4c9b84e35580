package watch

// volume is what matters about the file system of a folder.
type volume struct {
	// remote names a kind of file system that other machines may change, which this system's
	// notifications do not see.
	remote string
	// loose means that the inode number of a file may change while the file does not.
	loose bool
}
