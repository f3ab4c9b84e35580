package codec

import (
	"image"
	"io"

	"sizemill/resize/codec/webp/libwebp"
)

// ExactWebP begins an animated WebP whose pixels are coded without loss, so that what the animator itself does to them can be seen.
func ExactWebP(w io.Writer, width, height, loops int) (*Animator, error) {
	watch := &watchedWriter{w: w}
	frames := &webpAnimator{
		w: watch, a: animation{width: width, height: height, loops: loops}, how: libwebp.Options{Quality: 80, Lossless: true, Exact: true}, clock: webpClock(),
	}
	return &Animator{frames: frames, name: "WebP", size: image.Pt(width, height), watch: watch}, nil
}
