package resize

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec/format"
	"sizemill/resize/codec/jpeg/turbo"
)

const endMissing = "the end of the file is missing or damaged, but all pixels are there"

// TestDoJPEGEnding: a JPEG that lacks only its end becomes what the whole one becomes, with a warning; where it is copied without its
// metadata, the copy ends as it should and holds nothing of what followed.
func TestDoJPEGEnding(t *testing.T) {
	whole := imgtest.JPEG(t, 90, 70)
	body := whole[:len(whole)-2]
	private := []byte("\x01\x02SEFH Image_UTC_Data1700000000000 SEFT")
	for _, tt := range []struct {
		name   string
		behind []byte
		cgo    bool // Go's decoder stops at the marker
	}{
		{"nothing", nil, false}, {"a trailer", private, false}, {"zeros", make([]byte, 500), false}, {"a second picture", whole, true},
	} {
		if tt.cgo && !turbo.Available {
			continue
		}
		t.Run(tt.name, func(t *testing.T) {
			in := slices.Concat(body, tt.behind)
			small := Recipe{Target: Target{Mode: Percent, Percent: 50}, Background: white}
			_, want, _ := do(t, whole, small)
			_, got, outcome := do(t, in, small)
			imgtest.SameImage(t, got, want, 0)
			if !slices.Equal(outcome.Warnings, []string{endMissing}) || outcome.Salvaged {
				t.Errorf("outcome %+v", outcome)
			}
			out, outcome, _ := copied(t, in, Recipe{Target: Target{Mode: NoResize}, Background: white})
			if !outcome.Copied || !bytes.Equal(out, in) || !slices.Equal(outcome.Warnings, []string{endMissing}) {
				t.Errorf("a copy of %d bytes, %+v", len(out), outcome)
			}
			out, outcome, _ = copied(t, in, Recipe{Target: Target{Mode: NoResize}, Background: white, Metadata: NoMetadata})
			if !slices.Equal(outcome.Warnings, []string{endMissing}) || bytes.Contains(out, []byte("UTC_Data")) || !bytes.HasSuffix(out, []byte{0xFF, 0xD9}) {
				t.Errorf("%q, %+v", out[len(out)-20:], outcome)
			}
			if outcome.Copied && !bytes.HasSuffix(out, whole[len(whole)-200:]) || outcome.Copied != turbo.Available {
				t.Errorf("a copy of %d bytes, %+v", len(out), outcome)
			}
		})
	}
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"cut": body[:len(body)-2], "in": body})
	if err := Check(t.Context(), filepath.Join(dir, "cut"), Limits{}); !errors.Is(err, ErrDamaged) {
		t.Errorf("cut in its last block: %v", err)
	}
	if err := Check(t.Context(), filepath.Join(dir, "in"), Limits{}); err != nil {
		t.Errorf("without its end: %v", err)
	}
	job := newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, "out"), Recipe{Target: Target{Mode: Percent, Percent: 50}, Background: white})
	if job.Salvage = turbo.Available; job.Salvage {
		outcome, err := carryOut(t.Context(), job)
		if err != nil || outcome.Salvaged || !slices.Equal(outcome.Warnings, []string{endMissing}) {
			t.Errorf("to be salvaged, though nothing is missing: %+v, %v", outcome, err)
		}
		if b, err := os.ReadFile(job.OutputPath); err != nil || len(b) == 0 {
			t.Error(err)
		}
	}
}

// TestJPEGStray: bytes that belong to nothing are skipped in the header and behind the pixels, and a warning says so.
func TestJPEGStray(t *testing.T) {
	whole := imgtest.JPEG(t, 40, 30)
	end := len(whole) - 2
	comment := imgtest.Segment(0xFE, []byte("CCTV"))
	rows := map[string][]byte{"header": imgtest.Insert(whole, bytes.Index(whole, []byte{0xFF, 0xC0}), []byte{1, 2, 3})}
	if turbo.Available {
		rows["behind the pixels"] = imgtest.Insert(whole, end, append(make([]byte, 30), comment...))
	}
	for name, in := range rows {
		for _, p := range []Metadata{KeepAll, NoMetadata} {
			_, outcome, _ := copied(t, in, Recipe{Target: Target{Mode: NoResize}, Background: white, Metadata: p})
			if want := format.FlawStray.Warnings(); !slices.Equal(outcome.Warnings, want) {
				t.Errorf("%s, %v: warnings %q, want %q", name, p, outcome.Warnings, want)
			}
		}
	}
}
