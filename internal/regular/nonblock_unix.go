//go:build unix

package regular

import "golang.org/x/sys/unix"

// nonblock keeps opening a pipe from waiting for its other end; it has no effect on regular files.
const nonblock = unix.O_NONBLOCK
