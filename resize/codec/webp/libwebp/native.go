//go:build cgo && !purego

package libwebp

/*
#cgo pkg-config: libwebp
#cgo CFLAGS: -O2 -Wall -Wextra
#include "shim.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"image"
	"io"
	"runtime"
	"unsafe"

	"sizemill/resize/fault"
)

// Native reports whether this build holds libwebp.
const Native = true

// Encode returns m as a file.
func Encode(m *image.NRGBA, o Options) ([]byte, error) {
	b := m.Rect
	if b.Empty() || b.Dx() > MaxSide || b.Dy() > MaxSide {
		return nil, fault.TooLarge("more pixels per side than WebP allows")
	}
	job := C.webp_job{width: C.int(b.Dx()), height: C.int(b.Dy()), stride: C.int(m.Stride),
		opaque: flag(m.Opaque())}
	return encode(&job, o,
		func(pin *runtime.Pinner) {
			job.pixels = pinned(pin,
				m.Pix[m.PixOffset(b.Min.X, b.Min.Y):])
		})
}

// EncodePlanes returns planes as a lossy file; o.Lossless is ignored.
func EncodePlanes(p *Planes, o Options) ([]byte, error) {
	err := p.check()
	if err != nil {
		return nil, err
	}
	m := p.video()
	o.Lossless = false
	job := C.webp_job{width: C.int(p.Width), height: C.int(p.Height), stride: C.int(m.YStride),
		chroma_stride: C.int(m.CStride)}
	return encode(&job, o, func(pin *runtime.Pinner) {
		job.y, job.cb, job.cr = pinned(pin, m.Y), pinned(pin, m.Cb), pinned(pin, m.Cr)
	})
}

// encode runs a job; point pins what the job points to.
func encode(job *C.webp_job, o Options, point func(pin *runtime.Pinner)) ([]byte, error) {
	var pin runtime.Pinner
	defer pin.Unpin()
	point(&pin)
	job.quality, job.method = C.float(min(max(o.Quality, 0), 100)), Method
	job.lossless, job.exact = flag(o.Lossless), flag(o.Exact)
	file := C.webp_encode(job)
	switch {
	case file.data != nil:
		defer C.webp_free(file.data)
		return C.GoBytes(unsafe.Pointer(file.data), C.int(file.size)), nil
	case file.error == 1 || file.error == 2: // out of memory, of the picture and of the bitstream
		return nil, fault.TooLarge("insufficient memory")
	}
	return nil, fmt.Errorf("%w (libwebp's error %d)", errEncoder, int(file.error))
}

// Decode reads the still picture in r, from beginning to end. The caller has checked its size: a
// picture of another size is ErrDamaged before memory is allocated.
func Decode(r io.Reader, size image.Point) (*image.NRGBA, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	m, err := empty(data, size)
	if err != nil {
		return nil, err
	}
	err = statusError(C.webp_decode(at(data), C.size_t(len(data)), at(m.Pix), C.size_t(len(m.Pix)),
		C.int(m.Stride)))
	if err != nil {
		return nil, err
	}
	return m, nil
}

// Salvage is Decode for a file that may be damaged: it returns how many of the first rows are
// valid.
func Salvage(r io.Reader, size image.Point) (m *image.NRGBA, rows int, err error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, 0, err
	}
	m, err = empty(data, size)
	if err != nil {
		return nil, 0, err
	}
	var n C.int
	err = statusError(C.webp_salvage(at(data), C.size_t(len(data)), at(m.Pix), C.size_t(len(m.Pix)),
		C.int(m.Stride), &n))
	if errors.Is(err, fault.ErrTooLarge) {
		return nil, 0, err
	}
	rows = int(n)
	if rows == 0 {
		return nil, 0, fault.Damaged("no row of pixels can be read")
	}
	return m, rows, nil
}

// empty returns a picture of the size that a file states, which has to be the expected one.
func empty(data []byte, size image.Point) (*image.NRGBA, error) {
	var w, h, animated C.int
	err := statusError(C.webp_size(at(data), C.size_t(len(data)), &w, &h, &animated))
	if err != nil {
		return nil, err
	}
	if animated != 0 {
		return nil, fault.Damaged("an animation without frames")
	}
	if err := sized(int(w), int(h), size); err != nil {
		return nil, err
	}
	return image.NewNRGBA(image.Rectangle{Max: size}), nil
}

func statusError(status C.int) error {
	switch status {
	case C.WEBP_OK:
		return nil
	case C.WEBP_MEMORY:
		return fault.TooLarge("insufficient memory")
	case C.WEBP_TRUNCATED:
		return fault.Damaged("unexpected end of file")
	}
	return fault.Damaged("the bitstream is broken")
}

func at(b []byte) *C.uint8_t { return (*C.uint8_t)(unsafe.SliceData(b)) }

func pinned(pin *runtime.Pinner, b []byte) *C.uint8_t {
	p := unsafe.SliceData(b)
	pin.Pin(p)
	return (*C.uint8_t)(p)
}

func flag(b bool) C.int {
	if b {
		return 1
	}
	return 0
}
