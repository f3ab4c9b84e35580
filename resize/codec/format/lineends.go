package format

import "sizemill/resize/fault"

// LineEnds is the error for a file whose bytes were taken for text: 0A became 0D 0A, or the other
// way round.
func LineEnds() error {
	return fault.Damaged("line endings were changed, as by a transfer in text mode; " +
		"transfer the original again in binary mode")
}
