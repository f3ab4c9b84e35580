package resize

import (
	"context"
	"image"
	"image/color"
	"io"
	"reflect"

	"sizemill/internal/atomicfile"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/codec/jpeg"
	"sizemill/resize/codec/jpeg/turbo"
	"sizemill/resize/fault"
	"sizemill/resize/metadata"
	"sizemill/resize/raster"
)

// picture is a source while results are made from it: its pixels are decoded once, when the first result asks for them.
type picture struct {
	worker *Worker
	src    *source
	jobs   []*ImageJob // all that may ask for pixels

	known  bool
	header format.Header
	blocks metadata.Blocks // as they are in the file
	warned []string        // of what is wrong with them
	flaws  format.Flaws    // found by now

	decoded bool
	err     error         // of decoding
	planes  *turbo.Planes // of a JPEG that is resized as planes
	still   image.Image   // of everything else, stored pixels; inks have become sRGB
	space   string        // of the pixels that the file holds: see decodedSpace
	lost    string        // what a damaged picture lacks; empty for a whole one
	whole   int           // of a damaged animation: the frames before the damage; 0 before they are counted
}

// result is a picture that is ready to be encoded.
type result struct {
	gray   bool
	deep   bool // 16 bits a channel
	frames int  // 1 for a still picture
	loops  int  // how often an animation is shown; 0 is for ever
	encode func(io.Writer, format.Options) error
	lost   func() string // a warning of what the format could not hold, to be asked after encode; nil, and empty, for none
}

// convert makes one job's output: decode, resize, encode, verify, commit.
func (p *picture) convert(ctx context.Context, job *ImageJob) (Outcome, error) {
	if err := p.check(ctx, job); err != nil {
		return Outcome{}, wrap("read", job.InputPath, p.src.because(err))
	}
	if p.leftSmallEnough(ctx, job) {
		return p.worker.copyThrough(ctx, job, p.src)
	}
	made, err := p.make(ctx, job)
	if err == nil {
		err = wrap("read", job.InputPath, p.src.unchanged())
	}
	if err != nil {
		return Outcome{}, err
	}
	return p.write(ctx, made)
}

// leftSmallEnough says that the source, which has too many bytes for the job, has few enough when the metadata that has to go is gone.
func (p *picture) leftSmallEnough(ctx context.Context, job *ImageJob) bool {
	r := job.Recipe
	if r.MaxBytes <= 0 || p.src.size() <= r.MaxBytes || r.Small != SmallCopy || job.keepsAll() || !job.servesAsIs() {
		return false
	}
	n, ok, err := asIsBytes(ctx, job, p.src, p.header)
	return err == nil && ok && n <= r.MaxBytes
}

// finished is a result with all that is written beside its pixels.
type finished struct {
	result
	job      *ImageJob // of the size that it has
	keep     metadata.Blocks
	warnings []string // of what cannot be kept
	file     []byte   // what encode would write, where it has been done already
}

// make makes the job's result, of fewer pixels than it asks for where a target size demands that.
func (p *picture) make(ctx context.Context, job *ImageJob) (finished, error) {
	if job.Recipe.MaxBytes > 0 {
		return p.within(ctx, job)
	}
	return p.at(ctx, job)
}

// at makes the job's result.
func (p *picture) at(ctx context.Context, job *ImageJob) (finished, error) {
	made, err := p.result(ctx, job)
	if err != nil {
		return finished{}, wrap("decode", job.InputPath, p.src.because(err))
	}
	plan := p.colours(job)
	keep, warnings := keepBlocks(plan.blocks, job, job.upright(p.header.Orientation), append(p.warned, plan.warnings...))
	return finished{result: made, job: job, keep: keep, warnings: warnings}, nil
}

// colours is what becomes of the colours of a job's result.
func (p *picture) colours(job *ImageJob) colourPlan {
	return planColours(colourQuestion{
		blocks: p.blocks, pixels: p.space, gray: p.staysGray(job),
		format: job.Format, policy: job.Recipe.Color, profiles: &p.worker.profiles,
	})
}

// check reads the header, once, and compares the job with it.
func (p *picture) check(ctx context.Context, job *ImageJob) error {
	if !p.known {
		h, err := readHeader(p.src.reader(ctx), p.src.size(), job.Salvage)
		if err != nil {
			return err
		}
		if p.blocks, p.warned, err = readBlocks(ctx, p.src, h); err != nil {
			return err
		}
		p.header, p.space, p.known, p.flaws = h, headerSpace(h), true, h.Flaws
	}
	return checkJob(*job, newSource(p.header, p.src.info))
}

