package imgtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Tool runs a program that `scripts/needs.sh test` installs, in the folder dir, and returns what it
// prints. The test is skipped if the program is missing, and fails if the program does.
func Tool(t testing.TB, dir, name string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed; scripts/needs.sh test installs it", name)
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %q: %v\n%s", name, args, err, out)
	}
	return string(out)
}

// AVIF makes an AVIF from a PNG's pixels with libavif's avifenc, lossless unless args say
// otherwise.
func AVIF(t testing.TB, png []byte, args ...string) []byte {
	t.Helper()
	return converted(t, png, "in.png", "out.avif", "avifenc", append([]string{"--speed", "10", "--min", "0", "--max", "0", "--minalpha", "0", "--maxalpha", "0"}, args...), "in.png", "out.avif")
}

// HEIC makes a HEIC from a PNG's or a JPEG's pixels with libheif's heif-enc.
func HEIC(t testing.TB, in []byte, args ...string) []byte {
	t.Helper()
	name := "in.jpg"
	if len(in) > 0 && in[0] == 0x89 {
		name = "in.png"
	}
	return converted(t, in, name, "out.heic", "heif-enc", append([]string{"-q", "95", "-o", "out.heic"}, args...), name)
}

// PNGOf makes a PNG from an AVIF's or a HEIC's pixels with the libraries' own programs, which do
// not turn AVIF pictures upright.
func PNGOf(t testing.TB, in []byte, extension string) []byte {
	t.Helper()
	program := "avifdec"
	if extension == ".heic" {
		program = "heif-convert"
	}
	return converted(t, in, "in"+extension, "out.png", program, nil, "in"+extension, "out.png")
}

// converted runs a program on a file that holds in, and returns the file that it makes.
func converted(t testing.TB, in []byte, from, to, program string, args []string, last ...string) []byte {
	t.Helper()
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, from), in, 0o600))
	Tool(t, dir, program, append(args, last...)...)
	b, err := os.ReadFile(filepath.Join(dir, to))
	must(t, err)
	return b
}
