package jpeg

import (
	"bytes"
	"encoding/binary"

	"sizemill/resize/codec/format"
)

const (
	marker11 = 0xEB // APP11: JUMBF boxes

	isoGainMapPrefix = "urn:iso:std:iso:ts:21496:-1\x00"
	mpfPrefix        = "MPF\x00"
	jumbfPrefix      = "JP"
	// samsungEnd ends the directory that Samsung's phones write after a picture; huaweiFilm names a
	// film after one.
	samsungEnd, samsungStart = "SEFT", "SEFH"
	huaweiFilm               = "LIVE_"
	// samsungFilm is the kind of an entry of that directory.
	samsungFilm = 0x0A30
	// maxMPF bounds the entries of the index.
	maxMPF = 100
)

// extras collects what a JPEG holds beside its picture, from the segments of its header, the
// beginnings of the pictures that they list, and the end of the file.
type extras struct {
	found format.Extras
	more  int  // further pictures of the file, of any kind
	gain  bool // one of them states that it is a gain map
}

// segment reads a segment of n bytes, at whose payload the cursor stands.
func (x *extras) segment(c *format.Cursor, marker byte, n int64) error {
	switch marker {
	case marker1:
		head, err := c.Peek(int(min(n, int64(len(format.XMPPrefix)))))
		if err != nil || string(head) != format.XMPPrefix {
			return err
		}
		xmp, err := c.Block(n, n)
		x.found |= XMPExtras(xmp)
		return err
	case marker2, marker11:
		head, err := c.Peek(int(min(n, format.WindowBytes)))
		switch {
		case err != nil:
			return err
		case bytes.HasPrefix(head, []byte(isoGainMapPrefix)):
			x.found |= format.GainMap
		case bytes.HasPrefix(head, []byte(mpfPrefix)):
			return x.pictures(c, bytes.Clone(head[len(mpfPrefix):]), c.Off+int64(len(mpfPrefix)))
		case marker == marker11 && bytes.HasPrefix(head, []byte(jumbfPrefix)) &&
			bytes.Contains(head, []byte("c2pa")):
			x.found |= format.Provenance
		}
	}
	return nil
}

// XMPExtras returns the extras that an XMP packet states. It looks for names of properties, because
// their namespaces often outlive them.
func XMPExtras(xmp []byte) format.Extras {
	var found format.Extras
	for _, sign := range []struct {
		extra format.Extras
		texts []string
	}{
		{format.GainMap,
			[]string{"hdrgm:Version", ":HDRGainMapVersion",
				`Semantic="GainMap"`, "Semantic>GainMap<"}},
		{format.Film,
			[]string{`:MotionPhoto="1"`, ":MotionPhoto>1<", `:MicroVideo="1"`, ":MicroVideo>1<",
				":MotionPhoto='1'", ":MicroVideo='1'",
				`Semantic="MotionPhoto"`, "Semantic>MotionPhoto<"}},
		{format.DepthMap,
			[]string{"GDepth:Format", "GDepth:Mime", "GDepth:Data",
				`Semantic="Depth"`, "Semantic>Depth<"}},
	} {
		for _, text := range sign.texts {
			if bytes.Contains(xmp, []byte(text)) {
				found |= sign.extra
			}
		}
	}
	return found
}

// pictures reads CIPA's Multi-Picture index (MPF), which begins at start; its offsets count from
// there. Previews and missing pictures do not count.
func (x *extras) pictures(c *format.Cursor, index []byte, start int64) error {
	order := binary.ByteOrder(binary.LittleEndian)
	if bytes.HasPrefix(index, []byte("MM")) {
		order = binary.BigEndian
	}
	for _, entry := range mpfEntries(index, order) {
		const preview = 0x01 // the upper byte of the type
		kind, at := order.Uint32(entry), start+int64(order.Uint32(entry[8:]))
		if order.Uint32(entry[8:]) == 0 || kind>>16&0xFF == preview || c.SeekTo(at) != nil {
			continue
		}
		head, err := c.Peek(int(min(format.WindowBytes, c.Size-at)))
		if err != nil {
			return err
		}
		if !Magic(head) {
			continue
		}
		if also := XMPExtras(head); bytes.Contains(head, []byte(isoGainMapPrefix)) ||
			also&format.GainMap != 0 {
			x.found |= format.GainMap
			x.gain = true
			continue
		}
		x.more++
	}
	return nil
}

// mpfEntries returns the entries of the index, 16 bytes each; none if it is invalid.
func mpfEntries(b []byte, order binary.ByteOrder) [][]byte {
	const entriesTag, entry = 0xB002, 16
	if len(b) < 8 || int64(order.Uint32(b[4:]))+2 > int64(len(b)) {
		return nil
	}
	directory := b[order.Uint32(b[4:]):]
	count := int(order.Uint16(directory))
	directory = directory[2:]
	for ; count > 0 && len(directory) >= 12; count, directory = count-1, directory[12:] {
		if order.Uint16(directory) != entriesTag {
			continue
		}
		n, at := int64(order.Uint32(directory[4:])), int64(order.Uint32(directory[8:]))
		if n/entry > maxMPF || at+n > int64(len(b)) {
			return nil
		}
		var entries [][]byte
		for e := b[at : at+n]; len(e) >= entry; e = e[entry:] {
			entries = append(entries, e[:entry])
		}
		return entries
	}
	return nil
}

// trailer reads the end of the file, where phones list what they appended to the picture.
func (x *extras) trailer(c *format.Cursor) error {
	const tail = 64
	if err := c.SeekTo(max(0, c.Size-tail)); err != nil {
		return err
	}
	end, err := c.Peek(int(c.Size - c.Off))
	if err != nil {
		return err
	}
	if bytes.Contains(end, []byte(huaweiFilm)) {
		x.found |= format.Film
	}
	if len(end) < 8 || !bytes.HasSuffix(end, []byte(samsungEnd)) {
		return nil
	}
	length := int64(binary.LittleEndian.Uint32(end[len(end)-8:]))
	start := c.Size - 8 - length
	if length > format.WindowBytes || start < 0 {
		return nil
	}
	if err := c.SeekTo(start); err != nil {
		return err
	}
	directory, err := c.Peek(int(length))
	if err != nil || !bytes.HasPrefix(directory, []byte(samsungStart)) || len(directory) < 12 {
		return err
	}
	for e := directory[12:]; len(e) >= 12; e = e[12:] {
		if binary.LittleEndian.Uint16(e[2:]) == samsungFilm {
			x.found |= format.Film
		}
	}
	return nil
}

// all returns the extras. A gain map or a depth map that only the header states is one of the
// further pictures.
func (x *extras) all() format.Extras {
	more := x.more
	if x.found&format.GainMap != 0 && !x.gain {
		more--
	}
	if x.found&format.DepthMap != 0 {
		more--
	}
	if more > 0 {
		return x.found | format.MorePictures
	}
	return x.found
}
