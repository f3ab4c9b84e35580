//go:build nodynamic

package libheif_test

import (
	"errors"
	"image"
	"testing"

	"sizemill/resize/codec/heif/libheif"
	"sizemill/resize/fault"
)

// TestUnavailable: a static build says that it is one.
func TestUnavailable(t *testing.T) {
	if libheif.Missing(libheif.HEVC) == "" {
		t.Error("nothing is missing")
	}
	if _, err := libheif.Decode([]byte{1}, libheif.HEVC, image.Pt(1, 1)); !errors.Is(err, fault.ErrUnsupported) {
		t.Errorf("%v", err)
	}
}
