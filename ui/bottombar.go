package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sizemill/batch"
)

// bottomBar sums up the plan, the run or the result, and holds the buttons that matter then.
type bottomBar struct {
	root     fyne.CanvasObject
	summary  *line
	reason   *line // why the primary button is disabled, or what went wrong
	progress *widget.ProgressBar
	bar      fyne.CanvasObject // the progress bar, slim
	start    *keyedButton
	cancel   *keyedButton
	open     *keyedButton
	retry    *keyedButton
	resume   *keyedButton
	anew     *keyedButton
}

func newBottomBar(k *keymap, c *controller) *bottomBar {
	b := &bottomBar{
		summary:  newLine(theme.SizeNameText, theme.ColorNameForeground),
		reason:   newLine(theme.SizeNameCaptionText, theme.ColorNamePlaceHolder),
		progress: widget.NewProgressBar(),
	}
	b.summary.style.Bold, b.summary.prose = true, true
	b.progress.TextFormatter = func() string { return "" }
	b.start = newButton(k, "", theme.MediaPlayIcon(), c.start)
	b.start.Importance = widget.HighImportance
	b.cancel = newButton(k, lang.X("button.cancel", "Cancel"), theme.CancelIcon(), c.stop)
	b.open = newButton(k, lang.L("Open folder"), theme.FolderOpenIcon(), c.openResult)
	b.open.Importance = widget.HighImportance
	b.retry = newButton(k, "", theme.ViewRefreshIcon(), c.retry)
	b.resume = newButton(k, "", theme.MediaPlayIcon(), c.resume)
	b.anew = newButton(k, lang.L("Clear the list"), nil, c.clear)
	buttons := container.NewHBox(b.anew, b.retry, b.resume, b.open, b.cancel, b.start)
	b.bar = slim(b.progress)
	text := container.New(sameHeight{}, b.summary, b.reason, b.bar)
	b.root = tight(widget.NewSeparator(), container.New(layout.NewCustomPaddedLayout(8, 8, 8, 12),
		container.NewBorder(nil, nil, nil, container.NewCenter(buttons), text)))
	return b
}

func (b *bottomBar) render(v view) {
	done, running, ready := v.phase == phaseDone, v.phase == phaseRunning, v.phase == phaseReady
	setShown(b.bar, running)
	setShown(b.cancel, running)
	setShown(b.start, ready)
	setShown(b.anew, done)
	setShown(b.open, done && v.total().Converted+v.total().Copied > 0)
	setShown(b.retry, done && v.failures > 0 && v.remaining == 0) // the rest is tried with those that failed
	setShown(b.resume, done && v.remaining > 0)
	reason, color := "", theme.ColorNamePlaceHolder
	switch {
	case running:
		b.renderRunning(v)
	case done:
		b.summary.set(doneText(v), theme.ColorNameForeground)
		b.summary.setTail(failedText(v.failures), theme.ColorNameError)
		reason = doneNote(v)
		if v.runErr != nil {
			color = theme.ColorNameError
		}
		setButton(b.retry, retryText(v.failures))
		setButton(b.resume, resumeText(v))
	default:
		b.summary.set(planText(v), theme.ColorNameForeground)
		b.summary.setTail(cannotText(v), theme.ColorNameError)
		setButton(b.start, startText(v))
		if v.canStart() || v.planning && len(v.problems) == 0 {
			b.start.Enable()
			reason = planNote(v)
			if v.counts.Replace > 0 {
				color = theme.ColorNameWarning
			}
		} else {
			b.start.Disable()
			reason, color = startReason(v), theme.ColorNameError
		}
	}
	b.reason.prose = !done || v.runErr == nil // an error may name a path
	b.reason.set(reason, color)
	setShown(b.reason, reason != "")
}

// next is the button for what is likely to be done after a batch.
func (b *bottomBar) next() *keyedButton {
	for _, button := range []*keyedButton{b.open, b.retry, b.resume} {
		if button.Visible() {
			return button
		}
	}
	return b.anew
}

func (b *bottomBar) renderRunning(v view) {
	b.summary.set(runningText(v), theme.ColorNameForeground)
	b.summary.setTail(failedText(v.failures), theme.ColorNameError)
	if v.stopping {
		b.cancel.Disable()
	} else {
		b.cancel.Enable()
	}
	if b.progress.Value != v.progress.Fraction {
		b.progress.SetValue(v.progress.Fraction)
	}
}

