package resize

import (
	"fmt"

	"sizemill/resize/codec/format"
)

// warnings lists what the run's result lacks of what the source has.
func (r *run) warnings() []string {
	p := r.picture
	var w []string
	if p.lost != "" {
		w = append(w, "salvaged from a damaged file: "+p.lost)
	}
	w = append(w, p.flaws.Warnings()...)
	w = append(append(w, pixelWarnings(*p.header, r)...), r.lost...)
	w = append(w, lostExtras(p.header.Extras)...)
	if r.rendered.lost != "" {
		w = append(w, r.rendered.lost)
	}
	return w
}

// pixelWarnings lists the properties of the pixels that are not kept.
func pixelWarnings(h format.Header, r *run) []string {
	var w []string
	if h.Frames > r.rendered.frames && !r.job.Salvage { // Salvage warns of them itself
		w = append(w, stillWarning(h.Frames, h.Format, r.job.Format))
	}
	if h.Depth > 8 && !r.rendered.deep {
		w = append(w, "reduced to 8 bits per channel")
	}
	if h.CMYK {
		w = append(w, "converted from CMYK to RGB")
	}
	if h.Pages > 1 {
		w = append(w, pagesWarning(h.Pages))
	}
	return w
}

// lostExtras returns a warning for each thing beside the picture that its result lacks.
func lostExtras(e format.Extras) []string {
	var warnings []string
	for _, name := range e.Names() {
		warnings = append(warnings, fmt.Sprintf("%s not kept", name))
	}
	return warnings
}

func pagesWarning(pages int) string {
	return fmt.Sprintf("only the first of %d pages is kept", pages)
}

// Losses returns a warning, in lower-case English, for each thing that the job does not keep, as
// far as the picture's header shows: frames, pages, and extras beside the picture. A plan shows
// them in advance.
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
