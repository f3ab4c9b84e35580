package report

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sizemill/internal/imgtest"
	"sizemill/ledger"
	"sizemill/resize"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	oddName = "/in/\xff\n\"<b>&\u202e,=.jpg"
	evil    = `<script>alert("x")</script>`
)

// sample is a report of every kind of result.
func sample() *Report {
	began := time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)
	made := ledger.Entry{
		Source: ledger.Picture{File: ledger.File{Path: "/in/ä b.jpg", Bytes: 8_000_000}, Width: 6000, Height: 4000},
		Output: ledger.Picture{File: ledger.File{Path: "/out/ä b.jpg", Bytes: 300_000}, Width: 1600, Height: 1067},
		State:  ledger.Made, Elapsed: 123 * time.Millisecond,
		Warnings: []string{"only the first of 3 pages is kept", "IPTC not kept"}, Removed: []string{"location", "thumbnail"},
	}
	odd := made
	odd.Source.Path, odd.Output.Path, odd.Size, odd.Warnings = oddName, "/out/"+evil, "=web", nil
	failing := ledger.Entry{State: ledger.Failed, Error: "decode " + oddName + ": damaged"}
	failing.Source.Path = oddName
	return &Report{
		Batch: ledger.Batch{
			ID: 12, Began: began, Ended: began.Add(time.Minute), Inputs: []string{"/in", evil}, Outputs: []string{"/out"}, LeftOut: 3,
			Totals: ledger.Totals{Made: 2, Failed: 1, BytesIn: 16_000_000, BytesOut: 600_000, Elapsed: time.Minute},
		},
		State: "done, 1 failed", Entries: []ledger.Entry{made, odd, failing},
	}
}

func TestCSV(t *testing.T) {
	var b bytes.Buffer
	if err := sample().CSV(&b); err != nil {
		t.Fatal(err)
	}
	text, ok := strings.CutPrefix(b.String(), byteOrderMark)
	if !ok || strings.Count(text, "\r\n") != 4 {
		t.Errorf("%q", text)
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) != 4 {
		t.Fatal(rows, err)
	}
	want := []string{
		"made", "/in/ä b.jpg", "/out/ä b.jpg", "", "8000000", "6000", "4000", "300000", "1600", "1067", "0.123",
		"only the first of 3 pages is kept; IPTC not kept", "location; thumbnail", "", "", "",
	}
	if !slices.Equal(rows[1], want) {
		t.Errorf("%q, want %q", rows[1], want)
	}
	odd := rows[2]
	raw, err := base64.StdEncoding.DecodeString(odd[14])
	if err != nil || string(raw) != oddName || odd[3] != "'=web" || odd[2] != "/out/"+evil || odd[15] != "" {
		t.Errorf("%q, %v", odd, err)
	}
	if failing := rows[3]; failing[0] != "failed" || failing[2] != "" || failing[4] != "" || !strings.HasPrefix(failing[13], "decode ") {
		t.Errorf("%q", failing)
	}
	var again bytes.Buffer
	if _ = sample().CSV(&again); !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Error("differs the second time")
	}
}

// FuzzRow: what is written comes back, except for apostrophes against formulas.
func FuzzRow(f *testing.F) {
	f.Add("/a/b.jpg", "x", "=1")
	f.Add("a,\"b\"\n", "\r", " ")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		var out bytes.Buffer
		w := newRowWriter(&out)
		w.row([]string{a, b, c})
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		cells := parseRow(t, out.String())
		for i, cell := range []string{a, b, c} {
			if cells[i] != harmless(cell) || strings.TrimPrefix(cells[i], "'") != strings.TrimPrefix(cell, "'") {
				t.Errorf("%q came back as %q", cell, cells[i])
			}
			if cells[i] != "" && strings.ContainsRune("=+-@", rune(cells[i][0])) {
				t.Errorf("%q is a formula", cells[i])
			}
		}
	})
}

// parseRow reads one row by RFC 4180's grammar. Package encoding/csv would change line ends.
func parseRow(t *testing.T, text string) (cells []string) {
	t.Helper()
	for {
		var cell strings.Builder
		if strings.HasPrefix(text, `"`) {
			text = text[1:]
			for {
				before, after, ok := strings.Cut(text, `"`)
				if !ok {
					t.Fatal("a quote is open")
				}
				cell.WriteString(before)
				if text = after; !strings.HasPrefix(text, `"`) {
					break
				}
				cell.WriteByte('"')
				text = text[1:]
			}
		} else {
			end := strings.IndexAny(text, ",\r")
			cell.WriteString(text[:end])
			text = text[end:]
		}
		cells = append(cells, cell.String())
		if text == "\r\n" {
			return cells
		}
		if !strings.HasPrefix(text, ",") {
			t.Fatalf("%q behind a cell", text)
		}
		text = text[1:]
	}
}

