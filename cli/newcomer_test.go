package cli_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"sizemill/cli"
	"sizemill/internal/imgtest"
	"sizemill/resize"
)

// TestHints: what people type who come from other programs is explained in one line, and nothing is
// written.
func TestHints(t *testing.T) {
	dir := t.TempDir()
	picture := imgtest.PNG(t, 40, 30)
	imgtest.WriteTree(t, dir, map[string][]byte{"a.png": picture, "b.png": picture, "photos/c.png": picture, "My Photos/d.png": picture})
	t.Chdir(dir)
	for _, c := range []struct {
		args string // separated by "|"
		want string
	}{
		// Flags of other programs.
		{"resize|-o|out|a.png", "-o is not a flag of sizemill resize: use --out out"},
		{"resize|--output|out|a.png", "use --out out"},
		{"resize|--output=out|a.png", "use --out out"},
		{"resize|-q|80|a.png", "-q is --quiet; for the quality use --quality 80"},
		{"resize|-q80|a.png", "-q is --quiet; for the quality use --quality 80"},
		{"resize|--width|800|a.png", "use --fit 800x"},
		{"resize|--height|600|a.png", "use --fit x600"},
		{"resize|--resize|800x600|a.png", "use --fit 800x600"},
		{"resize|-resize|50%|a.png", "use --percent 50"},
		{"resize|-w800|a.png", "use --fit 800x"},
		{"resize|-vf|scale=320:240|a.png", "use --fit 320x240"},
		{"resize|-Z|640|a.png", "use --fit 640"},
		{"resize|--resampleWidth|640|a.png", "use --fit 640x"},
		{"resize|-thumbnail|128|a.png", "use --fit 128"},
		{"resize|--crop|20x20|a.png", "use --fill 20x20"},
		{"resize|-extent|20x20|a.png", "use --pad 20x20"},
		{"resize|-gravity|north|a.png", "use --anchor"},
		{"resize|--strip|a.png", "use --metadata none"},
		{"resize|-auto-orient|a.png", "pictures always come out upright"},
		{"resize|--overwrite|a.png", "use --collision overwrite"},
		{"resize|-y|a.png", "use --collision overwrite"},
		{"resize|-f|webp|a.png", "use --format webp"},
		{"resize|--suffix|-small|a.png", "use --name '{name}VALUE'"},
		{"resize|--dry-run|photos", "use sizemill plan, which"},
		{"plan|--dry-run|photos", "plan writes nothing: leave --dry-run out"},
		{"resize|--to|webp|a.png", "use --format webp"},
		{"resize|--to|small|a.png", "use --out small"},
		{"resize|--rotate|90|a.png", "pictures are only turned upright, which needs no flag"},
		{"resize|--anchor|centre|a.png", "use center, top-left"},
		{"resize|--color|adobe|a.png", "use keep, srgb"},
		{"resize|--recursive|photos", "subfolders are included"},
		{"resize|--threads|4|a.png", "use --workers 4"},
		{"resize|-j4|a.png", "use --workers 4"},
		{"resize|--max-size|500kB|a.png", "use --max-bytes 500kB"},
		{"resize|--debug|a.png", "failures are always printed"},
		{"resize|--keep-aspect-ratio|a.png", "keeps the proportions"},
		{"resize|-i|a.png", "paths need no flag"},
		{"resize|--once|photos", "so does sizemill watch --once"},
		// Flags that are nearly right.
		{"resize|-fit|20|a.png", "-fit is not a flag of sizemill resize: use --fit"},
		{"resize|--Fit|20|a.png", "use --fit"},
		{"resize|--long_edge|20|a.png", "use --long-edge"},
		{"resize|--qualty|20|a.png", "did you mean --quality?"},
		{"resize|--nonsense|a.png", "sizemill help resize lists its flags"},
		{"resize|–fit|20|a.png", `"–fit" begins with a dash instead of hyphens: type --fit`},
		{"plan|--workers|2|a.png", "but of other commands"},
		// Values that are missing or misplaced.
		{"resize|a.png|--fit", "--fit needs a value, for example --fit 1600x1200"},
		{"resize|--fit|--out|x|a.png", "--fit needs a value, for example --fit 1600x1200"},
		{"resize|--fit|photos", `--fit: "photos" is not a size: use WIDTHxHEIGHT`},
		{"resize|--fit|20|20|a.png", `"20" is not a file or folder here; a size is one value`},
		{"resize|800x600|photos", "a size is one value after its flag"},
		{"resize|--fit|50%|a.png", `"50%" is not a size: use --percent 50`},
		{"resize|--fit|20x20^|a.png", `use --fill 20x20`},
		{"resize|--fit|20x20!|a.png", `use --stretch 20x20`},
		{"resize|--fit|20x20>|a.png", "pictures are never enlarged without --enlarge"},
		{"resize|--fit|20,20|a.png", `"20,20" is not a size`},
		{"resize|--fit|1,600x1,200|a.png", `"1,600x1,200" is not a size`},
		{"resize|--fit|20px30|a.png", `"20px30" is not a size`},
		{"resize|--max-bytes|1,000kB|a.png", `"1,000" is ambiguous: write 1000, or 1.000`},
		{"resize|--max-bytes|1.000,5kB|a.png", "without thousands separators"},
		{"resize|--max-bytes|1,5,5kB|a.png", "without thousands separators"},
		{"resize|--memory|10%|a.png", "is not a number of bytes"},
		{"resize|--megapixels|,5|a.png", "without thousands separators"},
		{"resize|--size|800x600|a.png", "for one size without a name use --fit"},
		// Commands.
		{"--fit|800|photos", "the command is missing: use sizemill resize --fit 800 photos"},
		{"photos|--fit|800", "the command is missing: use sizemill resize photos --fit 800"},
		{"My Photos|--fit|800", "use sizemill resize 'My Photos' --fit 800"},
		{"a.png|-resize|50%|b.png", "the command is missing"},
		{"photos|--out|resize", "the command is missing"},
		{"convert|a.png|b.jpg", "use sizemill resize"},
		{"identify|a.png", "use sizemill plan"},
		{"wacth|photos", "did you mean sizemill watch?"},
		{"help|nonsense", `"nonsense" is not a command`},
		// Paths.
		{"resize|My|Photos", `"My Photos" contains spaces: put it in quotes, 'My Photos'`},
		{"resize|--linear|yes|a.png", "as in --linear=yes"},
		{"resize|help", "sizemill help resize lists the flags"},
		{"resize|@a.png", "for a list of paths use --from a.png"},
		{"formats|jpeg", `sizemill formats takes no argument "jpeg"`},
		{"resize|--name|{name}.JPG|a.png", "use --name '{name}'; the extension is added"},
		{"resize|--name|{name}.{ext}|a.png", "use --name '{name}'; the extension is added"},
		{"plan|--name|{date}/{n}.{ext}|a.png", "use --name '{date}/{n}'; the extension is added"},
		{"resize|--name|{name}{ext}|a.png", "use --name '{name}'; the extension is added"},
		{"resize|--name|{name}-{size}|a.png", "{size} is the name of a --size, and none is given"},
		{"resize|--name|c:/{name}|a.png", "it must stay inside the output folder"},
		{"resize|-|--fit|20", "for a list of paths use --from -"},
		{"resize|/dev/stdin", "for a list of paths use --from -"},
		{"resize|http://example.org/a.png", "is an address"},
		{"resize|file:///a.png", "is an address"},
		{"resize|photos/**/*.png", "give the folder photos, whose subfolders are included"},
		{"resize|--from|a.png", "this is a PNG picture, not a list of paths"},
		{"resize|--from|nope.txt", "--from nope.txt: no such file"},
		{"resize|--out|-|a.png", "results are not written to standard output"},
		{"resize|--out|~root/x|a.png", "write the home folder of root as a full path"},
		{"watch|nope", "watch nope: the folder does not exist; use --wait to wait for it"},
		{"watch|a.png", "watch a.png: not a folder"},
		{"watch|--out|x.jpg|photos", "a watched folder needs an output folder"},
	} {
		t.Run(c.args, func(t *testing.T) {
			code, stdout, stderr := run(t, strings.Split(c.args, "|")...)
			if code != cli.ExitUsage || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, c.want) {
				t.Errorf("exit code %d, stdout %q, stderr %q, want %q", code, stdout, stderr, c.want)
			}
			imgtest.SameNames(t, dir, "My Photos/d.png", "a.png", "b.png", "photos/c.png")
		})
	}
}

