package batch

import (
	"bytes"
	"testing"
)

// TestCollisionText: policies are read regardless of case.
func TestCollisionText(t *testing.T) {
	for c := Number; c <= Overwrite; c++ {
		text, err := c.MarshalText()
		for _, written := range [][]byte{text, bytes.ToUpper(text)} {
			var got Collision
			if err != nil || got.UnmarshalText(written) != nil || got != c {
				t.Errorf("%s is read as %v (%v)", written, got, err)
			}
		}
	}
	if err := new(Collision).UnmarshalText([]byte("replace")); err == nil {
		t.Error("replace is a policy")
	}
}
