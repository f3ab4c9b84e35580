// Package backup keeps originals that are about to be replaced.
//
// When Keep returns without an error, the original's bytes are in the backup folder, under a name
// of their own, and on the medium: neither a killed program nor a power failure after that takes
// them away. Its date and permissions are kept too, and its extended attributes where the disk of
// the backup has those; Kept.Lost reports what is not.
//
// On the disk of the original the backup is a second name of it, a hard link: nothing is copied,
// and it is the original itself that comes back. It stays unchanged because what replaces the
// original is another file, renamed over its first name. Two kinds of files are copied instead:
// those on another disk, and those that have several names already, because a program may write to
// them under another of these. A copy shares its bytes with the original where the disk can do
// that. It is flushed, read back, and compared with a second reading of the original.
//
// Restore gives a name its original back, if the backup still has the original's hash. It never
// replaces another file than the one that it is told to replace. On the disk of the original the
// backup is renamed, so it is the same file as before; elsewhere it is copied back with its date,
// permissions and attributes.
//
// Links are refused: what would be replaced is the link, not the file that it points to.
package backup
