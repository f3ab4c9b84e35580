// Package atomicfile writes a file that has its name only when it is whole.
//
// Create makes a hidden temporary beside the name, Write fills it, and Commit flushes it to the
// medium and renames it. Whenever the program, the machine or the disk fails in between, the name
// stays what it was: free, or that of the older file.
//
// What is left of a killed program are temporaries. Their names match Pattern and identify the
// process; while that lives it holds a lock on each. SweepFolder and SweepTree remove those whose
// process has ended, and only those.
//
// The guarantees depend on the file system:
//
//   - A file of the same name is never replaced unless Commit is told to. Linux checks and renames
//     in one step; where it cannot, and on other Unix systems, a hard link does. File systems with
//     neither (FAT and exFAT, some network shares) leave a moment between the check and the rename.
//   - The content is on the medium before the file has its name. That the name is there too, Commit
//     reports by its first result. On Windows the rename itself is written through.
//   - File systems without locks keep the temporaries of killed programs for a day.
package atomicfile
