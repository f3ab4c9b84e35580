package resize

import (
	"context"
	"errors"
	"fmt"
	"image"
	"time"

	"sizemill/resize/fault"

	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
)

// Size is a width and a height in pixels.
type Size struct {
	Width  int `json:"width"`
	Height int `json:"height"`
}

// Pixels returns the area in pixels, in 64 bits because a header may claim 65,535 × 65,535.
func (s Size) Pixels() int64 { return int64(s.Width) * int64(s.Height) }

// Turned returns s with its sides swapped.
func (s Size) Turned() Size { return Size{Width: s.Height, Height: s.Width} }

func (s Size) rect() image.Rectangle { return image.Rect(0, 0, s.Width, s.Height) }

// Source is what Probe reads of a picture: its header, and the facts of the file system.
type Source struct {
	format.Header
	Upright Size  // pixels as a viewer shows them, orientation applied
	Bytes   int64 // file size
	ModTime time.Time
	Limits  Limits // by which the header was believed; reading the file again goes by them, too
}

// Action is what a job does with its picture.
type Action int

// The actions, as planned. A worker converts a source that turns out not to serve as it is. It
// keeps the source's pixels if encoding them again makes the file no smaller.
const (
	Convert Action = iota // decode, resize, encode
	Copy                  // keep the encoded pixels, and all metadata that the recipe keeps
)

// ImageJob is one output to be made from one picture: everything that a worker needs to know.
type ImageJob struct {
	InputPath  string
	OutputPath string
	Width      int // of the result, upright pixels
	Height     int
	Action     Action
	Recipe     *Recipe // shared by the jobs of a plan; read only
	Source     Source
	Geometry   Geometry
	Format     Format // of the output
	Overwrite  bool   // replace an existing file at OutputPath; otherwise its presence is an error
	InPlace    bool   // OutputPath is InputPath, and Overwrite is set; the caller keeps a backup
	KeepSize   bool   // meet a limit of bytes by quality alone: the name states the size in pixels
	Salvage    bool   // the picture is damaged: use what can be read

	provenance Provenance // as planned, even if the result turns out smaller
}

// SmallEnough reports whether the source can be the job's result: it has the right size and format,
// is small enough in bytes, and its pixels need no other change. A stated quality is such a change,
// even if the size stays.
func (j ImageJob) SmallEnough() bool {
	return j.servesAsIs() && j.fewBytes() &&
		(j.Recipe.Mode != NoResize || j.Recipe.Quality == 0 || !j.lossy())
}

// fewBytes reports whether the source is within the result's limit of bytes.
func (j ImageJob) fewBytes() bool {
	return j.Recipe == nil || j.Recipe.MaxBytes <= 0 || j.Source.Bytes <= j.Recipe.MaxBytes
}

// servesAsIs reports whether the source, without the metadata that the recipe drops, can be the
// job's result, whatever its number of bytes.
func (j *ImageJob) servesAsIs() bool {
	return j.Format == j.Source.Format && j.Geometry.Identity(j.Source.Upright) && !j.Salvage &&
		j.Recipe.untouched() &&
		(j.keepsAll() ||
			codec.CanRewrite(j.Format) && !refusesFrames(j.Source.Frames, j.Format, j.Format))
}

// Lossless reports whether the result is written without loss in a format that has the choice, such
// as WebP. It is if the recipe asks for that. It also is if the source is lossless and the recipe
// asks for neither a quality nor a number of bytes.
func (j *ImageJob) Lossless() bool {
	r := j.Recipe
	if spec, _ := codec.Lookup(j.Format); !spec.Lossless || r == nil {
		return false
	}
	kept := j.Source.Format == j.Format && j.Source.Lossless && r.Quality == 0 && r.MaxBytes == 0
	return r.Lossless || kept
}

// lossy reports whether a lower quality makes the job's result smaller.
func (j *ImageJob) lossy() bool {
	spec, _ := codec.Lookup(j.Format)
	return spec.Lossy && !j.Lossless()
}

// Outcome is what DoAll wrote.
type Outcome struct {
	Path     string // of the output file
	Bytes    int64  // its size
	Hash     []byte // SHA-256 of its bytes; nil from Preview
	ModTime  time.Time
	Width    int // upright pixels; fewer than the job's if Recipe.MaxBytes required it
	Height   int
	Copied   bool     // the source's pixels as they were encoded
	Salvaged bool     // a part of the picture is missing
	Warnings []string // what could not be kept, in lower-case English
	// Removed are the kinds of the source's metadata that were left out on purpose: "location",
	// "maker notes", "EXIF", "XMP", "IPTC", "comments", "resolution", "thumbnail". Of a kind of
	// which copyright and dates remain it is "most of EXIF".
	Removed []string
}

