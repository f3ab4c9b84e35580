package batch

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"sizemill/batch/naming"
	"sizemill/resize"
)

// MaxSizes is how many results a run may make per picture.
const MaxSizes = 8

// NamedSize is one of several sizes that a run makes of each picture: the size of a recipe, and a
// name for {size}.
type NamedSize struct {
	Name string `json:"name"`
	resize.Target
}

// sized is a recipe with the name of its size.
type sized struct {
	name   string
	recipe *resize.Recipe
}

// recipes returns the recipes for each picture: o's own, or one per size.
func (o *Options) recipes() []sized {
	if len(o.Sizes) == 0 {
		return []sized{{"", &o.Recipe}}
	}
	all := make([]sized, len(o.Sizes))
	for i, s := range o.Sizes {
		r := o.Recipe
		r.Target = s.Target
		all[i] = sized{s.Name, &r}
	}
	return all
}

// template returns the name template. One that would give all sizes of a picture the same name gets
// the size's appended.
func (o *Options) template() naming.Template {
	if len(o.Sizes) > 1 && !o.Name.Has("size") && !o.Name.StatesSize() {
		return o.Name + "-{size}"
	}
	return o.Name
}

func validateSizes(r resize.Recipe, sizes []NamedSize) error {
	if len(sizes) > MaxSizes {
		return fmt.Errorf("%d sizes: at most %d in one run", len(sizes), MaxSizes)
	}
	seen := make(map[string]bool, len(sizes))
	for _, s := range sizes {
		if err := validateSizeName(s.Name); err != nil {
			return fmt.Errorf("size %q: %w", s.Name, err)
		}
		if seen[naming.Fold(s.Name)] {
			return fmt.Errorf("size %q: this name is given twice", s.Name)
		}
		seen[naming.Fold(s.Name)] = true
		r.Target = s.Target
		if err := r.Validate(); err != nil {
			return fmt.Errorf("size %q: %w", s.Name, err)
		}
	}
	return nil
}

// maxSizeName is the longest name of a size, in bytes: a quarter of what a file name can have.
const maxSizeName = 255 / 4

// validateSizeName refuses names that cannot be part of a file name on every system.
func validateSizeName(name string) error {
	switch {
	case strings.TrimSpace(name) == "":
		return errors.New("a name is needed, such as web=1600x1200")
	case strings.ContainsAny(name, `/\<>:"|?*{}`) || strings.IndexFunc(name, unicode.IsControl) >= 0:
		return errors.New("the name contains characters that file names cannot have")
	case name == "." || name == "..":
		return errors.New("the name consists only of dots")
	case len(name) > maxSizeName:
		return fmt.Errorf("the name is longer than %d bytes", maxSizeName)
	}
	return nil
}
