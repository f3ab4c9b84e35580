//go:build nodynamic

package libheif_test

import (
	"errors"
	"image"
	"testing"

	"sizemill/resize/codec/heif/libheif"
)

// TestUnavailable: a static build says that it is one.
func TestUnavailable(t *testing.T) {
	if libheif.Missing(libheif.HEVC) == "" {
		t.Error("nothing is missing")
	}
	var e *libheif.Error
	if _, err := libheif.Decode([]byte{1}, libheif.HEVC, image.Pt(1, 1)); !errors.As(err, &e) || !e.Unsupported {
		t.Errorf("%v", err)
	}
}