// sameHeight stacks a headline and one of several lines below it, of which at most one is shown. Its height does not depend
// on which: all that is above the bar stays where it is. A headline alone is centred.
type sameHeight struct{}

// MinSize has room for the headline and the highest line.
func (sameHeight) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var below fyne.Size
	for _, o := range objects[1:] {
		below = below.Max(o.MinSize())
	}
	head := objects[0].MinSize()
	return fyne.NewSize(max(head.Width, below.Width), head.Height+below.Height)
}

// Layout centres what is shown.
func (sameHeight) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	height := float32(0)
	for _, o := range objects {
		if o.Visible() {
			height += o.MinSize().Height
		}
	}
	y := (size.Height - height) / 2
	for _, o := range objects {
		if o.Visible() {
			o.Move(fyne.NewPos(0, y))
			o.Resize(fyne.NewSize(size.Width, o.MinSize().Height))
			y += o.MinSize().Height
		}
	}
}

func setButton(b *keyedButton, text string) {
	if b.Text != text {
		b.SetText(text)
	}
}

// runningText says how far a batch has come, how long the rest will take, and how fast it goes.
func runningText(v view) string {
	p := v.progress
	text := lang.L("{{.Done}} of {{.Total}}",
		words{"Done": countText(p.Finished()), "Total": countText(p.Total)})
	if v.stopping {
		return join(text, lang.L("stopping…"))
	}
	rate := ""
	if p.PerSecond > 0 {
		rate = rateText(p.PerSecond)
	}
	return join(text, leftText(p.Left), rate)
}

// retryText names the button that tries failed pictures again.
func retryText(failures int) string {
	return lang.L("Retry {{.N}} failed", words{"N": countText(failures)})
}

// failedText is the end of a summary, which is never shortened.
func failedText(n int) string {
	if n == 0 {
		return ""
	}
	return lang.L("{{.N}} failed", words{"N": countText(n)})
}

// cannotText is the same for a plan.
func cannotText(v view) string {
	if v.planErr != nil || v.counts.Fail == 0 {
		return ""
	}
	return lang.L("{{.N}} cannot be resized", words{"N": countText(v.counts.Fail)})
}

// planText sums up the plan: "128 pictures, 612 MB → about 41 MB · 12 already small".
func planText(v view) string {
	if v.planErr != nil {
		return runErrorText(v.planErr)
	}
	c := v.counts
	if c.Total() == 0 {
		if v.planning {
			return lang.L("Working out the new sizes…")
		}
		return ""
	}
	head := picturesText(c.Total())
	if c.Work() > 0 {
		head = lang.L("{{.Pictures}}, {{.Before}} → about {{.After}}", words{
			"Pictures": head, "Before": bytesText(c.BytesIn), "After": bytesText(c.BytesOut)})
	}
	small, there, skip := "", "", ""
	if c.Copy > 0 {
		small = lang.L("{{.N}} already small", words{"N": countText(c.Copy)})
	}
	if c.There > 0 {
		there = lang.L("{{.N}} already there", words{"N": countText(c.There)})
	}
	if n := c.Skip - c.There; n > 0 {
		skip = lang.L("{{.N}} left out", words{"N": countText(n)})
	}
	return join(head, small, there, skip)
}

// planNote says what happens to files that already have the names of results, and which files are not pictures.
func planNote(v view) string {
	replaced, numbered, alike := "", "", ""
	if n := v.counts.Replace; n > 0 {
		replaced = lang.N("{{.Count}} files will be replaced", n, words{"Count": countText(n)})
	}
	if n := v.counts.Number; n > 0 {
		numbered = lang.N("{{.Count}} results will be numbered", n, words{"Count": countText(n)})
	}
	if n := v.counts.Alike; n > 0 {
		alike = lang.N("{{.Count}} results may already exist: will be compared", n, words{"Count": countText(n)})
	}
	return join(replaced, numbered, alike, othersText(v.others))
}

// maxKinds is how many kinds of other files the line names.
const maxKinds = 4

// othersText counts the files that are not pictures: "4 other files: CR2, MP4".
func othersText(o batch.Others) string {
	n := o.Total()
	if n == 0 {
		return ""
	}
	kinds := o.Kinds()
	if len(kinds) > maxKinds {
		kinds = append(kinds[:maxKinds:maxKinds], "…")
	}
	for i, kind := range kinds {
		kinds[i] = otherKindText(kind)
	}
	return lang.N("{{.Count}} other files: {{.Kinds}}", n, words{"Count": countText(n), "Kinds": strings.Join(kinds, ", ")})
}

