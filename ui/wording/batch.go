package wording

import (
	"fyne.io/fyne/v2/lang"

	"sizemill/ui/form"
	"sizemill/ui/model"
	"sizemill/ui/oneline"
)

// Running returns how far a batch has come, how long the rest will take, and how fast it goes.
func Running(v model.View) string {
	if v.Undoing != nil {
		return undoing(v)
	}
	p := v.Progress
	text := lang.L("{{.Done}} of {{.Total}}",
		words{"Done": count(p.Finished()), "Total": count(p.Total)})
	if v.Stopping {
		return oneline.Join(text, lang.L("stopping…"))
	}
	speed := ""
	if p.PerSecond > 0 {
		speed = rate(p.PerSecond)
	}
	return oneline.Join(text, timeLeft(p.Left), speed)
}

// Retry names the button that tries failed pictures again.
func Retry(failures int) string {
	return lang.L("Retry {{.N}} failed", words{"N": count(failures)})
}

// Failed counts failures at the end of a summary; that part is never shortened.
func Failed(n int) string {
	if n == 0 {
		return ""
	}
	return lang.L("{{.N}} failed", words{"N": count(n)})
}

// CannotResize does the same for a plan.
func CannotResize(v model.View) string {
	if v.PlanErr != nil || v.Counts.Fail == 0 {
		return ""
	}
	return lang.L("{{.N}} cannot be resized", words{"N": count(v.Counts.Fail)})
}

// Plan sums up the plan: "128 pictures, 612 MB → about 41 MB · 12 already small".
func Plan(v model.View) string {
	if v.PlanErr != nil {
		return runError(v.PlanErr)
	}
	c := v.Counts
	if c.Total() == 0 {
		if v.Planning {
			return lang.L("Calculating the new sizes…")
		}
		return ""
	}
	head := pictures(c.Total())
	if c.Work() > 0 {
		head = lang.L("{{.Pictures}}, {{.Before}} → about {{.After}}", words{
			"Pictures": head, "Before": byteCount(c.BytesIn), "After": byteCount(c.BytesOut)})
	}
	small, there, skip := "", "", ""
	if c.Copy > 0 {
		small = lang.L("{{.N}} already small", words{"N": count(c.Copy)})
	}
	if c.There > 0 {
		there = lang.L("{{.N}} already there", words{"N": count(c.There)})
	}
	if n := c.Skip - c.There; n > 0 {
		skip = lang.L("{{.N}} skipped", words{"N": count(n)})
	}
	return oneline.Join(head, small, there, skip)
}

// PlanNote returns what happens to files that already have the names of results, and which files are
// not pictures.
func PlanNote(v model.View) string {
	replaced, numbered := "", ""
	if v.InPlace() && v.Counts.Work() > 0 {
		replaced = lang.L("Originals are backed up; Undo restores them")
	}
	if n := v.Counts.Replace; n > 0 {
		replaced = lang.N("{{.Count}} files will be replaced", n, words{"Count": count(n)})
	}
	if n := v.Counts.Number; n > 0 {
		numbered = lang.N("{{.Count}} results will get a number", n, words{"Count": count(n)})
	}
	return oneline.Join(replaced, numbered, others(v.Others))
}

// Start names the primary button after what it will do.
func Start(v model.View) string {
	c := v.Counts
	switch {
	case c.Work() == 0:
		return lang.L("Resize")
	case v.InPlace():
		return lang.N("Replace {{.Count}} pictures", c.Work(), words{"Count": count(c.Work())})
	case c.Convert == 0:
		return lang.N("Copy {{.Count}} pictures", c.Copy, words{"Count": count(c.Copy)})
	case c.Copy > 0:
		return lang.N("Resize {{.Count}} pictures, copy {{.Copied}}", c.Convert,
			words{"Count": count(c.Convert), "Copied": count(c.Copy)})
	default:
		return lang.N("Resize {{.Count}} pictures", c.Convert, words{"Count": count(c.Convert)})
	}
}

// Resume names the button that continues with what is left undone.
func Resume(v model.View) string {
	if t := v.Total(); t.Converted+t.Copied == 0 {
		return lang.N("Resize {{.Count}} pictures", v.Remaining, words{"Count": count(v.Remaining)})
	}
	return lang.L("Resize the other {{.N}}", words{"N": count(v.Remaining)})
}

// StartReason returns why the primary button is disabled.
func StartReason(v model.View) string {
	switch {
	case len(v.Problems) > 0 && v.Problems[0].Field != form.FieldRecipe:
		return lang.L("Correct the fields marked in red.") // each says why
	case len(v.Problems) > 0:
		return Problem(v.Problems[0])
	case v.PlanErr != nil:
		return lang.L("Nothing can be resized.")
	case v.Counts.Total() == v.Counts.Fail:
		return lang.L("None of these files can be resized.")
	case v.CanMakeAgain() && v.Counts.There == v.Counts.Total():
		return lang.L("Nothing to do: every result is there.")
	default:
		return lang.L("Nothing to do: every picture is skipped.")
	}
}

// Done sums up the result.
func Done(v model.View) string {
	s := v.Total()
	data := words{
		"Before": byteCount(s.BytesIn), "After": byteCount(s.BytesOut), "Copied": count(s.Copied)}
	var made string
	switch n := s.Converted; {
	case n+s.Copied > 0 && v.InPlace():
		data["Count"] = count(n + s.Copied)
		made = lang.N("{{.Count}} pictures replaced, {{.Before}} → {{.After}}", n+s.Copied, data)
	case n > 0 && s.Copied > 0:
		data["Count"] = count(n)
		made = lang.N(
			"{{.Count}} pictures resized, {{.Copied}} copied, {{.Before}} → {{.After}}", n, data)
	case n > 0:
		data["Count"] = count(n)
		made = lang.N("{{.Count}} pictures resized, {{.Before}} → {{.After}}", n, data)
	case s.Copied > 0:
		made = lang.N("{{.Count}} pictures copied", s.Copied, words{"Count": count(s.Copied)})
	case v.RunErr != nil:
		return runError(v.RunErr)
	default:
		made = lang.L("No picture was resized")
	}
	noted, left := "", ""
	if v.Notes > 0 {
		noted = lang.N("{{.Count}} with notes", v.Notes, words{"Count": count(v.Notes)})
	}
	if s.Cancelled > 0 {
		left = lang.L("{{.N}} not done", words{"N": count(s.Cancelled)})
	}
	return oneline.Join(made, left, noted)
}

// DoneNote returns what else there is to know.
func DoneNote(v model.View) string {
	s := v.Total()
	made := s.Converted+s.Copied > 0
	switch {
	case v.RunErr != nil && made:
		return oneline.Join(runError(v.RunErr), oneline.Name(errorPath(v.RunErr)))
	case v.RunErr != nil: // Done has said the rest
		return oneline.Name(errorPath(v.RunErr))
	}
	took, top, there, skipped := "", "", "", ""
	if made {
		took = lang.L("in {{.Time}}", words{"Time": duration(s.Elapsed)})
	}
	switch {
	case v.Failures > 0:
		top = lang.L("failed pictures are at the top of the list")
	case v.Notes > 0:
		top = lang.L("pictures with notes are at the top of the list")
	}
	if s.There > 0 {
		there = lang.L("{{.N}} already there", words{"N": count(s.There)})
	}
	if n := s.Skipped - s.There; n > 0 {
		skipped = lang.L("{{.N}} skipped", words{"N": count(n)})
	}
	return oneline.Join(took, there, skipped, top)
}
