package batch

import (
	"sizemill/batch/naming"
	"sizemill/internal/enum"
	"sizemill/resize"
)

// Options are what to do with the inputs and where the results go.
type Options struct {
	Recipe resize.Recipe `json:"recipe"`
	// Sizes are for several results per picture, in place of the recipe's size; at most MaxSizes.
	Sizes []NamedSize `json:"sizes,omitempty"`
	// Salvage makes results of what can be read of damaged pictures, under a name that says so.
	Salvage bool `json:"salvage,omitempty"`
	// Out is the output folder; if it is empty, it is "<folder> resized" beside each input folder.
	Out string `json:"out,omitempty"`
	// File is the path of the only result, in place of a name in Out.
	File string `json:"-"`
	// Name is for outputs, without their extension.
	Name naming.Template `json:"name"`
	// Collision applies if a file of the planned name exists.
	Collision Collision `json:"collision"`
	Shard     Shard     `json:"-"`
	// InPlace replaces the pictures by their results. Runner keeps backups. It is not stored with
	// other options, so that one batch's choice never replaces the originals of another.
	InPlace bool `json:"-"`
	// Again makes results again that exist already, in place of what was made.
	Again bool `json:"-"`
	// Renew replaces a result that was made in another way, as for a watched folder whose recipe has
	// changed: a picture keeps one result per size.
	Renew bool `json:"-"`
}

// DefaultOptions returns the default recipe, a new folder beside the input, unchanged names, and
// numbers to avoid existing files.
func DefaultOptions() Options {
	return Options{Recipe: resize.DefaultRecipe(), Name: naming.Default}
}

// Validate reports the first setting that cannot work, in words for the user.
func (o Options) Validate() error {
	if err := o.Recipe.Validate(); err != nil {
		return err
	}
	if err := validateSizes(o.Recipe, o.Sizes); err != nil {
		return err
	}
	if err := o.Name.Validate(); err != nil {
		return err
	}
	if err := o.validateInPlace(); err != nil {
		return err
	}
	return o.Shard.Validate()
}

// Collision is what happens if a file of the planned name exists already. It never concerns two
// outputs of one plan: those are always numbered.
type Collision int

// The collision policies.
const (
	Number    Collision = iota // "name (2)"
	SkipName                   // the picture is left out
	Overwrite                  // the existing file is replaced if it is an earlier result
)

var collisionNames = enum.New[Collision]("collision policy", []string{
	Number: "number", SkipName: "skip", Overwrite: "overwrite",
})

// String returns the policy's name on the command line.
func (c Collision) String() string { return collisionNames.Name(c) }

// MarshalText writes String's name.
func (c Collision) MarshalText() ([]byte, error) { return collisionNames.Text(c) }

// UnmarshalText reads String's names.
func (c *Collision) UnmarshalText(text []byte) error { return collisionNames.Parse(text, c) }
