package resize

import (
	"fmt"

	"sizemill/resize/codec/format"
)

// lostExtras returns a warning for each thing beside the picture that its result lacks.
func lostExtras(e format.Extras) []string {
	var warnings []string
	for _, name := range e.Names() {
		warnings = append(warnings, fmt.Sprintf("%s not kept", name))
	}
	return warnings
}

func pagesWarning(pages int) string { return fmt.Sprintf("only the first of %d pages is kept", pages) }

// Losses returns a warning, in lower-case English, for each thing that the job does not keep, as
// far as the picture's header tells: frames, pages, and what is beside the picture. A plan says
// them beforehand.
func (j *ImageJob) Losses() []string {
	if j.Action == Copy && j.keepsAll() {
		return nil
	}
	var warnings []string
	s := j.Source
	if j.Action != Copy {
		if s.Frames > 1 && !moves(s.Frames, s.Format, j.Format) {
			warnings = append(warnings, stillWarning(s.Frames, s.Format, j.Format))
		}
		if s.Pages > 1 {
			warnings = append(warnings, pagesWarning(s.Pages))
		}
	}
	return append(warnings, lostExtras(s.Extras)...)
}
