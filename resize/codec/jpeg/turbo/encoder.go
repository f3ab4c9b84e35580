//go:build cgo && !purego

package turbo

// #include "shim.h"
import "C"

import (
	"cmp"
	"context"
	"io"
	"runtime"
	"unsafe"

	"sizemill/resize/fault"
)

// Encoder encodes one picture after another and keeps its memory between them. The zero value is
// ready to use. It must not be copied, nor used by two goroutines at once. Close frees its memory
// immediately, otherwise the garbage collector does.
type Encoder struct {
	c       *C.turbo_encoder
	cleanup runtime.Cleanup
	closed  bool
	pin     runtime.Pinner
}

// Encode writes p to w as a JPEG file, with a single Write when it is complete. Errors are
// ErrPlanes, ErrTooLarge, w's own, or that of ctx, which is checked every few rows. The passes of
// Progressive and Optimize cannot be interrupted.
func (e *Encoder) Encode(ctx context.Context, w io.Writer, p *Planes, o EncodeOptions) error {
	err := cmp.Or(o.check(), p.check())
	if err != nil {
		return err
	}
	err = e.open()
	if err != nil {
		return err
	}
	defer runtime.KeepAlive(e)
	defer e.release()
	for i := range p.Plane {
		q := &p.Plane[i]
		e.pin.Pin(&q.Pix[0])
		C.turbo_encoder_plane(e.c, C.int(i), (*C.uchar)(&q.Pix[0]), C.size_t(q.Stride),
			C.int(q.Width), C.int(q.Height), C.int(q.H), C.int(q.V))
	}
	C.turbo_encoder_density(e.c, C.int(o.Density.Unit), C.int(o.Density.X), C.int(o.Density.Y))
	if C.turbo_encoder_start(e.c, C.int(p.Width), C.int(p.Height), C.int(len(p.Plane)),
		C.int(p.Space),
		C.int(o.Quality), flag(o.Progressive), flag(o.Optimize)) < 0 {
		return e.failure()
	}
	for _, m := range o.Markers {
		if C.turbo_encoder_marker(e.c, C.int(m.Code), (*C.uchar)(unsafe.SliceData(m.Data)),
			C.uint(len(m.Data))) < 0 {
			return e.failure()
		}
	}
	for more := C.int(1); more != 0; {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if more = C.turbo_encoder_step(e.c, stepRows); more < 0 {
			return e.failure()
		}
	}
	b := C.turbo_encoder_bytes(e.c)
	_, err = w.Write(unsafe.Slice((*byte)(b.data), int(b.size)))
	return err
}

// Close frees the Encoder's memory. More calls do nothing.
func (e *Encoder) Close() {
	if e.c != nil {
		e.cleanup.Stop()
		C.turbo_encoder_free(e.c)
		e.c = nil
	}
	e.closed = true
}

// Kept returns the memory that e keeps between pictures, in bytes, outside of Go's heap.
func (e *Encoder) Kept() int {
	if e.c == nil {
		return 0
	}
	return int(C.turbo_encoder_kept(e.c))
}

func (e *Encoder) open() error {
	if e.closed {
		return ErrClosed
	}
	if e.c == nil {
		if e.c = C.turbo_encoder_new(); e.c == nil {
			return fault.TooLarge("insufficient memory")
		}
		e.cleanup = runtime.AddCleanup(e, func(c *C.turbo_encoder) { C.turbo_encoder_free(c) }, e.c)
	}
	return nil
}

// release drops what the caller and the garbage collector own.
func (e *Encoder) release() {
	C.turbo_encoder_abort(e.c)
	e.pin.Unpin()
}

func (e *Encoder) failure() error { return asError(C.turbo_encoder_failure(e.c)) }

func flag(b bool) C.int {
	if b {
		return 1
	}
	return 0
}
