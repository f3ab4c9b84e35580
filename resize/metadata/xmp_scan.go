package metadata

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// Namespaces of XMP's vocabularies.
const (
	nsRDF    = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	nsXML    = "http://www.w3.org/XML/1998/namespace"
	nsTIFF   = "http://ns.adobe.com/tiff/1.0/"
	nsEXIF   = "http://ns.adobe.com/exif/1.0/"
	nsXMP    = "http://ns.adobe.com/xap/1.0/"
	nsNote   = "http://ns.adobe.com/xmp/note/"
	nsRights = "http://ns.adobe.com/xap/1.0/rights/"
	nsDC     = "http://purl.org/dc/elements/1.1/"
	nsAdobe  = "http://ns.adobe.com/photoshop/1.0/"
)

// maxDepth bounds the nesting of elements; XMP's own deepest structures have some 20 levels.
const maxDepth = 100

// xmpScanner reads a packet token by token and records the bytes of each: those from from to to.
// Entities other than XML's own five are errors, so nothing expands; the decoder holds one token at
// a time.
type xmpScanner struct {
	b        []byte
	d        *xml.Decoder
	from, to int
	depth    int // of the element that the last token began or ended; 1 is the root
	inside   int
	any      bool // there was an element
}

func newXMPScanner(b []byte) *xmpScanner {
	d := xml.NewDecoder(bytes.NewReader(b))
	// A packet is UTF-8, whatever an XML declaration states; the decoder refuses other bytes.
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	return &xmpScanner{b: b, d: d}
}

// next returns the next token, io.EOF after the last one, or errMalformed, also for text without an
// element.
func (s *xmpScanner) next() (xml.Token, error) {
	s.from = s.to
	token, err := s.d.Token()
	s.to = int(s.d.InputOffset())
	if err != nil {
		if errors.Is(err, io.EOF) && (s.any || len(s.b) == 0) {
			return nil, io.EOF
		}
		return nil, errMalformed
	}
	switch token.(type) {
	case xml.StartElement:
		s.any = true
		s.inside++
		s.depth = s.inside
		if s.depth > maxDepth {
			return nil, errMalformed
		}
	case xml.EndElement:
		s.depth = s.inside
		s.inside--
	}
	return token, nil
}

// attribute is the place of an attribute: blanks begin at from, then its name; its value lies
// between its quotes.
type attribute struct{ from, value, end, to int }

// attributes locates the attributes of the start tag that was read last, in the token's order. The
// tag is known to be well-formed.
func (s *xmpScanner) attributes() []attribute {
	tag := s.b[s.from:s.to]
	i := bytes.IndexAny(tag, " \t\r\n")
	var out []attribute
	for i >= 0 && i < len(tag) {
		equals := bytes.IndexByte(tag[i:], '=')
		if equals < 0 {
			break
		}
		open := bytes.IndexAny(tag[i+equals:], `"'`)
		if open < 0 {
			break
		}
		value := i + equals + open + 1
		length := bytes.IndexByte(tag[value:], tag[value-1])
		if length < 0 {
			break
		}
		end := value + length
		out = append(out, attribute{s.from + i, s.from + value, s.from + end, s.from + end + 1})
		i = end + 1
	}
	return out
}

// edit replaces the bytes of a packet from from to to.
type edit struct {
	from, to int
	text     string
}

// applyEdits returns a copy of b with edits, which are in order and do not overlap.
func applyEdits(b []byte, edits []edit) []byte {
	out := make([]byte, 0, len(b))
	at := 0
	for _, e := range edits {
		out = append(append(out, b[at:e.from]...), e.text...)
		at = e.to
	}
	return append(out, b[at:]...)
}

// is reports whether a name is local in the namespace ns; a prefix that nothing declares counts if
// it is the usual one.
func is(n xml.Name, ns, prefix, local string) bool {
	return n.Local == local && (n.Space == ns || n.Space == prefix)
}

// plainXMP returns a packet as UTF-8 without padding zeros. Packets may be UTF-16, but not in every
// container; other encodings are errors.
func plainXMP(b []byte) ([]byte, error) {
	b = unmarked(b)
	if len(b) >= 2 &&
		(b[0] == 0 || b[1] == 0 || b[0] == 0xFE && b[1] == 0xFF || b[0] == 0xFF && b[1] == 0xFE) {
		if len(b)%2 == 1 {
			return nil, errMalformed
		}
		high := 0
		if b[1] == 0 || b[0] == 0xFF {
			high = 1
		}
		units := make([]uint16, len(b)/2)
		for i := range units {
			units[i] = uint16(b[2*i+high])<<8 | uint16(b[2*i+1-high])
		}
		b = unmarked([]byte(string(utf16.Decode(units))))
	}
	b = bytes.TrimRight(b, "\x00")
	if !utf8.Valid(b) || bytes.IndexByte(b, 0) >= 0 {
		return nil, errMalformed
	}
	return b, nil
}

// unmarked returns b without the byte order marks at its beginning. A packet that went through
// several programs may have more than one.
func unmarked(b []byte) []byte {
	mark := []byte("\xef\xbb\xbf")
	for bytes.HasPrefix(b, mark) {
		b = b[len(mark):]
	}
	return b
}
