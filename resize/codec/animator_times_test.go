package codec_test

import (
	"testing"
	"time"

	"sizemill/internal/codectest"
	"sizemill/resize/codec/format"
)

// TestDelays: the sum is right, within a unit, and no frame falls into the trap of browsers that show 10 ms as 100.
func TestDelays(t *testing.T) {
	images := film(16, 12, 30)
	for _, tt := range []struct {
		name  string
		f     format.Format
		delay func(i int) time.Duration
		total time.Duration
		least time.Duration
	}{
		{"thirds", format.GIF, always(time.Second / 30), time.Second, 30 * time.Millisecond},
		{"thirds", format.WebP, always(time.Second / 30), time.Second, 33 * time.Millisecond},
		{"thirds", format.PNG, always(time.Second / 30), time.Second, 33 * time.Millisecond},
		{"as written", format.GIF, always(10 * time.Millisecond), 300 * time.Millisecond, 10 * time.Millisecond},
		{"none", format.GIF, always(0), 0, 0},
		{"half units", format.GIF, always(25 * time.Millisecond), 750 * time.Millisecond, 20 * time.Millisecond},
		{"shorter than browsers show", format.GIF, always(time.Second / 60), 600 * time.Millisecond, 20 * time.Millisecond},
		{"one long", format.GIF, func(i int) time.Duration { return time.Duration(i/29) * 3 * time.Hour }, 655350 * time.Millisecond, 0},
		{"negative", format.GIF, always(-time.Second), 0, 0},
	} {
		got, _, err := codectest.Frames(animated(t, by(tt.f, format.Options{}), 0, images, tt.delay))
		if err != nil {
			t.Fatal(err)
		}
		var sum time.Duration
		least := time.Hour
		for _, d := range got.Delays {
			sum += d
			least = min(least, d)
		}
		if d := sum - tt.total; d > 10*time.Millisecond || d < -10*time.Millisecond || least != tt.least {
			t.Errorf("%s %v: %v together, the least %v; want %v and %v", tt.name, tt.f, sum, least, tt.total, tt.least)
		}
	}
}

// TestAnimatorLoops: every number of times comes back, as far as the format can count.
func TestAnimatorLoops(t *testing.T) {
	for _, f := range []format.Format{format.GIF, format.WebP, format.PNG} {
		for loops, want := range map[int]int{0: 0, 1: 1, 2: 2, 5: 5, 65_535: 65_535, 1 << 20: 65_535} {
			switch {
			case loops == 1<<20 && f == format.PNG:
				want = 1 << 20
			case loops == 1<<20 && f == format.GIF:
				want = 65_536
			}
			_, h, err := codectest.Frames(animated(t, by(f, format.Options{}), loops, film(16, 12, 2), always(time.Second)))
			if err != nil || h.Loops != want {
				t.Errorf("%v, %d times: %d, %v", f, loops, h.Loops, err)
			}
		}
	}
}
