//go:build !linux

package confine

// Restrict returns an UnavailableError: only Linux has Landlock.
func Restrict(Access) (Confinement, error) {
	return Confinement{}, &UnavailableError{"only Linux has Landlock"}
}
