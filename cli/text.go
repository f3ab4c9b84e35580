package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"sizemill/batch"
	"sizemill/internal/printable"
	"sizemill/resize"
)

// oneLine makes text safe to print on a line.
func oneLine(text string) string { return printable.Line(text) }

func sizeText(s resize.Size) string { return fmt.Sprintf("%d×%d", s.Width, s.Height) }

func bytesText(n int64) string { return humanize.Bytes(uint64(max(n, 0))) }

// plural returns "1 picture", "2 pictures".
func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return humanize.Comma(int64(n)) + " " + one + "s"
}

// planText sums up a plan in one line.
func planText(p *batch.Plan) string {
	c := p.Counts
	if c.Pictures == 0 && p.Shard.Count > 1 {
		return fmt.Sprintf("shard %d/%d is empty: the batch has %s for %d shards",
			p.Shard.Index, p.Shard.Count, plural(p.Batch, "picture"), p.Shard.Count)
	}
	head := plural(c.Pictures, "picture")
	if n := c.Total() - c.Links; n != c.Pictures {
		head += " in " + plural(n, "result")
	}
	if c.Work() > 0 {
		head += fmt.Sprintf(", %s → about %s", bytesText(c.BytesIn), bytesText(c.BytesOut))
	}
	parts := []string{head}
	if c.Copy > 0 {
		parts = append(parts, fmt.Sprintf("%d already small", c.Copy))
	}
	if c.There > 0 {
		parts = append(parts, fmt.Sprintf("%d already there", c.There))
	}
	if c.Links > 0 {
		parts = append(parts, plural(c.Links, "link")+" skipped")
	}
	parts = append(parts, leftOut(p)...)
	if c.Fail > 0 {
		parts = append(parts, fmt.Sprintf("%d cannot be resized", c.Fail))
	}
	if c.Replace > 0 {
		parts = append(parts, plural(c.Replace, "file")+" will be replaced")
	}
	if c.Number > 0 {
		parts = append(parts, plural(c.Number, "result")+" will be numbered")
	}
	if len(p.Others) > 0 {
		parts = append(parts, othersText(p.Others))
	}
	return strings.Join(parts, " · ")
}

// leftOut returns how many pictures are left out for each reason that has no words of its own.
func leftOut(p *batch.Plan) []string {
	texts := []struct {
		reason batch.Reason
		text   string
	}{
		{batch.ReasonSmall, "skipped: already small"},
		{batch.ReasonExists, "skipped: a file with that name exists"},
		{batch.ReasonResult, "skipped: results in the output folder"},
	}
	var parts []string
	for _, t := range texts {
		n := 0
		for i := range p.Items {
			if item := &p.Items[i]; item.Task == batch.TaskSkip && item.Reason == t.reason {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, t.text))
		}
	}
	return parts
}

// maxKinds is how many kinds of other files a line names.
const maxKinds = 6

// othersText returns "4 other files: CR2, MP4".
func othersText(o batch.Others) string {
	kinds := o.Kinds()
	if len(kinds) > maxKinds {
		kinds = append(kinds[:maxKinds:maxKinds], "…")
	}
	text := plural(o.Total(), "other file") + ": " + strings.Join(kinds, ", ")
	if o[batch.OtherLink]+o[batch.OtherFolder] > 0 {
		text += "; --follow-links includes what is linked"
	}
	return text
}

// summaryText sums up a batch in one line. sizes reports whether it counts several results per
// picture.
func summaryText(s batch.Summary, sizes bool) string {
	head := plural(s.Converted, "picture") + " resized"
	if sizes {
		head = plural(s.Converted, "result") + " made"
	}
	parts := []string{head}
	for _, p := range []struct {
		n    int
		text string
	}{
		{s.Salvaged, "of them salvaged"}, {s.Copied, "copied"}, {s.There, "already there"},
		{s.Skipped - s.There - s.Links, "skipped"}, {s.Failed, "failed"}, {s.Cancelled, "not done"},
	} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.text))
		}
	}
	if s.Links > 0 {
		parts = append(parts, plural(s.Links, "link")+" skipped")
	}
	if s.Converted+s.Copied > 0 {
		parts = append(parts, fmt.Sprintf("%s → %s", bytesText(s.BytesIn), bytesText(s.BytesOut)))
	}
	text := strings.Join(parts, ", ") + " in " + durationText(s.Elapsed)
	if len(s.Others) > 0 {
		text += " · " + othersText(s.Others)
	}
	return text
}

// durationText rounds a time to what matters to a reader.
func durationText(d time.Duration) string {
	switch {
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Round(time.Millisecond).Milliseconds())
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	default:
		return d.Round(time.Second).String()
	}
}

// leftText returns an estimated time: not more exact than whole seconds.
func leftText(d time.Duration) string {
	if d < time.Minute {
		return fmt.Sprintf("%d s", int(max(d, time.Second).Seconds()))
	}
	return d.Round(time.Second).String()
}

// itemText returns a line of the plan.
func itemText(item *batch.Item) string {
	job := &item.Job
	name := oneLine(item.Rel)
	switch item.Task {
	case batch.TaskConvert:
		to := sizeText(resize.Size{Width: job.Width, Height: job.Height})
		return fmt.Sprintf("resize  %s  %s → %s  %s%s",
			name, sizeText(job.Source.Upright), to, oneLine(job.OutputPath), lossText(job))
	case batch.TaskCopy:
		return fmt.Sprintf("copy    %s  %s  %s%s",
			name, sizeText(job.Source.Upright), oneLine(job.OutputPath), lossText(job))
	case batch.TaskSkip:
		return fmt.Sprintf("skip    %s  %s", name, item.Reason)
	default:
		return fmt.Sprintf("fail    %s  %s", name, oneLine(item.Err.Error()))
	}
}

// lossText returns what the result of a planned picture will lack, for the end of its line, or
// nothing.
func lossText(job *resize.ImageJob) string {
	lost := job.Losses()
	if len(lost) == 0 {
		return ""
	}
	return "  warning: " + strings.Join(lost, "; ")
}
