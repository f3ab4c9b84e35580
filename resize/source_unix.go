//go:build unix

package resize

import "golang.org/x/sys/unix"

// openNonblock keeps opening a pipe from waiting for its other end; it has no effect on regular files.
const openNonblock = unix.O_NONBLOCK
