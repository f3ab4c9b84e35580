//go:build !unix

package resize

// openNonblock is not needed where opening never waits.
const openNonblock = 0
