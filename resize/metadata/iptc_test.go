package metadata_test

import (
	"fmt"
	"strings"
	"testing"

	"sizemill/resize/metadata"
)

// set is a dataset.
func set(record, number byte, value string) string {
	return string([]byte{0x1C, record, number, byte(len(value) >> 8), byte(len(value))}) + value
}

func TestApplyIPTC(t *testing.T) {
	version, charset := set(2, 0, "\x00\x04"), set(1, 90, "\x1b%G")
	all := charset + version + set(2, 25, "bridge") + set(2, 26, "AUT") + set(2, 27, "Wien") + set(2, 55, "20260130") + set(2, 60, "101112") + set(2, 80, "Ann") +
		set(2, 85, "Ms") + set(2, 90, "Wien") + set(2, 92, "1010") + set(2, 95, "Wien") + set(2, 100, "AUT") + set(2, 101, "Austria") + set(2, 110, "Ann's") +
		set(2, 116, "(c)") + set(2, 120, "caption") + set(2, 202, "old pixels") + set(3, 20, "x")
	const preview = "\x1c\x02\xca\x00\x0aold pixels"
	resized, copied := metadata.Upright{Width: 1, Height: 1}, metadata.Upright{}
	placeless := charset + version + set(2, 25, "bridge") + set(2, 55, "20260130") + set(2, 60, "101112") + set(2, 80, "Ann") + set(2, 85, "Ms") +
		set(2, 110, "Ann's") + set(2, 116, "(c)") + set(2, 120, "caption") + preview + set(3, 20, "x")
	copyright := charset + version + set(2, 55, "20260130") + set(2, 60, "101112") + set(2, 80, "Ann") + set(2, 85, "Ms") + set(2, 110, "Ann's") + set(2, 116, "(c)")
	extended := string([]byte{0x1C, 2, 120, 0x80, 4, 0, 0, 0, 3}) + "abc"
	for _, tt := range []struct {
		name, in string
		p        metadata.Policy
		to       metadata.Upright
		want     string
		broken   bool
	}{
		{"keep, resized", all, metadata.KeepAll, resized, strings.Replace(all, preview, "", 1), false},
		{"keep, copied", all, metadata.KeepAll, copied, all, false},
		{"no location", all, metadata.NoLocation, copied, placeless, false},
		{"no location, resized", all, metadata.NoLocation, resized, strings.Replace(placeless, preview, "", 1), false},
		{"copyright", all, metadata.CopyrightOnly, resized, copyright, false},
		{"nothing", all, metadata.Nothing, copied, "", false},
		{"padded", set(2, 120, "a") + "\x00\x00", metadata.NoLocation, copied, set(2, 120, "a"), false},
		{"extended", extended + set(2, 90, "Wien"), metadata.NoLocation, copied, extended, false},
		{"only how it is written", charset + version, metadata.KeepAll, resized, "", false},
		{"only places", charset + set(2, 90, "Wien"), metadata.NoLocation, copied, "", false},
		{"cut", set(2, 120, "a") + "\x1c\x02\x78\x00\x09ab", metadata.NoLocation, copied, set(2, 120, "a"), true},
		{"a length of five bytes", set(2, 120, "a") + "\x1c\x02\x78\x80\x05abcdefgh", metadata.NoLocation, copied, set(2, 120, "a"), true},
		{"a length of 4 GB", "\x1c\x02\x78\x80\x04\xff\xff\xff\xffabc", metadata.NoLocation, copied, "", true},
		{"text", "hello", metadata.KeepAll, resized, "", true},
	} {
		got, warnings := metadata.Apply(metadata.Set{IPTC: []byte(tt.in)}, tt.p, tt.to)
		if string(got.IPTC) != tt.want || (warnings != nil) != tt.broken {
			t.Errorf("%s: %q, %q, want %q", tt.name, got.IPTC, warnings, tt.want)
		}
		checkApply(t, tt.name, metadata.Set{IPTC: []byte(tt.in)}, tt.p)
	}
}

func FuzzApplyIPTC(f *testing.F) {
	for i := range policies {
		f.Add([]byte(set(2, 90, "Wien")+set(2, 80, fmt.Sprint(i))+"\x1c\x02\x78\x80\x04\x00\x00\x00\x03abc"), uint8(i))
	}
	f.Fuzz(func(t *testing.T, b []byte, p uint8) { checkApply(t, "", metadata.Set{IPTC: b}, policies[p%4]) })
}

func TestTrimIPTC(t *testing.T) {
	for name, tt := range map[string]struct{ in, want string }{
		"padded":                    {"\x1c\x02\x50\x00\x01A\x00\x00", "\x1c\x02\x50\x00\x01A"},
		"an empty last":             {"\x1c\x02\x50\x00\x01A\x1c\x02\x78\x00\x00", "\x1c\x02\x50\x00\x01A\x1c\x02\x78\x00\x00"},
		"an empty last, padded":     {"\x1c\x02\x78\x00\x00\x00\x00", "\x1c\x02\x78\x00\x00"},
		"a last that ends in zeros": {"\x1c\x02\x78\x00\x02\x00\x00\x00", "\x1c\x02\x78\x00\x02\x00\x00"},
		"cut":                       {"\x1c\x02\x78\x00\x09\x00", "\x1c\x02\x78\x00\x09\x00"},
		"only zeros":                {"\x00\x00\x00\x00", ""},
	} {
		if got := metadata.TrimIPTC([]byte(tt.in)); string(got) != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
