package watch

// volume is what matters here of the file system that a folder is on.
type volume struct {
	// remote names the kind of file system whose changes may come from elsewhere, unseen by this system's notifications.
	remote string
	// loose means that inode numbers may change while the file does not.
	loose bool
}
