package resize

import (
	"context"

	"sizemill/resize/codec/format"
	"sizemill/resize/metadata"
)

// step is one action on the way from a source to a result. It reads what earlier steps have left in
// the run and adds its own. Its errors are complete: they name an operation and a path.
type step func(ctx context.Context, r *run) error

// preparation returns the steps that all jobs of a picture take before any of them asks for pixels:
// the picture is decoded once, at a size that serves all of them. A job that passThrough has served
// goes on to commit.
func preparation() []step {
	return []step{
		refuseOutput, // what commit would refuse in the end
		readHeader,
		passThrough, // the source itself, where it is the result already
	}
}

// production returns the steps that make a result from pixels. Behind them is commit.
func production() []step {
	return []step{
		checkJob,
		readMetadata,
		decode,
		planColors,
		render,
		keepMetadata,
		fitBytes, // less quality, then fewer pixels, until the result has few enough bytes
		encode,
		verify,
		preferSource, // the source's own pixels, where encoding them again made the file no smaller
	}
}

// run is one job on its way through the steps.
type run struct {
	worker  *Worker
	picture *picture
	to      destination
	job     *ImageJob // as it is carried out: fitBytes may replace it by one of a smaller size

	frames int // of an animation, which the encoder reads; decode leaves 0 for a still picture

	// planColors, render, keepMetadata and fitBytes
	colors   colorPlan
	rendered rendered
	keep     metadata.Set // written beside the pixels
	lost     []string     // warnings of metadata and colors that are not kept
	file     []byte       // what encode writes, where fitBytes has encoded already

	// encode, passThrough and preferSource
	out    output        // nil before
	copied bool          // out holds the source's pixels as they were encoded
	source format.Header // of a copied source, with all its flaws

	outcome Outcome // commit
}

// take takes steps until one fails. What was written by then is removed.
func (r *run) take(ctx context.Context, steps ...step) error {
	for _, s := range steps {
		if err := s(ctx, r); err != nil {
			r.discard()
			return err
		}
	}
	return nil
}

// discard removes what was written, unless it was committed.
func (r *run) discard() {
	if r.out != nil {
		r.out.Discard()
	}
}

// describe returns what was written.
func (r *run) describe() Outcome {
	o := Outcome{Width: r.job.Width, Height: r.job.Height, Copied: r.copied, Bytes: r.out.Size()}
	if r.copied {
		o.Warnings = append(r.source.Flaws.Warnings(), r.lost...)
		return o
	}
	o.Salvaged = r.picture.lost != ""
	o.Warnings = r.warnings()
	return o
}
