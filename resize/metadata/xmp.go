package metadata

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// patchXMP returns a copy of an XMP packet for a picture whose pixels have been turned upright; nil
// if nothing is left. Its orientation is 1, its sizes are the new ones, and thumbnails and other
// pictures of the old pixels are removed. It sets lost if a statement about the old frame was
// dropped.
//
// A packet that is not XML is an error if it may state an orientation, because keeping it could
// turn the picture twice; otherwise it is returned unchanged.
func patchXMP(xmp []byte, to Upright, lost *bool) ([]byte, error) {
	plain, err := plainXMP(xmp)
	if err != nil {
		return nil, err
	}
	out, err := xmpRules{to: to, pictures: true, lost: lost}.edit(plain)
	if err != nil && !bytes.Contains(plain, []byte("Orientation")) {
		return plain, nil // it does not turn the picture, and some program may read it
	}
	return out, err
}

// applyXMP returns nil if nothing is left, and whether the packet could be read. turned is the
// orientation to state, which is EXIF's.
func applyXMP(b []byte, p Policy, to Upright, turned int, lost *bool) (out []byte, whole bool) {
	var err error
	switch p {
	case KeepAll:
		out, err = patchXMP(b, to, lost)
	case NoLocation:
		if out, err = plainXMP(b); err == nil {
			out, err = xmpRules{to: to, pictures: true, location: true, lost: lost}.edit(out)
		}
	default:
		orientation := ""
		if !to.Changed() && turned == 1 {
			orientation = XMPOrientation(b)
		}
		if out, err = minimalXMP(b, p == CopyrightOnly, orientation); err != nil && p == Nothing {
			return nil, true
		}
	}
	if err != nil {
		return nil, false
	}
	return out, true
}

// xmpRules are the changes to make in a packet.
type xmpRules struct {
	to       Upright // states its sizes and orientation, unless it is zero
	pictures bool    // drops pictures of the old pixels, and lists of data behind the picture
	location bool    // drops places, and all that is neither property nor wrapping
	extended bool    // drops the mention of an extended packet
	lost     *bool   // set if a statement about the old frame is dropped; may be nil
}

// value returns the new value of a property.
func (r xmpRules) value(v verdict, becomes, old string) string {
	fx, fy := r.to.factors()
	switch v {
	case scalesX:
		return scaled(old, fx)
	case scalesY:
		return scaled(old, fy)
	}
	return becomes
}

// verdict is what happens to a property: it stays, it is dropped, or its value is replaced.
type verdict int

const (
	stays verdict = iota
	goes
	becomes
	scalesX // times the factor between the upright source and the result
	scalesY
)

func (r xmpRules) judge(n xml.Name) (v verdict, value string) {
	switch n.Space {
	case nsRDF, nsXML, "xmlns", "":
		return stays, ""
	}
	if r.location && isLocation(n.Local) ||
		r.extended && is(n, nsNote, "xmpNote", "HasExtendedXMP") || r.pictures && r.showsOld(n) {
		return goes, ""
	}
	if !r.to.Changed() {
		return stays, ""
	}
	switch r.to.frameXMP(n) {
	case goes:
		if r.lost != nil {
			*r.lost = true
		}
		return goes, ""
	case scalesX:
		return scalesX, ""
	case scalesY:
		return scalesY, ""
	}
	switch {
	case is(n, nsTIFF, "tiff", "Orientation"):
		return becomes, "1"
	case is(n, nsTIFF, "tiff", "ImageWidth"), is(n, nsEXIF, "exif", "PixelXDimension"):
		return becomes, strconv.Itoa(r.to.Width)
	case is(n, nsTIFF, "tiff", "ImageLength"), is(n, nsEXIF, "exif", "PixelYDimension"):
		return becomes, strconv.Itoa(r.to.Height)
	}
	return stays, ""
}

// showsOld reports whether a property holds a picture of the old pixels, or lists pictures and
// films behind them in the file. Those are XMP's thumbnails, and Google's and Adobe's depth maps,
// second pictures, gain maps and motion photos.
func (r xmpRules) showsOld(n xml.Name) bool {
	switch n.Space {
	case "http://ns.google.com/photos/1.0/container/", "http://ns.adobe.com/hdr-gain-map/1.0/":
		return true
	case "http://ns.google.com/photos/1.0/image/", "http://ns.google.com/photos/1.0/depthmap/":
		return r.to.Changed()
	case "http://ns.google.com/photos/1.0/camera/":
		return strings.HasPrefix(n.Local, "MicroVideo") || strings.HasPrefix(n.Local, "MotionPhoto")
	}
	return r.to.Changed() && is(n, nsXMP, "xmp", "Thumbnails")
}

