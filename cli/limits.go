package cli

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// pixelCount is a number of pixels.
type pixelCount int64

// pixelText matches a number and a unit of pixels, lower-case.
var pixelText = regexp.MustCompile(`^([\d.,]+)\s*(m|mp|megapixels?|g|gp|gigapixels?|px|pixels?)?$`)

// The numbers of pixels that make sense. A smaller one without a unit is meant in megapixels.
const (
	megapixel              = 1_000_000
	mostPixels             = 10_000 * megapixel // as many as the longest sides allow
	leastPixels, leastBare = 1, megapixel
)

// UnmarshalText reads 800MP, 0.5 MP, 1.2GP and 800000000.
func (p *pixelCount) UnmarshalText(text []byte) error {
	typed := strings.TrimSpace(string(text))
	parts := pixelText.FindStringSubmatch(strings.ToLower(typed))
	if parts == nil {
		return fmt.Errorf("%q is not a number of pixels: use a number such as 800MP", typed)
	}
	n, err := number(parts[1])
	if err != nil {
		return err
	}
	least := float64(leastPixels)
	switch unit := parts[2]; {
	case strings.HasPrefix(unit, "m"):
		n *= megapixel
	case strings.HasPrefix(unit, "g"):
		n *= 1000 * megapixel
	case unit == "":
		least = leastBare
	}
	switch {
	case n < least && least == leastBare:
		return fmt.Errorf("%s is a small number of pixels: use %sMP for megapixels", typed, typed)
	case n < least:
		return fmt.Errorf("%s is too few pixels", typed)
	case n > mostPixels:
		return fmt.Errorf("%s is too many pixels: at most %dMP", typed, mostPixels/megapixel)
	}
	*p = pixelCount(n)
	return nil
}

// frameCount is a number of frames.
type frameCount int

// mostFrames keeps the table of frames of an animation to some megabytes.
const mostFrames = 1_000_000

// UnmarshalText reads 20000.
func (f *frameCount) UnmarshalText(text []byte) error {
	n, err := wholeNumber(string(text))
	switch {
	case err != nil:
		return err
	case n < 1 || n > mostFrames:
		return fmt.Errorf("%d frames: must be 1 to %d", n, mostFrames)
	}
	*f = frameCount(n)
	return nil
}

// timeLimit is how long a picture may take; less than 0 is as long as it takes.
type timeLimit time.Duration

// The shortest limit, below which pictures fail at random, and the longest.
const shortestTime, longestTime = time.Second, 1000 * time.Hour

// UnmarshalText reads 90s, 5m, 5 min, 1h30m, 1.5h, and none.
func (l *timeLimit) UnmarshalText(text []byte) error {
	typed := strings.TrimSpace(string(text))
	if strings.EqualFold(typed, "none") {
		*l = -1
		return nil
	}
	plain := strings.NewReplacer(" ", "", "minutes", "m", "minute", "m", "min", "m",
		"seconds", "s", "second", "s", "sec", "s", "hours", "h", "hour", "h").Replace(strings.ToLower(typed))
	d, err := time.ParseDuration(plain)
	switch {
	case err != nil:
		return fmt.Errorf("%q is not a time: use 90s, 5m or 1h, or none", typed)
	case d < shortestTime:
		return errors.New("the time limit is at least 1s; use none for no limit")
	case d > longestTime:
		return fmt.Errorf("%s is too long; use none for no limit", typed)
	}
	*l = timeLimit(d)
	return nil
}
