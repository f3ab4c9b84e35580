//go:build cgo && !purego

package turbo

/*
#cgo pkg-config: libjpeg
#cgo CFLAGS: -O2 -Wall -Wextra
#include "shim.h"
*/
import "C"

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"unsafe"

	"sizemill/resize/fault"

	"golang.org/x/sys/cpu"
)

// Available reports whether this build holds libjpeg-turbo.
const Available = true

const (
	// stepRows is how many picture rows are decoded between two checks of the context: some 20 ms
	// in the widest pictures, with few enough calls into C to be free.
	stepRows = 64
	// keptBytes is the largest plane that is kept for a much smaller picture.
	keptBytes = 32 << 20
)

// Decoder decodes one picture after another and keeps its memory between them. The zero value is
// ready to use. It must not be copied, nor used by two goroutines at once. Close frees its memory
// immediately, otherwise the garbage collector does.
type Decoder struct {
	c       *C.turbo_decoder
	cleanup runtime.Cleanup
	closed  bool
	pin     runtime.Pinner
	planes  Planes
	buffers [4][]byte
}

// ReadHeader reads what precedes the first scan; data may end after that.
func (d *Decoder) ReadHeader(data []byte) (Header, error) {
	err := d.open()
	if err != nil {
		return Header{}, err
	}
	defer runtime.KeepAlive(d)
	defer d.release()
	return d.header(data, false)
}

// Decode decodes the picture in data. Its planes, and what they point to, belong to the Decoder and
// are valid until its next call. Errors are ErrDamaged, ErrUnsupported, ErrTooLarge, or that of
// ctx, which is checked every few rows.
func (d *Decoder) Decode(ctx context.Context, data []byte, o DecodeOptions) (*Planes, error) {
	p, err := d.decode(ctx, data, o)
	if err != nil {
		return nil, err
	}
	if p.strays != nil {
		err := d.judge(ctx, data, o)
		if err != nil {
			return nil, err
		}
	}
	if !p.NoEnd || p.Damage != nil {
		return p, nil //nolint:nilerr // Damage is a result of Salvage
	}
	end, err := checkEnd(ctx, data, o)
	switch {
	case err == nil:
		p.End = end
		return p, nil
	case o.Salvage && errors.Is(err, fault.ErrDamaged):
		p.Damage = err
		return p, nil
	}
	return nil, err
}

func (d *Decoder) decode(ctx context.Context, data []byte, o DecodeOptions) (*Planes, error) {
	o, err := o.orDefault()
	if err != nil {
		return nil, err
	}
	err = d.open()
	if err != nil {
		return nil, err
	}
	defer runtime.KeepAlive(d)
	defer d.release()
	h, err := d.header(data, o.Salvage)
	if err != nil {
		return nil, err
	}
	err = o.check(h, len(data))
	if err != nil {
		return nil, err
	}
	p := &d.planes
	p.layout(h, o)
	for i := range p.Plane {
		scale := o.scale(h.Space, i)
		stride, rows := h.padded(i, scale)
		b := d.buffer(i, stride*rows)
		d.pin.Pin(&b[0])
		p.Plane[i].Pix = b
		C.turbo_decoder_plane(d.c, C.int(i), (*C.uchar)(&b[0]), C.size_t(stride), C.size_t(rows),
			C.int(scale))
	}
	memory := min(o.MaxMemory, int64(^C.ulong(0)>>1)) // a long has 32 bits on Windows
	if C.turbo_decoder_start(d.c, C.int(o.Scale), C.int(min(o.MaxScans, math.MaxInt32)),
		C.long(memory), flag(cpu.X86.HasAVX2)) < 0 {
		return nil, d.failure()
	}
	for more := C.int(1); more != 0; {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if more = C.turbo_decoder_step(d.c, stepRows); more < 0 {
			return nil, d.failure()
		}
	}
	damage, strays := C.turbo_decoder_damage(d.c), C.turbo_decoder_strays(d.c)
	p.Damage = lost(damage, C.turbo_decoder_damage_row(d.c), h)
	p.strays = lost(strays, C.turbo_decoder_strays_row(d.c), h)
	p.straysFirst = p.Damage == nil ||
		C.turbo_decoder_strays_row(d.c) < C.turbo_decoder_damage_row(d.c)
	flaws := C.turbo_decoder_flaws(d.c)
	p.NoEnd, p.Stray = flaws&C.TURBO_NO_END != 0, flaws&C.TURBO_STRAY != 0
	p.End = int(C.turbo_decoder_end(d.c))
	return p, nil
}

