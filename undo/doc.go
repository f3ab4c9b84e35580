// Package undo takes back what a batch has written.
//
// Run removes the results that are still as the batch wrote them, and gives replaced originals
// their names back. What was changed since is kept, with the reason in its event. In the end it
// removes the folders that the batch made and that are empty.
//
// A file is known by its hash. Between reading a file and removing it another program may write to
// it, or give its name to another file. So a result is first renamed to a hidden name, looked at
// again, and only then removed; if it is another file by then, it gets its name back. A replaced
// original comes back in one step, as package backup describes.
//
// What was done is recorded in groups while Run works. If the program is killed, running it again
// does the rest: a result that is gone counts as taken back, and so does an original that is back.
package undo
