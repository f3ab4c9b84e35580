package resize

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/disintegration/imaging"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
)

// TestDoSalvageFrames: of a damaged animation the frames before the damage are written, and the warnings say so and nothing else.
func TestDoSalvageFrames(t *testing.T) {
	moving := imgtest.Moving(80, 60, 5)
	apng, gif, webp := moving.PNG(t), moving.GIF(t), moving.WebP(t)
	third := bytes.LastIndex(apng, []byte("fdAT"))
	flipped := bytes.Clone(apng)
	flipped[third+10] ^= 0x55
	pixels := bytes.Index(apng, []byte("IDAT"))
	broken := bytes.Clone(gif)
	control := []byte{0x21, 0xF9, 4}
	first := bytes.Index(gif, control) + 1
	second := first + bytes.Index(gif[first:], control)
	broken[len(broken)-40] ^= 0x55
	for _, tt := range []struct {
		name string
		in   []byte
		lost string
		kept int
	}{
		{"PNG cut in a frame", apng[:third+20], "only the first 4 of 5 frames are kept", 4},
		{"PNG with a frame that is damaged", flipped, "only the first 4 of 5 frames are kept", 4},
		{"PNG cut in the first", apng[:pixels+int(binary.BigEndian.Uint32(apng[pixels-4:]))*2/3], "only the first of 5 frames is kept, the last ", 1},
		{"GIF with a frame that is damaged", broken, "only the first 4 of 5 frames are kept", 4},
		{"GIF cut in a frame", imgtest.Truncated(gif, 95), "only the first 4 frames are kept", 4},
		{"GIF cut in the second frame", gif[:second+60], "the data after", 1},
		{"WebP cut in a frame", imgtest.Truncated(webp, 95), "only the first 4 of 5 frames are kept", 4},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h, err := codec.ReadDamagedHeader(bytes.NewReader(tt.in), int64(len(tt.in)), Limits{})
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			imgtest.WriteTree(t, dir, map[string][]byte{"in": tt.in})
			r := Recipe{Target: Target{Mode: Percent, Percent: 50}, Background: white}
			job := ImageJob{
				InputPath: filepath.Join(dir, "in"), OutputPath: filepath.Join(dir, "out"), Width: 40, Height: 30, Recipe: &r,
				Source: Source{Header: format.Header{Format: h.Format, Width: 80, Height: 60, Orientation: 1, Frames: h.Frames, Alpha: h.Alpha, Depth: h.Depth}, Upright: Size{80, 60}}, Geometry: NewGeometry(Size{80, 60}, r), Format: h.Format,
			}
			if _, err := carryOut(t.Context(), job); !errors.Is(err, ErrDamaged) {
				t.Fatalf("unasked: %v", err)
			}
			job.Salvage = true
			outcome, err := carryOut(t.Context(), job)
			if err != nil {
				t.Fatal(err)
			}
			if !outcome.Salvaged || len(outcome.Warnings) == 0 || strings.Contains(fmt.Sprint(outcome.Warnings), "does not support animations") || !strings.HasPrefix(outcome.Warnings[0], "salvaged from a damaged file: "+tt.lost) {
				t.Errorf("outcome %+v", outcome)
			}
			got, m := decoded(t, imgtest.ReadTree(t, dir)["out"])
			if got.Frames != tt.kept {
				t.Errorf("%d frames", got.Frames)
			}
			if !strings.HasSuffix(tt.lost, "last ") {
				sameAsHalf(t, 0, imaging.Clone(m), moving.Shown()[0])
			}
		})
	}
}
