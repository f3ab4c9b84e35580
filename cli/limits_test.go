package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sizemill/cli"
	"sizemill/internal/imgtest"
	"sizemill/internal/memlimit"
)

// TestLimits refuses pictures over a limit by name, with the flag that allows them.
func TestLimits(t *testing.T) {
	for _, c := range []struct {
		name, flags string
		file        []byte
		want        string // after the path; empty: made
	}{
		{"pixels", "--max-pixels|0.1MP", imgtest.PNG(t, 400, 300), "too large: 400 × 300 pixels; the limit is 0.1 megapixels; use --max-pixels 1MP to allow it"},
		{"as many pixels as allowed", "--max-pixels|0.12 MP", imgtest.PNG(t, 400, 300), ""},
		{"pixels of a bomb", "", imgtest.PNGClaim(65535, 65535), "too large: 65535 × 65535 pixels; the limit is 500 megapixels; use --max-pixels 4295MP to allow it"},
		{"a raised limit", "--max-pixels|5GP", imgtest.PNGClaim(65535, 65535), "damaged: "},
		{"sides", "--max-pixels|10GP", imgtest.PNGClaim(200_000, 10), "too large: 200000 × 10 pixels; the limit is 100000 × 100000"},
		{"frames", "--max-frames|4", imgtest.AnimatedGIF(t, 30, 20, 5), "too large: more than 4 frames; use a larger --max-frames to allow it"},
		{"as many frames as allowed", "--max-frames|5", imgtest.AnimatedGIF(t, 30, 20, 5), ""},
		{"pixels of all frames", "--max-pixels|0.001MP", imgtest.AnimatedGIF(t, 40, 25, 12), "too large: 9 frames of 40 × 25 pixels; the limit is 0.008 megapixels together; use a larger --max-pixels to allow it"},
		{"pixels of a result", "--enlarge|--max-pixels|0.4MP|--percent|200", imgtest.PNG(t, 400, 300), "the result would have 800 × 600 pixels; the limit is 0.4 megapixels; use --max-pixels 1MP to allow it"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			imgtest.WriteTree(t, dir, map[string][]byte{"in/a.png": c.file, "in/good.png": imgtest.PNG(t, 20, 20)})
			for _, command := range []string{"plan", "resize"} {
				args := []string{command}
				if c.flags != "" {
					args = append(args, strings.Split(c.flags, "|")...)
				}
				code, stdout, stderr := run(t, append(args, "--out", filepath.Join(dir, "out"), filepath.Join(dir, "in"))...)
				if c.want == "" {
					if code != cli.ExitOK || stderr != "" {
						t.Errorf("%s: exit code %d, said %q", command, code, stderr)
					}
					continue
				}
				if path := filepath.Join(dir, "in", "a.png"); code != cli.ExitFailed || !strings.Contains(stderr, path+": ") || !strings.Contains(stderr, c.want) {
					t.Errorf("%s: exit code %d, said %q, want %q", command, code, stderr, c.want)
				}
				if command == "resize" && !strings.Contains(stdout, "1 failed") {
					t.Errorf("printed %q", stdout)
				}
			}
			if c.want != "" {
				imgtest.SameNames(t, filepath.Join(dir, "out"), "good.png")
			}
		})
	}
}

// TestLimitFlags reads limits as people type them.
func TestLimitFlags(t *testing.T) {
	in := filepath.Join(t.TempDir(), "a.png")
	if err := os.WriteFile(in, imgtest.PNG(t, 20, 20), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ flag, value, want string }{
		{"--max-pixels", "800MP", ""},
		{"--max-pixels", "800 megapixels", ""},
		{"--max-pixels", "1.2GP", ""},
		{"--max-pixels", "800000000", ""},
		{"--max-pixels", "800000000px", ""},
		{"--max-pixels", "800", "use 800MP for megapixels"},
		{"--max-pixels", "0MP", "too few pixels"},
		{"--max-pixels", "200GP", "at most 10000MP"},
		{"--max-pixels", "many", "is not a number of pixels: use a number such as 800MP"},
		{"--max-frames", "20000", ""},
		{"--max-frames", "0", "must be 1 to 1000000"},
		{"--max-frames", "x", "is not a whole number"},
		{"--time-limit", "90s", ""},
		{"--time-limit", "5 min", ""},
		{"--time-limit", "1h30m", ""},
		{"--time-limit", "2 Hours", ""},
		{"--time-limit", "none", ""},
		{"--time-limit", "5", "is not a time: use 90s, 5m or 1h, or none"},
		{"--time-limit", "0s", "at least 1s; use none for no limit"},
		{"--time-limit", "-5m", "at least 1s"},
		{"--time-limit", "9999h", "is too long"},
	} {
		code, _, stderr := run(t, "resize", "--out", t.TempDir(), c.flag+"="+c.value, in)
		want := cli.ExitOK
		if c.want != "" {
			want = cli.ExitUsage
		}
		if code != want || !strings.Contains(stderr, c.want) || c.want == "" && stderr != "" {
			t.Errorf("%s %s: exit code %d, said %q, want %q", c.flag, c.value, code, stderr, c.want)
		}
	}
}

// TestMemoryBeyondTheMachine: what is more than there is, is said and not used.
func TestMemoryBeyondTheMachine(t *testing.T) {
	there := memlimit.Available()
	if there > 1<<50 {
		t.Skip("not run: the memory of this machine is not known")
	}
	in := filepath.Join(t.TempDir(), "a.png")
	if err := os.WriteFile(in, imgtest.PNG(t, 20, 20), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		bytes int64
		said  bool
	}{{there, false}, {there + 1<<30, true}} {
		code, _, stderr := run(t, "resize", "--out", t.TempDir(), fmt.Sprintf("--memory=%d", c.bytes), in)
		said := strings.Contains(stderr, "is available, and no more is used")
		if code != cli.ExitOK || said != c.said {
			t.Errorf("%d bytes: exit code %d, said %q", c.bytes, code, stderr)
		}
	}
}
