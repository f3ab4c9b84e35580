package resample

// kernels are the inner loops of one implementation. All implementations give the same bits.
type kernels struct {
	name   string
	bits8  depth[uint8]
	bits16 depth[uint16]
}

// depth holds the inner loops for samples of one size, and the ranges of their passes.
type depth[T uint8 | uint16] struct {
	across, down pass
	white        int16 // the largest sample between the passes

	// widen converts len(dst) samples to the numbers that the horizontal pass weighs.
	widen func(dst []int16, src []T)
	// split is widen per channel, of len(r) pixels.
	split func(r, g, b, a []int16, src []T)
	// horizontal computes the samples of the table, rounded up to a whole group, from src. None
	// exceeds its limit.
	horizontal func(dst, src, limit []int16, t *table)
	// vertical computes sample j of the table from rows, which start at offsets in the ring:
	// len(dst) samples, a whole number of blocks. None exceeds its limit.
	vertical func(dst []T, ring []int16, limit []T, offset []int, t *table, j int)
	// merge interleaves the channels of len(dst)/4 pixels.
	merge func(dst, r, g, b, a []T)
}

// fraction is how many more bits 8-bit samples have between the passes.
const fraction = 7

// portable returns the kernels that run everywhere.
func portable() kernels {
	return kernels{
		name: "go",
		bits8: depth[uint8]{
			// Between the passes there are 0 to 255*128.
			across:     pass{across: true, peak: 255, bits: 22, gain: fraction},
			down:       pass{peak: 255 << fraction, bits: 15, gain: -fraction},
			white:      255 << fraction,
			widen:      widen8,
			split:      split8,
			horizontal: horizontal8,
			vertical:   vertical8,
			merge:      merge[uint8],
		},
		bits16: depth[uint16]{
			// Samples are weighed as signed numbers, less 2^15: as weights sum to one, so are the
			// results.
			across:     pass{across: true, peak: 1 << 15, bits: 15, split: true},
			down:       pass{peak: 1 << 15, bits: 15, split: true},
			white:      1<<15 - 1,
			widen:      widen16,
			split:      split16,
			horizontal: horizontal16,
			vertical:   vertical16,
			merge:      merge[uint16],
		},
	}
}

// fastest returns the kernels for this processor.
func fastest() kernels {
	if k, ok := simd(); ok {
		return k
	}
	return portable()
}
