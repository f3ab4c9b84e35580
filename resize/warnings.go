package resize

import "sizemill/resize/codec/format"

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

// pixelWarnings lists which properties of the pixels are not kept.
func pixelWarnings(h format.Header, r *run) []string {
	var w []string
	if h.Frames > r.rendered.frames && !r.job.Salvage { // of which Salvage has told
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
