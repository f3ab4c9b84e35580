package resize

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sizemill/internal/imgtest"
)

// TestFrameStatements: what EXIF and XMP say of parts of the picture follows turning, scaling and cropping as exiftool reads it, or goes
// with a warning.
func TestFrameStatements(t *testing.T) {
	tool := exiftoolPath(t)
	const warning = "marked regions and other metadata about the original frame were dropped"
	write := func(orientation string) []byte {
		path := filepath.Join(t.TempDir(), "in.jpg")
		imgtest.WriteTree(t, filepath.Dir(path), map[string][]byte{"in.jpg": imgtest.JPEG(t, 80, 60)})
		out, err := exec.Command(tool, "-q", "-n", "-overwrite_original", "-IFD0:Orientation="+orientation, "-ExifIFD:SubjectArea=20 15 10 6",
			"-ExifIFD:SubjectLocation=20 15", "-ExifIFD:FocalPlaneXResolution=1000", "-ExifIFD:FocalPlaneYResolution=500",
			"-IFD0:XResolution=300", "-IFD0:YResolution=150", "-IFD0:ResolutionUnit=2",
			"-XMP-mwg-rs:RegionInfo={AppliedToDimensions={W=80,H=60,Unit=pixel},RegionList=[{Name=Ann,Type=Face,Area={X=.25,Y=.25,W=.1,H=.1,Unit=normalized}}]}",
			"-XMP-MP:RegionInfoMP={Regions=[{PersonDisplayName=Ann,Rectangle=0.2|, 0.2|, 0.1|, 0.1}]}",
			"-XMP-GPano:CroppedAreaImageWidthPixels=80", "-XMP-GPano:CroppedAreaImageHeightPixels=60", "-XMP-GPano:FullPanoWidthPixels=160",
			"-XMP-GPano:CroppedAreaTopPixels=20", path).CombinedOutput()
		if err != nil {
			t.Fatalf("exiftool: %v\n%s", err, out)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	const scaledXMP = "RegionAppliedToDimensionsW 40|RegionAppliedToDimensionsH 30|RegionAreaX .25|RegionAreaW .1|RegionRectangle 0.2, 0.2, 0.1, 0.1|" +
		"CroppedAreaImageWidthPixels 40|CroppedAreaImageHeightPixels 30|FullPanoWidthPixels 80|CroppedAreaTopPixels 10"
	for _, tt := range []struct {
		name, orientation string
		r                 Recipe
		want, without     string
		warned            bool
	}{
		{"scaled", "1", Recipe{Target: Target{Mode: Percent, Percent: 50}},
			"SubjectArea 10 8 5 3|SubjectLocation 10 8|FocalPlaneXResolution 500|FocalPlaneYResolution 250|XResolution 300|YResolution 150|" + scaledXMP, "", false},
		{"turned", "6", Recipe{Target: Target{Mode: Percent, Percent: 50}}, // (20, 15) of 80 × 60 is at (45, 20) of 60 × 80
			"SubjectArea 23 10 3 5|SubjectLocation 23 10|XResolution 150|YResolution 300", "Region|Pano", true},
		{"cropped", "1", Recipe{Target: Target{Mode: Fill, Width: 30, Height: 30}, Anchor: Left},
			"SubjectArea 10 8 5 3|SubjectLocation 10 8", "Region|Pano", true},
		{"cropped away", "1", Recipe{Target: Target{Mode: Fill, Width: 30, Height: 60}, Anchor: Right}, "", "Subject|Region|Pano", true},
		{"padded", "1", Recipe{Target: Target{Mode: Pad, Width: 60, Height: 30}, Anchor: Right}, "SubjectArea 30 8 5 3|SubjectLocation 30 8", "Region|Pano", true},
		{"without location", "1", Recipe{Target: Target{Mode: Percent, Percent: 50}, Metadata: NoLocation}, "SubjectArea 10 8 5 3|FocalPlaneXResolution 500|" + scaledXMP, "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, outcome := doBytes(t, write(tt.orientation), tt.r)
			path := filepath.Join(t.TempDir(), "out.jpg")
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command(tool, "-n", "-s2", "-a", "-IFD0:all", "-ExifIFD:all", "-XMP:all", path).Output()
			if err != nil {
				t.Fatal(err)
			}
			got := strings.ReplaceAll(string(out), ": ", " ")
			for _, line := range strings.Split(tt.want, "|") {
				if line != "" && !strings.Contains(got, line+"\n") {
					t.Errorf("no %q in\n%s", line, got)
				}
			}
			for _, word := range strings.Split(tt.without, "|") {
				if word != "" && strings.Contains(got, word) {
					t.Errorf("%q is left in\n%s", word, got)
				}
			}
			if slices.Contains(outcome.Warnings, warning) != tt.warned {
				t.Errorf("warnings %q", outcome.Warnings)
			}
		})
	}
}
