package ui

import (
	"fyne.io/fyne/v2/lang"

	"sizemill/batch"
	"sizemill/resize"
)

// tone is how a row's state looks.
type tone int

const (
	toneWaiting tone = iota
	toneWorking
	toneDone
	toneQuiet // left out, copied
	toneFailed
)

// rowText is one row of the list, ready to be drawn.
type rowText struct {
	Name   string
	Detail string // sizes, or the reason of a failure
	Status string
	Tone   tone
}

// newRowText formats one row. It runs for visible rows only.
func newRowText(r row) rowText {
	t := rowText{Name: nameText(r.Item.Rel)}
	if name := resultName(r); name != "" {
		t.Name += arrow + nameText(name)
	}
	if r.Err != nil {
		t.Detail, t.Status, t.Tone = errorText(r.Err), lang.L("Cannot be resized"), toneFailed
		if r.State == batch.Failed {
			t.Status = lang.L("Failed")
		}
		return t
	}
	job := &r.Item.Job
	switch r.Item.Task {
	case batch.TaskSkip:
		t.Detail, t.Status, t.Tone = reasonText(r.Reason), lang.L("Left out"), toneQuiet
		return t
	case batch.TaskCopy:
		t.Detail = join(sizeText(job.Source.Upright), bytesText(job.Source.Bytes), lang.L("small enough already"))
		t.Status, t.Tone = lang.X("state.copy", "Copy"), toneQuiet
	default:
		t.Detail = join(sizesText(job), bytesChange(r))
	}
	switch r.State {
	case batch.Working:
		t.Status, t.Tone = lang.L("Working"), toneWorking
	case batch.Done:
		t.Status, t.Tone = lang.L("Done"), toneDone
		if r.Item.Task == batch.TaskCopy {
			t.Status = lang.L("Copied")
		}
		if len(r.Warnings) > 0 {
			t.Status = lang.L("Done, see note")
		}
	case batch.Cancelled:
		t.Status, t.Tone = lang.L("Not done"), toneQuiet
	case batch.Skipped:
		t.Detail, t.Status, t.Tone = reasonText(r.Reason), lang.L("Left out"), toneQuiet
	}
	return t
}

// resultName is the file name of r's result where the row has to say it: once it is made, where its picture has another one;
// before that, where it is numbered because a file has its name.
func resultName(r row) string {
	path := r.Path
	work := r.Item.Task == batch.TaskConvert || r.Item.Task == batch.TaskCopy
	if path == "" && work && r.Item.Taken && !r.Item.Job.Overwrite {
		path = r.Item.Job.OutputPath
	}
	if name := baseName(path); name != baseName(r.Item.Path) {
		return name
	}
	return ""
}

func sizesText(job *resize.ImageJob) string {
	return sizeText(job.Source.Upright) + " → " + sizeText(resize.Size{Width: job.Width, Height: job.Height})
}

func bytesChange(r row) string {
	before := bytesText(r.Item.Job.Source.Bytes)
	if r.State == batch.Done {
		return before + " → " + bytesText(r.Bytes)
	}
	return lang.L("{{.Before}} → about {{.After}}", words{"Before": before, "After": bytesText(r.Item.Bytes)})
}

func reasonText(r batch.Reason) string {
	switch r {
	case batch.ReasonSmall:
		return lang.L("Small enough already")
	case batch.ReasonExists:
		return lang.L("A file with that name exists")
	case batch.ReasonDone:
		return lang.L("Resized before")
	case batch.ReasonResult:
		return lang.L("A result of an earlier run")
	case batch.ReasonLink:
		return lang.L("A link to a picture in this list")
	default:
		return string(r)
	}
}
