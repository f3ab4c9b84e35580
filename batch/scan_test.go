package batch_test

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sizemill/batch"
	"sizemill/internal/imgtest"
	"sizemill/resize"
)

func scan(t *testing.T, opts batch.ScanOptions, inputs ...string) *batch.Sources {
	t.Helper()
	src, err := batch.Scan(t.Context(), inputs, opts, nil)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// found returns what a scan found by relative path, and failures with their reason.
func found(src *batch.Sources) []string {
	var out []string
	for _, p := range src.Pictures {
		line := filepath.ToSlash(p.Rel)
		switch {
		case p.Link != "":
			line += " -> " + filepath.Base(p.Link)
		case errors.Is(p.Err, resize.ErrUnsupported):
			line += " unsupported"
		case errors.Is(p.Err, resize.ErrDamaged):
			line += " damaged"
		case errors.Is(p.Err, resize.ErrTooLarge):
			line += " too large"
		case errors.Is(p.Err, fs.ErrNotExist):
			line += " missing"
		case p.Err != nil:
			line += " " + p.Err.Error()
		}
		out = append(out, line)
	}
	return out
}

func want(t *testing.T, src *batch.Sources, others batch.Others, lines ...string) {
	t.Helper()
	if got := found(src); !slices.Equal(got, lines) {
		t.Errorf("found\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(lines, "\n\t"))
	}
	if !maps.Equal(src.Others, others) {
		t.Errorf("other files are %v, want %v", src.Others, others)
	}
}

func TestScanFolder(t *testing.T) {
	dir := t.TempDir()
	jpeg, png := imgtest.JPEG(t, 40, 30), imgtest.PNG(t, 20, 10)
	imgtest.WriteTree(t, dir, map[string][]byte{
		"10.jpg": jpeg, "9.jpg": jpeg, "sub/b.png": png, "sub/a.JPEG": jpeg, "noextension": jpeg, "README": []byte("text"),
		"notes.txt": []byte("text"), "raw.CR2": []byte("II*\x00"), "text.jpg": []byte("this is no picture, whatever its name says"), "cut.jpg": jpeg[:20],
		"empty.png": nil, "bomb.png": imgtest.PNGClaim(65535, 65535), "phone.heic": []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"),
		".hidden.jpg": jpeg, ".trash/c.jpg": jpeg, "._9.jpg": jpeg, "Thumbs.db": jpeg, "__MACOSX/9.jpg": jpeg, ".sizemill-1.tmp": jpeg,
		"folder.jpg/": nil, "many.dots.v1.png": png,
	})
	others := batch.Others{"TXT": 1, "CR2": 1, batch.OtherUnnamed: 1}
	want(t, scan(t, batch.ScanOptions{}, dir), others,
		"9.jpg", "10.jpg", "bomb.png too large", "cut.jpg damaged", "empty.png damaged", "many.dots.v1.png", "noextension",
		"phone.heic damaged", "sub/a.JPEG", "sub/b.png", "text.jpg unsupported")
	want(t, scan(t, batch.ScanOptions{Shallow: true}, dir), others,
		"9.jpg", "10.jpg", "bomb.png too large", "cut.jpg damaged", "empty.png damaged", "many.dots.v1.png", "noextension",
		"phone.heic damaged", "text.jpg unsupported")
}

func TestScanInputs(t *testing.T) {
	dir := t.TempDir()
	jpeg := imgtest.JPEG(t, 40, 30)
	imgtest.WriteTree(t, dir, map[string][]byte{"in/a.jpg": jpeg, "in/sub/b.jpg": jpeg, "in/out/c.jpg": jpeg, "empty/": nil, "x.txt": []byte("text")})
	in := filepath.Join(dir, "in")
	for _, c := range []struct {
		name   string
		inputs []string
		opts   batch.ScanOptions
		want   []string
	}{
		{"twice the same", []string{in, in + "/", filepath.Join(in, "sub", "..")}, batch.ScanOptions{}, []string{"a.jpg", "out/c.jpg", "sub/b.jpg"}},
		{"a folder and a file in it", []string{in, filepath.Join(in, "a.jpg")}, batch.ScanOptions{}, []string{"a.jpg", "out/c.jpg", "sub/b.jpg"}},
		{"a folder and its subfolder", []string{in, filepath.Join(in, "sub")}, batch.ScanOptions{}, []string{"a.jpg", "out/c.jpg", "sub/b.jpg"}},
		{"empty folder", []string{filepath.Join(dir, "empty")}, batch.ScanOptions{}, nil},
		{"missing", []string{filepath.Join(dir, "nowhere.jpg")}, batch.ScanOptions{}, []string{"nowhere.jpg missing"}},
		{"a named file that is no picture", []string{filepath.Join(dir, "x.txt")}, batch.ScanOptions{}, []string{"x.txt unsupported"}},
		{"a named file", []string{filepath.Join(in, "sub", "b.jpg")}, batch.ScanOptions{}, []string{"b.jpg"}},
	} {
		t.Run(c.name, func(t *testing.T) { want(t, scan(t, c.opts, c.inputs...), nil, c.want...) })
	}
}

func TestScanLinksAndNodes(t *testing.T) {
	dir := t.TempDir()
	jpeg := imgtest.JPEG(t, 40, 30)
	imgtest.WriteTree(t, dir, map[string][]byte{"in/a.jpg": jpeg, "in/sub/b.jpg": jpeg, "outside/c.jpg": jpeg, "outside/d.jpg": jpeg})
	in := filepath.Join(dir, "in")
	for link, target := range map[string]string{
		"in/again.jpg": "a.jpg", "in/far.jpg": "../outside/c.jpg", "in/cycle": "..", "in/self.jpg": "self.jpg", "in/gone.jpg": "nothing.jpg",
		"in/folder": "../outside", "linked": "in",
	} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Skip("no symbolic links here: ", err)
		}
	}
	if err := os.Link(filepath.Join(in, "a.jpg"), filepath.Join(in, "hard.jpg")); err != nil {
		t.Skip("no hard links here: ", err)
	}
	socket, err := net.Listen("unix", filepath.Join(in, "s.jpg"))
	if err != nil {
		t.Skip("no sockets here: ", err)
	}
	defer socket.Close()
	// A hard link is a picture of its own; a symbolic link to a picture that is found anyway counts
	// as a link. The folder above the input leads back into it.
	for _, c := range []struct {
		opts   batch.ScanOptions
		others batch.Others
		want   []string
	}{
		{
			batch.ScanOptions{}, batch.Others{batch.OtherNode: 1, batch.OtherFolder: 2, batch.OtherLink: 1},
			[]string{"a.jpg", "again.jpg -> a.jpg", "gone.jpg missing", "hard.jpg", "self.jpg missing", "sub/b.jpg"},
		},
		{
			batch.ScanOptions{FollowLinks: true}, batch.Others{batch.OtherNode: 1},
			[]string{
				"a.jpg", "again.jpg -> a.jpg", "cycle/outside/c.jpg", "cycle/outside/d.jpg", "far.jpg -> c.jpg",
				"gone.jpg missing", "hard.jpg", "self.jpg missing", "sub/b.jpg",
			},
		},
		{
			batch.ScanOptions{FollowLinks: true, Shallow: true}, batch.Others{batch.OtherNode: 1, batch.OtherFolder: 2},
			[]string{"a.jpg", "again.jpg -> a.jpg", "far.jpg", "gone.jpg missing", "hard.jpg", "self.jpg missing"},
		},
	} {
		src := scan(t, c.opts, in)
		for i := range src.Pictures { // the system's words for a cycle are its own
			if p := &src.Pictures[i]; p.Rel == "self.jpg" && p.Err != nil {
				p.Err = fs.ErrNotExist
			}
		}
		want(t, src, c.others, c.want...)
	}
	want(t, scan(t, batch.ScanOptions{}, filepath.Join(dir, "linked", "sub")), nil, "b.jpg")
}

