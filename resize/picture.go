package resize

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"io"

	"sizemill/resize/codec"
	"sizemill/resize/metadata"
	"sizemill/resize/turbo"
)

// picture is a source while results are made from it: its pixels are decoded once, when the first result asks for them.
type picture struct {
	worker *Worker
	src    *source
	jobs   []*ImageJob // all that may ask for pixels

	known  bool
	header codec.Header

	decoded bool
	err     error         // of decoding
	planes  *turbo.Planes // of a JPEG that is resized as planes
	still   image.Image   // of everything else, stored pixels
	lost    string        // what a damaged picture lacks; empty for a whole one
}

// result is a picture that is ready to be encoded.
type result struct {
	gray   bool
	encode func(io.Writer, codec.Options) error
	lost   string // a warning of what the format cannot hold; empty for none
}

// convert makes one job's output: decode, resize, encode, verify, commit.
func (p *picture) convert(ctx context.Context, job *ImageJob) (Outcome, error) {
	if err := p.check(ctx, job); err != nil {
		return Outcome{}, wrap("read", job.InputPath, p.src.because(err))
	}
	made, err := p.result(ctx, job)
	if err != nil {
		return Outcome{}, wrap("decode", job.InputPath, p.src.because(err))
	}
	keep, warnings, err := p.keep(ctx, job, made)
	if err == nil {
		err = p.src.unchanged()
	}
	if err != nil {
		return Outcome{}, wrap("read", job.InputPath, err)
	}
	outcome := Outcome{Width: job.Width, Height: job.Height, Salvaged: p.lost != "", Warnings: append(p.warnings(), warnings...)}
	encode := func(w io.Writer) error {
		return made.encode(w, codec.Options{Quality: job.Recipe.Quality, Blocks: keep})
	}
	if job.Recipe.MaxBytes > 0 {
		small, err := p.within(ctx, job)
		if err != nil {
			return Outcome{}, err
		}
		made, keep, job = small.result, small.keep, small.job
		outcome.Width, outcome.Height = job.Width, job.Height
		encode = func(w io.Writer) error {
			_, err := w.Write(small.file)
			return err
		}
	}
	if made.lost != "" {
		outcome.Warnings = append(outcome.Warnings, made.lost)
	}
	return p.write(ctx, job, encode, keep, outcome)
}

// check reads the header, once, and compares the job with it.
func (p *picture) check(ctx context.Context, job *ImageJob) error {
	if !p.known {
		h, err := readHeader(p.src.reader(ctx), p.src.size(), job.Salvage)
		if err != nil {
			return err
		}
		p.header, p.known = h, true
	}
	return checkJob(*job, newSource(p.header, p.src.info))
}

// keep is the metadata for a result.
func (p *picture) keep(ctx context.Context, job *ImageJob, made result) (metadata.Blocks, []string, error) {
	return keepMetadata(p.src.reader(ctx), p.src.size(), p.header, *job, made.gray)
}

// write encodes into the output, verifies it and gives it its name. Where a picture of the same size and format has become no
// smaller, the source's own bytes are written.
func (p *picture) write(ctx context.Context, job *ImageJob, encode func(io.Writer) error, keep metadata.Blocks, outcome Outcome) (Outcome, error) {
	out, err := createOutput(job.OutputPath)
	if err != nil {
		return Outcome{}, err
	}
	defer out.discard()
	err = out.fill(ctx, func(w io.Writer) error { return wrap("encode", job.OutputPath, encode(w)) })
	if err == nil {
		err = wrap("verify", job.OutputPath, verify(out, job, promise{1, keep}))
	}
	if err != nil {
		return Outcome{}, err
	}
	if out.bytes >= p.src.size() && p.servesAsIs(job) {
		out.discard()
		return copySource(ctx, job, p.src)
	}
	return finish(ctx, job, out, outcome)
}

