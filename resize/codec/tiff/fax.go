package tiff

import (
	"bufio"
	"io"

	"sizemill/resize/fault"
)

// faxKind is a way to code rows of a fax (ITU-T T.4 and T.6, TIFF 6.0, sections 10 and 11).
type faxKind int

const (
	faxRLE faxKind = iota // runs only, each row byte-aligned
	fax1D                 // group 3: runs, an end-of-line code before each row
	// group 3: the end-of-line code tells whether a row is runs, or changes to the row above
	faxMixed
	fax2D // group 4: changes to the row above, without end-of-line codes
)

// faxReader returns rows of one bit per pixel, 1 for black, byte-aligned.
type faxReader struct {
	bits  faxBits
	kind  faxKind
	width int
	codes *faxCodes
	above []int // where the color changes in the row above, ascending, then width
	row   []int
	out   []byte // the unread rest of the row
	pix   []byte
}

func newFaxReader(r *bufio.Reader, codes *faxCodes, kind faxKind, width int) *faxReader {
	return &faxReader{bits: faxBits{r: r}, kind: kind, width: width, codes: codes,
		pix: make([]byte, (width+7)/8)}
}

func (f *faxReader) Read(p []byte) (int, error) {
	if len(f.out) == 0 {
		if err := f.decodeRow(); err != nil {
			return 0, err
		}
	}
	n := copy(p, f.out)
	f.out = f.out[n:]
	return n, nil
}

func (f *faxReader) decodeRow() error {
	flat := f.kind == faxRLE || f.kind == fax1D
	switch f.kind {
	case faxRLE:
		f.bits.align()
	case fax1D, faxMixed:
		found, err := f.endOfLine()
		if err != nil {
			return err
		}
		if f.kind == faxMixed {
			if !found {
				return fault.Damaged("a fax row without a start")
			}
			flat = f.bits.peek(1) == 1
			f.bits.skip(1)
		}
	}
	f.above, f.row = f.row, f.above[:0]
	var err error
	if flat {
		err = f.runs(f.width)
	} else {
		err = f.changes()
	}
	if err == nil && f.bits.over() {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return err
	}
	f.paint()
	return nil
}

// endOfLine skips an end-of-line code of eleven zeros and a one, and fill zeros before it.
func (f *faxReader) endOfLine() (bool, error) {
	if f.bits.peek(11) != 0 || f.bits.over() {
		return false, nil
	}
	f.bits.skip(11)
	for f.bits.peek(1) == 0 {
		f.bits.skip(1)
		if f.bits.over() {
			return false, io.ErrUnexpectedEOF
		}
	}
	f.bits.skip(1)
	return true, nil
}

// runs reads runs of white and black in turn up to x.
func (f *faxReader) runs(end int) error {
	for x, black := 0, false; x < end; black = !black {
		n, err := f.run(black)
		if err != nil {
			return err
		}
		if x += n; x > f.width {
			return fault.Damaged("a fax row that is too long")
		}
		f.change(x)
	}
	return nil
}

// change notes that the color changes at x. Two changes at one place cancel out.
func (f *faxReader) change(x int) {
	if n := len(f.row); n > 0 && f.row[n-1] == x {
		f.row = f.row[:n-1]
		return
	}
	f.row = append(f.row, x)
}

// run reads the length of a run: any number of make-up codes for multiples of 64, and one
// terminating code.
func (f *faxReader) run(black bool) (int, error) {
	table := &f.codes.white
	if black {
		table = &f.codes.black
	}
	for n := 0; ; {
		c := table[f.bits.peek(faxCodeBits)]
		if c.bits == 0 {
			if f.bits.extra > 0 {
				return 0, io.ErrUnexpectedEOF
			}
			return 0, fault.Damaged("an invalid fax code")
		}
		f.bits.skip(int(c.bits))
		if f.bits.over() {
			return 0, io.ErrUnexpectedEOF
		}
		if n += int(c.run); n > f.width {
			return 0, fault.Damaged("a fax row that is too long")
		}
		if c.run < 64 {
			return n, nil
		}
	}
}

