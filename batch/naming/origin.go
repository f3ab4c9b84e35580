package naming

import (
	"context"
	"io/fs"
	"sync"

	"sizemill/internal/filedate"
	"sizemill/ledger"
	"sizemill/resize"
)

// origin is what is known about a file that has a name which a job's result may have.
type origin int

const (
	// foreign: there is no proof that Sizemill made it from the job's picture. It may be an original.
	foreign origin = iota
	// another: made from another picture.
	another
	// sameSource: made from the job's picture, in another way.
	sameSource
	// outdated: made in the job's way, from the picture as it was before.
	outdated
	// likely: by date, format and size the job's result, and not a copy of an original, because it
	// has fewer pixels.
	likely
	// sameJob: the job's result.
	sameJob
)

// originOf tells where the file at path comes from, for a job that wants its name. The ledger knows
// what Sizemill has made, and the file itself does, unless it was written to since. Where neither
// does, as on a disk of another machine that has no attributes, a file that has the source's date,
// and the planned format and size in its header, passes for the job's result. It must have fewer
// pixels than the source, or be a copy as planned: others may be copies of an original.
func (a *Allocator) originOf(
	ctx context.Context, job *resize.ImageJob, path string, file fs.FileInfo,
) origin {
	own := job.Provenance()
	if r, ok := a.results.Result(path, file.Size(), file.ModTime()); ok {
		return compare(recorded(r, job, own), own)
	}
	if p, ok := resize.ReadProvenance(path, file); ok {
		return compare(p, own)
	}
	size, alike := a.looksAlike(ctx, job, path, file)
	smaller := size.Pixels() < job.Source.Upright.Pixels()
	if alike && (smaller || job.Action == resize.Copy) {
		return likely
	}
	return foreign
}

// recorded returns a recorded result's provenance, as far as it decides about job, whose own it is.
func recorded(r ledger.Result, job *resize.ImageJob, own resize.Provenance) resize.Provenance {
	p := resize.Provenance{Job: r.Job, Recipe: r.Recipe}
	if r.Source.Path == job.InputPath {
		p.Source = own.Source
	}
	if r.Source.Unchanged(job.Source.Bytes, job.Source.ModTime) {
		p.State = own.State
	}
	return p
}

// compare returns the origin of a result of provenance p for a job whose own it is.
func compare(p, own resize.Provenance) origin {
	switch {
	case p.Source != own.Source:
		return another
	case p.Same(own):
		return sameJob
	case p.Recipe == own.Recipe, p.Job == own.Job:
		return outdated
	default:
		return sameSource
	}
}

// looksAlike reports whether the file has the date, format and size of the job's result.
func (a *Allocator) looksAlike(
	ctx context.Context, job *resize.ImageJob, path string, file fs.FileInfo,
) (size resize.Size, alike bool) {
	if !mayBeFrom(job, file) {
		return resize.Size{}, false
	}
	header, err := a.headers.read(ctx, path, file, job.Source.Limits)
	return header.Upright, err == nil && header.Format == job.Format && fits(job, header.Upright)
}

// mayBeFrom reports whether a file may be a result of the job, going by its date: that is the
// source's or, if results get dates of their own, a later one.
func mayBeFrom(job *resize.ImageJob, file fs.FileInfo) bool {
	date, source := file.ModTime(), job.Source.ModTime
	return filedate.Same(date, source) || !job.Recipe.KeepDates && date.After(source)
}

// fits reports whether the job's result may have that size: it is the planned one, or with
// Recipe.MaxBytes a smaller one of the same shape.
func fits(job *resize.ImageJob, size resize.Size) bool {
	w, h := job.Width, job.Height
	if size == (resize.Size{Width: w, Height: h}) {
		return true
	}
	skew := size.Width*h - size.Height*w
	shrinks := job.Recipe.MaxBytes > 0 && !job.KeepSize
	return shrinks && size.Width <= w && size.Height <= h && max(skew, -skew) <= max(w, h)
}

// Headers remembers what the headers of existing files say, for plans that are built again at every
// change of a setting. The zero value is ready; a nil one remembers nothing. Safe for concurrent
// use.
type Headers struct {
	mu    sync.Mutex
	known map[string]header
}

type header struct {
	facts  fileFacts // of the file, when its header was read
	source resize.Source
	err    error
}

func (h *Headers) read(
	ctx context.Context, path string, file fs.FileInfo, limits resize.Limits,
) (resize.Source, error) {
	facts := factsOf(file)
	if h != nil {
		h.mu.Lock()
		is, ok := h.known[path]
		h.mu.Unlock()
		if ok && is.facts == facts {
			return is.source, is.err
		}
	}
	source, err := resize.Probe(ctx, path, limits)
	if h != nil && ctx.Err() == nil {
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.known == nil {
			h.known = make(map[string]header)
		}
		h.known[path] = header{facts, source, err}
	}
	return source, err
}