// TestScanLinks: a file comes before the links to it, whatever their names and the order of the
// inputs.
func TestScanLinks(t *testing.T) {
	dir := t.TempDir()
	jpeg := imgtest.JPEG(t, 40, 30)
	imgtest.WriteTree(t, dir, map[string][]byte{"in/z.jpg": jpeg, "in/notes.txt": []byte("text"), "in/data": jpeg, "in/raw.cr2": jpeg, "out/y.jpg": jpeg,
		"in/sub/x.jpg": jpeg, "in/.hidden/h.jpg": jpeg, "in/README": []byte("text")})
	for link, target := range map[string]string{
		"in/a.jpg": "z.jpg", "in/b.jpg": "a.jpg", "in/0.jpg": "sub/x.jpg", "in/c.jpg": "../out/y.jpg", "in/d.jpg": "../out/y.jpg", "in/text.jpg": "notes.txt",
		"in/e.jpg": "data", "in/f.jpg": "raw.cr2", "in/h.jpg": ".hidden/h.jpg", "in/list.txt": "z.jpg", "in/plain": "z.jpg", "in/loop": "loop",
		"in/loop.jpg": "loop", "in/dir.jpg": "sub", "out/linked.jpg": "../in/z.jpg",
	} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Skip("no symbolic links here: ", err)
		}
	}
	in := filepath.Join(dir, "in")
	src := scan(t, batch.ScanOptions{}, in)
	for i := range src.Pictures { // the system's words for a cycle are its own
		if p := &src.Pictures[i]; p.Rel == "loop.jpg" && p.Err != nil {
			if strings.Contains(p.Err.Error(), "EvalSymlinks") {
				t.Error("the error for a cycle names a function: ", p.Err)
			}
			p.Err = fs.ErrNotExist
		}
	}
	if counts := plan(t, fit(20, 20), in).Counts; counts.Pictures != 7 || counts.Links != 5 {
		t.Errorf("%d pictures and %d links, want 7 and 5", counts.Pictures, counts.Links)
	}
	want(t, src, batch.Others{"TXT": 2, "CR2": 1, batch.OtherUnnamed: 2, batch.OtherFolder: 1, batch.OtherLink: 2},
		"0.jpg -> x.jpg", "a.jpg -> z.jpg", "b.jpg -> z.jpg", "data", "e.jpg -> data", "f.jpg", "h.jpg",
		"loop.jpg missing", "plain -> z.jpg", "sub/x.jpg", "text.jpg unsupported", "z.jpg")
	link, file := filepath.Join(in, "a.jpg"), filepath.Join(in, "z.jpg")
	want(t, scan(t, batch.ScanOptions{}, link), nil, "a.jpg")
	for _, inputs := range [][]string{{link, file}, {file, link}, {link, file, link}} {
		want(t, scan(t, batch.ScanOptions{}, inputs...), nil, "a.jpg -> z.jpg", "z.jpg")
	}
	want(t, scan(t, batch.ScanOptions{}, filepath.Join(dir, "out"), file), nil, "z.jpg", "linked.jpg -> z.jpg", "y.jpg")
}