// otherKindText is a kind in the user's language, where it is not an extension.
func otherKindText(kind string) string {
	switch kind {
	case batch.OtherUnnamed:
		return lang.L("no extension")
	case batch.OtherFolder:
		return lang.L("linked folder")
	case batch.OtherNode:
		return lang.L("special file")
	case batch.OtherKind:
		return lang.X("files.other", "other")
	default:
		return kind
	}
}

// startText names the primary button after what it will do.
func startText(v view) string {
	c := v.counts
	switch {
	case c.Work() == 0:
		return lang.L("Resize")
	case c.Convert == 0:
		return lang.N("Copy {{.Count}} pictures", c.Copy, words{"Count": countText(c.Copy)})
	case c.Copy > 0:
		return lang.N("Resize {{.Count}} pictures, copy {{.Copied}}", c.Convert,
			words{"Count": countText(c.Convert), "Copied": countText(c.Copy)})
	default:
		return lang.N("Resize {{.Count}} pictures", c.Convert, words{"Count": countText(c.Convert)})
	}
}

// resumeText names the button that goes on with what is left.
func resumeText(v view) string {
	if t := v.total(); t.Converted+t.Copied == 0 {
		return lang.N("Resize {{.Count}} pictures", v.remaining, words{"Count": countText(v.remaining)})
	}
	return lang.L("Resize the other {{.N}}", words{"N": countText(v.remaining)})
}

// startReason says why the primary button is disabled.
func startReason(v view) string {
	switch {
	case len(v.problems) > 0 && v.problems[0].Field != fieldRecipe:
		return lang.L("Correct the fields marked in red.") // where it is said why
	case len(v.problems) > 0:
		return problemText(v.problems[0])
	case v.planErr != nil:
		return lang.L("Nothing can be resized.")
	case v.counts.Total() == v.counts.Fail:
		return lang.L("None of these files can be resized.")
	default:
		return lang.L("Nothing to do: every picture is left out.")
	}
}

// doneText sums up the result.
func doneText(v view) string {
	s := v.total()
	data := words{"Before": bytesText(s.BytesIn), "After": bytesText(s.BytesOut), "Copied": countText(s.Copied)}
	var made string
	switch n := s.Converted; {
	case n > 0 && s.Copied > 0:
		data["Count"] = countText(n)
		made = lang.N("{{.Count}} pictures resized, {{.Copied}} copied, {{.Before}} → {{.After}}", n, data)
	case n > 0:
		data["Count"] = countText(n)
		made = lang.N("{{.Count}} pictures resized, {{.Before}} → {{.After}}", n, data)
	case s.Copied > 0:
		made = lang.N("{{.Count}} pictures copied", s.Copied, words{"Count": countText(s.Copied)})
	case v.runErr != nil:
		return runErrorText(v.runErr)
	default:
		made = lang.L("No picture was resized")
	}
	noted, left := "", ""
	if v.notes > 0 {
		noted = lang.N("{{.Count}} with notes", v.notes, words{"Count": countText(v.notes)})
	}
	if s.Cancelled > 0 {
		left = lang.L("{{.N}} not done", words{"N": countText(s.Cancelled)})
	}
	return join(made, left, noted)
}

// doneNote says what else there is to know.
func doneNote(v view) string {
	s := v.total()
	made := s.Converted+s.Copied > 0
	switch {
	case v.runErr != nil && made:
		return join(runErrorText(v.runErr), nameText(errorPath(v.runErr)))
	case v.runErr != nil: // the rest stands above
		return nameText(errorPath(v.runErr))
	}
	took, top, there, skipped := "", "", "", ""
	if made {
		took = lang.L("in {{.Time}}", words{"Time": tookText(s.Elapsed)})
	}
	switch {
	case v.failures > 0:
		top = lang.L("failed pictures are at the top of the list")
	case v.notes > 0:
		top = lang.L("pictures with notes are at the top of the list")
	}
	if s.There > 0 {
		there = lang.L("{{.N}} already there", words{"N": countText(s.There)})
	}
	if n := s.Skipped - s.There; n > 0 {
		skipped = lang.L("{{.N}} left out", words{"N": countText(n)})
	}
	return join(took, there, skipped, top)
}
