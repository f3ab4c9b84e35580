package naming

import (
	"context"
	"io/fs"
	"sync"
	"time"

	"sizemill/resize"
)

// origin is what is known about a file that has a name which a job's result may have.
type origin int

const (
	// foreign: there is no proof that Sizemill made it from the job's picture. It may be an original.
	foreign origin = iota
	// sameSource: made from the job's picture, in another way.
	sameSource
	// lookalike: by date, format and size the job's result, or a copy of an original.
	lookalike
	// likely: a lookalike that is not a copy, because it has fewer pixels than the source.
	likely
	// sameJob: the job's result.
	sameJob
)

// replaceable reports whether the file may be replaced on demand.
func (o origin) replaceable() bool { return o == sameSource || o == likely || o == sameJob }

// originOf tells where the file at path comes from, for a job that wants its name. What Sizemill
// has made says so itself, unless it was written to since. Anything else must have the source's
// date, and the planned format and size in its header. Of those only a file of fewer pixels than
// the source passes for a result that may be replaced: others may be copies of an original.
func (a *Allocator) originOf(
	ctx context.Context, job *resize.ImageJob, path string, file fs.FileInfo,
) origin {
	if p, ok := resize.ReadProvenance(path, file); ok {
		own := job.Provenance()
		switch {
		case p.Job == own.Job:
			return sameJob
		case p.Source == own.Source:
			return sameSource
		}
		return foreign
	}
	size, alike := a.looksAlike(ctx, job, path, file)
	switch {
	case !alike:
		return foreign
	case sameDate(file.ModTime(), job.Source.ModTime) && size.Pixels() < job.Source.Upright.Pixels():
		return likely
	default:
		return lookalike
	}
}

// looksAlike reports whether the file has the date, format and size of the job's result.
func (a *Allocator) looksAlike(
	ctx context.Context, job *resize.ImageJob, path string, file fs.FileInfo,
) (size resize.Size, alike bool) {
	if !MayBeFrom(job, file) {
		return resize.Size{}, false
	}
	header, err := a.headers.read(ctx, path, file, job.Source.Limits)
	return header.Upright, err == nil && header.Format == job.Format && fits(job, header.Upright)
}

// MayBeFrom reports whether a file may be a result of the job, going by its date: that is the
// source's or, if results get dates of their own, a later one.
func MayBeFrom(job *resize.ImageJob, file fs.FileInfo) bool {
	date, source := file.ModTime(), job.Source.ModTime
	return sameDate(date, source) || !job.Recipe.KeepDates && date.After(source)
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

// sameDate reports whether a date that was kept is the source's. File systems keep dates in steps,
// of 2 s (FAT), 1 s, 10 ms (exFAT), 1 µs or 100 ns (NTFS): a kept date that lies on such a step is
// the source's, cut.
func sameDate(kept, source time.Time) bool {
	for _, step := range []time.Duration{
		2 * time.Second, time.Second, 10 * time.Millisecond, time.Microsecond, 100 * time.Nanosecond,
	} {
		if kept.Truncate(step).Equal(kept) {
			return kept.Equal(source.Truncate(step)) || kept.Equal(source)
		}
	}
	return kept.Equal(source)
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