// write encodes into the output, verifies it and gives it its name. Where a picture of the same size and format has become no
// smaller than the source without the metadata that has to go, the source's own pixels are written.
func (p *picture) write(ctx context.Context, made finished) (Outcome, error) {
	job := made.job
	var out *atomicfile.File
	lost, err := retried(made.keep, func(keep metadata.Blocks) (err error) {
		if out, err = p.written(ctx, &made, keep); err != nil && out != nil {
			out.Discard()
		}
		return err
	})
	if err != nil {
		return Outcome{}, err
	}
	defer out.Discard()
	if lost != 0 {
		made.warnings = append(made.warnings, notKept(lost))
	}
	if p.header.Orientation == 1 && p.lost == "" && job.servesAsIs() {
		whole := p.header
		whole.Flaws = p.flaws
		n, ok, err := asIsBytes(ctx, job, p.src, whole)
		switch {
		case err != nil:
			return Outcome{}, err
		case ok && n <= out.Size():
			return p.worker.copySource(ctx, job, p.src, whole)
		}
	}
	outcome := Outcome{Width: job.Width, Height: job.Height, Salvaged: p.lost != "", Warnings: p.warnings(made)}
	return finish(ctx, job, out, outcome)
}

// written writes a result with the metadata keep into a new output, and verifies it. The caller
// discards the output, which may be returned beside an error.
func (p *picture) written(ctx context.Context, made *finished, keep metadata.Blocks) (*atomicfile.File, error) {
	job := made.job
	if err := made.setBlocks(ctx, keep); err != nil {
		return nil, err
	}
	out, err := p.worker.createOutput(job, p.src)
	if err != nil {
		return nil, err
	}
	err = p.worker.fill(ctx, out, func(w io.Writer) error { return wrap("encode", job.InputPath, made.write(w)) })
	if err == nil { // the frames of an animation are read while it is written
		err = wrap("read", job.InputPath, p.src.unchanged())
	}
	if err == nil {
		err = wrap("verify", job.OutputPath, verify(out.TempPath(), out.Size(), job, promise{made.frames, made.loops, made.keep}))
	}
	return out, err
}

// setBlocks changes the metadata that is written. A file that was encoded with other metadata is encoded again, within the same bytes.
func (f *finished) setBlocks(ctx context.Context, keep metadata.Blocks) error {
	again := f.file != nil && !reflect.DeepEqual(f.keep, keep)
	f.keep = keep
	if !again {
		return nil
	}
	file, _, err := smallEnough(ctx, *f)
	f.file = file
	return wrap("encode", f.job.OutputPath, err)
}

// write writes the file.
func (f finished) write(w io.Writer) error {
	if f.file != nil {
		_, err := w.Write(f.file)
		return err
	}
	return f.encode(w, format.Options{Quality: f.job.Recipe.Quality, Lossless: f.job.Lossless(), Blocks: f.keep})
}

// result resizes the decoded picture. Errors are those of decoding.
func (p *picture) result(ctx context.Context, job *ImageJob) (result, error) {
	if moves(p.header.Frames, p.header.Format, job.Format) {
		whole, err := p.wholeFrames(ctx, job)
		if whole > 1 || err != nil {
			return p.animation(ctx, job, whole), err
		}
	}
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
	o := Orientation(p.header.Orientation)
	colours := p.colours(job)
	if p.space == spaceCMYK { // has done its work
		colours.profile = nil
	}
	switch {
	case p.planes != nil && job.planar() && colours.profile == nil:
		return p.worker.planes.encoded(ctx, *job, p.planes, o)
	case p.planes != nil:
		m, err := p.worker.planes.image(*job, p.planes, o)
		if err != nil {
			return result{}, err
		}
		made, err := p.worker.pixels.place(raster.Picture{Image: m, Opaque: true}, job, colours)
		return p.stillResult(job, made), err
	default:
		made, err := p.worker.pixels.render(p.still, p.header, job, colours)
		if p.staysGray(job) && (colours.profile == nil || colours.profile.Space() == spaceGray) {
			made = grayed(made)
		}
		return p.stillResult(job, made), err
	}
}

