//go:build e2e && linux

package e2e

import (
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"sizemill/internal/proctest"
)

// xconn speaks the part of the X11 protocol that xdotool cannot: reading pixels fast enough to time
// them, reading the clipboard, and asking whether the event loop of a window still answers. It is
// for one goroutine at a time.
type xconn struct {
	t      *testing.T
	conn   net.Conn
	root   uint32
	window uint32 // never shown; receives what the connection asks for
	atoms  map[string]uint32
	events [][]byte // that arrived during the wait for a reply
}

var le = binary.LittleEndian

// The numbers of requests, events and predefined atoms of X11.
const (
	xCreateWindow = 1 + iota
	xChangeAttributes
	xGetGeometry      = 14
	xInternAtom       = 16
	xGetProperty      = 20
	xConvertSelection = 24
	xSendEvent        = 25
	xTranslate        = 40
	xGetImage         = 73

	xSelectionNotify = 31
	xClientMessage   = 33

	xSubstructureNotify   = 1 << 19
	xSubstructureRedirect = 1 << 20
)

// dialX connects to a local display, such as ":5".
func dialX(t *testing.T, display string) *xconn {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "unix", "/tmp/.X11-unix/X"+strings.TrimPrefix(display, ":"))
	if err != nil {
		t.Fatalf("connect to the display: %v", err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	x := &xconn{t: t, conn: conn, atoms: make(map[string]uint32)}
	x.deadline(proctest.Patience)
	x.write([]byte{'l', 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0})
	head := x.read(8)
	body := x.read(4 * int(le.Uint16(head[6:])))
	if head[0] != 1 {
		t.Fatalf("the display refuses: %q", body)
	}
	vendor, formats := int(le.Uint16(body[16:])), int(body[21])
	x.root = le.Uint32(body[32+(vendor+3)/4*4+8*formats:])
	x.window = le.Uint32(body[4:]) // the first free number
	x.request(xCreateWindow, 0, x.window, x.root, 0, 1|1<<16, 2<<16, 0, 0)
	x.request(xChangeAttributes, 0, x.root, 1<<11, xSubstructureNotify)
	return x
}

func (x *xconn) deadline(d time.Duration) {
	if err := x.conn.SetDeadline(time.Now().Add(d)); err != nil {
		x.t.Fatal(err)
	}
}

func (x *xconn) write(b []byte) {
	if _, err := x.conn.Write(b); err != nil {
		x.t.Fatalf("write to the display: %v", err)
	}
}

func (x *xconn) read(n int) []byte {
	b := make([]byte, n)
	if _, err := io.ReadFull(x.conn, b); err != nil {
		x.t.Fatalf("read from the display: %v", err)
	}
	return b
}

// request sends a request of 32-bit words.
func (x *xconn) request(opcode, data byte, words ...uint32) {
	b := le.AppendUint16([]byte{opcode, data}, uint16(1+len(words)))
	for _, w := range words {
		b = le.AppendUint32(b, w)
	}
	x.write(b)
}

// message reads the next reply, error or event, or returns false after the deadline.
func (x *xconn) message() ([]byte, bool) {
	var head [32]byte
	if _, err := io.ReadFull(x.conn, head[:]); err != nil {
		var timeout net.Error
		if errors.As(err, &timeout) && timeout.Timeout() {
			return nil, false
		}
		x.t.Fatalf("read from the display: %v", err)
	}
	var rest []byte
	if head[0] == 1 || head[0]&0x7f == 35 {
		rest = x.read(4 * int(le.Uint32(head[4:])))
	}
	return append(head[:], rest...), true
}

// reply waits for the answer to the last request. It returns nil for an error, such as a window
// that has gone.
func (x *xconn) reply() []byte {
	x.deadline(proctest.Patience)
	for {
		switch b, ok := x.message(); {
		case !ok:
			x.t.Fatal("the display does not answer")
		case b[0] == 0:
			return nil
		case b[0] == 1:
			return b
		default:
			x.events = append(x.events, b)
		}
	}
}

// event waits for an event of a kind that match accepts, or returns nil after the deadline.
func (x *xconn) event(kind byte, within time.Duration, match func([]byte) bool) []byte {
	x.deadline(within)
	for {
		var b []byte
		if len(x.events) > 0 {
			b, x.events = x.events[0], x.events[1:]
		} else {
			var ok bool
			if b, ok = x.message(); !ok {
				return nil
			}
		}
		if b[0]&0x7f == kind && match(b) {
			return b
		}
	}
}

func (x *xconn) atom(name string) uint32 {
	if a, ok := x.atoms[name]; ok {
		return a
	}
	b := append(le.AppendUint32(nil, uint32(len(name))), name...)
	b = append(b, make([]byte, -len(b)&3)...)
	words := make([]uint32, len(b)/4)
	for i := range words {
		words[i] = le.Uint32(b[4*i:])
	}
	x.request(xInternAtom, 0, words...)
	a := le.Uint32(x.reply()[8:])
	x.atoms[name] = a
	return a
}

// property returns a property of a window, or nil.
func (x *xconn) property(window uint32, name string) []byte {
	x.request(xGetProperty, 0, window, x.atom(name), 0, 0, 1<<20)
	b := x.reply()
	if len(b) == 0 || b[1] == 0 {
		return nil
	}
	return b[32 : 32+int(b[1])/8*int(le.Uint32(b[16:]))]
}

// clipboard returns the text that was copied last.
func (x *xconn) clipboard() string {
	x.t.Helper()
	const property = "SIZEMILL_E2E"
	x.request(xConvertSelection, 0, x.window, x.atom("CLIPBOARD"), x.atom("UTF8_STRING"), x.atom(property), 0)
	b := x.event(xSelectionNotify, proctest.Patience, func([]byte) bool { return true })
	if b == nil || le.Uint32(b[20:]) == 0 {
		x.t.Fatal("there is no text in the clipboard")
	}
	return string(x.property(x.window, property))
}

// send sends a client message to a window, or to the root window for the window manager.
func (x *xconn) send(to, mask, window uint32, kind string, data ...uint32) {
	event := le.AppendUint32([]byte{xClientMessage, 32, 0, 0}, window)
	event = le.AppendUint32(event, x.atom(kind))
	for _, w := range data {
		event = le.AppendUint32(event, w)
	}
	event = append(event, make([]byte, 32-len(event))...)
	words := []uint32{to, mask}
	for ; len(event) > 0; event = event[4:] {
		words = append(words, le.Uint32(event))
	}
	x.request(xSendEvent, 0, words...)
}

// ping asks the event loop of a window for an answer and returns how long that took, or false if
// there was none in time.
func (x *xconn) ping(window, serial uint32, within time.Duration) (time.Duration, bool) {
	sent := time.Now()
	x.send(window, 0, window, "WM_PROTOCOLS", x.atom("_NET_WM_PING"), serial, window)
	answer := x.event(xClientMessage, within, func(b []byte) bool {
		return le.Uint32(b[4:]) == x.root && le.Uint32(b[12:]) == x.atom("_NET_WM_PING") && le.Uint32(b[16:]) == serial
	})
	return time.Since(sent), answer != nil
}

// closeWindow asks the window manager to close a window, as a taskbar does.
func (x *xconn) closeWindow(window uint32) {
	const byUser = 2
	x.send(x.root, xSubstructureNotify|xSubstructureRedirect, window, "_NET_CLOSE_WINDOW", 0, byUser)
	x.request(xGetGeometry, 0, x.root) // its reply proves that the message has arrived
	x.reply()
}

// size returns the size of a drawable in pixels.
func (x *xconn) size(window uint32) (image.Point, error) {
	x.request(xGetGeometry, 0, window)
	b := x.reply()
	if b == nil {
		return image.Point{}, fmt.Errorf("window %d is gone", window)
	}
	return image.Pt(int(le.Uint16(b[16:])), int(le.Uint16(b[18:]))), nil
}

// origin returns where the content of a window begins on the screen.
func (x *xconn) origin(window uint32) image.Point {
	x.request(xTranslate, 0, window, x.root, 0)
	b := x.reply()
	if b == nil {
		x.t.Fatalf("window %d is gone", window)
	}
	return image.Pt(int(int16(le.Uint16(b[12:]))), int(int16(le.Uint16(b[14:]))))
}

// image returns what the screen shows of a part of a window, or nil if the window has gone or
// reaches beyond the screen.
func (x *xconn) image(window uint32, r image.Rectangle) *image.RGBA {
	x.request(xGetImage, 2, window, uint32(uint16(r.Min.X))|uint32(r.Min.Y)<<16, uint32(r.Dx())|uint32(r.Dy())<<16, 1<<32-1)
	b := x.reply()
	if b == nil {
		return nil
	}
	m := image.NewRGBA(image.Rectangle{Max: r.Size()})
	for i := 0; i < len(m.Pix); i += 4 {
		m.Pix[i], m.Pix[i+1], m.Pix[i+2], m.Pix[i+3] = b[32+i+2], b[32+i+1], b[32+i], 0xff
	}
	return m
}