// TestMissingPaths: one that does not exist fails by itself, and a hint follows where the word was
// surely meant otherwise.
func TestMissingPaths(t *testing.T) {
	for args, want := range map[string]string{
		"a.png small.png":        "small.png: no such file or directory; if the result should go there, use --out small.png",
		"a.png out":              "out: no such file or directory; if the result should go there, use --out out",
		"a.png b.png gone.png":   "gone.png: no such file or directory\n",
		"a.png *.tif":            "*.tif: no such file or directory; no file matches the pattern",
		"gone.png":               "gone.png: no such file or directory\n",
		"a.png --from list.txt":  "listed: no such file or directory\n",
		"missing/?.png --fit 20": "no file matches the pattern",
	} {
		dir := t.TempDir()
		t.Chdir(dir)
		picture := imgtest.PNG(t, 40, 30)
		imgtest.WriteTree(t, dir, map[string][]byte{"a.png": picture, "b.png": picture, "list.txt": []byte("listed\n")})
		code, _, stderr := run(t, append([]string{"resize", "--out", t.TempDir()}, strings.Fields(args)...)...)
		if code != cli.ExitFailed || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, want) {
			t.Errorf("%s: exit code %d, stderr %q, want %q", args, code, stderr, want)
		}
	}
}

// TestTyped holds ways of typing against the results' sizes, of pictures of 400 × 300.
func TestTyped(t *testing.T) {
	picture := imgtest.PNG(t, 400, 300)
	small, half := resize.Size{Width: 20, Height: 15}, resize.Size{Width: 200, Height: 150}
	for _, c := range []struct {
		args  string // separated by "|"
		want  resize.Size
		files string
	}{
		{"resize|a.png|--fit|20|b.png", small, "a.png b.png"},
		{"--fit|20|resize|a.png|b.png", small, "a.png b.png"},
		{"resize|a.png|b.png|--fit=20", small, "a.png b.png"},
		{"resize|--fit|20|--|-dash.png|a.png", small, "-dash.png a.png"},
		{"resize|--fit|20px|a.png", small, "a.png"},
		{"resize|--fit|20×20|a.png", small, "a.png"},
		{"resize|--fit|20 x 20|a.png", small, "a.png"},
		{"resize|--fit|20px × 15 px|a.png", small, "a.png"},
		{"resize|--fit|20X|a.png", small, "a.png"},
		{"resize|--fit|20*20|a.png", small, "a.png"},
		{"resize|--fit| x15px |a.png", small, "a.png"},
		{"resize|--long-edge|20px|a.png", small, "a.png"},
		{"resize|--percent|50 %|a.png", half, "a.png"},
		{"resize|--percent|50,0|a.png", half, "a.png"},
		{"resize|--megapixels|0,03|a.png", half, "a.png"},
		{"resize|--megapixels|0.03MP|a.png", half, "a.png"},
		{"resize|--size|s=20 x 20|--name|{name}|a.png", small, "a.png"},
		{"resize|--fit|20|*.png", small, "-dash.png a.png b.png"},
		{"resize|--fit|20|[ab].png", small, "a.png b.png"},
		{"resize|--fit|20|p?otos/d.png", small, "d.png"},
		{"resize|--fit|20|~/h.png", small, "h.png"},
		{"resize|--fit|20|--from|list.txt", small, "a.png b.png"},
		{"resize|--fit|20|--from|zero.txt", small, "a.png b.png"},
		{"resize|--fit|20|--from|utf16.txt", small, "a.png b.png"},
		{"resize|--fit|20|--from|list.txt|photos/d.png", small, "a.png b.png d.png"},
		{"resize|--fit|20|--from|-", small, "a.png b.png"},
	} {
		t.Run(c.args, func(t *testing.T) {
			dir := newcomersFolder(t, picture)
			var errs bytes.Buffer
			code := cli.Run(t.Context(), cli.Env{Args: strings.Split(c.args, "|"), Stdin: strings.NewReader("a.png\nb.png"), Stdout: &bytes.Buffer{}, Stderr: &errs})
			if code != cli.ExitOK || errs.Len() > 0 {
				t.Fatalf("exit code %d: %s", code, errs.String())
			}
			results := resultsBelow(t, dir)
			if got := strings.Join(imgtest.Names(results), " "); got != c.files {
				t.Errorf("results %q, want %q", got, c.files)
			}
			for name, data := range results {
				path := filepath.Join(t.TempDir(), filepath.Base(name))
				if err := os.WriteFile(path, data, 0o600); err != nil {
					t.Fatal(err)
				}
				if src, err := resize.Probe(t.Context(), path, resize.Limits{}); err != nil || src.Upright != c.want {
					t.Errorf("%s: %v, %v; want %v", name, src.Upright, err, c.want)
				}
			}
		})
	}
}

