package ui

import (
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode"

	"fyne.io/fyne/v2/lang"
	"github.com/dustin/go-humanize"

	"sizemill/resize"
)

// words is the data of a translated template.
type words = map[string]any

// versionText names the program and its version.
func versionText(version string) string {
	return lang.L("Sizemill {{.Version}}", words{"Version": version})
}

// countText is n with separators: "20,000".
func countText(n int) string { return humanize.Comma(int64(n)) }

// bytesText is a file size: "8.1 MB".
func bytesText(n int64) string { return humanize.Bytes(uint64(max(n, 0))) }

// sizeText is a size in pixels: "6000×4000".
func sizeText(s resize.Size) string { return strconv.Itoa(s.Width) + "×" + strconv.Itoa(s.Height) }

// picturesText is "1 picture", "128 pictures".
func picturesText(n int) string {
	return lang.N("{{.Count}} pictures", n, words{"Count": countText(n)})
}

// leftText is the time left in words: "2 s left".
func leftText(d time.Duration) string {
	seconds := int(math.Ceil(d.Seconds()))
	switch {
	case d < 0:
		return ""
	case seconds < 60:
		return lang.L("{{.N}} s left", words{"N": seconds})
	case seconds < 3600:
		return lang.L("{{.N}} min left", words{"N": (seconds + 59) / 60})
	default:
		return lang.L("{{.H}} h {{.M}} min left", words{"H": seconds / 3600, "M": seconds % 3600 / 60})
	}
}

// tookText is how long something took: "0.8 s", "12 s", "3 min 5 s".
func tookText(d time.Duration) string {
	switch {
	case d < 10*time.Second:
		return lang.L("{{.N}} s", words{"N": strconv.FormatFloat(d.Seconds(), 'f', 1, 64)})
	case d < time.Minute:
		return lang.L("{{.N}} s", words{"N": int(d.Seconds())})
	default:
		return lang.L("{{.M}} min {{.S}} s", words{"M": int(d.Minutes()), "S": int(d.Seconds()) % 60})
	}
}

// rateText is a speed: "38 pictures/s", "0.4 pictures/s".
func rateText(perSecond float64) string {
	digits := 0
	if perSecond < 10 {
		digits = 1
	}
	return lang.L("{{.N}} pictures/s", words{"N": strconv.FormatFloat(perSecond, 'f', digits, 64)})
}

// nameText is a file name or path made fit to be shown in one line: what would break the line or turn the text around
// is replaced by a visible mark.
func nameText(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' {
			return unicode.ReplacementChar
		}
		return r
	}, name)
}

// dot stands between the parts of a line.
const dot = " · "

// join puts the parts that are not empty behind one another with a middle dot.
func join(parts ...string) string {
	var b strings.Builder
	for _, part := range parts {
		if part == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(dot)
		}
		b.WriteString(part)
	}
	return b.String()
}

// baseName is the last element of a path; of no path, nothing.
func baseName(path string) string {
	if path == "" {
		return ""
	}
	return filepath.Base(path)
}
