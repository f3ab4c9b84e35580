package metadata_test

import (
	"bytes"
	"encoding/binary"
	"maps"
	"slices"
	"strings"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/metadata"
)

// brokenEXIF are blocks that are wrong in ways that cameras, programs and enemies have thought of.
func brokenEXIF(t testing.TB) map[string][]byte {
	le := binary.LittleEndian
	whole := full(le, imgtest.JPEG(t, 16, 12))
	loop := bytes.Clone(whole)
	le.PutUint32(loop[8+2+9*12+8:], 8)
	le.PutUint32(loop[8+2+10*12+8:], 8)
	ring := bytes.Clone(whole)
	le.PutUint32(ring[8+2+11*12:], 8) // the next directory is this one
	var entries [][]byte
	for i := range 4000 {
		entries = append(entries, imgtest.Entry(le, 0x9C9B, 1, 1<<20, uint32(8+i)))
	}
	bomb := append(imgtest.Directory(le, entries...), make([]byte, 1<<20)...)
	return map[string][]byte{
		"a loop":                              loop,
		"a ring":                              ring,
		"values over each other":              bomb,
		"cut":                                 whole[:len(whole)/2],
		"huge counts":                         imgtest.Directory(le, imgtest.Entry(le, 0x013B, 2, 1<<32-1, 8), imgtest.Entry(le, 0x0112, 3, 1, 6)),
		"an offset outside":                   imgtest.Directory(le, imgtest.Entry(le, 0x8769, 4, 1, 1<<32-1), imgtest.Entry(le, 0x8825, 4, 1, 1<<31)),
		"two orientations":                    imgtest.Directory(le, imgtest.Entry(le, 0x0112, 3, 1, 6), imgtest.Entry(le, 0x0112, 3, 1, 8)),
		"orientation of no type, and another": imgtest.Directory(le, imgtest.Entry(le, 0x0112, 99, 1<<20, 1<<20), imgtest.Entry(le, 0x0112, 3, 1, 8)),
		"orientation as text":                 imgtest.Directory(le, imgtest.Entry(le, 0x0112, 2, 1, 6)),
		"orientation of a pair":               imgtest.Directory(le, imgtest.Entry(le, 0x0112, 3, 2, 6)),
		"previews":                            imgtest.Directory(le, imgtest.Entry(le, 0x014A, 4, 1, 8), imgtest.Entry(le, 0x0201, 4, 1, 8), imgtest.Entry(le, 0x0202, 4, 1, 99)),
		"GPS pointers":                        imgtest.Directory(le, imgtest.Entry(le, 0x8825, 4, 2, 8), imgtest.Entry(le, 0x8825, 2, 1, 8), imgtest.Entry(le, 0x8825, 13, 1, 8)),
		"a GPS tag in the main":               imgtest.Directory(le, imgtest.Entry(le, 0x0002, 5, 1, 8)),
		"65,535 entries":                      append([]byte("II*\x00\x08\x00\x00\x00\xff\xff"), make([]byte, 1<<20)...),
		"a type that is not":                  imgtest.Directory(le, imgtest.Entry(le, 0x013B, 99, 5, 8)),
		"no end":                              imgtest.Directory(le, imgtest.Entry(le, 0x013B, 2, 2, 65))[:22],
		"sub-directories of text":             imgtest.Directory(le, imgtest.Entry(le, 0x8769, 2, 1, 8)),
	}
}

// TestApplyBrokenEXIF would run into the time limit of tests if it took loops for roads.
func TestApplyBrokenEXIF(t *testing.T) {
	for name, in := range brokenEXIF(t) {
		for _, p := range policies {
			checkApply(t, name, metadata.Set{EXIF: in}, p)
		}
	}
}

// TestApplySalvage: of a broken block what can be read is kept, and a warning says that something
// is missing.
func TestApplySalvage(t *testing.T) {
	got, warnings := metadata.Apply(metadata.Set{EXIF: brokenEXIF(t)["a loop"]}, metadata.KeepAll, metadata.Upright{Width: 3, Height: 4})
	if l := listed(got.EXIF); !strings.Contains(l, "main 013b") || !slices.Equal(warnings, []string{"unreadable metadata was dropped"}) {
		t.Errorf("%s, %q", l, warnings)
	}
}

func FuzzApplyEXIF(f *testing.F) {
	broken := brokenEXIF(f)
	for _, name := range slices.Sorted(maps.Keys(broken)) {
		if in := broken[name]; len(in) < 10_000 {
			f.Add(in, uint8(len(name)))
		}
	}
	f.Add(full(binary.BigEndian, []byte{0xFF, 0xD8, 0xFF, 0xDA, 0xFF, 0xD9}), uint8(1))
	f.Fuzz(func(t *testing.T, b []byte, p uint8) {
		checkApply(t, "", metadata.Set{EXIF: b}, policies[p%4])
	})
}
