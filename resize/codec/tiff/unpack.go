package tiff

import (
	"bufio"
	"context"
	"io"
	"math/bits"
)

// rows returns a reader of the rows of a block, packed as its compression left them. Only w × h of
// its pixels are needed.
func (p *picture) rows(ctx context.Context, block, w, h, perPixel int) (io.Reader, error) {
	if p.compression == jpegCoded {
		return p.openJPEG(ctx, block, w, h, perPixel)
	}
	return p.open(block)
}

// open returns what rows does, for every compression but JPEG.
func (p *picture) open(block int) (io.Reader, error) {
	var r io.Reader = bufio.NewReaderSize(io.NewSectionReader(p.c, p.table.at[block],
		p.table.n[block]), 1<<16)
	if p.d.number(tagFillOrder, 1) == 2 {
		r = bufio.NewReader(reversedBits{r})
	}
	switch p.compression {
	case lzwCoded:
		return openLZW(r.(*bufio.Reader)), nil
	case deflate:
		return newInflater(r.(*bufio.Reader))
	case packBitsCoded:
		return &packBits{r: r.(*bufio.Reader)}, nil
	case rle, g3, g4:
		if p.fax == nil {
			p.fax = newFaxCodes()
		}
		return newFaxReader(r.(*bufio.Reader), p.fax, p.faxKind(), p.blockWidth), nil
	}
	return r, nil
}

// faxKind returns how the rows are coded.
func (p *picture) faxKind() faxKind {
	switch {
	case p.compression == rle:
		return faxRLE
	case p.compression == g4:
		return fax2D
	case p.d.number(tagFaxOptions, 0)&1 != 0:
		return faxMixed
	}
	return fax1D
}

// reversedBits reverses each byte's bits, for files that store the lowest first.
type reversedBits struct{ r io.Reader }

func (b reversedBits) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	for i, v := range p[:n] {
		p[i] = bits.Reverse8(v)
	}
	return n, err
}

// packBits reads Apple's run-length coding (TIFF 6.0, section 9): a length n below 128 precedes n +
// 1 literal bytes, one above it a run of 257 - n.
type packBits struct {
	r    *bufio.Reader
	left int  // bytes of the current run
	run  bool // they are all value
	what byte
}

func (b *packBits) Read(p []byte) (int, error) {
	for b.left == 0 {
		n, err := b.r.ReadByte()
		if err != nil {
			return 0, err
		}
		switch {
		case n < 128:
			b.left, b.run = int(n)+1, false
		case n > 128:
			b.left, b.run = 257-int(n), true
			if b.what, err = b.r.ReadByte(); err != nil {
				return 0, err
			}
		}
	}
	p = p[:min(len(p), b.left)]
	if b.run {
		for i := range p {
			p[i] = b.what
		}
		b.left -= len(p)
		return len(p), nil
	}
	n, err := b.r.Read(p)
	b.left -= n
	return n, err
}
