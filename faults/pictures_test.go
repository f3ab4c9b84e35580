//go:build faults && linux

package faults

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sizemill/internal/imgtest"
	"sizemill/internal/proctest"
)

// bomb is a small file that asks for much.
type bomb struct {
	name  string
	bytes func(t testing.TB) []byte
}

// bombFiles returns bombs that are refused, and some that may be made if the memory suffices.
func bombFiles() []bomb {
	fixed := func(b []byte) func(testing.TB) []byte { return func(testing.TB) []byte { return b } }
	return []bomb{
		{"65535².png", fixed(imgtest.PNGClaim(65535, 65535))},
		{"2G×1.png", fixed(imgtest.PNGClaim(math.MaxInt32, 1))},
		{"max.png", fixed(imgtest.PNGClaim(math.MaxUint32, math.MaxUint32))},
		{"65535².jpg", fixed(imgtest.JPEGClaim(0xC0, 8, 65535, 65535))},
		{"65535² progressive.jpg", fixed(imgtest.JPEGClaim(0xC2, 8, 65535, 65535))},
		{"65535².gif", fixed(imgtest.GIFClaim(65535, 65535))},
		{"max.bmp", fixed(imgtest.BMPClaim(math.MaxInt32, math.MaxInt32))},
		{"min.bmp", fixed(imgtest.BMPClaim(math.MaxInt32, math.MinInt32))},
		{"minus.bmp", fixed(imgtest.BMPClaim(-1, 100))},
		{"2G×1.tif", fixed(imgtest.TIFFClaim(1, math.MaxInt32, 1))},
		{"2G×2G fax.tif", fixed(imgtest.TIFFClaim(4, math.MaxInt32, math.MaxInt32))},
		{"16384².webp", fixed(imgtest.WebPClaim(16384, 16384))},
		{"100,000 frames.gif", frames},
		{"4,000 scans.jpg", scans},
	}
}

// frames returns an animation of 100,000 frames of one pixel.
func frames(testing.TB) []byte {
	b := append([]byte("GIF89a"), 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255)
	frame := []byte{0x21, 0xF9, 4, 0, 1, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0}
	return append(append(b, bytes.Repeat(frame, 100_000)...), 0x3B)
}

// scans returns a JPEG that says its scan 4,000 times.
func scans(t testing.TB) []byte {
	b := imgtest.JPEG(t, 64, 64)
	at := bytes.Index(b, []byte{0xFF, 0xDA})
	scan := b[at : len(b)-2]
	return append(append(b[:len(b)-2:len(b)-2], bytes.Repeat(scan, 4000)...), 0xFF, 0xD9)
}

// TestBombs resizes bombs beside a good picture. The program's memory is measured.
func TestBombs(t *testing.T) {
	t.Parallel()
	f := provoke(t, bombs, "small files that claim much",
		"65,535 × 65,535, 2 G × 1, INT_MIN in each format; 100,000 frames; 4,000 scans; a good picture beside them")
	want := []string{}
	for _, b := range bombFiles() {
		f.write(map[string][]byte{"in/" + b.name: b.bytes(t)})
		want = append(want, b.name)
	}
	f.write(map[string][]byte{"in/good.jpg": imgtest.JPEG(t, 600, 400)})
	begun := time.Now()
	p := f.starts("resize", "--json", "--fit", "100", "--out", f.path("out"), f.path("in"))
	peak := f.measured(p)
	took := time.Since(begun)
	f.endsWith(p, 1)
	sum := f.judged(p, f.path("out"))
	for _, e := range p.Events("failed") {
		if e.Kind == "system" {
			t.Errorf("%s: %s", filepath.Base(e.Path), e.Error)
		}
	}
	if sum.Resized != 1 || sum.Failed != len(want) || peak > 200 {
		t.Errorf("%+v, peak %d MB", sum, peak)
	}
	f.sees("%d refused by name (%s), the good picture made; %.1f s, at most %d MB", sum.Failed, kinds(p), took.Seconds(), peak)
}