// changes reads a row that is coded relative to the row above (T.6, 2.2.3).
func (f *faxReader) changes() error {
	x, black := -1, false // -1 is the imaginary white pixel before the row
	for i := 0; x < f.width; {
		// The next change above to the right of x and away from the present color.
		for i > 0 && f.aboveAt(i-1) > x {
			i--
		}
		for f.aboveAt(i) <= x && f.aboveAt(i) < f.width || (i%2 == 1) != black {
			i++
		}
		b1 := f.aboveAt(i)
		switch mode, n := f.bits.mode(); mode {
		case faxPass:
			x = f.aboveAt(i + 1)
		case faxHorizontal:
			x = max(x, 0)
			for range 2 {
				run, err := f.run(black)
				if err != nil {
					return err
				}
				if x += run; x > f.width {
					return fault.Damaged("a fax row that is too long")
				}
				f.change(x)
				black = !black
			}
		case faxVertical:
			to := b1 + n
			if to < max(x, 0) || to > f.width {
				return fault.Damaged("a change outside its fax row")
			}
			x = to
			f.change(x)
			black = !black
		default:
			if f.bits.extra > 0 {
				return io.ErrUnexpectedEOF
			}
			return fault.Damaged("an invalid fax code")
		}
		if f.bits.over() {
			return io.ErrUnexpectedEOF
		}
	}
	return nil
}

// aboveAt returns the i-th change of the row above; after the last it is the row's end.
func (f *faxReader) aboveAt(i int) int {
	if i < len(f.above) {
		return f.above[i]
	}
	return f.width
}

// paint fills the row's pixels from its changes.
func (f *faxReader) paint() {
	clear(f.pix)
	for i := 0; i < len(f.row); i += 2 {
		end := f.width
		if i+1 < len(f.row) {
			end = f.row[i+1]
		}
		for x := f.row[i]; x < end; {
			if x%8 == 0 && end-x >= 8 {
				f.pix[x/8] = 0xFF
				x += 8
				continue
			}
			f.pix[x/8] |= 0x80 >> (x % 8)
			x++
		}
	}
	f.out = f.pix
}

// faxBits reads bits, the highest first. Zeros follow the end.
type faxBits struct {
	r     *bufio.Reader
	acc   uint64
	have  int
	extra int // bits read after the end
}

func (b *faxBits) peek(n int) uint32 {
	for b.have < n {
		v, err := b.r.ReadByte()
		if err != nil {
			b.extra += 8
		}
		b.acc = b.acc<<8 | uint64(v)
		b.have += 8
	}
	return uint32(b.acc>>(b.have-n)) & (1<<n - 1)
}

func (b *faxBits) skip(n int) {
	b.peek(n)
	b.have -= n
}

// align moves on to the next byte.
func (b *faxBits) align() { b.have -= b.have % 8 }

// over reports whether bits were used that do not exist.
func (b *faxBits) over() bool { return b.extra > b.have }

// mode reads how the next change is coded; for faxVertical also its distance from the one above.
func (b *faxBits) mode() (mode faxMode, n int) {
	for _, c := range [...]struct {
		bits int
		code uint32
		mode faxMode
		n    int
	}{
		{1, 1, faxVertical, 0}, {3, 0b011, faxVertical, 1}, {3, 0b010, faxVertical, -1}, {3, 0b001,
			faxHorizontal, 0},
		{4, 0b0001, faxPass, 0}, {6, 0b000011, faxVertical, 2}, {6, 0b000010, faxVertical, -2},
		{7, 0b0000011, faxVertical, 3}, {7, 0b0000010, faxVertical, -3},
	} {
		if b.peek(c.bits) == c.code {
			b.skip(c.bits)
			return c.mode, c.n
		}
	}
	return faxNoMode, 0
}

// faxMode is how a change is coded.
type faxMode int

const (
	faxNoMode     faxMode = iota
	faxPass               // none before the next two above
	faxHorizontal         // it and the one after it are runs
	faxVertical           // it lies near the one above
)
