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
	if r.Err != nil {
		t.Detail, t.Status, t.Tone = errorText(r.Err), lang.L("Failed"), toneFailed
		return t
	}
	job := &r.Item.Job
	switch r.Item.Task {
	case batch.TaskSkip:
		t.Detail, t.Status, t.Tone = reasonText(r.Reason), lang.L("Left out"), toneQuiet
		return t
	case batch.TaskCopy:
		t.Detail = join(sizeText(job.Source.Upright), bytesText(job.Source.Bytes), lang.L("small enough already"))
		t.Status, t.Tone = lang.L("Copy"), toneQuiet
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
		return lang.L("A file of that name exists")
	case batch.ReasonDone:
		return lang.L("Resized before")
	case batch.ReasonResult:
		return lang.L("A result of another time")
	default:
		return string(r)
	}
}
