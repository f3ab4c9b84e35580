package cli_test

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"sizemill/cli"
	"sizemill/internal/imgtest"
)

func TestReport(t *testing.T) {
	p := newPast(t)
	camera := imgtest.Camera{Orientation: 1, Width: 400, Height: 300}.EXIF()
	imgtest.WriteTree(t, p.dir, map[string][]byte{"in/place.jpg": imgtest.JPEG(t, 400, 300, imgtest.WithEXIF(camera))})
	p.must(cli.ExitFailed, "resize", "--fit", "40", "--metadata", "no-location", p.path("in"))

	out, _ := p.must(cli.ExitOK, "report")
	contains(t, out, "batch 1 of ", "done, 1 failed\n", "3 resized, 1 failed\n", "400×300 → 40×30", "removed: location",
		"failed     "+p.path("in/bad.jpg"), "made       "+p.path("in/a.jpg"))
	out, _ = p.must(cli.ExitOK, "report", "1", "--format", "csv")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 5 {
		t.Errorf("%q, %v", rows, err)
	}
	file := p.path("report.JSON")
	p.must(cli.ExitOK, "report", "--out", file)
	b, err := os.ReadFile(file)
	var got struct {
		Batch   int
		Results []struct{ Removed []string }
	}
	if err != nil || json.Unmarshal(b, &got) != nil || got.Batch != 1 || len(got.Results) != 4 {
		t.Errorf("%s: %+v, %v", b, got, err)
	}
	_, errs := p.must(cli.ExitUsage, "report", "--out", file)
	contains(t, errs, "the file exists; give another name")
	p.must(cli.ExitOK, "report", "--out", p.path("new/page.html"))
	html, err := os.ReadFile(p.path("new/page.html"))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(html), `<img src="data:image/jpeg`); n != 3 {
		t.Errorf("%d thumbnails", n)
	}
	imgtest.SameNames(t, p.path("new"), "page.html")
	_, errs = p.must(cli.ExitUsage, "report", "--format", "pdf")
	contains(t, errs, "pdf", "html")
	_, errs = p.must(cli.ExitFailed, "report", "2")
	contains(t, errs, "batch 2: no batch has this number")
}

// TestReportUndone: what was taken back is still reported.
func TestReportUndone(t *testing.T) {
	p := newPast(t)
	p.must(cli.ExitFailed, "resize", "--fit", "40", p.path("in"))
	p.must(cli.ExitOK, "undo")
	out, _ := p.must(cli.ExitOK, "report")
	contains(t, out, "undone, 1 failed", "1 failed, 2 undone", "undone     "+p.path("in/a.jpg")+"  400×300 → 40×30")
}
