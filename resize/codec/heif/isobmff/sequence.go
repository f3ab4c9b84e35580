package isobmff

import (
	"image"

	"sizemill/resize/fault"
)

// maxTracks bounds a movie: picture, alpha, thumbnails and sound are four.
const maxTracks = 64

// sequences counts the pictures of the longest track with pictures. It reads only sizes and counts.
func (f *File) sequences(moov box) error {
	tracks := 0
	return f.each(moov, func(trak box) error {
		if trak.kind != "trak" {
			return nil
		}
		if tracks++; tracks > maxTracks {
			return fault.Damaged("more than %d tracks", maxTracks)
		}
		var t track
		if err := t.read(f, trak, 0); err != nil {
			return err
		}
		if (t.handler == "pict" || t.handler == "vide") && t.samples > f.Frames {
			f.Frames, f.FrameSize = t.samples, t.size
		}
		return nil
	})
}

type track struct {
	handler string
	samples int
	size    image.Point
}

// read descends to the boxes with the kind and the number of the track's samples.
func (t *track) read(f *File, parent box, depth int) error {
	return f.each(parent, func(b box) error {
		var err error
		var p fields
		switch b.kind {
		case "mdia", "minf", "stbl":
			if depth < 4 {
				err = t.read(f, b, depth+1)
			}
		case "hdlr": // version, zero, handler
			if p.b, err = f.front(b, 12); err == nil {
				p.take(8)
				t.handler = string(p.take(4))
			}
		case "stsz", "stz2": // version, the size of all samples, their count
			if p.b, err = f.front(b, 12); err == nil {
				p.take(8)
				t.samples = int(min(p.u32(), 1<<30))
			}
		case "stsd":
			// version, count, one entry: its header, reserved bytes, a reference, 16 bytes more,
			// width and height
			if p.b, err = f.front(b, 8+8+8+16+4); err == nil {
				p.take(8 + 8 + 8 + 16)
				t.size = image.Pt(int(p.u16()), int(p.u16()))
			}
		}
		return err
	})
}

// each visits the boxes inside a box of the file.
func (f *File) each(parent box, visit func(box) error) error {
	for off, count := parent.start, 0; off < parent.end; count++ {
		if count == maxBoxes {
			return fault.Damaged("more than %d boxes", maxBoxes)
		}
		b, err := f.box(off, parent.end)
		if err != nil {
			return err
		}
		if err := visit(b); err != nil {
			return err
		}
		off = b.end
	}
	return nil
}

// front reads the first n bytes of a box, or all if it is shorter.
func (f *File) front(b box, n int64) ([]byte, error) {
	p := make([]byte, min(n, b.end-b.start))
	return p, f.read(p, b.start)
}
