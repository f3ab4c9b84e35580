package resize

import (
	"time"

	"sizemill/resize/codec"
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

// Source is what Probe reads from a picture's header.
type Source struct {
	Format      Format
	Upright     Size        // pixels as a viewer shows it, orientation applied
	Orientation Orientation // of the stored pixels
	Frames      int         // 1 for a still picture; more than 1 is animated
	Alpha       bool        // the picture has transparency
	Gray        bool        // one channel of light, no colour
	Depth       int         // bits a channel: 8 or 16 (smaller ones count as 8)
	Bytes       int64       // file size
	ModTime     time.Time
}

// Action says what a job does with its picture.
type Action int

// The actions, decided while planning so that a worker decides nothing.
const (
	Convert Action = iota // decode, resize, encode
	Copy                  // the source's bytes, unchanged
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
}

// SmallEnough says that the source is a result of the job as it is: of the right size and format, small enough in bytes, and
// with nothing else to be done to its pixels.
func (j ImageJob) SmallEnough() bool {
	return j.Format == j.Source.Format && j.Geometry.Identity(j.Source.Upright) && !j.Salvage && j.Recipe.untouched() &&
		(j.keepsAll() || codec.CanRewrite(j.Format)) &&
		(j.Recipe.MaxBytes <= 0 || j.Source.Bytes <= j.Recipe.MaxBytes)
}

// MemoryBytes estimates the peak memory that Do needs for the job: the decoded pixels with what their decoder needs beside them, and the
// result's before and after turning, padding and encoding. JPEG files are held whole, others are streamed. Copies are decoded too,
// to be sure that they are pictures.
func (j ImageJob) MemoryBytes() int64 {
	buffers := int64(1 << 20)
	if j.Source.Format == JPEG {
		buffers += jpegBytes(j.Source.Upright.Pixels(), j.Source.Bytes)
	}
	deep := j.Source.Depth > 8
	source := j.Source.Upright.Pixels() * decodedBytes(j.Source.Format, deep)
	if j.Action == Copy {
		return source + buffers
	}
	made := int64(12)
	if deep || j.Recipe != nil && j.Recipe.Linear || j.Source.Alpha {
		made = 24
	}
	if j.Format == AVIF {
		made += 112
	}
	between := Size{Width: j.Geometry.Scaled.Width, Height: j.Geometry.Crop.Dy()}
	if j.Source.Orientation.SwapsSides() { // the stored width is the upright height
		between = Size{Width: j.Geometry.Crop.Dx(), Height: j.Geometry.Scaled.Height}
	}
	return source + min(between.Pixels()*4, betweenBytes) + j.Geometry.Canvas.Pixels()*made + buffers
}

// betweenBytes is what the rows between the passes of the resampling take at most.
const betweenBytes = 16 << 20

// decodedBytes is what a decoded pixel takes while it is decoded, measured: the libraries for AVIF and HEIC hold pictures several times.
func decodedBytes(f Format, deep bool) int64 {
	switch {
	case f == AVIF && deep:
		return 50
	case f == AVIF, f == HEIC && deep:
		return 28
	case f == HEIC:
		return 16
	case deep:
		return 8
	}
	return 4
}

// Outcome is what Do has written.
type Outcome struct {
	Path     string // of the output file
	Bytes    int64  // its size
	Width    int    // upright pixels; those of the job unless Recipe.MaxBytes led to fewer
	Height   int
	Copied   bool     // the source's pixels as they were encoded
	Salvaged bool     // a part of the picture is missing
	Warnings []string // lower-case English; what could not be kept
}