// measured waits for the end of a program and returns the most megabytes that it had in use. What
// the system says at the end would include the memory of the tests, from which the program forked.
func (f *fault) measured(p *proctest.Process) int {
	f.Helper()
	peak := 0
	f.waits("it ends", func() bool {
		if now, err := memory(p, "VmHWM:"); err == nil {
			peak = max(peak, now)
		}
		return p.Ended()
	})
	return peak
}

// kinds counts the kinds of failures, for the table.
func kinds(p *proctest.Process) string {
	counts := make(map[string]int)
	for _, e := range p.Events("failed") {
		counts[e.Kind]++
	}
	var texts []string
	for kind, n := range counts {
		texts = append(texts, fmt.Sprintf("%d %s", n, kind))
	}
	slices.Sort(texts)
	return strings.Join(texts, ", ")
}

// TestWithinTheBudget resizes pictures that are what they claim, with less memory than they need.
func TestWithinTheBudget(t *testing.T) {
	t.Parallel()
	f := provoke(t, bombs, "16,384² from 1 MB; 256 MB of metadata", "a gray PNG and a JPEG with 4,000 segments, `--memory 128MiB`")
	var flat bytes.Buffer
	f.must((&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&flat, image.NewGray(image.Rect(0, 0, 16384, 16384))))
	f.write(map[string][]byte{"in/flat.png": flat.Bytes(), "in/good.jpg": imgtest.JPEG(t, 600, 400)})
	heavy := imgtest.JPEG(t, 600, 400)
	segment := imgtest.Segment(0xE5, make([]byte, 65_000))
	w, err := os.Create(f.path("in/heavy.jpg"))
	f.must(err)
	for _, part := range append(append([][]byte{heavy[:2]}, slices.Repeat([][]byte{segment}, 4000)...), heavy[2:]) {
		_, err := w.Write(part)
		f.must(err)
	}
	f.must(w.Close())
	begun := time.Now()
	p := f.starts("resize", "--json", "--memory", "128MiB", "--fit", "100", "--out", f.path("out"), f.path("in"))
	peak := f.measured(p)
	took := time.Since(begun)
	sum := f.judged(p, f.path("out"))
	if peak > 128+100 {
		t.Errorf("%d MB with --memory 128MiB", peak)
	}
	f.sees("%d made, %s; %.1f s, at most %d MB", sum.Resized, plural(sum.Failed, "failure")+" "+reasons(p), took.Seconds(), peak)
}

// TestMalformed resizes damaged pictures of each format beside good ones.
func TestMalformed(t *testing.T) {
	t.Parallel()
	f := provoke(t, malformed, "damage in each format",
		"truncated at 1–99 %, flipped bits, trailing data, wrong extension, empty, text, broken profiles and EXIF")
	formats := map[string][]byte{
		"jpg": imgtest.JPEG(t, 300, 200), "png": imgtest.PNG(t, 300, 200), "webp": imgtest.LossyWebP(t, 300, 200),
		"gif": imgtest.GIF(t, 300, 200), "bmp": imgtest.BMP(t, 300, 200), "tif": imgtest.TIFF(t, 300, 200),
	}
	whole := 0
	for ext, b := range formats {
		files := map[string][]byte{
			"in/good." + ext: b, "in/trailing." + ext: append(b[:len(b):len(b)], "trailing data"...),
			"in/flipped." + ext: imgtest.Flipped(b), "in/empty." + ext: nil, "in/text." + ext: []byte("This is text.\n"),
			"in/zeros." + ext: make([]byte, 5000),
		}
		for _, percent := range []int{1, 20, 50, 80, 99} {
			files[fmt.Sprintf("in/cut %d.%s", percent, ext)] = imgtest.Truncated(b, percent)
		}
		f.write(files)
		whole += 2
	}
	f.write(map[string][]byte{"in/png.jpg": formats["png"], "in/jpg.png": formats["jpg"]})
	for name, profile := range imgtest.BrokenProfiles() {
		f.write(map[string][]byte{"in/profile " + name + ".jpg": imgtest.JPEG(t, 300, 200, imgtest.WithICC(profile))})
	}
	for name, b := range brokenEXIF() {
		f.write(map[string][]byte{"in/exif " + name + ".jpg": imgtest.JPEG(t, 300, 200, imgtest.WithEXIF(b))})
	}
	before := f.takes(f.path("in"))
	p := f.resizes(1, "--fit", "100", "--out", f.path("out"), f.path("in"))
	sum := f.judged(p, f.path("out"))
	f.unchanged(before)
	for _, e := range p.Events("failed") {
		name := filepath.Base(e.Path)
		switch {
		case e.Kind == "system" || strings.HasPrefix(name, "good") || strings.HasPrefix(name, "trailing"),
			strings.HasPrefix(name, "text") && e.Kind != "unsupported", strings.HasPrefix(name, "cut 50") && e.Kind != "damaged":
			t.Errorf("%s: %s: %s", name, e.Kind, e.Error)
		}
	}
	if sum.Resized < whole+2 {
		t.Errorf("%+v, want at least %d made", sum, whole+2)
	}
	f.sees("%d made, %d named (%s)", sum.Resized, sum.Failed, kinds(p))
}

