//go:build !nodynamic && (((linux || darwin) && (amd64 || arm64)) || (windows && amd64))

package libheif

import (
	"errors"
	"image"
	"runtime"
	"unsafe"

	"sizemill/resize/fault"
)

// libheif's constants.
const (
	colorspaceRGB      = 1
	chromaRGB          = 10 // interleaved, one byte per channel
	chromaRGB16        = 14 // interleaved, two bytes per channel, the lower one first
	channelInterleaved = 10

	codeUnsupportedFile    = 3
	codeUnsupportedFeature = 4
	codeMemory             = 6
	detailLimit            = 1000
	detailNoDecoder        = 3000
)

// Decode decodes the primary picture of a file without alpha, rotation or crop. The picture must
// have that size in pixels, which the caller has checked against its limits. It returns an
// *image.NRGBA or, for more than eight bits per channel, an *image.NRGBA64, both opaque. It runs on
// the calling goroutine, apart from the decoder's own thread.
func Decode(file []byte, f Format, size image.Point) (image.Image, error) {
	if text := Missing(f); text != "" {
		return nil, fault.Unsupported("%s", text)
	}
	lib, err := loaded()
	if err != nil {
		return nil, err
	}
	if len(file) == 0 {
		return nil, fault.Damaged("no bytes")
	}
	defer runtime.KeepAlive(file)
	var pin runtime.Pinner // libheif keeps a pointer to the file until the context is freed
	defer pin.Unpin()
	pin.Pin(&file[0])
	context := lib.alloc()
	if context == 0 {
		return nil, errMemory
	}
	defer lib.free(context)
	// the tiles of a small grid may be larger than it
	lib.setLimit(context, int32(max(2*size.X, 2*size.Y, 4096)))
	if lib.setThreads != nil {
		lib.setThreads(context, 0) // the pool has its own
	}
	if err := lib.check(lib.read(context, &file[0], uintptr(len(file)), 0), f); err != nil {
		return nil, err
	}
	var handle uintptr
	if err := lib.check(lib.primary(context, &handle), f); err != nil {
		return nil, err
	}
	defer lib.releaseHandle(handle)
	return lib.pixels(handle, f, size)
}

var errMemory = errors.New("libheif ran out of memory")

// check returns libheif's errors as ours.
func (lib *library) check(f failure, format Format) error {
	switch {
	case f.code == 0:
		return nil
	case f.detail == detailNoDecoder:
		return fault.Unsupported("libheif cannot decode this kind of %v (%s)", format, f.text())
	case f.code == codeUnsupportedFile, f.code == codeUnsupportedFeature:
		return fault.Unsupported("libheif: %s", f.text())
	case f.code == codeMemory && f.detail != detailLimit:
		return errMemory
	}
	return fault.Damaged("%s", f.text())
}

// pixels decodes a picture and copies it.
func (lib *library) pixels(handle uintptr, f Format, size image.Point) (image.Image, error) {
	options := lib.allocOptions()
	if options == nil {
		return nil, errMemory
	}
	defer lib.freeOptions(options)
	options.ignoreTransformations = 1
	if options.version >= 3 {
		options.strict = 1
	}
	chroma := int32(chromaRGB)
	if lib.depth(handle) > 8 {
		chroma = chromaRGB16
	}
	var m uintptr
	if err := lib.check(lib.decode(handle, &m, colorspaceRGB, chroma, options), f); err != nil {
		return nil, err
	}
	defer lib.releaseImage(m)
	w, h := int(lib.width(m, channelInterleaved)), int(lib.height(m, channelInterleaved))
	if w != size.X || h != size.Y {
		return nil, fault.Damaged("%d × %d pixels in a picture of %d × %d", w, h, size.X, size.Y)
	}
	var stride int32
	plane := lib.plane(m, channelInterleaved, &stride)
	row := 3 * w
	if chroma == chromaRGB16 {
		row *= 2
	}
	if plane == nil || int(stride) < row {
		return nil, fault.Damaged("libheif returned no pixels")
	}
	pixels := unsafe.Slice(plane, int(stride)*(h-1)+row)
	if chroma == chromaRGB16 {
		return deep(pixels, int(stride), size, int(lib.bits(m, channelInterleaved)))
	}
	return shallow(pixels, int(stride), size), nil
}

// shallow copies RGB of one byte per channel.
func shallow(pixels []byte, stride int, size image.Point) *image.NRGBA {
	dst := image.NewNRGBA(image.Rectangle{Max: size})
	for y := range size.Y {
		src := pixels[y*stride:][:3*size.X]
		row := dst.Pix[y*dst.Stride:][:4*size.X]
		for i, j := 0, 0; i < len(row); i, j = i+4, j+3 {
			p := row[i : i+4 : i+4]
			p[0], p[1], p[2], p[3] = src[j], src[j+1], src[j+2], 255
		}
	}
	return dst
}

// deep copies RGB of that many bits per channel in two bytes, and scales it to sixteen.
func deep(pixels []byte, stride int, size image.Point, bits int) (image.Image, error) {
	if bits < 9 || bits > 16 {
		return nil, fault.Unsupported("libheif returned %d bits per channel", bits)
	}
	dst := image.NewNRGBA64(image.Rectangle{Max: size})
	most := uint32(1)<<bits - 1
	for y := range size.Y {
		src := pixels[y*stride:][:6*size.X]
		row := dst.Pix[y*dst.Stride:][:8*size.X]
		for i, j := 0, 0; i < len(row); i, j = i+8, j+6 {
			for c := range 3 {
				v := min(uint32(src[j+2*c])|uint32(src[j+2*c+1])<<8, most)
				v = (v*0xffff + most/2) / most
				row[i+2*c], row[i+2*c+1] = byte(v>>8), byte(v)
			}
			row[i+6], row[i+7] = 0xff, 0xff
		}
	}
	return dst, nil
}