// newcomersFolder makes the pictures that are typed about, and goes there.
func newcomersFolder(t *testing.T, picture []byte) (dir string) {
	t.Helper()
	dir = t.TempDir()
	list := utf16.Encode([]rune("\ufeffa.png\r\nb.png\r\n"))
	wide := make([]byte, 0, 2*len(list))
	for _, unit := range list {
		wide = binary.LittleEndian.AppendUint16(wide, unit)
	}
	imgtest.WriteTree(t, dir, map[string][]byte{
		"in/a.png": picture, "in/b.png": picture, "in/-dash.png": picture, "in/photos/d.png": picture, "home/h.png": picture, "in/.hidden.png": picture,
		"in/list.txt": []byte("a.png\r\n\nb.png\n"), "in/zero.txt": []byte("a.png\x00b.png\x00"), "in/utf16.txt": wide,
	})
	t.Setenv("HOME", filepath.Join(dir, "home"))
	t.Setenv("USERPROFILE", filepath.Join(dir, "home"))
	t.Chdir(filepath.Join(dir, "in"))
	return dir
}

// resultsBelow returns the files of all folders of results below dir, by name alone.
func resultsBelow(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	results := make(map[string][]byte)
	for path, data := range imgtest.ReadTree(t, dir) {
		if strings.Contains(path, " resized/") {
			results[filepath.Base(path)] = data
		}
	}
	return results
}

