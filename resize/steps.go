package resize

import (
	"context"
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
		render, // of an animation the encoder asks for frame by frame; a JPEG may stay planes
		keepMetadata,
		fitBytes, // less quality, then fewer pixels, until the result has few enough bytes
		encode,
		verify,
		preferSource, // the source's own pixels, where encoding them again made the file no smaller
	}
}
