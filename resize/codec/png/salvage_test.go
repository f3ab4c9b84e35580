package png_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// TestSalvagePNG: a file that has lost its end is read as far as it goes; one without pixels is damaged.
func TestSalvagePNG(t *testing.T) {
	picture := imgtest.Translucent(120, 90)
	file := imgtest.PNG(t, 120, 90, imgtest.Of(picture))
	cut := file[:len(file)*2/3]
	if _, err := codec.ReadHeader(bytes.NewReader(cut), int64(len(cut)), format.Limits{}); !errors.Is(err, fault.ErrDamaged) {
		t.Fatalf("the header of a cut file: %v", err)
	}
	h, err := codec.ReadDamagedHeader(bytes.NewReader(cut), int64(len(cut)), format.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	m, lost, err := codec.Salvage(t.Context(), bytes.NewReader(cut), int64(len(cut)), h)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(lost, "rows are missing") {
		t.Errorf("lost: %q", lost)
	}
	imgtest.SameSize(t, m, 120, 90)
	if got, want := m.At(30, 10), picture.At(30, 10); got != want {
		t.Errorf("a pixel that is there is %v, want %v", got, want)
	}
	if _, _, _, a := m.At(0, 89).RGBA(); a != 0 {
		t.Errorf("a missing pixel is %v", m.At(0, 89))
	}

	start := file[:bytes.Index(file, []byte("IDAT"))+6]
	if h, err = codec.ReadDamagedHeader(bytes.NewReader(start), int64(len(start)), format.Limits{}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := codec.Salvage(t.Context(), bytes.NewReader(start), int64(len(start)), h); !errors.Is(err, fault.ErrDamaged) {
		t.Errorf("a file without pixels: %v", err)
	}
}
