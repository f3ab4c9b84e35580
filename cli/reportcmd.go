package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"sizemill/internal/atomicfile"
	"sizemill/internal/enum"
	"sizemill/ledger"
	"sizemill/report"
)

// reportFormat is how a report is written.
type reportFormat int

const (
	reportUnset reportFormat = iota // as the name of the file says, or text
	reportText
	reportCSV
	reportJSON
	reportHTML
)

var reportFormats = enum.New[reportFormat]("format",
	[]string{reportUnset: "auto", reportText: "text", reportCSV: "csv", reportJSON: "json", reportHTML: "html"})

// UnmarshalText reads the name of a format.
func (f *reportFormat) UnmarshalText(text []byte) error { return reportFormats.Parse(text, f) }

// reportCmd prints what a batch did.
type reportCmd struct {
	Format reportFormat `group:"history" default:"auto" placeholder:"F" help:"text, csv, json or html, which is one page with thumbnails; default: as the name after --out ends, or text."`
	Out    string       `group:"history" placeholder:"FILE" help:"Write to FILE, which must not exist, instead of standard output."`
	ID     int64        `arg:"" optional:"" placeholder:"ID" help:"The batch, as history lists it; default: the newest."`
}

// Run prints the report.
func (c *reportCmd) Run(ctx context.Context, env *Env) error {
	l, err := env.past(ctx)
	if err != nil {
		return err
	}
	return errors.Join(c.report(ctx, env, l), l.Close())
}

func (c *reportCmd) report(ctx context.Context, env *Env, l *ledger.Ledger) error {
	b, err := c.batch(ctx, l)
	if err != nil {
		return err
	}
	r := report.Report{Batch: b, State: stateText(batchState(l, &b), &b)}
	if r.Entries, err = l.Entries(ctx, b.ID); err != nil {
		return err
	}
	if c.Out == "" || c.Out == "-" {
		return c.write(ctx, env.Stdout, &r)
	}
	return c.save(ctx, &r)
}

// batch returns the batch that was named, or the newest.
func (c *reportCmd) batch(ctx context.Context, l *ledger.Ledger) (ledger.Batch, error) {
	if c.ID != 0 {
		return l.Get(ctx, c.ID)
	}
	batches, err := l.History(ctx, 1)
	if err == nil && len(batches) == 0 {
		err = errNoBatch
	}
	if err != nil {
		return ledger.Batch{}, err
	}
	return batches[0], nil
}

// save writes the report to a new file.
func (c *reportCmd) save(ctx context.Context, r *report.Report) error {
	path, err := expandHome(c.Out)
	if err != nil {
		return usageError{fmt.Errorf("--out: %w", err)}
	}
	taken := fmt.Errorf("--out %s: the file exists; give another name", c.Out)
	if _, err := os.Lstat(path); err == nil { // said before the thumbnails are made
		return usageError{taken}
	}
	f, err := atomicfile.Create(path, atomicfile.Access{Mode: 0o666, Folder: filepath.Dir(path)})
	if err != nil {
		return err
	}
	defer f.Discard()
	if err := c.write(ctx, f, r); err != nil {
		return err
	}
	_, err = f.Commit(false)
	if errors.Is(err, atomicfile.ErrExists) {
		return usageError{taken}
	}
	return err
}

func (c *reportCmd) write(ctx context.Context, w io.Writer, r *report.Report) error {
	format := c.Format
	if format == reportUnset {
		ext := strings.TrimPrefix(strings.ToLower(filepath.Ext(c.Out)), ".")
		if reportFormats.Parse([]byte(ext), &format) != nil || format == reportUnset {
			format = reportText
		}
	}
	switch format {
	case reportCSV:
		return r.CSV(w)
	case reportJSON:
		return r.JSON(w)
	case reportHTML:
		return r.HTML(ctx, w)
	}
	return reportLines(w, r)
}