func TestJSON(t *testing.T) {
	var b bytes.Buffer
	if err := sample().JSON(&b); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Batch   int
		State   string
		Totals  struct{ Resized, Failed, Skipped int }
		Results []struct {
			State  string
			Source struct {
				Path   string
				Base64 []byte `json:"path_base64"`
				Bytes  int
			}
			Result  *struct{ Width, Height, Bytes int }
			Removed []string
			Error   string
		}
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Batch != 12 || got.Totals.Resized != 2 || got.Totals.Skipped != 3 || len(got.Results) != 3 {
		t.Errorf("%+v", got)
	}
	one, odd, failing := got.Results[0], got.Results[1], got.Results[2]
	if one.Source.Path != "/in/ä b.jpg" || one.Source.Base64 != nil || one.Result.Width != 1600 || one.Source.Bytes != 8_000_000 ||
		!slices.Equal(one.Removed, []string{"location", "thumbnail"}) {
		t.Errorf("%+v", one)
	}
	if string(odd.Source.Base64) != oddName || failing.Result != nil || failing.Error == "" {
		t.Errorf("%+v, %+v", odd, failing)
	}
	if bytes.ContainsRune(b.Bytes(), '\u202e') {
		t.Error("an invisible character is not escaped")
	}
}

// page makes a report as HTML.
func page(t *testing.T, r *Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.HTML(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestHTML(t *testing.T) {
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{
		"in/a.jpg": imgtest.JPEG(t, 400, 300), "in/b.png": imgtest.PNG(t, 300, 400), "in/bad.jpg": []byte("\xff\xd8"),
		"out/a.jpg": imgtest.JPEG(t, 200, 150),
	})
	r := sample()
	entry := func(name string, state ledger.State) {
		e := ledger.Entry{State: state}
		e.Source.Path, e.Output.Path = filepath.Join(dir, "in", name), filepath.Join(dir, "out", name)
		r.Entries = append(r.Entries, e)
	}
	entry("a.jpg", ledger.Made)
	entry("b.png", ledger.Made) // its result is gone
	entry("bad.jpg", ledger.Failed)
	before := imgtest.ReadTree(t, dir)
	html := page(t, r)
	imgtest.SameTree(t, dir, before)

	thumbnails := regexp.MustCompile(`<img src="data:image/jpeg;base64,([^"]+)" alt="">`).FindAllStringSubmatch(html, -1)
	if len(thumbnails) != 2 {
		t.Fatalf("%d thumbnails", len(thumbnails))
	}
	for i, want := range [][2]int{{120, 90}, {90, 120}} {
		b, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(thumbnails[i][1], "&#43;", "+"))
		if err != nil {
			t.Fatal(err)
		}
		checkSize(t, b, want)
	}
	for _, want := range []string{
		"<title>Sizemill: batch 12</title>", "done, 1 failed", "16 MB → 600 kB", "96% less", "6000 × 4000<br>→ 1600 × 1067",
		"Metadata removed: location, thumbnail", "Warning: IPTC not kept", "<h2 id=\"failures\">Failures</h2>",
		"&lt;script&gt;", "@media print", `<html lang="en">`, "<dt>Skipped</dt><dd>3</dd>",
	} {
		if !strings.Contains(html, want) {
			t.Errorf("%q is missing", want)
		}
	}
	for _, never := range []string{"<script", "http://", "https://", "\u202e", "ZgotmplZ", "{{"} {
		if strings.Contains(html, never) {
			t.Errorf("%q is in the page", never)
		}
	}
	balanced(t, html)
}

// balanced checks that every element ends.
func balanced(t *testing.T, html string) {
	t.Helper()
	closed := regexp.MustCompile(`<((?:meta|img|br)[^>]*)>`).ReplaceAllString(html, "<$1/>")
	d := xml.NewDecoder(strings.NewReader(closed))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestHTMLCancel: a page of many pictures is left off at once.
func TestHTMLCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := sample().HTML(ctx, io.Discard); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestHTMLMany: the number of thumbnails is bounded.
func TestHTMLMany(t *testing.T) {
	r := sample()
	path := filepath.Join(t.TempDir(), "a.png")
	if err := os.WriteFile(path, imgtest.PNG(t, 8, 8), 0o600); err != nil {
		t.Fatal(err)
	}
	r.Entries = nil
	for i := range maxThumbnails + 10 {
		e := ledger.Entry{State: ledger.Copied, Size: fmt.Sprint(i)}
		e.Source.Path, e.Output.Path = path, path
		r.Entries = append(r.Entries, e)
	}
	html := page(t, r)
	if n := strings.Count(html, "<img "); n != maxThumbnails || !strings.Contains(html, "Further results have no thumbnails.") {
		t.Errorf("%d thumbnails", n)
	}
	if strings.Count(html, "<tr>") != len(r.Entries)+1 || !strings.Contains(html, fmt.Sprintf("(%d)", maxThumbnails+9)) {
		t.Error("rows are missing")
	}
}

func TestLess(t *testing.T) {
	for _, c := range []struct {
		from, to int64
		want     string
	}{
		{100, 7, "93% less"}, {100, 100, ""}, {100, 105, "5% more"}, {0, 5, ""}, {1e9, 1, "99% less"}, {100, 0, "99% less"}, {1000, 996, ""},
	} {
		if got := Less(c.from, c.to); got != c.want {
			t.Errorf("%d to %d: %q, want %q", c.from, c.to, got, c.want)
		}
	}
}

func checkSize(t *testing.T, jpeg []byte, want [2]int) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "thumbnail.jpg")
	if err := os.WriteFile(path, jpeg, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := sizeOf(t, path); got != want {
		t.Errorf("a thumbnail of %v pixels, want %v", got, want)
	}
}

func sizeOf(t *testing.T, path string) [2]int {
	t.Helper()
	src, err := resize.Probe(t.Context(), path, resize.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return [2]int{src.Upright.Width, src.Upright.Height}
}
