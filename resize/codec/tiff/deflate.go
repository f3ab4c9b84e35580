package tiff

import (
	"bufio"
	"compress/flate"
	"errors"
	"hash"
	"hash/adler32"
	"io"

	"sizemill/resize/fault"
)

// errNoChecksum is a deflate stream that lacks only its checksum.
var errNoChecksum = errors.New("no checksum")

// inflater reads a zlib stream (RFC 1950), and distinguishes one that is cut in its checksum from
// one that is cut before.
type inflater struct {
	r   *bufio.Reader
	z   io.Reader
	sum hash.Hash32
	end error // the error that ended reading
}

func newInflater(r *bufio.Reader) (*inflater, error) {
	const deflated, windowMost, dictionary = 8, 7, 0x20
	var head [2]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	if head[0]&15 != deflated || head[0]>>4 > windowMost ||
		(int(head[0])<<8|int(head[1]))%31 != 0 || head[1]&dictionary != 0 {
		return nil, fault.Damaged("no deflate stream")
	}
	return &inflater{r: r, z: flate.NewReader(r), sum: adler32.New()}, nil
}

func (i *inflater) Read(p []byte) (int, error) {
	if i.end != nil {
		return 0, i.end
	}
	n, err := i.z.Read(p)
	_, _ = i.sum.Write(p[:n]) // writing to a hash never fails
	if i.end = err; errors.Is(err, io.EOF) {
		i.end = i.check()
	}
	return n, i.end
}

// check compares the checksum, and returns io.EOF if it is right.
func (i *inflater) check() error {
	var want [4]byte
	if _, err := io.ReadFull(i.r, want[:]); err != nil {
		return errNoChecksum
	}
	if string(i.sum.Sum(nil)) != string(want[:]) {
		return fault.Damaged("wrong checksum")
	}
	return io.EOF
}