// TestFromFails: a list that cannot be read is a wrong argument, and a wait for one can be
// interrupted.
func TestFromFails(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, c := range []struct {
		env  cli.Env
		want string
	}{
		{cli.Env{Stdin: strings.NewReader("\n\n")}, "--from -: the list is empty"},
		{cli.Env{Stdin: iotest.ErrReader(os.ErrClosed)}, "--from -: file already closed"},
		{cli.Env{}, "--from -: there is no standard input"},
	} {
		var errs bytes.Buffer
		c.env.Args, c.env.Stdout, c.env.Stderr = []string{"resize", "--from", "-"}, &bytes.Buffer{}, &errs
		if code := cli.Run(t.Context(), c.env); code != cli.ExitUsage || !strings.Contains(errs.String(), c.want) {
			t.Errorf("exit code %d, %q, want %q", code, errs.String(), c.want)
		}
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var errs bytes.Buffer
	code := cli.Run(ctx, cli.Env{Args: []string{"plan", "--from", "-"}, Stdin: read, Stdout: &bytes.Buffer{}, Stderr: &errs})
	if code != cli.ExitInterrupted {
		t.Errorf("exit code %d, %q", code, errs.String())
	}
	if err := write.Close(); err != nil { // ends the read that was left behind
		t.Fatal(err)
	}
}

// TestOutFile: an output that ends like a file is that file, or an error that explains why not.
func TestOutFile(t *testing.T) {
	picture := imgtest.PNG(t, 400, 300)
	for _, c := range []struct {
		args  string
		code  int
		want  string // on stderr
		files string // that are new
	}{
		{"a.png --out x.png", cli.ExitOK, "", "x.png"},
		{"a.png --out x.JPG", cli.ExitOK, "", "x.JPG"},
		{"a.png --out x.jpeg --format jpeg", cli.ExitOK, "", "x.jpeg"},
		{"a.png --out new/{x}.webp", cli.ExitOK, "", "new/{x}.webp"},
		{"a.png --out ~/x.png", cli.ExitOK, "", "home/x.png"},
		{"a.png --out folder.png", cli.ExitOK, "", "folder.png/a.png"},
		{"a.png --out x.jpg/", cli.ExitOK, "", "x.jpg/a.png"},
		{"a.png --out photos.2024", cli.ExitOK, "", "photos.2024/a.png"},
		{"a.png --size web=20 --out x.png", cli.ExitOK, "", "x.png"},
		{"a.png b.png --out x.jpg", cli.ExitUsage, "--out x.jpg is the name of a file, but several paths are given: name a folder, such as --out x\n", ""},
		{"photos --out x.jpg", cli.ExitUsage, "a folder of pictures is given", ""},
		{"a.png --size s=20 --size m=30 --out x.jpg", cli.ExitUsage, "several sizes", ""},
		{"a.png --out x.heic", cli.ExitUsage, ".heic files cannot be written", ""},
		{"a.png --out x.svg", cli.ExitUsage, ".svg files cannot be written", ""},
		{"a.png --out x.jpg --format png", cli.ExitUsage, "--out x.jpg and --format png contradict each other", ""},
		{"a.png --out x.jpg --lossless", cli.ExitUsage, "--lossless is for WebP, not for JPEG", ""},
		{"a.png --out x.jpg --name y", cli.ExitUsage, "leave --name out", ""},
		{"a.png --out b.png", cli.ExitFailed, "b.png: the file exists; use --collision overwrite to replace it\n", ""},
		{"a.png --out a.png", cli.ExitFailed, "a.png: this is the picture itself, which is never changed; give another name\n", ""},
		{"a.png --out a.png --collision overwrite", cli.ExitFailed, "this is the picture itself", ""},
		{"a.png --out b.png --collision skip", cli.ExitOK, "", ""},
	} {
		t.Run(c.args, func(t *testing.T) {
			dir := t.TempDir()
			files := map[string][]byte{"a.png": picture, "b.png": picture, "photos/d.png": picture, "folder.png/keep.txt": nil, "home/keep.txt": nil}
			imgtest.WriteTree(t, dir, files)
			t.Setenv("HOME", filepath.Join(dir, "home"))
			t.Setenv("USERPROFILE", filepath.Join(dir, "home"))
			t.Chdir(dir)
			args := append([]string{"resize"}, strings.Fields(c.args)...)
			if !strings.Contains(c.args, "--size") {
				args = append(args, "--fit", "20")
			}
			code, _, stderr := run(t, args...)
			if code != c.code || !strings.Contains(stderr, c.want) || c.want == "" && stderr != "" {
				t.Errorf("exit code %d, stderr %q; want %d, %q", code, stderr, c.code, c.want)
			}
			after := imgtest.ReadTree(t, dir)
			for name, data := range files {
				if !bytes.Equal(after[name], data) {
					t.Errorf("%s has changed", name)
				}
				delete(after, name)
			}
			if got := strings.Join(imgtest.Names(after), " "); got != c.files {
				t.Errorf("new files %q, want %q", got, c.files)
			}
		})
	}
}

// TestWarnings: flags that make no difference are told, and the pictures are made.
func TestWarnings(t *testing.T) {
	in := t.TempDir()
	imgtest.WriteTree(t, in, map[string][]byte{"a.png": imgtest.PNG(t, 40, 30)})
	for flags, want := range map[string]string{
		"--percent 150":           "sizemill: warning: --percent 150: pictures are not enlarged without --enlarge\n",
		"--percent 150 --enlarge": "",
		"--percent 50":            "",
		"--name a:{name}":         "", // this disk can hold the name
	} {
		code, _, stderr := run(t, append(append([]string{"plan"}, strings.Fields(flags)...), in)...)
		if code != cli.ExitOK || stderr != want {
			t.Errorf("%s: exit code %d, %q, want %q", flags, code, stderr, want)
		}
	}
}
