package report

import (
	"io"
	"time"

	"sizemill/internal/jsonline"
	"sizemill/ledger"
)

type jsonReport struct {
	Batch   int64           `json:"batch"`
	Kind    string          `json:"kind"`
	State   string          `json:"state"`
	Began   time.Time       `json:"began"`
	Ended   *time.Time      `json:"ended,omitempty"`
	InPlace bool            `json:"in_place"`
	Inputs  []jsonline.Path `json:"inputs"`
	Outputs []jsonline.Path `json:"outputs"`
	Totals  jsonTotals      `json:"totals"`
	Results []jsonResult    `json:"results"`
}

type jsonTotals struct {
	Resized   int     `json:"resized"`
	Copied    int     `json:"copied"`
	Failed    int     `json:"failed"`
	Skipped   int     `json:"skipped"`
	Cancelled int     `json:"cancelled"`
	Left      int     `json:"left"` // planned and not made
	Undone    int     `json:"undone"`
	BytesIn   int64   `json:"bytes_in"`
	BytesOut  int64   `json:"bytes_out"`
	Seconds   float64 `json:"seconds"`
}

type jsonResult struct {
	State    string    `json:"state"`
	Source   jsonFile  `json:"source"`
	Result   *jsonFile `json:"result,omitempty"`
	Size     string    `json:"size,omitempty"` // the name of its --size
	Seconds  float64   `json:"seconds,omitempty"`
	Warnings []string  `json:"warnings,omitempty"`
	Removed  []string  `json:"removed,omitempty"` // metadata
	Error    string    `json:"error,omitempty"`
	Backup   string    `json:"backup,omitempty"` // of the original that it replaced
}

type jsonFile struct {
	jsonline.Path
	Size   int64 `json:"bytes,omitempty"`
	Width  int   `json:"width,omitempty"`
	Height int   `json:"height,omitempty"`
}

func newJSONFile(p *ledger.Picture) jsonFile {
	return jsonFile{jsonline.NewPath(p.Path), p.Bytes, p.Width, p.Height}
}

// JSON writes one object.
func (r *Report) JSON(w io.Writer) error {
	b, t := &r.Batch, &r.Batch.Totals
	out := jsonReport{
		Batch: b.ID, Kind: b.Kind.String(), State: r.State, Began: b.Began, InPlace: b.InPlace,
		Inputs: jsonline.NewPaths(b.Inputs), Outputs: jsonline.NewPaths(b.Outputs),
		Totals: jsonTotals{
			t.Made, t.Copied, t.Failed, t.Skipped + b.LeftOut, t.Cancelled, t.Planned, t.Undone,
			t.BytesIn, t.BytesOut, t.Elapsed.Seconds(),
		},
		Results: make([]jsonResult, len(r.Entries)),
	}
	if !b.Ended.IsZero() {
		out.Ended = &b.Ended
	}
	for i := range r.Entries {
		out.Results[i] = newJSONResult(&r.Entries[i])
	}
	enc := jsonline.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

func newJSONResult(e *ledger.Entry) jsonResult {
	out := jsonResult{
		State: e.State.String(), Source: newJSONFile(&e.Source), Size: e.Size,
		Seconds: e.Elapsed.Seconds(), Warnings: e.Warnings, Removed: e.Removed,
		Error: e.Error, Backup: e.Backup,
	}
	if e.Output.Path != "" {
		result := newJSONFile(&e.Output)
		out.Result = &result
	}
	return out
}
