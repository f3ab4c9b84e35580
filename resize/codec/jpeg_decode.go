package codec

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"strings"
	"time"

	"sizemill/resize/codec/jpeg/turbo"
)

// jpegDecode decodes with libjpeg-turbo where the build has it, which also knows arithmetic coding and every way to sample colour, and
// with Go's own decoder elsewhere.
func jpegDecode(c *cursor, h Header) (image.Image, error) {
	r := c.whole()
	if turbo.Available {
		m, flaws, err := jpegDecodeTurbo(r, h)
		c.flaws |= flaws
		return m, err
	}
	if err := jpegQuantized(c); err != nil {
		return nil, err
	}
	ended := &endFeeder{r: r, feed: h.Coefficients == 0} // in several scans nothing would tell whether one is missing
	counted := &scanCounter{r: ended}
	var head bytes.Buffer // so that what is decoded is what was looked at
	config, err := jpeg.DecodeConfig(io.TeeReader(counted, &head))
	if err == nil {
		err = notAsStated(int64(config.Width), int64(config.Height), h)
	}
	var m image.Image
	if err == nil {
		m, err = jpeg.Decode(io.MultiReader(&head, counted))
	}
	if ended.fed {
		c.flaws |= FlawEnd
	}
	var cannot jpeg.UnsupportedError
	if errors.As(err, &cannot) {
		return nil, unsupported("this kind of JPEG picture is not supported by this build (%s)", string(cannot))
	}
	return m, err
}

// jpegQuantized returns damage where no quantization table comes before the first scan: Go's decoder would take zeros.
func jpegQuantized(c *cursor) error {
	const quantization = 0xDB
	found := false
	err := jpegWalk(c, func(marker byte, _ int64) (done bool, err error) {
		found = found || marker == quantization
		return marker == markerSOS || found, nil
	})
	if err == nil && !found {
		err = damaged("no quantization table")
	}
	return err
}

func jpegDecodeTurbo(r *io.SectionReader, h Header) (image.Image, Flaws, error) {
	data, err := jpegData(r, h)
	if err != nil {
		return nil, 0, err
	}
	var d turbo.Decoder
	defer d.Close()
	planes, err := d.Decode(readerContext{r}, data, h.TurboOptions())
	if err != nil {
		return nil, 0, TurboError(err)
	}
	m, err := planes.Image()
	return m, TurboFlaws(planes), err
}

// TurboFlaws tells what package turbo has passed over.
func TurboFlaws(p *turbo.Planes) Flaws {
	var f Flaws
	if p.NoEnd {
		f |= FlawEnd
	}
	if p.Stray {
		f |= FlawStray
	}
	return f
}

// jpegSalvage decodes what libjpeg-turbo can make sense of.
func jpegSalvage(r *io.SectionReader, h Header) (image.Image, string, error) {
	if !turbo.Available {
		return nil, "", damaged("Go's decoder gives nothing of a broken picture")
	}
	data, err := jpegData(r, h)
	if err != nil {
		return nil, "", err
	}
	var d turbo.Decoder
	defer d.Close()
	o := h.TurboOptions()
	o.Salvage = true
	planes, err := d.Decode(readerContext{r}, data, o)
	if err != nil {
		return nil, "", TurboError(err)
	}
	lost := "a part may be grey or smeared"
	if planes.Damage != nil {
		lost = strings.TrimPrefix(planes.Damage.Error(), "damaged: ")
	}
	m, err := planes.Image()
	return m, lost, err
}

// TurboError tells package turbo's errors by this package's names.
func TurboError(err error) error {
	for _, k := range []struct{ theirs, ours error }{
		{turbo.ErrDamaged, ErrDamaged}, {turbo.ErrUnsupported, ErrUnsupported}, {turbo.ErrTooLarge, ErrTooLarge},
	} {
		if errors.Is(err, k.theirs) {
			return &reason{k.ours, err.Error()}
		}
	}
	return err
}

// readerContext is done when its reader says so: readers end with their caller's context, and decoding has to end with it too.
type readerContext struct{ r io.ReaderAt }

func (readerContext) Deadline() (deadline time.Time, ok bool) { return time.Time{}, false }
func (readerContext) Done() <-chan struct{}                   { return nil }
func (readerContext) Value(any) any                           { return nil }

func (c readerContext) Err() error {
	var b [1]byte
	if _, err := c.r.ReadAt(b[:], 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

// scanCounter fails after MaxScans beginnings of scans. FF DA cannot occur within a scan's data, where FF is stuffed.
type scanCounter struct {
	r     io.Reader
	scans int
	ff    bool // the last byte was FF
}

func (s *scanCounter) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if s.ff && n > 0 && p[0] == markerSOS {
		s.scans++
	}
	s.scans += bytes.Count(p[:n], []byte{0xFF, markerSOS})
	if n > 0 {
		s.ff = p[n-1] == 0xFF
	}
	if s.scans > MaxScans {
		return 0, tooLarge("more than %d scans", MaxScans) // with bytes the decoder would look at them first
	}
	return n, err
}

// endFeeder puts an end of the picture behind a file, so that only bits that are missing for a pixel are damage to Go's decoder.
type endFeeder struct {
	r    io.Reader
	feed bool
	fed  bool
	end  []byte
}

func (f *endFeeder) Read(p []byte) (int, error) {
	if !f.fed {
		n, err := f.r.Read(p)
		if n > 0 || !f.feed || !errors.Is(err, io.EOF) {
			return n, err
		}
		f.fed, f.end = true, []byte{0xFF, markerEOI}
	}
	n := copy(p, f.end)
	f.end = f.end[n:]
	if n == 0 && len(p) > 0 {
		return 0, io.EOF
	}
	return n, nil
}
