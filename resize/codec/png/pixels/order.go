package pixels

// Order follows the chunks of a file and knows which of them are where the specification allows
// them. The zero value expects IHDR.
type Order struct {
	color   int // IHDR's color type
	colors  int // of the palette
	palette bool
	pixels  bool
	seen    map[string]bool // chunks that come once; nil before IHDR
}

// Header begins a file with IHDR's data, 13 bytes.
func (o *Order) Header(ihdr []byte) {
	o.color, o.seen = int(ihdr[9]), map[string]bool{"IHDR": true}
}

// Pixels reports whether IDAT has been seen.
func (o *Order) Pixels() bool { return o.pixels }

// Takes reports whether readers use the next chunk, of n bytes: in its place, of valid length, and
// the first of a kind that may occur once. Others must not change the picture. Unknown kinds are
// used.
func (o *Order) Takes(kind string, n int64) bool {
	ok := o.allowed(kind) && fits(kind, n, o.color, o.colors)
	switch kind {
	case "PLTE":
		if ok {
			o.colors = int(n / 3)
		}
		o.palette = true
	case "IDAT":
		o.pixels = true
	}
	if ok && single(kind) {
		o.seen[kind] = true
	}
	return ok
}

func (o *Order) allowed(kind string) bool {
	if o.seen == nil || single(kind) && o.seen[kind] {
		return false
	}
	switch kind {
	case "PLTE":
		return !o.pixels && o.color&2 != 0
	case "cHRM", "cICP", "gAMA", "iCCP", "mDCV", "cLLI", "sBIT", "sRGB":
		return !o.palette && !o.pixels
	case "tRNS", "bKGD":
		return !o.pixels && (o.palette || o.color != indexed)
	case "hIST":
		return !o.pixels && o.palette
	case "pHYs", "sPLT", "acTL":
		return !o.pixels
	}
	return true
}

// single reports whether there may be only one chunk of a kind.
func single(kind string) bool {
	switch kind {
	case "IHDR", "PLTE", "IEND", "cHRM", "cICP", "gAMA", "iCCP", "mDCV", "cLLI", "sBIT", "sRGB",
		"tRNS", "bKGD", "hIST",
		"pHYs", "acTL", "tIME", "eXIf":
		return true
	}
	return false
}

// fits reports whether the length of a chunk is valid for its kind, the color type and the number
// of palette colors.
func fits(kind string, n int64, color, colors int) bool {
	switch kind {
	case "PLTE":
		return n > 0 && n%3 == 0 && n <= 3*256
	case "tRNS":
		switch color {
		case gray:
			return n == 2
		case rgb:
			return n == 6
		case indexed:
			return n > 0 && n <= int64(colors)
		}
		return false
	case "sBIT":
		return n == map[int]int64{gray: 1, rgb: 3, indexed: 3, grayAlpha: 2, rgbAlpha: 4}[color]
	case "bKGD":
		return n == map[int]int64{gray: 2, rgb: 6, indexed: 1, grayAlpha: 2, rgbAlpha: 6}[color]
	case "hIST":
		return n == 2*int64(colors)
	case "sRGB":
		return n == 1
	case "gAMA", "cICP":
		return n == 4
	case "tIME":
		return n == 7
	case "cLLI", "acTL":
		return n == 8
	case "pHYs":
		return n == 9
	case "mDCV":
		return n == 24
	case "cHRM":
		return n == 32
	}
	return true
}

// Critical reports whether a chunk of a kind is needed to show the picture.
func Critical(kind string) bool { return kind[0]&0x20 == 0 }

// Known reports whether a critical chunk is one of those that PNG defines.
func Known(kind string) bool {
	return kind == "IHDR" || kind == "PLTE" || kind == "IDAT" || kind == "IEND"
}

// IsKind reports whether four bytes are letters, as every chunk's name is.
func IsKind(kind string) bool {
	for _, b := range []byte(kind) {
		if b |= 0x20; b < 'a' || b > 'z' {
			return false
		}
	}
	return len(kind) == 4
}
