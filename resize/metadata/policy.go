package metadata

import "sizemill/internal/enum"

// Policy selects the metadata that a result keeps. Color is always kept: see Set.ICC.
type Policy int

// The policies.
const (
	// KeepAll keeps everything that the format holds. If the pixels have changed, statements about
	// the old ones are corrected (orientation, sizes) or removed: thumbnails, previews, depth maps,
	// and lists of pictures and films behind the picture.
	KeepAll Policy = iota
	// NoLocation keeps everything but the place where the picture was taken: coordinates, and the
	// names of places in the fields made for them. Maker notes are removed whole: their layouts are
	// secret and differ between cameras, and several hold coordinates. Other opaque blocks are
	// removed, too. Captions, keywords and comments stay.
	NoLocation
	// CopyrightOnly keeps who made the picture, the rights to it, and when it was made, in new
	// blocks.
	CopyrightOnly
	// Nothing keeps only what the colors need.
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
