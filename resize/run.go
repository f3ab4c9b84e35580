package resize

import (
	"context"

	"sizemill/resize/codec/format"
	"sizemill/resize/metadata"
)

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
	removed  []string     // metadata that is left out on purpose
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
