package bmp

import (
	"bytes"
	"encoding/binary"
	"io"

	"sizemill/resize/codec/format"
)

const (
	headBytes = 14 // of the file header
	masks     = 12 // bytes of the masks after a header without room for them
)

// file is a BMP whose headers have been read. Decoders see the headers as checked, with invalid
// fields corrected, so that they allocate nothing else.
type file struct {
	info
	r     *io.SectionReader
	head  []byte
	taken int64 // how many bytes of r head replaces
	flaws format.Flaws
}

// open reads the headers, which have to state the size in h.
func open(r *io.SectionReader, h format.Header) (file, error) {
	const most = headBytes + 124
	f := file{r: r, head: make([]byte, min(most, r.Size())), taken: min(most, r.Size())}
	if _, err := io.ReadFull(io.NewSectionReader(r, 0, r.Size()), f.head); err != nil {
		return f, err
	}
	var err error
	if f.info, err = readInfo(format.NewCursor(bytes.NewReader(f.head),
		int64(len(f.head)))); err != nil {
		return f, err
	}
	if err := format.CheckSize(f.width, f.height, h); err != nil {
		return f, err
	}
	if f.supported() == nil {
		f.flaws = f.settle(r.Size())
		f.mendHead()
	}
	return f, nil
}

// mendHead writes into the headers what decoders insist on: the offset of the pixels, the number of
// colors, and one plane.
func (f *file) mendHead() {
	const offsetAt, planesAt, colorsAt = 10, headBytes + 12, headBytes + 32
	if f.headerBytes == 12 && (f.bits == 16 || f.bits == 32) {
		f.head = f.windowsHead()
		return
	}
	le := binary.LittleEndian
	le.PutUint32(f.head[offsetAt:], uint32(f.offset))
	if f.headerBytes > 12 {
		le.PutUint16(f.head[planesAt:], 1)
	}
	if f.headerBytes >= 40 && f.bits <= 8 {
		le.PutUint32(f.head[colorsAt:], uint32(f.paletteColors()))
	}
}

// windowsHead returns the head with Windows' header instead of OS/2's first, which is not meant for
// 16 and 32 bits: decoders would see black.
func (f *file) windowsHead() []byte {
	const os2, windows = 12, 40
	le := binary.LittleEndian
	head := append(make([]byte, 0, len(f.head)+windows-os2), f.head[:headBytes]...)
	le.PutUint32(head[10:], uint32(f.offset+windows-os2))
	head = le.AppendUint32(head, windows)
	head = le.AppendUint32(head, uint32(f.width))
	head = le.AppendUint32(head, uint32(f.height))
	head = le.AppendUint16(head, 1)
	head = le.AppendUint16(head, uint16(f.bits))
	head = append(head, make([]byte, headBytes+windows-len(head))...)
	return append(head, f.head[headBytes+os2:]...)
}

func (f file) reader() io.Reader {
	return io.MultiReader(bytes.NewReader(f.head),
		io.NewSectionReader(f.r, f.taken, f.r.Size()-f.taken))
}

// padded is reader with the padding of the last row, which the file may lack.
func (f file) padded() io.Reader {
	if f.flaws&format.FlawEnd == 0 {
		return f.reader()
	}
	return io.MultiReader(f.reader(), io.LimitReader(zeros{}, f.rowBytes()))
}

// checkRLE returns how many rows run-length coding has, and an error if some are missing.
func (f file) checkRLE() (rows int64, err error) {
	return checkRLE(io.NewSectionReader(f.r, f.offset, f.r.Size()-f.offset), f.info)
}

// runs reports whether pixels are run-length coded.
func (i info) runs() bool { return i.compression == rle4 || i.compression == rle8 }

// rowBytes returns the size of a row without compression.
func (i info) rowBytes() int64 { return (i.width*int64(i.bits) + 31) / 32 * 4 }

// pixelBytes returns the size of all pixels without compression, and without the last row's
// padding.
func (i info) pixelBytes() int64 { return i.rowBytes()*i.height - i.padBytes() }

// padBytes returns the padding of a row.
func (i info) padBytes() int64 { return i.rowBytes() - (i.width*int64(i.bits)+7)/8 }

// settle corrects an impossible offset of the pixels, if they follow the headers, and returns the
// flaws.
func (i *info) settle(size int64) (flaws format.Flaws) {
	if i.offset < i.headersEnd() || i.offset >= size {
		at := i.headersEnd() + i.colorBytes()*i.paletteColors()
		if i.runs() && at < size || !i.runs() && at+i.pixelBytes() <= size {
			i.offset = at
			flaws |= format.FlawLengths
		}
	}
	if end := i.offset + i.pixelBytes(); !i.runs() && end <= size && size < end+i.padBytes() {
		flaws |= format.FlawEnd
	}
	return flaws
}

// headersEnd returns where the palette begins.
func (i info) headersEnd() int64 {
	end := headBytes + int64(i.headerBytes)
	if i.compression == fields && i.headerBytes == 40 {
		end += masks
	}
	return end
}

// colorBytes returns the size of a color in the palette.
func (i info) colorBytes() int64 {
	if i.headerBytes == 12 {
		return 3
	}
	return 4
}

// paletteColors returns how many colors precede the pixels: as many as stated, but not more than
// bits can address nor than fit.
func (i info) paletteColors() int64 {
	if i.bits > 8 {
		return min(i.colors, 1<<8)
	}
	n := int64(1) << i.bits
	if i.colors > 0 {
		n = min(n, i.colors)
	}
	if room := (i.offset - i.headersEnd()) / i.colorBytes(); room > 0 {
		n = min(n, room)
	}
	return n
}