// decode reads the pixels at a size that serves all jobs.
func (p *picture) decode(ctx context.Context, job *ImageJob) error {
	var err error
	var wanted []planarJob
	for _, j := range p.jobs {
		if p.check(ctx, j) == nil { // one that cannot be carried out wants no pixels
			wanted = append(wanted, planarJob{j, j.planar() && p.colours(j).profile == nil})
		}
	}
	p.planes, err = p.worker.planes.decode(ctx, wanted, p.src, p.header, job.Salvage)
	if err != nil {
		return err
	}
	if p.planes != nil {
		p.flaws |= jpeg.Flaws(p.planes)
		if p.planes.Damage != nil {
			p.lost = fault.Detail(p.planes.Damage)
		}
		return nil
	}
	if job.Salvage {
		p.still, p.lost, err = codec.Salvage(p.src.reader(ctx), p.src.size(), p.header)
	} else {
		var flaws format.Flaws
		p.still, flaws, err = codec.Decode(p.src.reader(ctx), p.src.size(), p.header)
		p.flaws |= flaws
	}
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return err
	}
	if p.space = decodedSpace(p.still, p.header); p.space == spaceCMYK { // results hold no inks, so all of them want the same
		p.still, err = p.colours(job).profile.ToSRGB(p.still)
	}
	return err
}

// headerSpace is what decodedSpace says of a decoded picture, as far as the header tells.
func headerSpace(h format.Header) string {
	switch {
	case h.CMYK:
		return spaceCMYK
	case h.Gray:
		return spaceGray
	}
	return spaceRGB
}

// staysGray says whether the job's result is grey because the picture is. The frames of animations are stored in colour.
func (p *picture) staysGray(job *ImageJob) bool {
	return p.space == spaceGray && job.holdsGray(p.header.Alpha) && !moves(p.header.Frames, p.header.Format, job.Format)
}

// holdsGray says whether a grey picture, perhaps with transparency, stays grey in the job's result: the format knows grey, and nothing
// coloured is laid around or under it.
func (j *ImageJob) holdsGray(alpha bool) bool {
	background := color.NRGBAModel.Convert(j.Recipe.Background.nrgba()).(color.NRGBA)
	spec, _ := codec.Lookup(j.Format)
	seen := j.Geometry.Canvas != j.Geometry.Scaled || alpha && !spec.Alpha
	return spec.Gray && (!seen || background.R == background.G && background.G == background.B && background.A == 255)
}

// stillResult is a result of pixels.
func (p *picture) stillResult(job *ImageJob, made raster.Picture) result {
	m := made.Image
	return result{
		gray: isGray(m), deep: isDeep(m), frames: 1, encode: func(w io.Writer, o format.Options) error { return codec.Encode(w, m, job.Format, o) },
		lost: func() string { return p.lostVeil(job, made) },
	}
}

// lostVeil is a warning, or empty: GIFs have no half transparency. Those that scaling makes of the edges of another GIF's pixels are no loss.
func (p *picture) lostVeil(job *ImageJob, made raster.Picture) string {
	from, _ := codec.Lookup(p.header.Format)
	to, _ := codec.Lookup(job.Format)
	if to.BinaryAlpha && !from.BinaryAlpha && !made.Opaque && translucent(made.Image) {
		return "half-transparent pixels became fully transparent or opaque"
	}
	return ""
}

// warnings says what a result lacks of what the source has.
func (p *picture) warnings(made finished) []string {
	var w []string
	if p.lost != "" {
		w = append(w, "salvaged from a damaged file: "+p.lost)
	}
	w = append(w, p.flaws.Warnings()...)
	w = append(append(w, pixelWarnings(p.header, made)...), made.warnings...)
	w = append(w, lostExtras(p.header.Extras)...)
	if made.lost != nil {
		if lost := made.lost(); lost != "" {
			w = append(w, lost)
		}
	}
	return w
}

// pixelWarnings says which properties of the pixels are not kept.
func pixelWarnings(h format.Header, made finished) []string {
	var w []string
	if h.Frames > made.frames && !made.job.Salvage { // of which Salvage has told
		w = append(w, stillWarning(h.Frames, h.Format, made.job.Format))
	}
	if h.Depth > 8 && !made.deep {
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

// readHeader reads the header, of a file that may lack its end where salvage is set.
func readHeader(r io.ReaderAt, size int64, salvage bool) (format.Header, error) {
	if salvage {
		return codec.ReadDamagedHeader(r, size, Limits{})
	}
	return codec.ReadHeader(r, size, Limits{})
}