// brokenEXIF returns metadata that leads readers in circles or out of it.
func brokenEXIF() map[string][]byte {
	whole := imgtest.EXIF(6)
	loop := slices.Clone(whole)
	copy(loop[len(loop)-4:], []byte{0, 0, 0, 8}) // the next directory is the first
	far := slices.Clone(whole)
	copy(far[4:], []byte{0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF})
	return map[string][]byte{"loop": loop, "far": far, "cut": whole[:len(whole)/2], "empty": {}}
}

// references are faults that other tests provoke where the faults can be had more exactly, or in the
// window.
func references() []entry {
	at := func(topic, name, how, where string) entry {
		return entry{topic: topic, name: name, how: how, seen: where}
	}
	return []entry{
		at(signals, "a second signal", "to a program whose output is not read", "e2e.TestSecondSignal"),
		at(signals, "window closed in mid-batch, terminated", "in the real window under Xvfb", "e2e.TestOpenWithPaths"),
		at(signals, "no display", "`env -u DISPLAY`, and a display that cannot be reached", "e2e.TestNoDisplay"),
		at(signals, "nohup", "SIGHUP that was ignored at the start", "e2e.TestNohup"),
		at(overflow, "20,000 files, with folders of which no event is left", "SIGSTOP, files, SIGCONT", "watch.TestKernelQueueOverflow"),
		at(watchLimit, "at each moment of watching", "three watches in a user namespace", "watch.TestKernelLimitOfWatches"),
		at(eventless, "hung mount, beside the window's other folders", "`bindfs`, SIGSTOP", "hotfolder.TestStoppedFUSE"),
		at(cards, "names that the card does not allow", "`a:b`, `what?`, invalid UTF-8 on exFAT", "batch.TestReservedOnExFAT"),
		at(bombs, "claims in every field of HEIF", "by hand", "resize/codec/heif/isobmff.TestClaims"),
		at(bombs, "animations", "frames of every format", "resize/codec.TestAnimationBombs"),
		at(bombs, "progressive pictures within their budget", "4000 × 3000, cut and arithmetic", "resize.TestMemoryOfScans"),
		at(malformed, "truncated at every byte", "each format", "resize/codec.TestTruncated"),
		at(malformed, "flipped bits, each in turn", "JPEG", "resize/codec/jpeg/turbo.TestFlippedBits"),
		at(malformed, "wrong CRC, damage in every row", "PNG", "resize/codec/png/pixels.TestDamage"),
		at(starvation, "settings damaged, or of a newer version", "settings.json cut, edited", "settings.TestLoad"),
		at(clocks, "settling by the monotonic clock", "files that change while they settle, a fake clock", "watch.TestSettlerRandomHistories"),
	}
}

// TestReferences puts the faults of other packages into the table, and checks that their tests
// exist.
func TestReferences(t *testing.T) {
	for _, e := range references() {
		pkg, name, _ := strings.Cut(e.seen, ".")
		found := false
		tests, err := filepath.Glob(filepath.Join("..", pkg, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range tests {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			found = found || bytes.Contains(b, []byte("\nfunc "+name+"("))
		}
		if !found {
			t.Errorf("%s does not exist", e.seen)
		}
		e.seen, e.result = "`"+e.seen+"`", "elsewhere"
		table.add(e)
	}
}
