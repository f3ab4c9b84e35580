package cli

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"sizemill/batch"
)

// reporter tells the user what a batch does. Its methods are called serially.
type reporter interface {
	plan(*batch.Plan) error
	event(*batch.Plan, batch.Event) error
	summary(batch.Summary) error
	failed(error) error // the batch could not start; this is printed on stderr too
}

// newReporter returns the reporter that the flags ask for.
func newReporter(env *Env, flags *printFlags) reporter {
	switch {
	case flags.JSON:
		return newJSONReporter(env.Stdout)
	case flags.Quiet:
		return &textReporter{env: env, quiet: true}
	case isTerminal(env.Stderr):
		return &barReporter{textReporter: textReporter{env: env}}
	default:
		return &textReporter{env: env}
	}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// textReporter prints one line per failure and a summary.
type textReporter struct {
	env   *Env
	quiet bool
	sizes bool // pictures have several results, which are counted instead
	batch *batch.Plan
	last  string // the last failure printed
}

func (t *textReporter) plan(p *batch.Plan) error {
	t.batch = p
	t.sizes = p.Counts.Total()-p.Counts.Links != p.Counts.Pictures
	if t.quiet {
		return nil
	}
	_, err := fmt.Fprintln(t.env.Stdout, planText(p))
	return err
}

func (t *textReporter) failed(error) error { return nil }

func (t *textReporter) event(p *batch.Plan, e batch.Event) error {
	if e.State == batch.Failed {
		text := e.Err.Error()
		if text != t.last { // what fails all results of a picture is printed once
			t.env.complain(text)
		}
		t.last = text
	}
	return nil
}

func (t *textReporter) summary(s batch.Summary) error {
	for _, w := range s.Warnings {
		t.env.complain("warning: " + w.Path + ": " + w.Text)
	}
	if t.quiet {
		return nil
	}
	if _, err := fmt.Fprintln(t.env.Stdout, summaryText(s, t.sizes)); err != nil {
		return err
	}
	switch {
	case s.Converted+s.Copied == 0:
		return nil
	case t.batch.InPlace():
		const text = "the originals are kept: sizemill undo %d restores them"
		_, err := fmt.Fprintf(t.env.Stdout, text+"\n", s.Batch)
		return err
	}
	for _, out := range s.Outputs {
		if _, err := fmt.Fprintln(t.env.Stdout, "results are in", oneLine(out)); err != nil {
			return err
		}
	}
	return nil
}

// barReporter adds a live progress bar on a terminal.
type barReporter struct {
	textReporter
	bar     *progressbar.ProgressBar
	tracker *batch.Tracker
}

// barSteps is the bar's resolution; it moves with the pixels done, not with the number of pictures.
const barSteps = 1000

func (b *barReporter) plan(p *batch.Plan) error {
	if err := b.textReporter.plan(p); err != nil {
		return err
	}
	b.tracker = batch.NewTracker(p, time.Now())
	b.bar = progressbar.NewOptions(barSteps,
		progressbar.OptionSetWriter(b.env.Stderr), progressbar.OptionSetWidth(30),
		progressbar.OptionThrottle(65*time.Millisecond),
		progressbar.OptionClearOnFinish(), progressbar.OptionUseANSICodes(true),
		progressbar.OptionSetPredictTime(false), progressbar.OptionSetElapsedTime(false))
	return nil
}

func (b *barReporter) event(p *batch.Plan, e batch.Event) error {
	now := time.Now()
	b.tracker.Apply(e, now)
	if e.State == batch.Failed {
		if err := b.bar.Clear(); err != nil {
			return err
		}
		if err := b.textReporter.event(p, e); err != nil {
			return err
		}
	}
	at := b.tracker.Progress(now)
	b.bar.Describe(progressText(at))
	return b.bar.Set(int(at.Fraction * barSteps))
}

func (b *barReporter) summary(s batch.Summary) error {
	if err := b.bar.Clear(); err != nil {
		return err
	}
	return b.textReporter.summary(s)
}

// progressText returns "57 of 128 · 38 pictures/s · 2 s left".
func progressText(p batch.Progress) string {
	text := fmt.Sprintf("%d of %d", p.Finished(), p.Total)
	if p.PerSecond > 0 {
		text += fmt.Sprintf(" · %.3g pictures/s", p.PerSecond)
	}
	if p.Left > 0 {
		text += " · " + leftText(p.Left) + " left"
	}
	return text
}
