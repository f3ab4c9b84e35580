package codec

import "testing"

// TestRowsHaveNoHoles checks that every row of the table has all columns that its others call for.
func TestRowsHaveNoHoles(t *testing.T) {
	for _, r := range rows() {
		animated := r.frames != nil && r.animate != nil && r.MaxLoops > 0 && r.AnimationWeight > 0
		for fact, ok := range map[string]bool{
			"a name":                        r.Name == r.Format.String() && len(r.Extensions) > 0,
			"magic, header, decode":         r.magic != nil && r.header != nil && r.decode != nil,
			"the memory of decoding":        r.decodeMemory != nil,
			"encode, if it is written":      r.Write == (r.encode != nil),
			"the memory of encoding":        r.Write == (r.encodeMemory != nil),
			"usual bytes per pixel":         r.Write == (r.BytesPerPixel > 0),
			"a quality, if it is lossy":     r.Lossy == (r.Quality > 0),
			"usual bytes without loss":      r.Lossless == (r.LosslessBytesPerPixel > 0),
			"transparency, if it is binary": r.Alpha || !r.BinaryAlpha && !r.SureAlpha,
			"gray, if a profile is RGB":     r.Gray || !r.GrayInRGB,
			"all of animations, or nothing": r.Animation == animated,
		} {
			if !ok {
				t.Errorf("%s lacks %s", r.Name, fact)
			}
		}
	}
}
