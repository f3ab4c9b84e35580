package codec

import (
	"image"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/codec/webp"
	"sizemill/resize/codec/webp/libwebp"
)

// ExactWebP begins an animated WebP whose pixels are coded without loss, so that what the animator itself does to them can be seen.
func ExactWebP(w io.Writer, width, height, loops int) (*Animator, error) {
	watch := &format.WatchedWriter{Writer: w}
	frames := &webp.Animator{
		Writer: watch, Animation: format.Animation{Width: width, Height: height, Loops: loops}, Options: libwebp.Options{Quality: 80, Lossless: true, Exact: true}, Clock: webp.Clock(),
	}
	return &Animator{frames: frames, name: "WebP", size: image.Pt(width, height), watch: watch}, nil
}
