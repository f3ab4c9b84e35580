//go:build !unix

package regular

// nonblock is not needed where opening never waits.
const nonblock = 0
