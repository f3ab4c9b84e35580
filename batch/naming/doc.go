// Package naming allocates result names, no two alike.
//
// A Template makes a Path of a picture and its size. An Allocator hands out the Path, or one of its
// numbered names, unless an input, another result or a file on the disk has it; which name a
// result gets beside a file that has it is decided by Resolve, while planning and while writing; the
// policy is the caller's.
package naming
