package wording

import (
	"math"
	"strconv"
	"time"

	"fyne.io/fyne/v2/lang"
	"github.com/dustin/go-humanize"

	"sizemill/resize"
)

// words is the data of a translated template.
type words = map[string]any

// Version names the program and its version.
func Version(version string) string {
	return lang.L("Sizemill {{.Version}}", words{"Version": version})
}

// count writes n with separators: "20,000".
func count(n int) string { return humanize.Comma(int64(n)) }

// byteCount writes a file size: "8.1 MB".
func byteCount(n int64) string { return humanize.Bytes(uint64(max(n, 0))) }

// pixelSize writes a size in pixels: "6000×4000".
func pixelSize(s resize.Size) string {
	return strconv.Itoa(s.Width) + "×" + strconv.Itoa(s.Height)
}

// pictures counts pictures: "1 picture", "128 pictures".
func pictures(n int) string {
	return lang.N("{{.Count}} pictures", n, words{"Count": count(n)})
}

// timeLeft writes the time left: "2 s left".
func timeLeft(d time.Duration) string {
	seconds := int(math.Ceil(d.Seconds()))
	switch {
	case d < 0:
		return ""
	case seconds < 60:
		return lang.L("{{.N}} s left", words{"N": seconds})
	case seconds < 3600:
		return lang.L("{{.N}} min left", words{"N": (seconds + 59) / 60})
	default:
		return lang.L("{{.H}} h {{.M}} min left",
			words{"H": seconds / 3600, "M": seconds % 3600 / 60})
	}
}

// duration writes how long something took: "0.8 s", "12 s", "3 min 5 s".
func duration(d time.Duration) string {
	switch {
	case d < 10*time.Second:
		return lang.L("{{.N}} s", words{"N": strconv.FormatFloat(d.Seconds(), 'f', 1, 64)})
	case d < time.Minute:
		return lang.L("{{.N}} s", words{"N": int(d.Seconds())})
	default:
		return lang.L("{{.M}} min {{.S}} s",
			words{"M": int(d.Minutes()), "S": int(d.Seconds()) % 60})
	}
}

// rate writes a speed: "38 pictures/s", "0.4 pictures/s".
func rate(perSecond float64) string {
	digits := 0
	if perSecond < 10 {
		digits = 1
	}
	return lang.L("{{.N}} pictures/s", words{"N": strconv.FormatFloat(perSecond, 'f', digits, 64)})
}
