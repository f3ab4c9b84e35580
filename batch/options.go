package batch

import (
	"sizemill/batch/naming"
	"sizemill/internal/enum"
	"sizemill/resize"
)

// Options says what to do with the inputs and where the results go.
type Options struct {
	Recipe    resize.Recipe   `json:"recipe"`
	Sizes     []NamedSize     `json:"sizes,omitempty"`   // several results of each picture, in place of the recipe's own size; at most MaxSizes
	Salvage   bool            `json:"salvage,omitempty"` // of damaged pictures, make results of what can be read, under a name that says so
	Out       string          `json:"out,omitempty"`     // output folder; empty: "<folder> resized" beside each input folder, the tree mirrored
	File      string          `json:"-"`                 // path of the only result of a single picture, in place of the name in Out
	Name      naming.Template `json:"name"`              // of the output, without its extension
	Collision Collision       `json:"collision"`         // when a file of the planned name exists already
	Shard     Shard           `json:"-"`
	Remake    bool            `json:"-"` // plan results that are there already, too, as if no run had been before
}

// DefaultOptions is the default recipe into a new folder beside the input, names kept, existing files numbered around.
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
	return o.Shard.Validate()
}

// Collision says what happens when a file of the planned name exists already. It never concerns two outputs of one
// plan: those are always numbered apart.
type Collision int

// The collision policies.
const (
	Number    Collision = iota // "name (2)"
	SkipName                   // the picture is left out
	Overwrite                  // the existing file is replaced, unless it is an input
)

var collisionNames = enum.New[Collision]("collision policy", []string{
	Number: "number", SkipName: "skip", Overwrite: "overwrite",
})

// String is the policy's name on the command line.
func (c Collision) String() string { return collisionNames.Name(c) }

// MarshalText is String.
func (c Collision) MarshalText() ([]byte, error) { return collisionNames.Text(c) }

// UnmarshalText reads String's names.
func (c *Collision) UnmarshalText(text []byte) error { return collisionNames.Parse(text, c) }
