package png

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"sizemill/resize/codec/format"
	"sizemill/resize/metadata"
)

// rawProfile begins the keyword of the text chunks in which ImageMagick and Exiv2 store blocks as
// hexadecimal digits.
const rawProfile = "Raw profile type "

// texts reads text chunks: texts, XMP, and ImageMagick's raw profiles. The inflated bytes are
// bounded per file, so that a small file cannot cause much work.
type texts struct {
	entries         []metadata.TextEntry
	exif, icc, iptc []byte // of raw profiles
	xmp             []byte // of its own chunk or a raw profile
	left            int64  // bytes that may still be inflated
	size            int    // bytes of entries
	broken          bool
}

func newPNGTexts() *texts { return &texts{left: 2 * metadata.MaxBlock} }

// isText reports whether chunk reads that kind.
func isText(kind string) bool {
	return kind == "tEXt" || kind == "zTXt" || kind == "iTXt" || kind == "tIME"
}

// chunk reads a chunk's data.
func (p *texts) chunk(kind string, data []byte) {
	if kind == "tIME" {
		if len(data) == 7 {
			d := time.Date(int(binary.BigEndian.Uint16(data)), time.Month(data[2]), int(data[3]),
				int(data[4]), int(data[5]), int(data[6]), 0, time.UTC)
			p.add(metadata.TextEntry{Key: metadata.TimeKey, Text: d.Format(metadata.TimeLayout)})
		}
		return
	}
	keyword, rest, ok := bytes.Cut(data, []byte{0})
	if !ok || len(keyword) == 0 || len(keyword) > 79 {
		p.broken = true
		return
	}
	e := metadata.TextEntry{Key: format.FromLatin1(keyword)}
	var text []byte
	var err error
	switch kind {
	case "tEXt":
		text = rest
	case "zTXt":
		text, err = p.compressed(rest)
	case "iTXt":
		text, e.Lang, err = p.international(rest)
	}
	switch {
	case err != nil:
		p.broken = true
	case strings.HasPrefix(e.Key, rawProfile):
		p.profile(e.Key[len(rawProfile):], text)
	case kind == "iTXt" && e.Key == "XML:com.adobe.xmp":
		if p.xmp == nil {
			p.xmp = text
		}
	case kind == "iTXt":
		if e.Text = string(text); !utf8.ValidString(e.Text) {
			p.broken = true
			return
		}
		p.add(e)
	default:
		e.Text = format.FromLatin1(text)
		p.add(e)
	}
}

func (p *texts) add(e metadata.TextEntry) {
	if p.size += len(e.Key) + len(e.Text) + 64; p.size > format.MaxComments {
		p.broken = true
		return
	}
	p.entries = append(p.entries, e)
}

// compressed inflates what follows the method, which must be 0.
func (p *texts) compressed(data []byte) ([]byte, error) {
	if len(data) == 0 || data[0] != 0 {
		return nil, format.ErrMetadata
	}
	z, err := zlib.NewReader(bytes.NewReader(data[1:]))
	if err != nil {
		return nil, err
	}
	defer func() { _ = z.Close() }() // a failed Close costs nothing after Read
	out, err := io.ReadAll(io.LimitReader(z, p.left+1))
	if p.left -= int64(len(out)); p.left < 0 {
		p.left = 0
		err = format.ErrMetadata
	}
	return out, err
}

// international reads iTXt after its keyword: compression flag and method, language, translated
// keyword, text.
func (p *texts) international(data []byte) (text []byte, lang string, err error) {
	if len(data) < 2 {
		return nil, "", format.ErrMetadata
	}
	flags := data[:2]
	language, data, ok := bytes.Cut(data[2:], []byte{0})
	_, data, ok2 := bytes.Cut(data, []byte{0})
	if !ok || !ok2 {
		return nil, "", format.ErrMetadata
	}
	if flags[0] == 0 {
		return data, string(language), nil
	}
	text, err = p.compressed(append([]byte{flags[1]}, data...))
	return text, string(language), err
}

