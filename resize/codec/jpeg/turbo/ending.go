//go:build cgo && !purego

package turbo

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"sizemill/resize/fault"
)

// errEnding is the damage of a file whose data runs into other bytes where the picture should end.
var errEnding = fault.Damaged("premature end of the data, or other bytes in place of it")

// readAhead is more than libjpeg buffers of the bytes after those that it has used, stuffed ones
// counted twice.
const readAhead = 24

// checkEnd returns the offset after the data of a picture without an end. It refuses a picture
// whose last samples may come from other bytes, for example from the zeros of an incomplete
// download. It decodes prefixes of the file to find where the data ends, which is affordable
// because such files are rare.
func checkEnd(ctx context.Context, data []byte, o DecodeOptions) (int, error) {
	var d Decoder
	defer d.Close()
	o.Scale, o.ChromaScale, o.Salvage = 1, 1, false
	p, err := d.decode(ctx, data, o)
	if err != nil {
		return 0, err
	}
	end := p.End
	for low := max(0, end-readAhead); low < end; {
		middle := (low + end) / 2
		_, err := d.decode(ctx, data[:middle], o)
		switch {
		case err == nil:
			end = middle
		case errors.Is(err, fault.ErrDamaged):
			low = middle + 1
		default:
			return 0, err
		}
	}
	switch plausibleEnd(data, end) {
	case yes:
		return end, nil
	case no:
		return end, errEnding
	}
	used, err := d.uses(ctx, data[:end], o)
	if err == nil && !used {
		err = errEnding
	}
	return end, err
}

// answer is what the bytes around the end of a scan tell.
type answer int

const (
	maybe answer = iota
	yes
	no
)

// plausibleEnd judges whether the byte before end is the last one of a scan: that is padded with
// ones, and is not one of the zeros that follow.
func plausibleEnd(data []byte, end int) answer {
	last, rest := data[end-1], data[end:]
	if stuffed := end >= 2 && last == 0 && data[end-2] == 0xFF; stuffed {
		last = 0xFF
	}
	if n := bytes.IndexByte(rest, 0xFF); n >= 0 {
		rest = rest[:n]
	}
	switch {
	case len(rest) == 0 || last&1 == 1: // nothing could be data, or the padding is there
		return yes
	case last == 0 && rest[0] == 0:
		return no
	case len(bytes.Trim(rest, "\x00")) == 0:
		return yes
	}
	return maybe
}

// uses reports whether the last bit of the data changes samples, so that there was no padding.
func (d *Decoder) uses(ctx context.Context, data []byte, o DecodeOptions) (bool, error) {
	o.Scale, o.ChromaScale = 8, 8
	p, err := d.decode(ctx, data, o)
	if err != nil {
		return false, err
	}
	var before [][]byte
	for _, q := range p.Plane {
		before = append(before, bytes.Clone(q.Pix))
	}
	other := bytes.Clone(data)
	other[len(other)-1] ^= 1
	p, err = d.decode(ctx, other, o)
	if errors.Is(err, fault.ErrDamaged) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	return !slices.EqualFunc(p.Plane, before,
		func(q Plane, b []byte) bool { return bytes.Equal(q.Pix, b) }), nil
}