func TestOthers(t *testing.T) {
	dir := t.TempDir()
	files := map[string][]byte{".hidden.mov": nil, "._a.nef": nil, ".DS_Store": nil, "Thumbs.db": nil, ".sizemill-0123456789abcdef.tmp": nil}
	for _, name := range []string{"1.NEF", "2.nef", "3.mp4", "4.svg", "5.v2 final", "6.abcdefghi", "7.\u202efig", "8."} {
		files[name] = []byte("something")
	}
	imgtest.WriteTree(t, dir, files)
	src := scan(t, batch.ScanOptions{}, dir)
	want(t, src, batch.Others{"NEF": 2, "MP4": 1, "SVG": 1, batch.OtherKind: 3, batch.OtherUnnamed: 1})
	if got, want := strings.Join(src.Others.Kinds(), " "), "other NEF MP4 SVG no extension"; got != want {
		t.Errorf("kinds are %q, want %q", got, want)
	}
	_, err := batch.Build(t.Context(), src, batch.DefaultOptions())
	if nothing := (*batch.NothingError)(nil); !errors.Is(err, batch.ErrNothing) || !errors.As(err, &nothing) || nothing.Others.Total() != 8 {
		t.Errorf("error %v", err)
	}
	imgtest.WriteTree(t, dir, map[string][]byte{"a.jpg": imgtest.JPEG(t, 40, 30)})
	p := plan(t, fit(20, 20), dir)
	if sum, err := (batch.Runner{}).Run(t.Context(), p, nil); err != nil || p.Others.Total() != 8 || sum.Others.Total() != 8 {
		t.Errorf("planned %v, %+v, %v", p.Others, sum, err)
	}
}

func TestScanCancelled(t *testing.T) {
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"a.jpg": imgtest.JPEG(t, 4, 3)})
	ctx, cancel := context.WithCancelCause(t.Context())
	cause := errors.New("changed my mind")
	cancel(cause)
	if _, err := batch.Scan(ctx, []string{dir}, batch.ScanOptions{}, nil); !errors.Is(err, cause) {
		t.Errorf("got %v", err)
	}
}
