package wording

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2/lang"

	"sizemill/batch"
	"sizemill/resize"
	"sizemill/ui/model"
	"sizemill/ui/oneline"
)

// Details is what the row says and what it has no room for, without the picture's name and path.
// Other paths are written by shown.
func Details(r model.Row, shown func(path string) string) string {
	t := NewRow(r)
	var lines []string
	to := r.Item.Job.OutputPath
	if r.Path != "" {
		to = r.Path
	}
	switch {
	case r.Err != nil:
		lines = append(lines, t.Detail, errorDetail(r.Err))
		if !writing(r.Err) {
			to = ""
		}
	case r.Item.Task == batch.TaskSkip || r.State == batch.Skipped:
		lines, to = append(lines, t.Detail, t.Status), "" // there is no result
	case to != "":
		lines = append(lines, oneline.Join(sizesText(&r.Item.Job), t.Status))
	}
	if to != "" {
		lines = append(lines, lang.L("To: {{.Path}}", words{"Path": shown(to)}))
	}
	for _, warning := range r.Notes() {
		lines = append(lines, lang.L("Note: {{.Text}}", words{"Text": warning}))
	}
	return strings.Join(slices.DeleteFunc(lines, func(line string) bool { return line == "" }), "\n")
}

// Tone is how the state of a row looks.
type Tone int

// The tones.
const (
	ToneWaiting Tone = iota
	ToneWorking
	ToneDone
	ToneQuiet // left out, copied
	ToneFailed
)

// Row is one row of the list, ready to be drawn.
type Row struct {
	Name   string
	Detail string // sizes, or the reason of a failure
	Status string
	Tone   Tone
}

// NewRow formats one row. It is called for visible rows only.
func NewRow(r model.Row) Row {
	t := Row{Name: oneline.Name(r.Item.Rel)}
	if name := resultName(r); name != "" {
		t.Name += oneline.Arrow + oneline.Name(name)
	}
	if r.Err != nil {
		t.Detail, t.Status, t.Tone = Error(r.Err), lang.L("Cannot be resized"), ToneFailed
		if r.State == batch.Failed {
			t.Status = lang.L("Failed")
		}
		return t
	}
	job := &r.Item.Job
	switch r.Item.Task {
	case batch.TaskSkip:
		t.Detail, t.Status, t.Tone = leftOut(r.Reason), lang.L("Skipped"), ToneQuiet
		return t
	case batch.TaskCopy:
		t.Detail = oneline.Join(pixelSize(job.Source.Upright), byteCount(job.Source.Bytes),
			lang.L("already small enough"))
		t.Status, t.Tone = lang.X("state.copy", "Copy"), ToneQuiet
	default:
		t.Detail = oneline.Join(sizesText(job), bytesChange(r))
	}
	switch r.State {
	case batch.Working:
		t.Status, t.Tone = lang.L("In progress"), ToneWorking
	case batch.Done:
		t.Status, t.Tone = lang.L("Done"), ToneDone
		if r.Item.Task == batch.TaskCopy {
			t.Status = lang.L("Copied")
		}
		if len(r.Warnings) > 0 {
			t.Status = lang.L("Done, see note")
		}
	case batch.Cancelled:
		t.Status, t.Tone = lang.L("Not done"), ToneQuiet
	case batch.Skipped:
		t.Detail, t.Status, t.Tone = leftOut(r.Reason), lang.L("Skipped"), ToneQuiet
	}
	return t
}

// resultName returns the file name of r's result, made or planned, if it is called differently from
// its picture.
func resultName(r model.Row) string {
	path := r.Path
	work := r.Item.Task == batch.TaskConvert || r.Item.Task == batch.TaskCopy
	if path == "" && work {
		path = r.Item.Job.OutputPath
	}
	if name := oneline.Base(path); name != oneline.Base(r.Item.Path) {
		return name
	}
	return ""
}

func sizesText(job *resize.ImageJob) string {
	result := resize.Size{Width: job.Width, Height: job.Height}
	return pixelSize(job.Source.Upright) + oneline.Arrow + pixelSize(result)
}

func bytesChange(r model.Row) string {
	before := byteCount(r.Item.Job.Source.Bytes)
	if r.State == batch.Done {
		return before + oneline.Arrow + byteCount(r.Bytes)
	}
	return lang.L("{{.Before}} → about {{.After}}",
		words{"Before": before, "After": byteCount(r.Item.Bytes)})
}

func leftOut(r batch.Reason) string {
	switch r {
	case batch.ReasonSmall:
		return lang.L("Already small enough")
	case batch.ReasonExists:
		return lang.L("A file with that name exists")
	case batch.ReasonDone:
		return lang.L("Already resized")
	case batch.ReasonResult:
		return lang.L("A result of an earlier run")
	case batch.ReasonLink:
		return lang.L("A link to a picture in this list")
	default:
		return string(r)
	}
}
