//go:build !cgo || purego

package turbo_test

import (
	"errors"
	"testing"

	"sizemill/resize/codec/jpeg/turbo"
)

// TestUnavailable: without the library every call says so.
func TestUnavailable(t *testing.T) {
	if turbo.Available {
		t.Error("Available is true")
	}
	var d turbo.Decoder
	defer d.Close()
	if _, err := d.Decode(t.Context(), nil, turbo.DecodeOptions{}); !errors.Is(err, turbo.ErrUnavailable) {
		t.Errorf("Decode: %v", err)
	}
	if _, err := d.ReadHeader(nil); !errors.Is(err, turbo.ErrUnavailable) {
		t.Errorf("ReadHeader: %v", err)
	}
	if _, err := new(turbo.Decoder).ReadHeader(nil); !errors.Is(err, turbo.ErrUnavailable) {
		t.Errorf("ReadHeader: %v", err)
	}
	var e turbo.Encoder
	defer e.Close()
	if err := e.Encode(t.Context(), nil, nil, turbo.EncodeOptions{}); !errors.Is(err, turbo.ErrUnavailable) {
		t.Errorf("Encode: %v", err)
	}
}
