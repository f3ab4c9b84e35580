package metadata

import (
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
)

// Violations returns what in the blocks of a finished file breaks the promise of a policy, in
// words. It has its own readers, so that it finds faults of those that made the file. An
// orientation is not a violation: if the pixels were not turned it must stay.
func Violations(b Set, p Policy) []string {
	if p == KeepAll {
		return nil
	}
	var found []string
	add := func(format string, args ...any) {
		text := fmt.Sprintf(format, args...)
		if !slices.Contains(found, text) && len(found) < maxViolations {
			found = append(found, text)
		}
	}
	exifViolations(b.EXIF, p, add)
	xmpViolations(b.XMP, p, add)
	iptcViolations(b.IPTC, p, add)
	for _, e := range b.Text {
		if !textAllowed(e.Key, p) {
			add("text %q", e.Key)
		}
	}
	if _, _, length := b.Resolution.Inches(); length && b.Resolution.Tells() && p != NoLocation {
		add("a resolution")
	}
	return found
}

// maxViolations is how many are returned; one is enough to refuse a file.
const maxViolations = 10

// exifViolations checks every directory that can be reached from the first, each once.
func exifViolations(b []byte, p Policy, add func(string, ...any)) {
	if b == nil {
		return
	}
	var order binary.ByteOrder = binary.LittleEndian
	if len(b) < 8 || string(b[:2]) != "II" && string(b[:2]) != "MM" {
		add("EXIF that cannot be read")
		return
	}
	if b[0] == 'M' {
		order = binary.BigEndian
	}
	todo := []uint32{order.Uint32(b[4:])}
	seen := map[uint32]bool{0: true}
	for left := len(b); len(todo) > 0; {
		at := todo[0]
		todo = todo[1:]
		if seen[at] || int64(at)+2 > int64(len(b)) {
			continue
		}
		seen[at] = true
		n := int(order.Uint16(b[at:]))
		rest := b[at+2:]
		if left -= 2 + 12*n; left < 0 { // directories that overlap
			add("EXIF that cannot be read")
			return
		}
		for ; n > 0 && len(rest) >= 12; n-- {
			tag, value := order.Uint16(rest), order.Uint32(rest[8:])
			switch tag {
			case 0x8769, 0xA005, 0x014A, 0x8825:
				todo = append(todo, value)
			}
			if !statesShape(tag, b) {
				judgeTag(tag, p, add)
			}
			rest = rest[12:]
		}
		if n == 0 && len(rest) >= 4 {
			todo = append(todo, order.Uint32(rest))
		}
	}
}

// statesShape reports whether the tag is part of the shape of pixels that are not square, which
// every policy keeps and a TIFF's own directory states beside the copyright. A resolution in inches
// or centimeters is not.
func statesShape(tag uint16, exif []byte) bool {
	switch tag {
	case tagXResolution, tagYResolution, tagResolutionUnit:
		r := EXIFResolution(exif)
		return r.valid() && r.Unit == NoUnit
	}
	return false
}

func judgeTag(tag uint16, p Policy, add func(string, ...any)) {
	switch p {
	case NoLocation:
		switch tag {
		case 0x8825:
			add("EXIF GPS position")
		case 0x927C, 0xC634:
			add("EXIF maker notes")
		case 0x02BC, 0x83BB, 0x8649, 0x830E, 0x8480, 0x8482, 0x85D7, 0x85D8, 0x87AF, 0x87B0, 0x87B1,
			0xA480:
			add("EXIF tag 0x%04x", tag)
		}
	case CopyrightOnly:
		switch tag {
		case 0x8769, 0x9000, 0x0112, // the structure, and how the picture lies
			0x013B, 0x8298, 0x0132, 0x9003, 0x9004, 0x9010, 0x9011, 0x9012, 0x9290, 0x9291, 0x9292:
		default:
			add("EXIF tag 0x%04x", tag)
		}
	case Nothing:
		if tag != 0x0112 {
			add("EXIF tag 0x%04x", tag)
		}
	}
}

// xmpViolations reads the packet with a plain decoder.
func xmpViolations(b []byte, p Policy, add func(string, ...any)) {
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
			add("XMP that cannot be read")
			return
		}
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		names := []xml.Name{element.Name}
		for _, a := range element.Attr {
			names = append(names, a.Name)
		}
		for _, n := range names {
			if !xmpAllowed(n, p) {
				add("XMP property %s", n.Local)
			}
		}
	}
}

func xmpAllowed(n xml.Name, p Policy) bool {
	switch n.Space {
	case nsRDF, nsXML, "xmlns", "", "adobe:ns:meta/":
		return true
	}
	if p == NoLocation {
		return !isLocation(n.Local)
	}
	return n.Local == "Orientation" || p == CopyrightOnly && findProperty(n) != nil
}

// iptcViolations walks the datasets by their lengths.
func iptcViolations(b []byte, p Policy, add func(string, ...any)) {
	for len(b) > 0 {
		if len(b) < 5 || b[0] != 0x1C {
			add("IPTC that cannot be read")
			return
		}
		record, number, n := b[1], b[2], int(b[3])<<8|int(b[4])
		allowed := p == NoLocation &&
			(record != 2 || !slices.Contains([]byte{26, 27, 90, 92, 95, 100, 101}, number)) ||
			p == CopyrightOnly &&
				(number == 0 && record <= 2 || record == 1 && number == 90 ||
					record == 2 && slices.Contains([]byte{55, 60, 80, 85, 110, 116}, number))
		if !allowed {
			add("IPTC dataset %s", strconv.Itoa(int(record))+":"+strconv.Itoa(int(number)))
		}
		if n&0x8000 != 0 { // an extended dataset: its length follows
			sets, _ := readIPTC(b)
			if len(sets) == 0 {
				add("IPTC that cannot be read")
				return
			}
			n = len(sets[0].raw) - 5
		}
		b = b[min(5+n, len(b)):]
	}
}