// judge reports stray bytes within the scans as a flaw or as damage.
func (d *Decoder) judge(ctx context.Context, data []byte, o DecodeOptions) error {
	p := &d.planes
	harmless, err := checkStrays(ctx, data)
	switch {
	case err != nil:
		return err
	case harmless:
		p.Stray = true
	case !o.Salvage:
		return asError(C.turbo_decoder_strays(d.c))
	case p.straysFirst:
		p.Damage = p.strays
	}
	return nil
}

// lost returns what is wrong with a salvaged picture, and how much of it is concerned if its rows
// were read from top to bottom.
func lost(f *C.turbo_failure, first C.int, h Header) error {
	err := asError(f)
	var why *fault.Error
	row := int(first)
	switch {
	case row < 0 || !errors.As(err, &why):
		return err
	case row >= h.Height:
		return &fault.Error{Kind: why.Kind, Detail: "no pixels are missing: " + why.Detail}
	default:
		const text = "at most the lower %d of %d rows are damaged or missing: %s"
		return &fault.Error{Kind: why.Kind,
			Detail: fmt.Sprintf(text, h.Height-row, h.Height, why.Detail)}
	}
}

// Close frees the Decoder's memory, not that of planes in use. More calls do nothing.
func (d *Decoder) Close() {
	if d.c != nil {
		d.cleanup.Stop()
		C.turbo_decoder_free(d.c)
		d.c = nil
	}
	d.buffers = [4][]byte{}
	d.planes = Planes{}
	d.closed = true
}

// Kept returns the memory that d keeps between pictures, in bytes: its planes. What libjpeg keeps
// is negligible.
func (d *Decoder) Kept() int {
	n := 0
	for _, b := range d.buffers {
		n += cap(b)
	}
	return n
}

func (d *Decoder) open() error {
	if d.closed {
		return ErrClosed
	}
	if d.c == nil {
		if d.c = C.turbo_decoder_new(); d.c == nil {
			return fault.TooLarge("insufficient memory")
		}
		d.cleanup = runtime.AddCleanup(d, func(c *C.turbo_decoder) { C.turbo_decoder_free(c) }, d.c)
	}
	return nil
}

// release drops what the caller and the garbage collector own.
func (d *Decoder) release() {
	C.turbo_decoder_abort(d.c)
	d.pin.Unpin()
}

// header opens data, which stays pinned until release.
func (d *Decoder) header(data []byte, salvage bool) (Header, error) {
	if len(data) > 0 {
		d.pin.Pin(&data[0])
	}
	if C.turbo_decoder_open(d.c, (*C.uchar)(unsafe.SliceData(data)), C.size_t(len(data)),
		flag(salvage)) < 0 {
		return Header{}, d.failure()
	}
	c := C.turbo_decoder_header(d.c)
	h := Header{
		Width: int(c.width), Height: int(c.height), Space: ColorSpace(c.space),
		Progressive: c.progressive != 0, Arithmetic: c.arithmetic != 0, Buffered: c.buffered != 0,
	}
	h.Inverted = h.Components() == 4 && c.adobe != 0
	for i := range h.Components() {
		h.Sampling[i] = Sampling{int(c.h[i]), int(c.v[i])}
	}
	return h, nil
}

func (d *Decoder) buffer(i, n int) []byte {
	if b := d.buffers[i]; cap(b) >= n && (cap(b) <= keptBytes || cap(b)/4 <= n) {
		return b[:n]
	}
	d.buffers[i] = nil // before the new one is allocated
	d.buffers[i] = make([]byte, n)
	return d.buffers[i]
}

func (d *Decoder) failure() error { return asError(C.turbo_decoder_failure(d.c)) }

// asError returns nil for a failure that did not happen.
func asError(f *C.turbo_failure) error {
	text := plain(C.GoString(&f.text[0]))
	switch f.kind {
	case 0:
		return nil
	case C.TURBO_DAMAGED:
		return fault.Damaged("%s", text)
	case C.TURBO_UNSUPPORTED:
		return fault.Unsupported("not supported: %s", text)
	case C.TURBO_TOO_LARGE:
		return fault.TooLarge("%s", text)
	}
	return errors.New("libjpeg-turbo: " + text)
}
