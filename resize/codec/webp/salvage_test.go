package webp_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec/webp/libwebp"
	"sizemill/resize/fault"
)

// TestSalvageWebP: the rows that are there are kept, with libwebp; without it such files are damaged.
func TestSalvageWebP(t *testing.T) {
	exif, icc := imgtest.WithEXIF(imgtest.EXIF(6)), imgtest.WithICC(imgtest.SRGBProfile(2))
	lossless, lossy := imgtest.WebP(t, 200, 160), imgtest.LossyWebP(t, 200, 160)
	clear := imgtest.WebP(t, 200, 160, imgtest.Of(imgtest.Translucent(200, 160)))
	extended := imgtest.LossyWebP(t, 200, 160, exif, icc)
	moving := imgtest.Moving(120, 90, 4)
	chunk := bytes.Clone(lossy) // which claims to be longer than the file
	chunk[18]++
	for _, tt := range []struct {
		name  string
		b     []byte
		whole []byte
		lost  string
		kept  int // percent at least
		alpha bool
	}{
		{"lossless at 60 %", imgtest.Truncated(lossless, 60), lossless, "rows are missing", 10, false},
		{"lossless at 90 %", imgtest.Truncated(lossless, 90), lossless, "rows are missing", 40, false},
		{"lossy at 45 %", imgtest.Truncated(lossy, 45), lossy, "rows are missing", 2, false},
		{"lossy at 60 %", imgtest.Truncated(lossy, 60), lossy, "rows are missing", 10, false},
		{"lossy at 90 %", imgtest.Truncated(lossy, 90), lossy, "rows are missing", 40, false},
		{"transparent", imgtest.Truncated(clear, 90), clear, "rows are missing", 30, true},
		{"metadata", imgtest.Truncated(extended, 90), extended, "missing", 40, false},
		{"a chunk that is too long", chunk, lossy, "missing or damaged", 100, false},
		{"animation, in its first frame", imgtest.Truncated(moving.LossyWebP(t, 80), 30), moving.LossyWebP(t, 80), "rows are missing", 5, true},
		{"animation, behind it", imgtest.Truncated(moving.WebP(t), 95), moving.WebP(t), " frames is kept", 100, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := codectest.ReadHeader(tt.b); !errors.Is(err, fault.ErrDamaged) {
				t.Fatalf("unasked: %v", err)
			}
			want, err := codectest.Decode(tt.whole)
			if err != nil {
				t.Fatal(err)
			}
			got, lost, err := codectest.Salvage(tt.b)
			if !libwebp.Native && !strings.HasSuffix(tt.name, "behind it") {
				if !errors.Is(err, fault.ErrDamaged) {
					t.Errorf("without libwebp: %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			kept := codectest.CheckSalvaged(t, got, want, tt.alpha)
			if kept < tt.kept || !strings.Contains(lost, tt.lost) {
				t.Errorf("%d %% are kept, lost %q", kept, lost)
			}
		})
	}
	for name, b := range map[string][]byte{"lossless": lossless, "lossy": lossy, "extended": extended} {
		if _, lost, err := codectest.Salvage(b); err != nil || lost != "" {
			t.Errorf("%s, whole: lost %q, %v", name, lost, err)
		}
		for _, n := range []int{20, 30, 40} {
			if _, _, err := codectest.Salvage(b[:n]); !errors.Is(err, fault.ErrDamaged) {
				t.Errorf("%s, %d bytes: %v", name, n, err)
			}
		}
	}
}
