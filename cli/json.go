package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"sizemill/batch"
	"sizemill/internal/jsonline"
	"sizemill/resize"
)

// jsonReporter prints one object per line: plan, start, done, failed, skipped, cancelled, summary.
type jsonReporter struct{ enc *json.Encoder }

func newJSONReporter(w io.Writer) jsonReporter { return jsonReporter{newEncoder(w)} }

func newEncoder(w io.Writer) *json.Encoder { return jsonline.NewEncoder(w) }

// jsonPath is a path in the objects below.
type jsonPath = jsonline.Path

func newJSONPath(path string) jsonPath { return jsonline.NewPath(path) }

type jsonPlan struct {
	Event    string       `json:"event"` // "plan"
	Pictures int          `json:"pictures"`
	Resize   int          `json:"resize"`
	Copy     int          `json:"copy"`
	Skip     int          `json:"skip"`
	Fail     int          `json:"fail"`
	Replace  int          `json:"replace"`       // existing files that results will replace
	Number   int          `json:"number"`        // results that are numbered because a file has their name
	There    int          `json:"already_there"` // of skip
	Links    int          `json:"links"`         // of skip: links to other pictures of the batch
	Others   batch.Others `json:"others"`        // files that are not pictures, by kind
	Shard    string       `json:"shard,omitempty"`
	Batch    int          `json:"batch_pictures,omitempty"` // with shard: the pictures of all shards
	BytesIn  int64        `json:"bytes_in"`
	BytesOut int64        `json:"bytes_out_estimate"`
	Outputs  []string     `json:"outputs"`
}

func (j jsonReporter) plan(p *batch.Plan) error {
	c := p.Counts
	out := jsonPlan{
		Event: "plan", Pictures: c.Pictures, Resize: c.Convert, Copy: c.Copy, Skip: c.Skip, Fail: c.Fail,
		Replace: c.Replace, Number: c.Number, There: c.There,
		Links: c.Links, Others: others(p.Others),
		BytesIn: c.BytesIn, BytesOut: c.BytesOut, Outputs: p.Outputs,
	}
	if p.Shard.Count > 1 {
		out.Shard, out.Batch = fmt.Sprintf("%d/%d", p.Shard.Index, p.Shard.Count), p.Batch
	}
	return j.enc.Encode(out)
}

// others returns o, or an empty map in place of null.
func others(o batch.Others) batch.Others {
	if o == nil {
		return batch.Others{}
	}
	return o
}

type jsonEvent struct {
	Event string `json:"event"` // "start", "done", "failed", "skipped", "cancelled"
	jsonPath
	Output   *jsonPath `json:"output,omitempty"`
	Size     string    `json:"size,omitempty"`     // the name of its --size
	Copied   bool      `json:"copied,omitempty"`   // of done: with the pixels as encoded in the source
	Salvaged bool      `json:"salvaged,omitempty"` // of done: part of the picture is missing
	Width    int       `json:"width,omitempty"`
	Height   int       `json:"height,omitempty"`
	Bytes    int64     `json:"bytes,omitempty"`
	Seconds  float64   `json:"seconds,omitempty"`
	Warnings []string  `json:"warnings,omitempty"`
	Reason   string    `json:"reason,omitempty"` // of skipped
	Kind     string    `json:"kind,omitempty"`   // of failed: see errorKind
	Error    string    `json:"error,omitempty"`
}

func (j jsonReporter) event(p *batch.Plan, e batch.Event) error {
	item := &p.Items[e.Index]
	out := jsonEvent{jsonPath: newJSONPath(item.Path), Size: item.Size, Seconds: e.Elapsed.Seconds()}
	switch e.State {
	case batch.Working:
		out.Event = "start"
	case batch.Done:
		path := newJSONPath(e.Outcome.Path)
		out.Event, out.Output = "done", &path
		out.Copied, out.Salvaged = e.Outcome.Copied, e.Outcome.Salvaged
		out.Width, out.Height = e.Outcome.Width, e.Outcome.Height
		out.Bytes, out.Warnings = e.Outcome.Bytes, e.Outcome.Warnings
	case batch.Failed:
		out.Event, out.Kind, out.Error = "failed", errorKind(e.Err), e.Err.Error()
	case batch.Skipped:
		out.Event, out.Reason = "skipped", string(e.Reason)
	default:
		out.Event = "cancelled"
	}
	return j.enc.Encode(out)
}

