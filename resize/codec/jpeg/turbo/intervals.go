//go:build cgo && !purego

package turbo

import (
	"bytes"
	"context"
	"encoding/binary"

	"sizemill/resize/fault"
)

// Markers that the walk over a file knows; see ITU-T T.81, table B.1.
const (
	markerSOF0 = 0xC0
	markerSOF1 = 0xC1
	markerSOF2 = 0xC2
	markerDHT  = 0xC4
	markerRST0 = 0xD0
	markerEOI  = 0xD9
	markerSOS  = 0xDA
	markerDRI  = 0xDD
)

// interval is how the coded data between two markers ends.
type interval struct {
	size    int    // bytes read, without stuffed zeros
	last    byte   // of those bytes
	padding byte   // the bits that pad that byte, its lower ones
	filled  int    // their number
	strays  []byte // bytes between the end of the data and the marker
}

// component is a channel of the frame. It holds for each block which coefficients are not zero,
// because refining scans depend on that.
type component struct {
	id            byte
	h, v          int
	width, height int // blocks
	nonzero       []uint64
}

// walker reads the code words of a file to find where the data of each interval ends. It knows all
// Huffman codings.
type walker struct {
	data        []byte
	at          int
	progressive bool
	width       int
	height      int
	most        Sampling
	components  []component
	tables      [2][4]*huffman
	restart     int // interval, in units of data; 0 is none
	intervals   []interval
	ending      []interval // the last of a scan, and then perhaps of the picture
}

var errWalk = fault.Damaged("coded data that cannot be followed")

// intervals returns how each interval of the file's scans ends, except the last of the picture.
func intervals(ctx context.Context, data []byte) ([]interval, error) {
	w := walker{data: data, at: 2}
	w.addTables(standardTables())
	for scans := 0; ; {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		skipped, marker := w.marker()
		if marker < 0 || marker == markerEOI {
			return w.intervals, nil // bytes after the last are not part of the picture
		}
		if w.intervals = append(w.intervals, w.ending...); scans > 0 && len(skipped) > 0 {
			w.intervals = append(w.intervals, interval{strays: skipped})
		}
		w.ending = nil
		segment := w.segment()
		ok := segment != nil
		switch marker {
		case markerSOF0, markerSOF1, markerSOF2:
			ok = ok && w.frame(segment, marker == markerSOF2)
		case markerDHT:
			ok = ok && w.addTables(segment)
		case markerDRI:
			if ok = len(segment) == 2; ok {
				w.restart = int(binary.BigEndian.Uint16(segment))
			}
		case markerSOS:
			ok = ok && w.scan(ctx, segment)
			if scans++; ok && !w.progressive && int(segment[0]) == len(w.components) {
				return w.intervals, nil
			}
		}
		if !ok {
			return nil, errWalk
		}
	}
}

// marker finds the next marker and returns the bytes before it; -1 at the end of the file.
func (w *walker) marker() (skipped []byte, marker int) {
	start := w.at
	for at := start; ; {
		n := bytes.IndexByte(w.data[at:], 0xFF)
		if n < 0 {
			return nil, -1
		}
		found := at + n
		for at = found; at < len(w.data) && w.data[at] == 0xFF; at++ {
		}
		if at == len(w.data) {
			return nil, -1
		}
		if w.data[at] != 0 {
			w.at = at + 1
			return w.data[start:found], int(w.data[at])
		}
	}
}

// segment returns the payload after a marker, without its length; nil if there is none.
func (w *walker) segment() []byte {
	if len(w.data)-w.at < 2 {
		return nil
	}
	n := int(binary.BigEndian.Uint16(w.data[w.at:]))
	if n < 2 || len(w.data)-w.at < n {
		return nil
	}
	s := w.data[w.at+2 : w.at+n : w.at+n]
	w.at += n
	return s
}

func (w *walker) addTables(b []byte) bool {
	for len(b) > 0 {
		class, number := b[0]>>4, b[0]&15
		if class > 1 || number > 3 {
			return false
		}
		if w.tables[class][number], b = huffmanTable(b[1:]); w.tables[class][number] == nil {
			return false
		}
	}
	return true
}

func (w *walker) frame(b []byte, progressive bool) bool {
	if w.components != nil || len(b) < 6 || len(b) != 6+3*int(b[5]) {
		return false
	}
	w.progressive = progressive
	w.height, w.width = int(binary.BigEndian.Uint16(b[1:])), int(binary.BigEndian.Uint16(b[3:]))
	for at := 6; at < len(b); at += 3 {
		c := component{id: b[at], h: int(b[at+1] >> 4), v: int(b[at+1] & 15)}
		if c.h < 1 || c.v < 1 {
			return false
		}
		w.most = Sampling{max(w.most.H, c.h), max(w.most.V, c.v)}
		w.components = append(w.components, c)
	}
	for i := range w.components {
		c := &w.components[i]
		c.width, c.height = ceil(w.width*c.h, 8*w.most.H), ceil(w.height*c.v, 8*w.most.V)
		if progressive {
			c.nonzero = make([]uint64, c.width*c.height)
		}
	}
	return w.components != nil
}
