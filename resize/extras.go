package resize

import (
	"fmt"

	"sizemill/resize/codec"
)

// lostExtras returns a warning for each thing beside the picture that its result lacks.
func lostExtras(e codec.Extras) []string {
	var warnings []string
	for _, name := range e.Names() {
		warnings = append(warnings, fmt.Sprintf("%s not kept", name))
	}
	return warnings
}

// Losses returns a warning, in lower-case English, for each thing beside the picture that the job does not keep, as far as the
// picture's header tells: what a plan can say beforehand.
func (j *ImageJob) Losses() []string {
	if j.Action == Copy && j.keepsAll() {
		return nil
	}
	return lostExtras(j.Source.Extras)
}
