package jpeg

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/codec/jpeg/turbo"
	"sizemill/resize/fault"
)

// Decode uses libjpeg-turbo where the build has it, which also knows arithmetic coding and every
// subsampling, and Go's own decoder elsewhere.
func Decode(ctx context.Context, c *format.Cursor, h format.Header) (image.Image, error) {
	r := c.Whole()
	if turbo.Available {
		m, flaws, err := decodeTurbo(ctx, r, h)
		c.Flaws |= flaws
		return m, err
	}
	if err := quantized(c); err != nil {
		return nil, err
	}
	// in several scans a missing one would go unnoticed
	ended := &endFeeder{r: r, feed: h.Coefficients == 0}
	counted := &scanCounter{r: ended}
	var head bytes.Buffer // so that the bytes checked are the bytes decoded
	config, err := jpeg.DecodeConfig(io.TeeReader(counted, &head))
	if err == nil {
		err = format.CheckSize(int64(config.Width), int64(config.Height), h)
	}
	var m image.Image
	if err == nil {
		m, err = jpeg.Decode(io.MultiReader(&head, counted))
	}
	if ended.fed {
		c.Flaws |= format.FlawEnd
	}
	var cannot jpeg.UnsupportedError
	if errors.As(err, &cannot) {
		return nil, fault.Unsupported(
			"this kind of JPEG picture is not supported by this build (%s)", string(cannot))
	}
	return m, err
}

// quantized returns damage if no quantization table precedes the first scan: Go's decoder would use
// zeros.
func quantized(c *format.Cursor) error {
	const quantization = 0xDB
	found := false
	err := Walk(c, func(marker byte, _ int64) (done bool, err error) {
		found = found || marker == quantization
		return marker == markerSOS || found, nil
	})
	if err == nil && !found {
		err = fault.Damaged("no quantization table")
	}
	return err
}

func decodeTurbo(
	ctx context.Context, r *io.SectionReader, h format.Header,
) (image.Image, format.Flaws, error) {
	data, err := data(r, h)
	if err != nil {
		return nil, 0, err
	}
	var d turbo.Decoder
	defer d.Close()
	planes, err := d.Decode(ctx, data, DecodeOptions(h))
	if err != nil {
		return nil, 0, err
	}
	m, err := planes.Image()
	return m, flawsOf(planes), err
}

// flawsOf returns the faults that package turbo passed over.
func flawsOf(p *turbo.Planes) format.Flaws {
	var f format.Flaws
	if p.NoEnd {
		f |= format.FlawEnd
	}
	if p.Stray {
		f |= format.FlawStray
	}
	return f
}

// Salvage decodes what libjpeg-turbo can read.
func Salvage(ctx context.Context, c *format.Cursor, h format.Header) (image.Image, string, error) {
	if !turbo.Available {
		return nil, "", fault.Damaged("this build cannot salvage JPEG pictures")
	}
	data, err := data(c.Whole(), h)
	if err != nil {
		return nil, "", err
	}
	var d turbo.Decoder
	defer d.Close()
	o := DecodeOptions(h)
	o.Salvage = true
	planes, err := d.Decode(ctx, data, o)
	if err != nil {
		return nil, "", err
	}
	lost := "parts may be gray or smeared"
	if planes.Damage != nil {
		lost = fault.Detail(planes.Damage)
	}
	m, err := planes.Image()
	return m, lost, err
}

// scanCounter fails after MaxScans beginnings of scans. FF DA cannot occur within a scan's data,
// where FF is stuffed.
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
	if s.scans > format.MaxScans {
		// with bytes the decoder would look at them first
		return 0, fault.TooLarge("more than %d scans", format.MaxScans)
	}
	return n, err
}

// endFeeder appends an end of image, so that only bits that a pixel lacks are damage to Go's
// decoder.
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
		f.fed, f.end = true, []byte{0xFF, MarkerEOI}
	}
	n := copy(p, f.end)
	f.end = f.end[n:]
	if n == 0 && len(p) > 0 {
		return 0, io.EOF
	}
	return n, nil
}
