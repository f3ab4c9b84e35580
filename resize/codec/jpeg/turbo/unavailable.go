//go:build !cgo || purego

package turbo

import (
	"context"
	"io"
)

// Available reports whether this build holds libjpeg-turbo.
const Available = false

// Decoder decodes nothing in this build.
type Decoder struct{}

// ReadHeader returns ErrUnavailable.
func (*Decoder) ReadHeader([]byte) (Header, error) { return Header{}, ErrUnavailable }

// Decode returns ErrUnavailable.
func (*Decoder) Decode(context.Context, []byte, DecodeOptions) (*Planes, error) {
	return nil, ErrUnavailable
}

// Close does nothing.
func (*Decoder) Close() {}

// Kept is 0.
func (*Decoder) Kept() int { return 0 }

// Encoder encodes nothing in this build.
type Encoder struct{}

// Encode returns ErrUnavailable.
func (*Encoder) Encode(context.Context, io.Writer, *Planes, EncodeOptions) error {
	return ErrUnavailable
}

// Close does nothing.
func (*Encoder) Close() {}

// Kept is 0.
func (*Encoder) Kept() int { return 0 }