// servesAsIs says whether the source itself is a result of the job: nothing about it was to be changed but its encoding.
func (p *picture) servesAsIs(job *ImageJob) bool {
	return job.Format == p.header.Format && job.Geometry.Identity(job.Source.Upright) && p.header.Orientation == 1 &&
		p.lost == "" && job.Recipe.untouched()
}

// result resizes the decoded picture. Errors are those of decoding.
func (p *picture) result(ctx context.Context, job *ImageJob) (result, error) {
	if !p.decoded {
		p.err = p.decode(ctx, job)
		p.decoded = true
	}
	if p.err != nil {
		return result{}, p.err
	}
	if err := ctx.Err(); err != nil {
		return result{}, err
	}
	spec, _ := codec.Lookup(job.Format)
	o := Orientation(p.header.Orientation)
	switch {
	case p.planes != nil && planarJPEG(job):
		return p.worker.planes.jpeg(ctx, *job, p.planes, o)
	case p.planes != nil:
		m, err := p.worker.planes.image(*job, p.planes, o)
		if err != nil {
			return result{}, err
		}
		return stillResult(job, place(m, p.planes.Space == turbo.Gray, job.Geometry, job.Recipe, spec.Alpha)), nil
	default:
		return stillResult(job, render(p.still, o, job.Geometry, job.Recipe, spec.Alpha)), nil
	}
}

// decode reads the pixels at a size that serves all jobs.
func (p *picture) decode(ctx context.Context, job *ImageJob) error {
	var err error
	p.planes, err = p.worker.planes.decode(ctx, p.jobs, p.src, p.header, job.Salvage)
	if err != nil {
		return err
	}
	if p.planes != nil {
		if p.planes.Damage != nil {
			p.lost = p.planes.Damage.Error()
		}
		return nil
	}
	if job.Salvage {
		p.still, p.lost, err = codec.Salvage(p.src.reader(ctx), p.src.size(), p.header)
	} else {
		p.still, err = codec.Decode(p.src.reader(ctx), p.src.size(), p.header)
	}
	if err == nil {
		err = ctx.Err()
	}
	return err
}

// planarJPEG says whether a job's result is encoded from planes: there is no canvas to paint.
func planarJPEG(job *ImageJob) bool {
	return job.Format == JPEG && job.Geometry.Canvas == job.Geometry.Scaled
}

// stillResult is a result of pixels.
func stillResult(job *ImageJob, m image.Image) result {
	r := result{gray: isGray(m), encode: func(w io.Writer, o codec.Options) error { return codec.Encode(w, m, job.Format, o) }}
	if job.Format == GIF && translucent(m) {
		r.lost = "half-transparent pixels became fully transparent or opaque"
	}
	return r
}

// warnings says what a result lacks of what the source has.
func (p *picture) warnings() []string {
	var w []string
	if p.lost != "" {
		w = append(w, "salvaged from a damaged file: "+p.lost)
	}
	return append(w, pixelWarnings(p.header)...)
}

// pixelWarnings says which properties of the pixels are not kept.
func pixelWarnings(h codec.Header) []string {
	var w []string
	if h.Depth > 8 {
		w = append(w, "reduced to 8 bits a channel")
	}
	if h.CMYK {
		w = append(w, "converted from CMYK to RGB")
	}
	if h.Pages > 1 {
		w = append(w, fmt.Sprintf("only the first of %d pages is kept", h.Pages))
	}
	return w
}

// readHeader reads the header, of a file that may lack its end where salvage is set.
func readHeader(r io.ReaderAt, size int64, salvage bool) (codec.Header, error) {
	if salvage {
		return codec.ReadDamagedHeader(r, size, Limits{})
	}
	return codec.ReadHeader(r, size, Limits{})
}

// encoded is what encode writes, in memory.
func encoded(made result, o codec.Options) ([]byte, error) {
	var b bytes.Buffer
	err := made.encode(&b, o)
	return b.Bytes(), err
}
