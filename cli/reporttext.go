package cli

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"sizemill/ledger"
	"sizemill/report"
	"sizemill/resize"
)

// reportLines writes a report for people: a head, then a line per result.
func reportLines(w io.Writer, r *report.Report) error {
	out := bufio.NewWriter(w)
	b, t := &r.Batch, &r.Batch.Totals
	line := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format+"\n", args...) } // Flush returns its error
	line("batch %d of %s: %s", b.ID, b.Began.Local().Format("2006-01-02 15:04"), r.State)
	line("%s", foldersText(b))
	line("%s", totalsText(b))
	if t.Made+t.Copied > 0 {
		size := bytesText(t.BytesIn) + " → " + bytesText(t.BytesOut)
		if less := report.Less(t.BytesIn, t.BytesOut); less != "" {
			size += ", " + less
		}
		line("%s", size)
	}
	if t.Elapsed > 0 {
		line("%s", durationText(t.Elapsed))
	}
	for i := range r.Entries {
		line("%s", entryText(&r.Entries[i]))
	}
	return out.Flush()
}

// totalsText returns "128 resized, 12 copied, 2 failed".
func totalsText(b *ledger.Batch) string {
	t := &b.Totals
	var parts []string
	for _, p := range []struct {
		n    int
		text string
	}{
		{t.Made, "resized"}, {t.Copied, "copied"}, {t.Failed, "failed"},
		{t.Skipped + b.LeftOut, "skipped"}, {t.Planned + t.Cancelled, "not done"}, {t.Undone, "undone"},
	} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.text))
		}
	}
	if len(parts) == 0 {
		return "nothing was to be done"
	}
	return strings.Join(parts, ", ")
}

// entryText returns the line of one result.
func entryText(e *ledger.Entry) string {
	in, out := &e.Source, &e.Output
	text := fmt.Sprintf("%-9s  %s", e.State, oneLine(in.Path))
	switch {
	case e.State == ledger.Failed:
		return text + "  " + oneLine(e.Error)
	case !e.State.Written() && e.State != ledger.Undone:
		return text
	}
	text += fmt.Sprintf("  %s → %s  %s → %s  %s  %s",
		sizeText(resize.Size{Width: in.Width, Height: in.Height}),
		sizeText(resize.Size{Width: out.Width, Height: out.Height}),
		bytesText(in.Bytes), bytesText(out.Bytes), durationText(e.Elapsed), oneLine(out.Path))
	if len(e.Removed) > 0 {
		text += "  removed: " + strings.Join(e.Removed, ", ")
	}
	if len(e.Warnings) > 0 {
		text += "  warning: " + oneLine(strings.Join(e.Warnings, "; "))
	}
	return text
}
