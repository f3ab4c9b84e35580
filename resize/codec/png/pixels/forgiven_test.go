package pixels

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"strings"
	"testing"

	"sizemill/resize/fault"
)

// around gives a file with chunks behind its first chunk of a kind.
func around(file []byte, kind string, chunks ...[]byte) []byte {
	i := bytes.Index(file, []byte(kind)) - 4
	end := i + 12 + int(binary.BigEndian.Uint32(file[i:]))
	return append(append(bytes.Clone(file[:end]), bytes.Join(chunks, nil)...), file[end:]...)
}

// wrongSum gives a chunk with a wrong checksum.
func wrongSum(kind string, data []byte) []byte {
	b := chunkOf(kind, data)
	b[len(b)-1]++
	return b
}

// TestForgiven are files with faults that cost no pixel: the picture is the one without them, and the fault is named.
func TestForgiven(t *testing.T) {
	base := spec{header: header{width: 13, height: 9, depth: 8, color: rgb}, seed: 1}
	pal := spec{header: header{width: 13, height: 9, depth: 2, color: indexed}, colors: 4, seed: 1}
	grays := spec{header: header{width: 13, height: 9, depth: 8, color: gray}, seed: 1}
	alpha := spec{header: header{width: 13, height: 9, depth: 8, color: rgbAlpha}, seed: 1}
	small := func(s spec) spec { s.chunk = 150; return s }
	content := func(s spec, change func([]byte) []byte) spec { s.content = change; return s }
	stream := func(s spec, change func([]byte) []byte) spec { s.stream = change; return s }
	text := chunkOf("tEXt", []byte("a\x00b"))
	cut := func(b []byte, n int) []byte { return b[:len(b)-n] }
	long := bytes.Replace(pal.file(t), chunkOf("IEND", nil), nil, 1)
	i := bytes.Index(long, []byte("PLTE")) - 4
	palette := long[i+8 : i+8+12]
	longer := append(append(bytes.Clone(long[:i]), chunkOf("PLTE", append(bytes.Clone(palette), 9, 9, 9))...), long[i+24:]...)

	for name, tt := range map[string]struct {
		file   []byte
		like   spec
		faults Faults
	}{
		"bytes behind the file":              {append(base.file(t), "more"...), base, 0}, // which the caller sees
		"bytes behind the stream":            {stream(base, func(z []byte) []byte { return append(z, "behind"...) }).file(t), base, Surplus},
		"a row too many":                     {content(base, func(b []byte) []byte { return append(b, b[:40]...) }).file(t), base, Surplus},
		"a byte too many":                    {content(base, func(b []byte) []byte { return append(b, 0) }).file(t), base, Surplus},
		"padded without end":                 {stream(base, func(z []byte) []byte { return append(z, make([]byte, 1<<17)...) }).file(t), base, Surplus},
		"stream without its checksum":        {stream(base, func(z []byte) []byte { return cut(z, 4) }).file(t), base, BadEnd},
		"stream with half a checksum":        {stream(base, func(z []byte) []byte { return cut(z, 2) }).file(t), base, BadEnd},
		"empty IDATs":                        {around(around(base.file(t), "IHDR", chunkOf("IDAT", nil)), "IDAT", chunkOf("IDAT", nil)), base, 0},
		"text between IDATs":                 {around(small(base).file(t), "IDAT", text), base, BadChunk},
		"IDAT behind a text":                 {around(around(base.file(t), "IDAT", chunkOf("IDAT", []byte("none"))), "IDAT", text), base, BadChunk | Surplus},
		"no IEND":                            {cut(base.file(t), 12), base, BadEnd},
		"half of IEND":                       {cut(base.file(t), 6), base, BadEnd},
		"no checksum of IDAT":                {cut(base.file(t), 16), base, BadEnd},
		"half a text behind the pixels":      {cut(around(base.file(t), "IDAT", text), 15), base, BadEnd},
		"rubbish instead of IEND":            {append(cut(base.file(t), 12), "\x00\x00\x00\x02rub\x00bish!!!!"...), base, BadEnd},
		"zeros instead of IEND":              {append(cut(base.file(t), 12), make([]byte, 99)...), base, BadEnd},
		"a length out of range":              {append(cut(base.file(t), 12), "\xFF\xFF\xFF\xFFtEXt"...), base, BadEnd},
		"IEND with a wrong checksum":         {append(cut(base.file(t), 12), wrongSum("IEND", nil)...), base, BadEnd},
		"text with a wrong checksum":         {around(base.file(t), "IHDR", wrongSum("tEXt", []byte("a\x00b"))), base, BadChunk},
		"the same behind the pixels":         {around(base.file(t), "IDAT", wrongSum("tEXt", []byte("a\x00b"))), base, BadChunk},
		"unknown chunk with a wrong sum":     {around(base.file(t), "IHDR", wrongSum("prIv", []byte("a"))), base, BadChunk},
		"unknown chunk":                      {around(base.file(t), "IHDR", chunkOf("prIv", []byte("a"))), base, 0},
		"critical rubbish behind the pixels": {around(base.file(t), "IDAT", wrongSum("RUBB", []byte("a"))), base, BadEnd},
		"header behind the pixels":           {around(base.file(t), "IDAT", base.file(t)[8:33]), base, BadChunk},
		"palette of a gray picture":          {around(grays.file(t), "IHDR", chunkOf("PLTE", make([]byte, 3))), grays, BadChunk},
		"palette behind the pixels":          {around(pal.file(t), "IDAT", chunkOf("PLTE", make([]byte, 3))), pal, BadChunk},
		"suggested palette":                  {around(base.file(t), "IHDR", chunkOf("PLTE", make([]byte, 3))), base, 0},
		"two suggested palettes":             {around(base.file(t), "IHDR", chunkOf("PLTE", make([]byte, 3)), chunkOf("PLTE", make([]byte, 6))), base, BadChunk},
		"broken suggested palette":           {around(base.file(t), "IHDR", wrongSum("PLTE", make([]byte, 5))), base, BadChunk},
		"palette longer than indexes":        {longer, pal, BadChunk | BadEnd},
		"tRNS of a picture with alpha":       {around(alpha.file(t), "IHDR", chunkOf("tRNS", make([]byte, 6))), alpha, BadChunk},
		"tRNS before the palette":            {around(pal.file(t), "IHDR", chunkOf("tRNS", make([]byte, 2))), pal, BadChunk},
		"tRNS longer than the palette":       {around(pal.file(t), "PLTE", chunkOf("tRNS", make([]byte, 5))), pal, BadChunk},
		"empty tRNS":                         {around(pal.file(t), "PLTE", chunkOf("tRNS", nil)), pal, BadChunk},
		"tRNS too short":                     {around(base.file(t), "IHDR", chunkOf("tRNS", make([]byte, 5))), base, BadChunk},
		"tRNS behind the pixels":             {around(base.file(t), "IDAT", chunkOf("tRNS", make([]byte, 6))), base, BadChunk},
		"tRNS with a wrong checksum":         {around(base.file(t), "IHDR", wrongSum("tRNS", make([]byte, 6))), base, BadAlpha},
		"gAMA behind the pixels":             {around(base.file(t), "IDAT", chunkOf("gAMA", make([]byte, 4))), base, BadChunk},
		"gAMA too long":                      {around(base.file(t), "IHDR", chunkOf("gAMA", make([]byte, 5))), base, BadChunk},
		"gAMA twice":                         {around(base.file(t), "IHDR", chunkOf("gAMA", make([]byte, 4)), chunkOf("gAMA", make([]byte, 4))), base, BadChunk},
	} {
		t.Run(name, func(t *testing.T) {
			got, faults, err := Decode(bytes.NewReader(tt.file), DecodeOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if faults != tt.faults {
				t.Errorf("faults %b, want %b", faults, tt.faults)
			}
			want, err := decode(tt.like.file(t))
			if err != nil {
				t.Fatal(err)
			}
			same(t, got, want)
			saved, lost, err := Salvage(bytes.NewReader(tt.file), DecodeOptions{})
			if err != nil || lost != "" {
				t.Fatalf("salvaged, lost %q: %v", lost, err)
			}
			same(t, saved, want)
		})
	}
}

// TestFirstTransparencyCounts: of two tRNS chunks the first is used, as libpng does.
func TestFirstTransparencyCounts(t *testing.T) {
	s := spec{header: header{width: 13, height: 9, depth: 8, color: rgb}, seed: 1, trns: true}
	want, err := decode(s.file(t))
	if err != nil {
		t.Fatal(err)
	}
	got, faults, err := Decode(bytes.NewReader(around(s.file(t), "tRNS", chunkOf("tRNS", make([]byte, 6)))), DecodeOptions{})
	if err != nil || faults != BadChunk {
		t.Fatalf("faults %b, %v", faults, err)
	}
	if _, ok := got.(*image.NRGBA); !ok {
		t.Errorf("a %T is not transparent", got)
	}
	same(t, got, want)
}

// TestUnsupported are sound files that no reader of the standard can show.
func TestUnsupported(t *testing.T) {
	file := spec{header: header{width: 13, height: 9, depth: 8, color: rgb}}.file(t)
	for name, tt := range map[string]struct {
		file []byte
		says string
	}{
		"Apple's":              {append([]byte(signature), append(chunkOf("CgBI", make([]byte, 4)), file[8:]...)...), "CgBI"},
		"critical":             {around(file, "IHDR", chunkOf("FooA", []byte("a"))), `"FooA"`},
		"critical, behind":     {around(file, "IDAT", chunkOf("FooA", []byte("a"))), `"FooA"`},
		"critical, of a thing": {around(file, "IHDR", chunkOf("CgBI", make([]byte, 4))), "CgBI"},
	} {
		_, _, err := Decode(bytes.NewReader(tt.file), DecodeOptions{})
		if !errors.Is(err, fault.ErrUnsupported) || errors.Is(err, fault.ErrDamaged) || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v, want one that is not supported and says %s", name, err, tt.says)
		}
	}
}
