package resize

import (
	"time"

	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
)

// Size is a width and a height in pixels.
type Size struct {
	Width  int `json:"width"`
	Height int `json:"height"`
}

// Pixels is the area in pixels, in 64 bits because a header may claim 65,535 × 65,535.
func (s Size) Pixels() int64 { return int64(s.Width) * int64(s.Height) }

// Turned is s with its sides swapped.
func (s Size) Turned() Size { return Size{Width: s.Height, Height: s.Width} }

// Source is what Probe reads of a picture: its header, and what the file system says.
type Source struct {
	format.Header
	Upright Size  // pixels as a viewer shows them, orientation applied
	Bytes   int64 // file size
	ModTime time.Time
}

// Action says what a job does with its picture.
type Action int

// The actions, decided while planning so that a worker decides nothing.
const (
	Convert Action = iota // decode, resize, encode
	Copy                  // the source's pixels as they are encoded, with the metadata that the recipe keeps; all of it: every byte
)

// ImageJob is one output to be made from one picture, complete: a worker decides nothing.
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
	KeepSize   bool   // a target size is met by quality alone, because the name says how many pixels there are
	Salvage    bool   // the picture is damaged: what can be read of it is used
	// Earlier are files that may be the job's result already, made by an earlier run: where one of them has the very bytes, nothing is
	// written.
	Earlier []string

	provenance Provenance // as planned, also where the result turns out smaller
}

// SmallEnough says that the source is a result of the job as it is: of the right size and format, small enough in bytes, and
// with nothing else to be done to its pixels. To encode pictures of their own size in a quality that is stated is something to be done.
func (j ImageJob) SmallEnough() bool {
	return j.servesAsIs() && j.fewBytes() && (j.Recipe.Mode != NoResize || j.Recipe.Quality == 0 || !j.lossy())
}

// fewBytes says whether the source has no more bytes than its result may have.
func (j ImageJob) fewBytes() bool {
	return j.Recipe == nil || j.Recipe.MaxBytes <= 0 || j.Source.Bytes <= j.Recipe.MaxBytes
}

// servesAsIs says whether the source itself, without the metadata that has to go, is a result of the job, whatever its bytes.
func (j *ImageJob) servesAsIs() bool {
	return j.Format == j.Source.Format && j.Geometry.Identity(j.Source.Upright) && !j.Salvage && j.Recipe.untouched() &&
		(j.keepsAll() || codec.CanRewrite(j.Format) && !refusesFrames(j.Source.Frames, j.Format, j.Format))
}

// Lossless reports whether the job's result is written without loss in a format, such as WebP, that
// leaves the choice: that is asked for, or the source is such a file and neither a quality nor a
// number of bytes is asked for.
func (j *ImageJob) Lossless() bool {
	r := j.Recipe
	if spec, _ := codec.Lookup(j.Format); !spec.Lossless || r == nil {
		return false
	}
	kept := j.Source.Format == j.Format && j.Source.Lossless && r.Quality == 0 && r.MaxBytes == 0
	return r.Lossless || kept
}

// lossy says whether a lower quality makes the job's result smaller.
func (j *ImageJob) lossy() bool {
	spec, _ := codec.Lookup(j.Format)
	return spec.Lossy && !j.Lossless()
}

// Outcome is what Do has written, or found written already.
type Outcome struct {
	Path     string // of the output file
	Bytes    int64  // its size
	Width    int    // upright pixels; those of the job unless Recipe.MaxBytes led to fewer
	Height   int
	Copied   bool     // the source's pixels as they were encoded
	Salvaged bool     // a part of the picture is missing
	Earlier  bool     // Path is one of the job's Earlier files, and nothing was written
	Warnings []string // lower-case English; what could not be kept
}
