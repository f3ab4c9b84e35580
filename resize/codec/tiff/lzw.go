package tiff

import (
	"bufio"
	oldlzw "compress/lzw"
	"io"

	"golang.org/x/image/tiff/lzw"
)

// openLZW returns the bytes of an LZW stream. Programs on early libtiff wrote codes as in GIF: the
// lowest bit first, and longer ones a code later than in TIFF. Such a stream is recognized as in
// libtiff, by its first code, which clears the table.
func openLZW(r *bufio.Reader) io.Reader {
	const byteBits = 8
	if first, err := r.Peek(2); err == nil && first[0] == 0 && first[1]&1 == 1 {
		return oldlzw.NewReader(r, oldlzw.LSB, byteBits)
	}
	return lzw.NewReader(r, lzw.MSB, byteBits)
}
