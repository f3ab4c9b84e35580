package metadata

import (
	"fmt"
	"strconv"
	"strings"
)

// Policy says which metadata a result keeps. Colour is always kept: see Blocks.ICC.
type Policy int

// The policies.
const (
	// KeepAll keeps everything that the format holds. When the pixels have changed, what described the old ones is set right
	// (orientation, sizes) or left out (thumbnails, previews, depth maps, and the lists of pictures and films behind the picture).
	KeepAll Policy = iota
	// NoLocation keeps all but where the picture was taken: coordinates, and the names of places in the fields made for them.
	// Maker notes go as a whole, because their layouts are secret, differ from camera to camera, and several are known to hold
	// coordinates; so do other blocks that nobody can look into. What people wrote themselves (captions, keywords, comments) stays.
	NoLocation
	// CopyrightOnly keeps who made the picture, the rights to it, and when it was made: blocks built anew from these alone.
	CopyrightOnly
	// Nothing keeps nothing but what colour needs.
	Nothing
)

func policyNames() []string { return []string{"keep", "no-location", "copyright", "none"} }

// String is the policy's name on the command line.
func (p Policy) String() string {
	if names := policyNames(); p >= 0 && int(p) < len(names) {
		return names[p]
	}
	return strconv.Itoa(int(p))
}

// Valid says that p is one of the policies above.
func (p Policy) Valid() bool { return p >= KeepAll && p <= Nothing }

// MarshalText is String.
func (p Policy) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads String's names.
func (p *Policy) UnmarshalText(text []byte) error {
	for i, name := range policyNames() {
		if strings.EqualFold(name, string(text)) {
			*p = Policy(i)
			return nil
		}
	}
	return fmt.Errorf("unknown metadata policy %q: want one of %s", text, strings.Join(policyNames(), ", "))
}
