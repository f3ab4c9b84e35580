package batch

import (
	"context"
	"io/fs"
	"os"
	"sync"

	"sizemill/resize"
)

// origin is what is known of a file that has a name which a job's result may have.
type origin int

const (
	stranger  origin = iota // no proof that Sizemill made it of the job's picture: it may be an original
	otherwise               // made of the job's picture, in another way
	lookalike               // a result that the job could have made, by date, format and size; or a copy of an original
	likely                  // a result that the job could have made, and no copy: of fewer pixels than the source
	made                    // the very result
)

// replaceable reports whether the file may be replaced on demand.
func (o origin) replaceable() bool { return o == otherwise || o == likely || o == made }

// originOf tells whose the file at path is, for a job that wants its name. What Sizemill has made says so itself, unless it was written to
// since; elsewhere the date has to be the source's, and the header has to say the planned format and size. Of those only a file of
// fewer pixels than the source passes for a result that may be replaced: others may be copies of an original.
func originOf(ctx context.Context, job *resize.ImageJob, path string, file fs.FileInfo, headers *headers) origin {
	if p, ok := resize.ReadProvenance(path, file); ok {
		own := job.Provenance()
		switch {
		case p.Job == own.Job:
			return made
		case p.Source == own.Source:
			return otherwise
		}
		return stranger
	}
	size, alike := looks(ctx, job, path, file, headers)
	switch {
	case !alike:
		return stranger
	case sameDate(file.ModTime(), job.Source.ModTime) && size.Pixels() < job.Source.Upright.Pixels():
		return likely
	default:
		return lookalike
	}
}

// looks reports whether the file has the date, format and size of the job's result.
func looks(ctx context.Context, job *resize.ImageJob, path string, file fs.FileInfo, headers *headers) (size resize.Size, alike bool) {
	if !mayBeFrom(job, file) {
		return resize.Size{}, false
	}
	header, err := headers.read(ctx, path, file)
	return header.Upright, err == nil && header.Format == job.Format && fits(job, header.Upright)
}

// mayBeFrom reports whether a file may be a result of the job, going by its date: that is the source's or, where results have
// dates of their own, a later one.
func mayBeFrom(job *resize.ImageJob, file fs.FileInfo) bool {
	date, source := file.ModTime(), job.Source.ModTime
	return sameDate(date, source) || !job.Recipe.KeepDates && date.After(source)
}

// fits reports whether the job's result may have that size: it is the planned one, or with Recipe.MaxBytes a smaller one of
// the same shape.
func fits(job *resize.ImageJob, size resize.Size) bool {
	w, h := job.Width, job.Height
	if size == (resize.Size{Width: w, Height: h}) {
		return true
	}
	skew := size.Width*h - size.Height*w
	return job.Recipe.MaxBytes > 0 && !job.KeepSize && size.Width <= w && size.Height <= h && max(skew, -skew) <= max(w, h)
}

// headers remembers what the headers of existing files say, for plans that are built again at every change of a setting.
// The zero value is ready; a nil one remembers nothing. Safe for concurrent use.
type headers struct {
	mu    sync.Mutex
	known map[string]header
}

type header struct {
	facts  fileFacts // of the file, when its header was read
	source resize.Source
	err    error
}

func (h *headers) read(ctx context.Context, path string, file fs.FileInfo) (resize.Source, error) {
	facts := fileFacts{file.Size(), file.ModTime().UnixNano()}
	if h != nil {
		h.mu.Lock()
		is, ok := h.known[path]
		h.mu.Unlock()
		if ok && is.facts == facts {
			return is.source, is.err
		}
	}
	source, err := resize.Probe(ctx, path, resize.Limits{})
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

// regular returns the facts of the regular file at path that is none of the batch's pictures.
func (n *names) regular(path string) (fs.FileInfo, bool) {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() || n.isInput(info) {
		return nil, false
	}
	return info, true
}
