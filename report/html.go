package report

import (
	"bufio"
	"context"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"path/filepath"
	"slices"
	"time"

	"github.com/dustin/go-humanize"

	"sizemill/internal/printable"
	"sizemill/ledger"
)

// pageText has the templates "head", "row" and "foot".
//
//go:embed page.html.tmpl
var pageText string

// chunk is how many results have their thumbnails made at once, which bounds memory.
const chunk = 256

// HTML writes one page with all that it shows in it: it loads nothing and runs no script. Results
// have thumbnails, up to some thousands; of files that are gone or cannot be read there are none.
// Until ctx ends, it reads the files as they are now.
func (r *Report) HTML(ctx context.Context, w io.Writer) error {
	page, err := template.New("page").Parse(pageText)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	if err := page.ExecuteTemplate(out, "head", r.head()); err != nil {
		return err
	}
	var t thumbnailer
	defer t.workers.Close()
	left := maxThumbnails
	for entries := range slices.Chunk(r.Entries, chunk) {
		shown := entries[:min(left, len(entries))]
		left -= len(shown)
		thumbnails := t.all(ctx, shown)
		if err := ctx.Err(); err != nil {
			return context.Cause(ctx)
		}
		for i := range entries {
			row := newPageRow(&entries[i])
			if i < len(thumbnails) {
				row.Thumbnail = thumbnails[i]
			}
			if err := page.ExecuteTemplate(out, "row", row); err != nil {
				return err
			}
		}
	}
	if err := page.ExecuteTemplate(out, "foot", len(r.Entries) > maxThumbnails); err != nil {
		return err
	}
	return out.Flush()
}

// pageHead is what stands above the table.
type pageHead struct {
	Batch    int64
	When     string
	State    string
	InPlace  bool
	Inputs   []string
	Outputs  []string
	Facts    []pageFact
	Failures []pageFailure
}

type pageFact struct{ Name, Value string }

type pageFailure struct{ Path, Error string }

func (r *Report) head() pageHead {
	b, t := &r.Batch, &r.Batch.Totals
	h := pageHead{
		Batch: b.ID, When: b.Began.Local().Format("2 January 2006, 15:04"), State: r.State,
		InPlace: b.InPlace, Inputs: lines(b.Inputs), Outputs: lines(b.Outputs),
	}
	add := func(name string, n int) {
		if n > 0 {
			h.Facts = append(h.Facts, pageFact{name, humanize.Comma(int64(n))})
		}
	}
	add("Resized", t.Made)
	add("Copied", t.Copied)
	add("Failed", t.Failed)
	add("Skipped", t.Skipped+b.LeftOut)
	add("Not done", t.Planned+t.Cancelled)
	add("Undone", t.Undone)
	if t.Made+t.Copied > 0 {
		h.Facts = append(h.Facts, pageFact{"Size", bytesText(t.BytesIn) + " → " + bytesText(t.BytesOut)})
		if less := Less(t.BytesIn, t.BytesOut); less != "" {
			h.Facts = append(h.Facts, pageFact{"Difference", less})
		}
	}
	if t.Elapsed > 0 {
		h.Facts = append(h.Facts, pageFact{"Time", t.Elapsed.Round(100 * time.Millisecond).String()})
	}
	for i := range r.Entries {
		if e := &r.Entries[i]; e.State == ledger.Failed {
			h.Failures = append(h.Failures, pageFailure{printable.Line(e.Source.Path), printable.Line(e.Error)})
		}
	}
	return h
}

// pageRow is a row of the table.
type pageRow struct {
	Thumbnail      template.URL
	Name, Folder   string
	Result         string // where it is, if there is one
	Size           string // the name of its --size
	State          string
	Before, After  string // pixels
	Bytes, BytesTo string
	Less           string
	Time           string
	Warnings       []string
	Removed        []string
	Error          string
}

func newPageRow(e *ledger.Entry) pageRow {
	in, out := &e.Source, &e.Output
	row := pageRow{
		Name: printable.Line(filepath.Base(in.Path)), Folder: printable.Line(filepath.Dir(in.Path)),
		Size: e.Size, State: stateText(e.State), Before: pixels(in), Bytes: known(in.Bytes),
		Warnings: lines(e.Warnings), Removed: e.Removed, Error: printable.Line(e.Error),
	}
	if e.State.Written() || e.State == ledger.Undone {
		row.Result, row.After, row.BytesTo = printable.Line(out.Path), pixels(out), known(out.Bytes)
		row.Less, row.Time = Less(in.Bytes, out.Bytes), seconds(e.Elapsed)
	}
	return row
}

// stateText returns a state as the other texts name it.
func stateText(s ledger.State) string {
	switch s {
	case ledger.Made:
		return "resized"
	case ledger.Planned, ledger.Cancelled:
		return "not done"
	}
	return s.String()
}

func lines(texts []string) []string {
	out := make([]string, len(texts))
	for i, text := range texts {
		out[i] = printable.Line(text)
	}
	return out
}

func pixels(p *ledger.Picture) string {
	if p.Width == 0 {
		return ""
	}
	return fmt.Sprintf("%d × %d", p.Width, p.Height)
}

func known(bytes int64) string {
	if bytes == 0 {
		return ""
	}
	return bytesText(bytes)
}

func bytesText(n int64) string { return humanize.Bytes(uint64(max(n, 0))) }

// Less returns how much smaller one number of bytes is than another, such as "93% less" or "5%
// more", and nothing if both are about the same or the first is not known.
func Less(from, to int64) string {
	if from <= 0 {
		return ""
	}
	percent := int(math.Round(float64(from-to) / float64(from) * 100))
	switch {
	case percent >= 1:
		return fmt.Sprintf("%d%% less", min(percent, 99))
	case percent < 0:
		return fmt.Sprintf("%d%% more", -percent)
	}
	return ""
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }
