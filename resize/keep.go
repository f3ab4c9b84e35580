package resize

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"sizemill/resize/codec"
	"sizemill/resize/metadata"
)

// unreadable is the warning that there was metadata which made no sense.
const unreadable = "unreadable metadata was dropped"

// readBlocks reads a source's metadata. What cannot be understood is a warning; only failing to read the file is an error.
func readBlocks(ctx context.Context, src *source, h codec.Header) (metadata.Blocks, []string, error) {
	b, err := codec.ReadBlocks(src.reader(ctx), src.size(), h)
	switch {
	case errors.Is(err, codec.ErrBlocks):
		return b, []string{unreadable}, nil
	case err != nil:
		return metadata.Blocks{}, nil, err
	}
	return b, nil, nil
}

// keepBlocks is what the job's policy leaves of the blocks that go with the colours of its result, and warnings of what is lost, after
// those given. A zero to says that the pixels stay as they are.
func keepBlocks(b metadata.Blocks, job *ImageJob, to metadata.Upright, warnings []string) (metadata.Blocks, []string) {
	b, more := metadata.Apply(b, job.Recipe.Metadata, to)
	b, unfit := codec.Fit(b, job.Format)
	warnings = append(slices.Clone(warnings), more...)
	if unfit != 0 {
		warnings = append(warnings, fmt.Sprintf("%v not kept", unfit))
	}
	return b, slices.Compact(warnings) // what was dropped is said once
}
