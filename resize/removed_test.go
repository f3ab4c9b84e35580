package resize

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/metadata"
)

// TestRemoved holds what an outcome says was left out on purpose against what was in the source.
func TestRemoved(t *testing.T) {
	camera := imgtest.Camera{Orientation: 1, Width: 60, Height: 90, Thumbnail: imgtest.JPEG(t, 16, 12)}.EXIF()
	bare := imgtest.Camera{Orientation: 1, Width: 60, Height: 90}.EXIF()
	packet := []byte(strings.Replace(xmpPacket, `tiff:Artist="Ann"`,
		`xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Credit="Ann" tiff:Make="Testcam"`, 1))
	placed := []byte(strings.Replace(xmpPacket, `tiff:Artist="Ann"`,
		`xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:City="Wien"`, 1))
	comment := imgtest.Segment(0xFE, []byte("hello"))
	withComment := func(file []byte) []byte { return slices.Concat(file[:2], comment, file[2:]) }
	full := withComment(imgtest.JPEG(t, 60, 90, imgtest.WithEXIF(camera), imgtest.WithXMP(packet)))
	for _, c := range []struct {
		name string
		file []byte
		want map[metadata.Policy]string // of a resized result
	}{
		{"all", full, map[metadata.Policy]string{
			metadata.KeepAll: "thumbnail", metadata.NoLocation: "location, thumbnail",
			metadata.CopyrightOnly: "location, EXIF, most of XMP, comments, thumbnail",
			metadata.Nothing:       "location, EXIF, XMP, comments, thumbnail",
		}},
		{"no thumbnail", imgtest.JPEG(t, 60, 90, imgtest.WithEXIF(bare)), map[metadata.Policy]string{
			metadata.NoLocation: "location", metadata.CopyrightOnly: "location, EXIF", metadata.Nothing: "location, EXIF",
		}},
		{"a place in XMP", imgtest.PNG(t, 60, 90, imgtest.WithXMP(placed)), map[metadata.Policy]string{
			metadata.NoLocation: "location", metadata.CopyrightOnly: "location, XMP", metadata.Nothing: "location, XMP",
		}},
		{"a comment", withComment(imgtest.JPEG(t, 60, 90)), map[metadata.Policy]string{
			metadata.CopyrightOnly: "comments", metadata.Nothing: "comments",
		}},
		{"nothing", imgtest.JPEG(t, 60, 90), nil},
		{"a WebP", imgtest.WebP(t, 60, 90, imgtest.WithEXIF(bare), imgtest.WithXMP(packet)), map[metadata.Policy]string{
			metadata.NoLocation: "location", metadata.CopyrightOnly: "location, EXIF, most of XMP", metadata.Nothing: "location, EXIF, XMP",
		}},
	} {
		for _, policy := range []metadata.Policy{metadata.KeepAll, metadata.NoLocation, metadata.CopyrightOnly, metadata.Nothing} {
			for _, action := range []Action{Convert, Copy} {
				t.Run(fmt.Sprintf("%s, %v, %v", c.name, policy, action), func(t *testing.T) {
					dir := t.TempDir()
					imgtest.WriteTree(t, dir, map[string][]byte{"in": c.file})
					edge := map[Action]int{Convert: 45, Copy: 90}[action]
					job := newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, "out"),
						Recipe{Target: Target{Mode: LongEdge, Edge: edge}, Metadata: policy})
					job.Action = action
					outcome, err := carryOut(t.Context(), job)
					if err != nil || outcome.Copied != (action == Copy) {
						t.Fatalf("copied %v, %v", outcome.Copied, err)
					}
					want := c.want[policy]
					if outcome.Copied && policy < metadata.CopyrightOnly { // the thumbnail is true
						want = strings.TrimPrefix(strings.TrimSuffix(want, "thumbnail"), ", ")
						want = strings.TrimSuffix(want, ", ")
					}
					if got := strings.Join(outcome.Removed, ", "); got != want {
						t.Errorf("%q, want %q", got, want)
					}
				})
			}
		}
	}
}

// TestRemovedElsewhere: what the format of a result cannot hold is not left out on purpose.
func TestRemovedElsewhere(t *testing.T) {
	camera := imgtest.Camera{Orientation: 1, Width: 60, Height: 90, Thumbnail: imgtest.JPEG(t, 16, 12)}.EXIF()
	file := imgtest.JPEG(t, 60, 90, imgtest.WithEXIF(camera), imgtest.WithXMP([]byte(xmpPacket)))
	for _, f := range []Format{BMP, GIF} {
		_, outcome := doBlocks(t, file, Recipe{Target: Target{Mode: LongEdge, Edge: 45}, Format: f})
		if len(outcome.Removed) != 0 || len(outcome.Warnings) == 0 {
			t.Errorf("%v: removed %q, warnings %q", f, outcome.Removed, outcome.Warnings)
		}
	}
}