// Supported returns why this build cannot carry out the job, as far as the header shows: an *Error
// that wraps ErrUnsupported or ErrTooLarge. A plan calls it, so that a worker need not fail. It
// needs no OutputPath.
func (j ImageJob) Supported() error {
	switch missing := codec.Missing(j.Source.Format); {
	case missing != "":
		return wrap("decode", j.InputPath, kind{ErrUnsupported, missing})
	case j.Action == Copy:
		return nil
	case refusesFrames(j.Source.Frames, j.Source.Format, j.Format):
		return wrap("decode", j.InputPath, animated(j.Source.Frames, j.Format))
	default:
		return wrap("resize", j.InputPath,
			checkResult(Size{Width: j.Width, Height: j.Height}, j.Format, j.Source.Limits))
	}
}

// refusesFrames reports whether an animation would silently become a still picture of its own
// format, because this build cannot read or write its frames.
func refusesFrames(frames int, from, to Format) bool {
	return frames > 1 && from == to && !moves(frames, from, to)
}

func animated(frames int, f Format) error {
	return kind{ErrAnimated,
		fmt.Sprintf("animated (%d frames): this build cannot resize %v animations", frames, f)}
}

// checkJob is the step that refuses a job that does not fit the picture, or whose result cannot be
// made.
func checkJob(_ context.Context, r *run) error {
	return r.picture.because("read", r.picture.compare(r.job))
}

// compare checks a job against the picture as it is now, and whether its result can be made.
func (p *picture) compare(job *ImageJob) error {
	return compare(job, newSource(*p.header, p.src.info))
}

func compare(job *ImageJob, now Source) error {
	if job.Recipe == nil {
		return errors.New("a job without a recipe")
	}
	g := job.Geometry
	switch {
	case refusesFrames(now.Frames, now.Format, job.Format):
		return animated(now.Frames, job.Format)
	case now.Upright != job.Source.Upright:
		return errReplaced
	case g.Crop.Empty() || !g.Crop.In(now.Upright.rect()),
		g.Scaled.Width < 1 || g.Scaled.Height < 1,
		!g.Scaled.rect().Add(g.Offset).In(g.Canvas.rect()),
		g.Canvas != Size{Width: job.Width, Height: job.Height}:
		return fmt.Errorf(
			"a job whose geometry %+v does not fit a picture of %v and a result of %d × %d",
			g, now.Upright, job.Width, job.Height)
	}
	return checkResult(g.Canvas, job.Format, job.Source.Limits)
}

// checkResult returns an error if no picture of that size can be made in format f. It is an
// ErrTooLarge, in words for the user, if the size exceeds what the format holds or the limits of
// its source.
func checkResult(size Size, f Format, limits Limits) error {
	spec, ok := codec.Lookup(f)
	limits = limits.OrDefault()
	switch {
	case !ok || !spec.Write:
		return kind{ErrUnsupported, fmt.Sprintf("%v pictures cannot be written by this build", f)}
	case max(size.Width, size.Height) > spec.MaxSide:
		return resultTooLarge("the result would have %d × %d pixels; %s allows at most %d per side",
			size.Width, size.Height, spec.Name, spec.MaxSide)
	case spec.MaxPixels > 0 && size.Pixels() > spec.MaxPixels:
		return resultTooLarge(
			"the result would have %d × %d pixels; %s is written with at most %d megapixels",
			size.Width, size.Height, spec.Name, spec.MaxPixels/1_000_000)
	case size.Width > limits.Width || size.Height > limits.Height:
		return resultTooLarge("the result would have %d × %d pixels; the limit is %d per side",
			size.Width, size.Height, limits.Width)
	case size.Pixels() > limits.Pixels:
		return &fault.Error{
			Kind: ErrResultSize, Setting: format.SettingPixels,
			Enough: format.Enough(size.Pixels()),
			Detail: fmt.Sprintf("the result would have %d × %d pixels; the limit is %s",
				size.Width, size.Height, format.Megapixels(limits.Pixels)),
		}
	}
	return nil
}

func resultTooLarge(format string, args ...any) error {
	return &fault.Error{Kind: ErrResultSize, Detail: fmt.Sprintf(format, args...)}
}
