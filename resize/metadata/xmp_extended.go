package metadata

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
)

// A JPEG segment holds 64 KB, so larger XMP is spread over a standard packet and an extended one,
// which the standard one names by a GUID.

// ExtendedGUID returns the GUID of the extended packet that a standard packet mentions; empty if it
// mentions none.
func ExtendedGUID(xmp []byte) string {
	if !bytes.Contains(xmp, []byte("HasExtendedXMP")) {
		return ""
	}
	s := newXMPScanner(xmp)
	inside := false
	for {
		token, err := s.next()
		if err != nil {
			return ""
		}
		switch token := token.(type) {
		case xml.StartElement:
			inside = is(token.Name, nsNote, "xmpNote", "HasExtendedXMP")
			for _, a := range token.Attr {
				if is(a.Name, nsNote, "xmpNote", "HasExtendedXMP") {
					return a.Value
				}
			}
		case xml.CharData:
			if inside {
				return string(bytes.TrimSpace(token))
			}
		}
	}
}

// JoinXMP joins a standard packet and its extended one; if that is nil, it only removes the
// mention. The error means that they cannot be joined. If the standard packet has no properties of
// its own, the extended one is returned unchanged.
func JoinXMP(standard, extended []byte) ([]byte, error) {
	if extended != nil && bytes.Equal(standard, MentionExtended(ExtendedGUID(standard))) {
		if _, err := descriptions(extended); err != nil {
			return nil, err
		}
		return extended, nil
	}
	out, err := xmpRules{extended: true}.edit(standard)
	if err != nil || extended == nil {
		return out, err
	}
	inner, err := descriptions(extended)
	if err != nil {
		return nil, err
	}
	s := newXMPScanner(out)
	for rdf := 0; ; {
		token, err := s.next()
		if err != nil {
			return nil, errMalformed
		}
		switch token := token.(type) {
		case xml.StartElement:
			if rdf == 0 && is(token.Name, nsRDF, "rdf", "RDF") {
				rdf = s.depth
			}
		case xml.EndElement:
			if s.depth == rdf && s.from < s.to {
				return applyEdits(out, []edit{{s.from, s.from, string(inner)}}), nil
			}
		}
	}
}

// descriptions returns the children of a packet's rdf:RDF, each with the namespaces that its
// parents declare.
func descriptions(xmp []byte) ([]byte, error) {
	s := newXMPScanner(xmp)
	var declared []xml.Attr
	var edits []edit
	rdf, from, added := 0, 0, 0
	for {
		token, err := s.next()
		if err != nil {
			return nil, errMalformed
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch {
			case rdf == 0:
				declared = append(declared, token.Attr...)
				if is(token.Name, nsRDF, "rdf", "RDF") {
					rdf, from = s.depth, s.to
				}
			case s.depth == rdf+1:
				e := declare(s, token, declared)
				if added += len(e.text); added > len(xmp)+maxDeclared {
					return nil, errMalformed
				}
				edits = append(edits, e)
			}
		case xml.EndElement:
			if s.depth == rdf {
				end := s.from
				for i := range edits {
					edits[i].from -= from
					edits[i].to -= from
				}
				return applyEdits(xmp[from:end], edits), nil
			}
		}
	}
}

// maxDeclared bounds the declarations that are copied, beside the packet's own size: writers make
// one or two descriptions, and need some hundred bytes for each.
const maxDeclared = 64 << 10

// declare inserts the declarations that an element does not make itself behind its name.
func declare(s *xmpScanner, e xml.StartElement, declared []xml.Attr) edit {
	at := s.from + bytes.IndexAny(s.b[s.from:s.to], " \t\r\n/>")
	seen := map[string]bool{}
	for _, a := range e.Attr {
		if a.Name.Space == "xmlns" {
			seen[a.Name.Local] = true
		}
	}
	var w bytes.Buffer
	for i := len(declared) - 1; i >= 0; i-- { // the innermost counts
		a := declared[i]
		if a.Name.Space != "xmlns" || seen[a.Name.Local] {
			continue
		}
		seen[a.Name.Local] = true
		w.WriteString(" xmlns:" + a.Name.Local + `="`)
		escape(&w, a.Value)
		w.WriteString(`"`)
	}
	return edit{at, at, w.String()}
}

// MentionExtended returns a standard packet without properties that mentions an extended one.
func MentionExtended(guid string) []byte {
	return []byte(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="` + nsRDF +
		`"><rdf:Description rdf:about="" xmlns:xmpNote="` +
		nsNote + `" xmpNote:HasExtendedXMP="` + guid + `"/></rdf:RDF></x:xmpmeta>`)
}

// BareXMP returns a packet without its wrapping: processing instructions, and the padding for
// editing in place. Other bytes than XML are returned unchanged.
func BareXMP(xmp []byte) []byte {
	s := newXMPScanner(xmp)
	from, to := -1, 0
	for {
		token, err := s.next()
		if errors.Is(err, io.EOF) && from >= 0 {
			return xmp[from:to]
		}
		if err != nil {
			return xmp
		}
		switch token.(type) {
		case xml.StartElement:
			if from < 0 {
				from = s.from
			}
		case xml.EndElement:
			to = s.to
		}
	}
}
