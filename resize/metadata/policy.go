package metadata

import "sizemill/internal/enum"

// Policy says which metadata a result keeps. Color is always kept: see Set.ICC.
type Policy int

// The policies.
const (
	// KeepAll keeps everything that the format holds. When the pixels have changed, what described
	// the old ones is set right (orientation, sizes) or left out (thumbnails, previews, depth maps,
	// and the lists of pictures and films behind the picture).
	KeepAll Policy = iota
	// NoLocation keeps all but where the picture was taken: coordinates, and the names of places in
	// the fields made for them. Maker notes go as a whole, because their layouts are secret, differ
	// from camera to camera, and several are known to hold coordinates; so do other blocks that
	// cannot be looked into. What people wrote themselves (captions, keywords, comments) stays.
	NoLocation
	// CopyrightOnly keeps who made the picture, the rights to it, and when it was made: blocks
	// rebuilt from these alone.
	CopyrightOnly
	// Nothing keeps nothing but what color needs.
	Nothing
)

var policyNames = enum.New[Policy]("metadata policy", []string{
	KeepAll: "keep", NoLocation: "no-location", CopyrightOnly: "copyright", Nothing: "none",
})

// String returns the policy's name on the command line.
func (p Policy) String() string { return policyNames.Name(p) }

// MarshalText returns String's name.
func (p Policy) MarshalText() ([]byte, error) { return policyNames.Text(p) }

// UnmarshalText reads String's names.
func (p *Policy) UnmarshalText(text []byte) error { return policyNames.Parse(text, p) }

// Validate reports a number that is not one of the policies.
func (p Policy) Validate() error { return policyNames.Check(p) }
