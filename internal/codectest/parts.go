package codectest

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"

	"sizemill/internal/imgtest"
)

// What files carry beside their pixels.
const (
	IPTCBlock = "\x1c\x02\x50\x00\x03Ann\x1c\x02\x78\x00\x01x"
	EXIFHead  = "Exif\x00\x00"
	XMPHead   = "http://ns.adobe.com/xap/1.0/\x00"
	ShopHead  = "Photoshop 3.0\x00"
)

// WithSegments puts segments of APPn (n and data in turn) behind the start of a JPEG.
func WithSegments(t testing.TB, pairs ...any) []byte {
	b := imgtest.JPEG(t, 20, 10)
	at := 2
	for i := 0; i < len(pairs); i += 2 {
		s := imgtest.Segment(byte(pairs[i].(int)), []byte(pairs[i+1].(string)))
		b = imgtest.Insert(b, at, s)
		at += len(s)
	}
	return b
}

// Resource is an image resource of Photoshop's.
func Resource(id uint16, name, data string) string {
	b := binary.BigEndian.AppendUint16([]byte("8BIM"), id)
	b = append(append(b, byte(len(name))), name...)
	b = append(b, make([]byte, (len(name)+1)%2)...)
	b = append(binary.BigEndian.AppendUint32(b, uint32(len(data))), data...)
	return string(append(b, make([]byte, len(data)%2)...))
}

// ZText is a zTXt chunk.
func ZText(t testing.TB, keyword, text string) []byte {
	t.Helper()
	return imgtest.Chunk("zTXt", append([]byte(keyword+"\x00\x00"), Deflated(t, text)...))
}

// WrongSum gives a chunk a wrong checksum.
func WrongSum(chunk []byte) []byte {
	chunk[len(chunk)-1]++
	return chunk
}

// Deflated returns a text as a zlib stream.
func Deflated(t testing.TB, text string) []byte {
	t.Helper()
	var buf bytes.Buffer
	z := zlib.NewWriter(&buf)
	_, err := z.Write([]byte(text))
	if err := errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// RawProfile is a block as ImageMagick hides it in text.
func RawProfile(kind, block string) string {
	digits := hex.EncodeToString([]byte(block))
	var lines []string
	for ; len(digits) > 72; digits = digits[72:] {
		lines = append(lines, digits[:72])
	}
	return fmt.Sprintf("\n%s\n%8d\n%s\n", kind, len(block), strings.Join(append(lines, digits), "\n"))
}