// edit returns a changed copy of a packet; nil if no element is left. A property's value is an
// attribute or the text of an element. In odd packets it is a structure, which is dropped if it
// would have to be changed.
func (r xmpRules) edit(b []byte) ([]byte, error) {
	s := newXMPScanner(b)
	var edits []edit
	var open *pending // the property that is being read, if it is to be changed
	for {
		token, err := s.next()
		if err != nil {
			if errors.Is(err, io.EOF) {
				if out := applyEdits(b, edits); len(edits) == 0 || hasElement(out) {
					return out, nil
				}
				return nil, nil
			}
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if open != nil {
				open.nested = true
				continue
			}
			v, value := r.judge(token.Name)
			if v != stays {
				open = &pending{from: s.from, content: s.to, depth: s.depth, verdict: v,
					value: value, nested: v == goes || hasProperties(token)}
				continue
			}
			edits = append(edits, r.attributes(s, token)...)
		case xml.EndElement:
			if open != nil && s.depth == open.depth {
				edits = append(edits, open.edit(s, r))
				open = nil
			}
		case xml.Comment, xml.Directive:
			if r.location && open == nil {
				edits = append(edits, edit{s.from, s.to, ""})
			}
		case xml.ProcInst: // an XML declaration may state the encoding that the packet had before
			if (token.Target == "xml" || r.location && token.Target != "xpacket") && open == nil {
				edits = append(edits, edit{s.from, s.to, ""})
			}
		}
	}
}

// hasElement reports whether a packet has an element.
func hasElement(b []byte) bool {
	s := newXMPScanner(b)
	for !s.any {
		if _, err := s.next(); err != nil {
			return false
		}
	}
	return true
}

// pending is an element that is dropped or gets another text.
type pending struct {
	from, content, depth int
	verdict              verdict
	value                string
	nested               bool // it holds more than text
}

// edit returns the change, at the element's end tag.
func (p *pending) edit(s *xmpScanner, r xmpRules) edit {
	if p.nested || s.from == s.to { // <a/> has an end without bytes
		return edit{p.from, s.to, ""}
	}
	return edit{p.content, s.from, r.value(p.verdict, p.value, string(s.b[p.content:s.from]))}
}

// hasProperties reports whether an element has attributes that are properties.
func hasProperties(e xml.StartElement) bool {
	for _, a := range e.Attr {
		if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
			return true
		}
	}
	return false
}

// attributes returns the edits of a start tag's attributes.
func (r xmpRules) attributes(s *xmpScanner, e xml.StartElement) []edit {
	var edits []edit
	var at []attribute
	for i, a := range e.Attr {
		v, value := r.judge(a.Name)
		if v == stays {
			continue
		}
		if at == nil {
			at = s.attributes()
		}
		if i >= len(at) { // cannot be: the decoder has read them all
			break
		}
		if v == goes {
			edits = append(edits, edit{at[i].from, at[i].to, ""})
		} else {
			edits = append(edits,
				edit{at[i].value, at[i].end, r.value(v, value, string(s.b[at[i].value:at[i].end]))})
		}
	}
	return edits
}

// XMPOrientation returns the orientation that a packet states, "2" to "8"; empty for none and for
// 1.
func XMPOrientation(xmp []byte) string {
	b, err := plainXMP(xmp)
	if err != nil {
		return ""
	}
	found := ""
	note := func(text string) {
		if text = strings.TrimSpace(text); len(text) == 1 && text[0] >= '2' && text[0] <= '8' &&
			found == "" {
			found = text
		}
	}
	s := newXMPScanner(b)
	inside := false
	for {
		token, err := s.next()
		if err != nil {
			return found
		}
		switch token := token.(type) {
		case xml.StartElement:
			inside = is(token.Name, nsTIFF, "tiff", "Orientation")
			for _, a := range token.Attr {
				if is(a.Name, nsTIFF, "tiff", "Orientation") {
					note(a.Value)
				}
			}
		case xml.EndElement:
			inside = false
		case xml.CharData:
			if inside {
				note(string(token))
			}
		}
	}
}