// errorKind returns what scripts branch on.
func errorKind(err error) string {
	switch {
	case errors.Is(err, resize.ErrMaxBytes):
		return "too many bytes"
	case errors.Is(err, resize.ErrUnsupported):
		return "unsupported"
	case errors.Is(err, resize.ErrDamaged):
		return "damaged"
	case errors.Is(err, resize.ErrTooLarge):
		return "too large"
	default:
		return "system"
	}
}

type jsonSummary struct {
	Event     string       `json:"event"` // "summary"
	Resized   int          `json:"resized"`
	Copied    int          `json:"copied"`
	Salvaged  int          `json:"salvaged"` // of the resized
	Skipped   int          `json:"skipped"`
	Failed    int          `json:"failed"`
	Cancelled int          `json:"cancelled"`
	There     int          `json:"already_there"` // of the skipped
	Links     int          `json:"links"`         // of the skipped
	Others    batch.Others `json:"others"`
	BytesIn   int64        `json:"bytes_in"`
	BytesOut  int64        `json:"bytes_out"`
	Seconds   float64      `json:"seconds"`
	Outputs   []string     `json:"outputs"`
	ID        int64        `json:"batch,omitempty"` // its number in the history, for resume, undo and report
}

func (j jsonReporter) summary(s batch.Summary) error {
	return j.enc.Encode(jsonSummary{
		Event: "summary", Resized: s.Converted, Copied: s.Copied, Salvaged: s.Salvaged,
		Skipped: s.Skipped, Failed: s.Failed, Cancelled: s.Cancelled, There: s.There, Links: s.Links, Others: others(s.Others),
		BytesIn: s.BytesIn, BytesOut: s.BytesOut, Seconds: s.Elapsed.Seconds(), Outputs: s.Outputs,
		ID: s.Batch,
	})
}

type jsonError struct {
	Event string `json:"event"` // "error": the batch could not start
	Kind  string `json:"kind"`
	Error string `json:"error"`
}

func (j jsonReporter) failed(err error) error {
	if usage := (usageError{}); errors.As(err, &usage) {
		return nil // there is no batch
	}
	return j.enc.Encode(jsonError{"error", errorKind(err), err.Error()})
}

type jsonItem struct {
	Task string `json:"task"` // "resize", "copy", "skip", "fail"
	jsonPath
	Size   string      `json:"size,omitempty"` // the name of its --size
	Output *jsonPath   `json:"output,omitempty"`
	From   resize.Size `json:"from,omitzero"` // upright pixels
	To     resize.Size `json:"to,omitzero"`
	Bytes  int64       `json:"bytes_estimate,omitempty"`
	// Warnings are what the result will lack.
	Warnings []string `json:"warnings,omitempty"`
	Reason   string   `json:"reason,omitempty"`
	Kind     string   `json:"kind,omitempty"`
	Error    string   `json:"error,omitempty"`
}

func (j jsonReporter) item(item *batch.Item) error {
	out := jsonItem{jsonPath: newJSONPath(item.Path), Size: item.Size, From: item.Job.Source.Upright}
	switch item.Task {
	case batch.TaskConvert, batch.TaskCopy:
		path := newJSONPath(item.Job.OutputPath)
		out.Task, out.Output, out.Bytes = "resize", &path, item.Bytes
		out.To = resize.Size{Width: item.Job.Width, Height: item.Job.Height}
		out.Warnings = item.Job.Losses()
		if item.Task == batch.TaskCopy {
			out.Task = "copy"
		}
	case batch.TaskSkip:
		out.Task, out.Reason = "skip", string(item.Reason)
	default:
		out.Task, out.Kind, out.Error = "fail", errorKind(item.Err), item.Err.Error()
	}
	return j.enc.Encode(out)
}
