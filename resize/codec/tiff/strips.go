package tiff

import (
	"bufio"
	"errors"
	"io"
	"slices"

	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// blockTable holds where each strip or tile is, and how many bytes it has.
type blockTable struct{ at, n []int64 }

// loadBlocks reads where the blocks are. Blocks may share bytes, as empty tiles do, unless reading
// them all takes longer than the file's size explains. A block with a missing or impossible length
// extends to whatever follows it in the file.
func (p *picture) loadBlocks() error {
	const shared = 64
	count := p.across * p.down * p.planes()
	at, err := p.numbers(p.offsets, count)
	if err != nil {
		return err
	}
	p.table.at = at
	if p.table.n, err = p.lengths(count); err != nil {
		return err
	}
	var sum int64
	for i, n := range p.table.n {
		if at := p.table.at[i]; n == 0 || at > p.c.Size-n {
			p.c.Flaws |= format.FlawLengths
			p.table.n[i] = p.room(i)
		}
		if p.table.n[i] == 0 && p.loss == nil {
			return fault.Damaged("strip or tile %d lies outside the file", i+1)
		}
		sum += p.table.n[i]
	}
	if sum/shared > p.c.Size {
		return fault.Damaged("its strips or tiles overlap")
	}
	return nil
}

// lengths reads the first count lengths of blocks. Missing ones are 0.
func (p *picture) lengths(count int) ([]int64, error) {
	have := int(min(p.counts.count, int64(count)))
	n, err := p.numbers(p.counts, have)
	switch {
	case p.c.Failure != nil:
		return nil, p.c.Failure
	case have == 0 || err != nil:
		n = nil
	}
	return append(n, make([]int64, count-len(n))...), nil
}

// numbers reads the first n whole numbers of an entry, which has at least as many.
func (p *picture) numbers(e entry, n int) ([]int64, error) {
	size := typeSize(e.kind)
	switch e.kind {
	case kindByte, kindShort, kindLong, kindLong8, kindIFD, kindIFD8:
	default:
		return nil, fault.Damaged("numbers of type %d", e.kind)
	}
	e.count = int64(n)
	b, err := p.data(e, e.count*size)
	if err != nil {
		return nil, err
	}
	values := make([]int64, n)
	for i := range values {
		values[i] = clampOffset(uintOf(p.order, b[:size]))
		b = b[size:]
	}
	return values, nil
}

// room returns how many bytes lie between a block's beginning and what follows it in the file:
// another block, the directory, or its values. It is 0 for a block outside the file.
func (p *picture) room(block int) int64 {
	const head = 8
	at := p.table.at[block]
	if at < head || at >= p.c.Size {
		return 0
	}
	if p.marks == nil {
		p.marks = p.landmarks()
	}
	i, found := slices.BinarySearch(p.marks, at)
	if found {
		i++
	}
	return p.marks[i] - at
}

// landmarks returns the offsets in the file where something begins, in order; the last is its end.
func (p *picture) landmarks() []int64 {
	marks := append([]int64{p.first, p.d.next, p.c.Size}, p.table.at...)
	for tag, e := range p.d.entries {
		marks = append(marks, e.at)
		if tag == tagExifIFD || tag == tagGPSIFD || tag == tagSubIFDs {
			marks = append(marks, clampOffset(e.first))
		}
	}
	slices.Sort(marks)
	marks = slices.Compact(marks)
	end, _ := slices.BinarySearch(marks, p.c.Size)
	return marks[:end+1]
}

// inRoom reads a block. If that fails with the stated length, it tries again with all bytes that
// belong to nothing else; then a block only counts if it demonstrably ends there.
func (p *picture) inRoom(block int, read func() (rows int, err error)) (int, error) {
	rows, err := read()
	stated := p.table.n[block]
	if err == nil || p.c.Failure != nil || stated == 0 {
		return rows, err
	}
	room := p.room(block)
	// a byte that makes the next offset even
	if room <= stated || stated%2 == 1 && room == stated+1 {
		return rows, err
	}
	p.table.n[block], p.beyond = room, true
	_, again := read()
	p.beyond = false
	if again != nil {
		p.table.n[block] = stated
		return rows, err
	}
	p.c.Flaws |= format.FlawLengths
	return rows, nil
}

// errNoEnd is a block whose data does not end where it should.
var errNoEnd = errors.New("no end of the data")

// checkTail reads on after the last row that is needed. At the end of a deflate stream it compares
// the checksum. Some writers fill the last strip with more rows. A stream without its whole
// checksum is a flaw, but an error within bytes that no length states.
func (p *picture) checkTail(r io.Reader, most int64) error {
	switch p.compression {
	case deflate:
	case lzwCoded:
		if !p.beyond {
			return nil
		}
	case packBitsCoded, rle, g3, g4:
		if p.beyond {
			return checkUsedUp(r)
		}
		return nil
	default:
		return nil
	}
	_, err := io.CopyN(io.Discard, r, most)
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case err == nil && p.beyond:
		return errNoEnd
	case errors.Is(err, errNoChecksum) && !p.beyond && p.c.Failure == nil:
		p.c.Flaws |= format.FlawEnd
		return nil
	}
	return err
}

// checkUsedUp returns an error if the codes of r, which have no end of their own, leave anything
// but a fax's end.
func checkUsedUp(r io.Reader) error {
	var rest *bufio.Reader
	most := 1 // makes the next offset even
	switch r := r.(type) {
	case *packBits:
		rest = r.r
	case *faxReader:
		rest, most = r.bits.r, 10 // six codes of twelve bits
	default:
		return nil
	}
	if b, _ := rest.Peek(most + 1); len(b) > most {
		return errNoEnd
	}
	return nil
}

// stripRows returns how many rows a strip has. If that is missing, or asks for more strips than
// there are, it follows from them: one has all rows, and without compression lengths state it.
func (p *picture) stripRows() int {
	stated := int(min(p.d.number(tagRowsPerStrip, 0), uint64(max(p.height, 1))))
	strips := p.offsets.count
	if p.planar {
		strips /= int64(p.samples)
	}
	needed := func(rows int) int64 { return (int64(p.height) + int64(rows) - 1) / int64(rows) }
	switch {
	case stated > 0 && (needed(stated) <= strips || strips != 1):
		return stated
	case strips > 1 && p.compression == none && p.counts.count > 0 && p.subH*p.subV == 1:
		perPixel := p.samples
		if p.planar {
			perPixel = 1
		}
		p.blockWidth = p.width
		rows := int(min(p.counts.first/uint64(max(p.rowBytes(perPixel), 1)), uint64(p.height)))
		if rows > 0 && needed(rows) == strips {
			p.c.Flaws |= format.FlawLengths
			return rows
		}
	}
	if stated > 0 {
		p.c.Flaws |= format.FlawLengths
	}
	return p.height
}
