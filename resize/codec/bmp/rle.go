package bmp

import (
	"bufio"
	"io"
)

// checkRLE walks through the codes of a run-length coded BMP up to their end: the decoder cannot
// tell a file that was cut from one whose rest is background. It returns the number of whole rows.
func checkRLE(r io.Reader, info info) (rows int64, err error) {
	b := bufio.NewReader(r)
	var x, y int64
	defer func() {
		if err != nil && x >= info.width { // the row lacks only its end code
			rows++
		}
	}()
	// The last row and the picture may lack their end codes.
	for y < info.height && (y < info.height-1 || x < info.width) {
		n, err := b.ReadByte()
		if err != nil {
			return y, err
		}
		v, err := b.ReadByte()
		if err != nil {
			return y, err
		}
		switch {
		case n != 0: // a run
			x += int64(n)
		case v == 0: // end of row
			x, y = 0, y+1
		case v == 1: // end of picture
			return info.height, nil
		case v == 2: // a delta to the right and down
			var step [2]byte
			if _, err := io.ReadFull(b, step[:]); err != nil {
				return y, err
			}
			x, y = x+int64(step[0]), y+int64(step[1])
		default: // that many literal pixels, padded to two bytes
			bytes := (int(v)*info.bits + 7) / 8
			if _, err := b.Discard(bytes + bytes%2); err != nil {
				return y, err
			}
			x += int64(v)
		}
	}
	return info.height, nil
}
