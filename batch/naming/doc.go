// Package naming allocates result names, no two alike.
//
// A Template makes a Path of a picture and its size. An Allocator hands out the Path, or one of its
// numbered names, unless an input, another result or a file on the disk has it; what to do about a
// file that has the name is decided by Resolve alone, while planning and while writing.
package naming
