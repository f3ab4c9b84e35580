package wording

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	"sizemill/batch"
	"sizemill/resize"
	"sizemill/ui/form"
)

// TestChoicesAreNamed: the form names every constant of the engine, and no other number.
func TestChoicesAreNamed(t *testing.T) {
	checkChoices[resize.Mode](t, Modes())
	checkChoices[resize.Anchor](t, Anchors())
	checkChoices[resize.SmallPolicy](t, SmallPolicies())
	checkChoices[batch.Collision](t, Collisions())
	checkChoices[resize.Filter](t, Filters())
	checkChoices[resize.Sharpening](t, Sharpenings())
	checkChoices[resize.Metadata](t, MetadataPolicies())
	checkChoices[resize.ColorPolicy](t, ColorPolicies())
}

// TestModesAreExplained checks that each mode has a hint, and a part of Recipe, of its own.
func TestModesAreExplained(t *testing.T) {
	seen := map[string]resize.Mode{}
	for i := range Modes() {
		mode := resize.Mode(i)
		for _, text := range []string{ModeHint(form.Values{Mode: mode}), sizeRule(resize.Recipe{Target: resize.Target{Mode: mode}})} {
			if other, twice := seen[text]; twice || text == "" || text == mode.String() {
				t.Errorf("%v and %v: %q", other, mode, text)
			}
			seen[text] = mode
		}
	}
}

func checkChoices[E interface {
	~int
	fmt.Stringer
}](t *testing.T, names []string) {
	t.Helper()
	isConstant := func(i int) bool { // other numbers are named by their digits
		_, err := strconv.Atoi(E(i).String())
		return err != nil
	}
	if slices.Contains(names, "") || !isConstant(len(names)-1) || isConstant(len(names)) {
		t.Errorf("%T: %q", *new(E), names)
	}
}
