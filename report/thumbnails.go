package report

import (
	"context"
	"encoding/base64"
	"html/template"

	"sizemill/ledger"
	"sizemill/pool"
	"sizemill/resize"
)

// The thumbnails of a page.
const (
	thumbnailSide    = 120 // pixels
	thumbnailQuality = 60
	// maxThumbnails bounds the page: each thumbnail takes some 4 kB.
	maxThumbnails = 2000
	// maxPixels bounds the memory for a picture of which a thumbnail is made.
	maxPixels = 40_000_000
)

// thumbnailer makes thumbnails.
type thumbnailer struct{ workers resize.Workers }

// all returns thumbnails of the entries as data URIs. Those that cannot be made are empty.
func (t *thumbnailer) all(ctx context.Context, entries []ledger.Entry) []template.URL {
	uris := make([]template.URL, len(entries))
	one := func(ctx context.Context, i int) (template.URL, error) { return t.of(ctx, &entries[i]), nil }
	p := pool.New(ctx, pool.Options{Queue: len(entries)}, one)
	for i := range entries {
		if p.Submit(ctx, i) != nil {
			break // ctx has ended
		}
	}
	p.Close()
	for r := range p.Results() {
		uris[r.Job] = r.Value
	}
	return uris
}

// of returns a thumbnail of an entry's result, or else of its source.
func (t *thumbnailer) of(ctx context.Context, e *ledger.Entry) template.URL {
	if e.State.Written() {
		if uri := t.file(ctx, e.Output.Path); uri != "" {
			return uri
		}
	}
	return t.file(ctx, e.Source.Path)
}

// file returns a thumbnail of the picture at path, or nothing.
func (t *thumbnailer) file(ctx context.Context, path string) template.URL {
	src, err := resize.Probe(ctx, path, resize.Limits{Pixels: maxPixels})
	if err != nil {
		return ""
	}
	r := resize.DefaultRecipe()
	r.Target = resize.Target{Mode: resize.Fit, Width: thumbnailSide, Height: thumbnailSide}
	r.Format, r.Quality = resize.JPEG, thumbnailQuality
	r.Metadata, r.Color = resize.NoMetadata, resize.ColorSRGB
	g := resize.NewGeometry(src.Upright, r)
	data, _, err := t.workers.Preview(ctx, resize.ImageJob{
		InputPath: path, Width: g.Canvas.Width, Height: g.Canvas.Height,
		Recipe: &r, Source: src, Geometry: g, Format: resize.JPEG,
	})
	if err != nil {
		return ""
	}
	return template.URL("data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(data))
}
