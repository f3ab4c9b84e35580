package resize

import (
	"bytes"
	"slices"
	"testing"

	"sizemill/internal/imgtest"
)

// TestDoJPEGExtras: a plain copy keeps what lies beside a JPEG's picture; what does not says so, and so does its plan.
func TestDoJPEGExtras(t *testing.T) {
	plain := imgtest.JPEG(t, 60, 40)
	xmp := imgtest.Segment(0xE1, []byte("http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"+
		`<rdf:Description xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0"/></rdf:RDF></x:xmpmeta>`))
	in := append(imgtest.Insert(plain, 2, xmp), imgtest.JPEG(t, 15, 10)...)
	said := []string{"HDR gain map not kept"}
	for _, p := range []Metadata{KeepAll, NoLocation, NoMetadata} {
		out, outcome, job := copied(t, in, Recipe{Target: Target{Mode: NoResize}, Metadata: p, Background: white})
		want := said
		if p == KeepAll {
			want = nil
			if !bytes.Equal(out, in) {
				t.Error("a plain copy has other bytes")
			}
		}
		if !outcome.Copied || !slices.Equal(outcome.Warnings, want) || !slices.Equal(job.Losses(), want) {
			t.Errorf("copy, %v: %+v, planned %q", p, outcome, job.Losses())
		}
	}
	_, _, outcome := do(t, in, Recipe{Target: Target{Mode: Percent, Percent: 50}, Background: white})
	if !slices.Equal(outcome.Warnings, said) {
		t.Errorf("resized: %+v", outcome)
	}
}
