package bmp

import (
	"bytes"
	"encoding/binary"
	"io"

	"sizemill/resize/codec/format"
)

const (
	headBytes = 14 // of the file header
	masks     = 12 // bytes of the masks behind a header that has no place for them
)

// file is a BMP whose headers have been read. Decoders get them as they were then, so that they take memory for nothing else, but
// for fields that cannot be right.
type file struct {
	info
	r     *io.SectionReader
	head  []byte
	taken int64 // how many bytes of r head stands for
	flaws format.Flaws
}

// open reads the headers, which have to state the size that h does.
func open(r *io.SectionReader, h format.Header) (file, error) {
	const most = headBytes + 124
	f := file{r: r, head: make([]byte, min(most, r.Size())), taken: min(most, r.Size())}
	if _, err := io.ReadFull(io.NewSectionReader(r, 0, r.Size()), f.head); err != nil {
		return f, err
	}
	var err error
	if f.info, err = readInfo(format.NewCursor(bytes.NewReader(f.head), int64(len(f.head)))); err != nil {
		return f, err
	}
	if err := format.NotAsStated(f.width, f.height, h); err != nil {
		return f, err
	}
	if f.supported() == nil {
		f.flaws = f.settle(r.Size())
		f.mendHead()
	}
	return f, nil
}

// mendHead writes into the headers what decoders insist on: where the pixels begin, how many colors lie before them, and that there is
// one plane.
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

// windowsHead returns the head with Windows' header in place of OS/2's first, which is not meant for 16 and 32 bits: decoders would
// see black.
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
	return io.MultiReader(bytes.NewReader(f.head), io.NewSectionReader(f.r, f.taken, f.r.Size()-f.taken))
}

// padded is reader with the bytes that fill up the last row where the file lacks them.
func (f file) padded() io.Reader {
	if f.flaws&format.FlawEnd == 0 {
		return f.reader()
	}
	return io.MultiReader(f.reader(), io.LimitReader(zeros{}, f.rowBytes()))
}

// checkRLE returns how many rows run-length coding has, beside an error where they are not all.
func (f file) checkRLE() (rows int64, err error) {
	return checkRLE(io.NewSectionReader(f.r, f.offset, f.r.Size()-f.offset), f.info)
}

// runs reports whether pixels are run-length coded.
func (i info) runs() bool { return i.compression == rle4 || i.compression == rle8 }

// rowBytes is the size of a row without compression.
func (i info) rowBytes() int64 { return (i.width*int64(i.bits) + 31) / 32 * 4 }

// pixelBytes is the size of all pixels without compression, and without what fills up the last row.
func (i info) pixelBytes() int64 { return i.rowBytes()*i.height - i.padBytes() }

// padBytes is how many bytes fill a row up.
func (i info) padBytes() int64 { return i.rowBytes() - (i.width*int64(i.bits)+7)/8 }

// settle corrects an offset of the pixels that cannot be right, where they lie behind the headers, and returns what is wrong with
// the file beside its pixels.
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

// headersEnd is where the palette begins.
func (i info) headersEnd() int64 {
	end := headBytes + int64(i.headerBytes)
	if i.compression == fields && i.headerBytes == 40 {
		end += masks
	}
	return end
}

// colorBytes is the size of a color in the palette.
func (i info) colorBytes() int64 {
	if i.headerBytes == 12 {
		return 3
	}
	return 4
}

// paletteColors is how many colors lie before the pixels: as many as stated, but not more than bits can tell apart nor than there is
// room for.
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
