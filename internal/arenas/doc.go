// Package arenas keeps the C library from reserving address space for each thread where the process
// has little of it: importing it is enough.
//
// glibc reserves 64 MB for each thread that allocates. That is no memory, but under a limit of the
// address space (ulimit -v, RLIMIT_AS) it is what pictures need, and a thread that cannot start
// ends the program.
package arenas
