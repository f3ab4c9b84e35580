// Package arenas keeps the C library from reserving address space per thread if the process has
// little of it: importing it is enough.
//
// glibc reserves 64 MB for each thread that allocates. That is not memory, but under a limit of the
// address space (ulimit -v, RLIMIT_AS) pictures need it, and a thread that cannot start ends the
// program.
package arenas
