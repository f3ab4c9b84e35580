package metadata

import (
	"encoding/xml"
	"errors"
	"io"
)

// Removed returns in words what a result lacks of the metadata of its source on purpose: because of
// the policy, or because it is about the source's pixels. before is the source's, after the
// result's. What the source did not have is not named, and neither is what the format of the result
// cannot hold, which is a warning.
func Removed(before, after Set, p Policy) []string {
	var was, is contents
	if p == KeepAll { // only the thumbnail goes
		was.lookEXIF(before.EXIF)
		is.lookEXIF(after.EXIF)
	} else {
		was, is = look(before), look(after)
	}
	var removed []string
	add := func(name string, gone bool) {
		if gone {
			removed = append(removed, name)
		}
	}
	strict := p == CopyrightOnly || p == Nothing
	part := func(name string, was, is int) {
		switch {
		case !strict || is >= was:
		case is == 0:
			add(name, true)
		default:
			add("most of "+name, true)
		}
	}
	add("location", p != KeepAll && was.places > 0 && is.places == 0)
	add("maker notes", p == NoLocation && was.makerNotes && !is.makerNotes)
	part("EXIF", was.exif, is.exif)
	part("XMP", was.xmp, is.xmp)
	part("IPTC", was.iptc, is.iptc)
	part("comments", was.texts, is.texts)
	add("resolution", strict && was.resolution && !is.resolution)
	add("thumbnail", was.thumbnail && !is.thumbnail && (strict || after.EXIF != nil))
	return removed
}

// contents counts the statements in metadata that are about the picture, not about the blocks.
type contents struct {
	exif, xmp, iptc, texts int
	places                 int // in all blocks: where the picture was taken

	makerNotes, thumbnail, resolution bool
}

func look(b Set) contents {
	var c contents
	c.lookEXIF(b.EXIF)
	c.lookXMP(b.XMP)
	sets, _ := readIPTC(b.IPTC)
	for _, d := range sets {
		switch {
		case d.describesBlock():
		case d.record == 2 && isPlaceDataset(d.number):
			c.places++
			c.iptc++
		default:
			c.iptc++
		}
	}
	for _, e := range b.Text {
		if e.Key != TimeKey {
			c.texts++
		}
		if isLocation(e.Key) {
			c.places++
		}
	}
	_, _, length := b.Resolution.Inches()
	c.resolution = length && b.Resolution.Tells()
	return c
}

func (c *contents) lookEXIF(b []byte) {
	if b == nil {
		return
	}
	t, _, err := readTree(b)
	if err != nil {
		c.exif++ // whatever it is
		return
	}
	c.thumbnail = len(t.picture) > 0
	for d, fields := range t.dirs {
		for _, f := range fields {
			switch {
			case directory(d) == gpsDir:
				if f.tag != 0 { // GPSVersionID
					c.places++
				}
			case describesEXIF(f.tag):
			default:
				c.exif++
				c.makerNotes = c.makerNotes || f.tag == tagMakerNote || f.tag == tagPrivateData
				if isGeographic(f.tag) {
					c.places++
				}
			}
		}
	}
}

// describesEXIF reports whether a tag states the version of the block, or what the pixels show
// anyway.
func describesEXIF(tag uint16) bool {
	if tag == tagExifVersion || tag == tagPadding {
		return true
	}
	for _, s := range sizeTags() {
		if s.tag == tag {
			return true
		}
	}
	return false
}

func (c *contents) lookXMP(b []byte) {
	if b == nil {
		return
	}
	s := newXMPScanner(b)
	for {
		token, err := s.next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			c.xmp++
			return
		}
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		c.lookProperty(element.Name)
		for _, a := range element.Attr {
			c.lookProperty(a.Name)
		}
	}
}

func (c *contents) lookProperty(n xml.Name) {
	switch n.Space {
	case nsRDF, nsXML, "xmlns", "", "adobe:ns:meta/":
		return
	}
	if n.Local != "Orientation" {
		c.xmp++
	}
	if isLocation(n.Local) {
		c.places++
	}
}
