package ui

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	"sizemill/batch"
	"sizemill/resize"
)

// TestChoicesAreNamed: every constant of the engine has a name in the form, and no other number.
func TestChoicesAreNamed(t *testing.T) {
	checkChoices[resize.Mode](t, modeNames())
	checkChoices[resize.Anchor](t, anchorNames())
	checkChoices[resize.SmallPolicy](t, smallNames())
	checkChoices[batch.Collision](t, collisionNames())
	checkChoices[resize.Filter](t, filterNames())
	checkChoices[resize.Sharpening](t, sharpenNames())
	checkChoices[resize.Metadata](t, metadataNames())
	checkChoices[resize.ColorPolicy](t, colorNames())
}

func checkChoices[E interface {
	~int
	fmt.Stringer
}](t *testing.T, names []string) {
	t.Helper()
	isConstant := func(i int) bool { // others have their number for a name
		_, err := strconv.Atoi(E(i).String())
		return err != nil
	}
	if slices.Contains(names, "") || !isConstant(len(names)-1) || isConstant(len(names)) {
		t.Errorf("%T: %q", *new(E), names)
	}
}
