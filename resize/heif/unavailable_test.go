//go:build nodynamic

package heif_test

import (
	"errors"
	"image"
	"testing"

	"sizemill/resize/heif"
)

// TestUnavailable: a static build says that it is one.
func TestUnavailable(t *testing.T) {
	if heif.Missing(heif.HEVC) == "" {
		t.Error("nothing is missing")
	}
	var e *heif.Error
	if _, err := heif.Decode([]byte{1}, heif.HEVC, image.Pt(1, 1)); !errors.As(err, &e) || !e.Unsupported {
		t.Errorf("%v", err)
	}
}