// profile decodes a raw profile: a line with its name, one with its length, and lines of
// hexadecimal digits.
func (p *texts) profile(kind string, text []byte) {
	_, text, _ = bytes.Cut(bytes.TrimLeft(text, "\n"), []byte("\n"))
	_, text, ok := bytes.Cut(bytes.TrimLeft(text, " \n"), []byte("\n"))
	digits := bytes.Join(bytes.Fields(text), nil)
	block := make([]byte, len(digits)/2)
	if _, err := hex.Decode(block, digits); err != nil || !ok || len(block) == 0 {
		p.broken = true
		return
	}
	switch kind = strings.ToLower(kind); {
	case bytes.HasPrefix(block, []byte(format.EXIFPrefix)) ||
		(kind == "exif" || kind == "app1") && format.TIFFMagic(block):
		if p.exif == nil {
			p.exif = bytes.TrimPrefix(block, []byte(format.EXIFPrefix))
		}
	case bytes.HasPrefix(block, []byte(format.XMPPrefix)), kind == "xmp":
		if p.xmp == nil {
			p.xmp = bytes.TrimPrefix(block, []byte(format.XMPPrefix))
		}
	case kind == "icc", kind == "icm":
		if p.icc == nil {
			p.icc = block
		}
	case kind == "iptc", kind == "8bim", bytes.HasPrefix(block, []byte(format.PhotoshopPrefix)):
		if block[0] == 0x1C {
			p.iptc = block
		} else if p.iptc == nil {
			p.iptc = format.FindIPTC(bytes.TrimPrefix(block, []byte(format.PhotoshopPrefix)))
		}
	}
}

// rawIPTC returns IPTC as the data of a zTXt chunk. PNG has no place for it; ImageMagick, exiftool
// and Exiv2 read this one.
func rawIPTC(iptc []byte) ([]byte, error) {
	irb := format.IPTCResource(iptc)
	var text bytes.Buffer
	text.WriteString("\niptc\n")
	length := []byte("       0")
	for i, n := len(length)-1, len(irb); n > 0; i, n = i-1, n/10 {
		length[i] = '0' + byte(n%10)
	}
	text.Write(length)
	for at := 0; at < len(irb); at += 36 {
		text.WriteByte('\n')
		text.WriteString(hex.EncodeToString(irb[at:min(at+36, len(irb))]))
	}
	text.WriteByte('\n')
	buf := bytes.NewBufferString(rawProfile + "iptc\x00\x00")
	z := zlib.NewWriter(buf)
	_, err := z.Write(text.Bytes())
	err = errors.Join(err, z.Close())
	return buf.Bytes(), err
}

// text returns a text as the simplest kind of chunk that holds it. ok is false for a keyword that
// PNG does not allow.
func text(e metadata.TextEntry) (kind string, data []byte, ok bool) {
	if e.Key == metadata.TimeKey {
		if d, err := time.Parse(metadata.TimeLayout, e.Text); err == nil && d.Year() >= 0 {
			year := uint16(d.Year())
			return "tIME", []byte{byte(year >> 8), byte(year), byte(d.Month()), byte(d.Day()),
				byte(d.Hour()), byte(d.Minute()), byte(d.Second())}, true
		}
	}
	key, ok := toLatin1(e.Key)
	if !ok || len(key) == 0 || len(key) > 79 {
		return "", nil, false
	}
	text := strings.ReplaceAll(format.UTF8Text(e.Text), "\x00", "")
	if latin, ok := toLatin1(text); ok && e.Lang == "" {
		return "tEXt", bytes.Join([][]byte{key, latin}, []byte{0}), true
	}
	return "iTXt", []byte(string(key) + "\x00\x00\x00" + strings.ReplaceAll(e.Lang, "\x00", "") +
		"\x00\x00" + text), true
}

// toLatin1 returns the text in ISO 8859-1, if possible.
func toLatin1(s string) ([]byte, bool) {
	out := make([]byte, 0, len(s))
	for _, r := range s {
		if r == 0 || r > 0xff || r == utf8.RuneError {
			return nil, false
		}
		out = append(out, byte(r))
	}
	return out, true
}

// HoldsText reports whether a text fits into a text chunk.
func HoldsText(e metadata.TextEntry) bool {
	_, _, ok := text(e)
	return ok
}
