package isobmff

import (
	"encoding/binary"
	"fmt"

	"sizemill/resize/fault"
)

// Single makes a file of one picture among f's items, the primary or its alpha: the coded pixels
// and what a decoder needs, without metadata, profile, rotation, crop and thumbnails. Grids stay
// grids. A decoder sees only what this package has read and checked. If nclx is not nil, it
// replaces the file's code points.
func (f *File) Single(it *Item, nclx *NCLX) ([]byte, error) {
	tiles := []*Item{it}
	parts := []part{{kind: it.Kind, properties: it.decoding(nclx)}}
	if it.Kind == "grid" {
		var err error
		if tiles, err = f.from(it, "dimg"); err != nil {
			return nil, err
		}
		if len(tiles) > 1<<16-2 {
			return nil, unsupported("grids of %d tiles are not supported", len(tiles))
		}
		if parts[0].data, err = f.Data(it, 64); err != nil {
			return nil, err
		}
		grid := link{kind: "dimg"}
		for i, t := range tiles {
			grid.to = append(grid.to, i+2)
			parts = append(parts, part{kind: t.Kind, properties: t.decoding(nclx)})
		}
		parts[0].refs = []link{grid}
		if parts[0].nclx() == nil { // the tiles' own colors are all that a decoder can use
			parts[0].properties = append(parts[0].properties, parts[1].nclx()...)
		}
	}
	coded := parts[len(parts)-len(tiles):]
	left := f.size                // a small file cannot hold a large picture,
	shared := map[string][]byte{} // but equal tiles may be stored once, and are written once
	for i, t := range tiles {
		place := fmt.Sprint(t.ranges)
		b, seen := shared[place]
		if !seen {
			var err error
			if b, err = f.Data(t, left); err != nil {
				return nil, err
			}
			left -= int64(len(b))
			shared[place] = b
		}
		if err := fitsExtent(t, b); err != nil {
			return nil, err
		}
		coded[i].data = b
	}
	brands := []string{"avif", "mif1", "miaf"}
	if tiles[0].Kind == HEVC {
		brands = []string{"heic", "mif1", "miaf"}
	}
	return write(brands, parts), nil
}

// decoding returns the properties that a decoder of coded pixels needs, with nclx as the code
// points unless it is nil.
func (it *Item) decoding(nclx *NCLX) []Property {
	var kept []Property
	for _, p := range it.Properties {
		switch p.Kind {
		case "ispe", "pixi", "av1C", "hvcC", "a1op", "lsel":
			kept = append(kept, p)
		case "colr":
			if nclx == nil && len(p.Data) >= 4 && string(p.Data[:4]) == "nclx" {
				kept = append(kept, p)
			}
		}
	}
	if nclx != nil {
		kept = append(kept, Property{Kind: "colr", Data: nclx.property()})
	}
	return kept[:min(len(kept), 255)]
}

func (p part) nclx() []Property {
	for i, q := range p.properties {
		if q.Kind == "colr" {
			return p.properties[i : i+1]
		}
	}
	return nil
}

// Extras is what Compose writes beside the pixels.
type Extras struct {
	NCLX           NCLX // of the coded pixels
	ICC, EXIF, XMP []byte
}

// Compose makes an AVIF file of pictures that an encoder wrote as files. The pixels are those of
// color's primary picture or, if color is nil, those of alpha's alpha, as a picture without chroma.
// If both are given, the result has alpha's alpha.
func Compose(color, alpha *File, x Extras) ([]byte, error) {
	var parts []part
	brands := []string{"avif", "mif1", "miaf"}
	if color != nil {
		if len(color.Brands) > 0 {
			brands = unique(color.Brands)
		}
		p, err := color.component(color.Primary)
		if err != nil {
			return nil, err
		}
		parts = append(parts, p)
	}
	if alpha != nil {
		it, err := alpha.alpha(alpha.Primary)
		if err != nil {
			return nil, err
		}
		p, err := alpha.component(it)
		if err != nil {
			return nil, err
		}
		if color != nil {
			p.properties = append(p.properties, Property{Kind: "auxC", Data: it.property("auxC")})
			p.refs = []link{{"auxl", []int{1}}}
		}
		parts = append(parts, p)
	}
	if len(parts) == 0 {
		return nil, fault.Damaged("no pixels")
	}
	main := &parts[0]
	main.properties = append(main.properties, Property{Kind: "colr", Data: x.NCLX.property()})
	if len(x.ICC) > 0 {
		main.properties = append(main.properties,
			Property{Kind: "colr", Data: append([]byte("prof"), x.ICC...)})
	}
	return write(brands, append(parts, x.parts()...)), nil
}

// parts returns the metadata that have their own items and describe the first part.
func (x Extras) parts() []part {
	var parts []part
	describes := []link{{"cdsc", []int{1}}}
	if len(x.EXIF) > 0 {
		parts = append(parts,
			part{kind: "Exif", data: append(make([]byte, 4), x.EXIF...), refs: describes})
	}
	if len(x.XMP) > 0 {
		parts = append(parts,
			part{kind: "mime", mime: "application/rdf+xml", data: x.XMP, refs: describes})
	}
	return parts
}

// component is an item of one piece with its size, depth and configuration.
func (f *File) component(it *Item) (part, error) {
	if it == nil || it.Kind != AV1 {
		return part{}, fault.Damaged("the encoder did not store the picture in one piece")
	}
	p := part{kind: it.Kind}
	for _, q := range it.decoding(nil) {
		if q.Kind != "colr" {
			p.properties = append(p.properties, q)
		}
	}
	var err error
	p.data, err = f.Data(it, f.size)
	return p, err
}

// property returns the payload of a colr box.
func (n NCLX) property() []byte {
	b := []byte("nclx")
	for _, v := range []uint16{n.Primaries, n.Transfer, n.Matrix} {
		b = binary.BigEndian.AppendUint16(b, v)
	}
	if n.FullRange {
		return append(b, 0x80)
	}
	return append(b, 0)
}

// unique returns the items without repetitions.
func unique(list []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, s := range list {
		if !seen[s] {
			out, seen[s] = append(out, s), true
		}
	}
	return out
}
