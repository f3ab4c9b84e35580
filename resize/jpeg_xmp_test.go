package resize

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/metadata"
)

// TestDoLargeXMP: XMP of more than a JPEG's segment is kept in every format, by all policies that keep XMP, and again.
func TestDoLargeXMP(t *testing.T) {
	for _, size := range swept([]int{60_000, 65_400, 65_503, 65_504, 65_505, 70_000, 131_000, 400_000}) {
		packet := `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
			`<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:source>%s</dc:source></rdf:Description></rdf:RDF></x:xmpmeta>` +
			strings.Repeat(" ", 100) + `<?xpacket end="w"?>`
		said := strings.Repeat("ä", (size-len(packet))/2)
		in := imgtest.PNG(t, 40, 30, imgtest.WithXMP(fmt.Appendf(nil, packet, said)))
		for _, p := range []Metadata{KeepAll, NoLocation} {
			r := Recipe{Target: Target{Mode: Percent, Percent: 50}, Format: JPEG, Metadata: p, Background: white}
			var before metadata.Set
			file := in
			for generation := range 3 {
				got, outcome := doBlocks(t, file, r)
				if !bytes.Contains(got.XMP, []byte("<dc:source>"+said+"</dc:source>")) || len(outcome.Warnings) > 0 {
					t.Fatalf("%d bytes, %v, generation %d: XMP of %d bytes, warnings %q", size, p, generation, len(got.XMP), outcome.Warnings)
				}
				if generation > 0 && !bytes.Equal(got.XMP, before.XMP) {
					t.Errorf("%d bytes, %v, generation %d: XMP of %d bytes, before %d", size, p, generation, len(got.XMP), len(before.XMP))
				}
				before = got
				file = imgtest.JPEG(t, 40, 30)
				file = rewrittenWith(t, file, got)
			}
		}
	}
}
