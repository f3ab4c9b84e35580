//go:build faults && linux

package faults

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"sizemill/internal/imgtest"
)

// strange are the beginnings of names that some program somewhere stumbles over.
func strange() []string {
	return []string{
		"right-to-left \u202egpj.exe", "emoji \U0001f468\u200d\U0001f469\u200d\U0001f467 family", "NFC \u00e9", "NFD e\u0301", "latin1 \xe9\xff",
		"new\nline", "tab\there", "%s%n%d", "$(touch owned)", "`touch owned`", "; touch owned", "'quote", "\"double", "back\\slash", "-rf", "--out", "*?[a]",
		"CON", "aux.txt", " leading", "trailing ", "dots..", "escape \x1b[31m red", "bell \a", "&amp;<b>", "#1", "a:b", strings.Repeat("x", 251), strings.Repeat("ü", 125),
	}
}

// TestStrangeNames gives results the names of their sources, byte for byte.
func TestStrangeNames(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"resize", "watch"} {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			f := provoke(t, names, command+" over strange names", plural(len(strange()), "name")+": right-to-left, joiners, NFC and NFD, invalid UTF-8, newline, %s, $(…), CON, 255 bytes …")
			picture := imgtest.JPEG(t, 300, 200)
			var want []string
			for _, name := range strange() {
				want = append(want, name+".jpg")
				f.write(map[string][]byte{"in/" + name + ".jpg": picture})
			}
			slices.Sort(want)
			before, out := f.takes(f.path("in")), f.path("out")
			if command == "watch" {
				p := f.watches(1, "--fit", "100", "--out", out, f.path("in"))
				f.waits("all are resized", func() bool { return results(out) >= len(want) })
				f.quiet(2*time.Second, func() int { return results(out) })
				f.stops(p)
				f.whole(out)
				f.tidy(out)
			} else {
				f.judged(f.resizes(0, "--fit", "100", "--out", out, f.path("in")), out)
				if again := f.adds(f.resizes(0, "--fit", "100", "--out", out, f.path("in"))); again.Resized > 0 {
					t.Errorf("made again: %+v", again)
				}
			}
			imgtest.SameNames(t, out, want...)
			f.unchanged(before)
			if _, err := os.Lstat(f.path("owned")); err == nil {
				t.Error("a name reached a shell")
			}
			p := f.starts("plan", "--fit", "50", "--out", f.path("out2"), f.path("in"))
			f.endsWith(p, 0)
			if strings.ContainsAny(p.Out.String(), "\x1b\a\u202e") {
				t.Errorf("control characters reach the terminal: %q", p.Out)
			}
			f.sees("%d of %d results with exactly their source's name; JSON parses; nothing ran", results(out), len(want))
		})
	}
}

// TestArgumentNames gives strange names on the command line and in a list.
func TestArgumentNames(t *testing.T) {
	t.Parallel()
	f := provoke(t, names, "as arguments and in a list", "`--from` with zero bytes between all of them")
	picture := imgtest.JPEG(t, 300, 200)
	var list bytes.Buffer
	for _, name := range strange() {
		f.write(map[string][]byte{"in/" + name + ".jpg": picture})
		list.WriteString(f.path("in/"+name+".jpg") + "\x00")
	}
	f.must(os.WriteFile(f.path("list"), list.Bytes(), 0o600))
	sum := f.judged(f.resizes(0, "--fit", "100", "--out", f.path("out"), "--from", f.path("list")), f.path("out"))
	if sum.Resized != len(strange()) {
		t.Errorf("%+v", sum)
	}
	f.sees("%d of %d made", sum.Resized, len(strange()))
}

// TestCollisions: no result takes another's name.
func TestCollisions(t *testing.T) {
	for _, c := range []struct {
		name, how string
		files     []string
		existing  []string
		args      []string
	}{
		{name: "one name in several formats", how: "a.jpg, a.png, a.jpeg, A.JPG to JPEG", files: []string{"a.jpg", "a.png", "a.jpeg", "A.JPG"}, args: []string{"--format", "jpeg"}},
		{name: "flattened folders", how: "x/same.jpg, y/same.jpg … as files, into one folder", files: []string{"x/same.jpg", "y/same.jpg", "z/same.jpg", "z/same (2).jpg"}},
		{name: "existing files", how: "files of other content have the names; 8 workers", files: []string{"a.jpg", "b.jpg", "c.jpg", "a (2).jpg"},
			existing: []string{"a.jpg", "b.jpg", "a (3).jpg"}, args: []string{"--workers", "8"}},
		{name: "one name for all", how: "`--name same`", files: []string{"a.jpg", "b.png", "c/d.jpg"}, args: []string{"--name", "same", "--format", "jpeg"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := provoke(t, collisions, c.name, c.how)
			args := append([]string{"--fit", "100", "--out", f.path("out")}, c.args...)
			for i, name := range c.files {
				b := imgtest.JPEG(t, 300, 200+i)
				if filepath.Ext(name) == ".png" {
					b = imgtest.PNG(t, 300, 200+i)
				}
				f.write(map[string][]byte{"in/" + name: b})
				args = append(args, f.path("in/"+name))
			}
			for _, name := range c.existing {
				f.write(map[string][]byte{"out/" + name: imgtest.JPEG(t, 99, 98)})
			}
			before := f.takes(f.dir)
			p := f.resizes(0, args...)
			sum := f.adds(p)
			f.whole(f.path("out"))
			f.tidy(f.dir)
			f.unchanged(before)
			if n := results(f.path("out")); sum.Resized != len(c.files) || n != len(c.files)+len(c.existing) {
				t.Errorf("%+v, %d files", sum, n)
			}
			f.sees("%d pictures, %d results with %d names, %s kept", len(c.files), sum.Resized, len(c.files), plural(len(c.existing), "existing file"))
		})
	}
}

// TestCards resizes on the file systems of memory cards: no links, no rights, coarse dates, names
// in which case does not matter.
func TestCards(t *testing.T) {
	for _, c := range []struct {
		name string
		make []string
		kind string // of mount(2); or
		fuse string // the program that mounts it
	}{
		{"exFAT", []string{"mkfs.exfat"}, "", "mount.exfat-fuse"},
		{"FAT", []string{"mkfs.vfat"}, "vfat", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := provoke(t, cards, c.name, "`"+c.make[0]+"`, loop mount; a batch from and to the card, killed once, run twice more")
			f.root()
			image := f.path("image")
			f.must(os.WriteFile(image, nil, 0o600))
			f.must(os.Truncate(image, 64<<20))
			f.command(c.make[0], append(c.make[1:], image)...)
			loop := f.command("losetup", "--find", "--show", image)
			f.later("losetup", "--detach", loop)
			card := f.folder("card", 0o777)
			if c.fuse != "" {
				f.command(c.fuse, loop, card)
			} else if err := syscall.Mount(loop, card, c.kind, 0, ""); err != nil {
				f.notRun("mount " + c.kind + ": " + err.Error() + " (no such module in this kernel)")
			}
			f.later("umount", card)

			const n = 20
			f.noise(n)
			f.must(os.CopyFS(filepath.Join(card, "in"), os.DirFS(f.path("in"))))
			in, out := filepath.Join(card, "in"), filepath.Join(card, "out")
			before := f.takes(in)
			args := []string{"resize", "--json", "--fit", "400", "--out", out, in}
			p := f.starts(args...)
			f.waits("results appear", func() bool { return results(out) >= 3 || p.Ended() })
			p.Kill9()
			f.whole(out)
			killed := results(out)
			p = f.starts(args...)
			f.endsWith(p, 0)
			made := f.adds(p)
			f.whole(out)
			f.tidy(out)
			p = f.starts(args...)
			f.endsWith(p, 0)
			again := f.adds(p)
			if results(out) != n || again.Resized != 0 || made.Resized != n-killed {
				t.Errorf("%d results; killed after %d, then %+v, then %+v", results(out), killed, made, again)
			}
			f.unchanged(before)
			f.sees("killed after %d, the next run made %d, a third none; %d whole results", killed, made.Resized, results(out))
		})
	}
}

// TestEvents checks that the JSON of strange names is JSON for other programs, too.
func TestStrangeJSON(t *testing.T) {
	t.Parallel()
	f := provoke(t, names, "failures with strange names", "text under these names; every line of stderr is one line, every object parses")
	for _, name := range strange() {
		f.write(map[string][]byte{"in/" + name + ".jpg": []byte("text, not a picture")})
	}
	p := f.starts("resize", "--out", f.path("out"), f.path("in"))
	f.endsWith(p, 1)
	lines := strings.Split(strings.TrimSuffix(p.Err.String(), "\n"), "\n")
	if len(lines) != len(strange()) {
		t.Errorf("%d lines for %d failures: %q", len(lines), len(strange()), lines)
	}
	for _, line := range lines {
		if !strings.HasPrefix(line, "sizemill: ") || strings.ContainsAny(line, "\x1b\a\u202e\t") {
			t.Errorf("a line of stderr is %q", line)
		}
	}
	p = f.resizes(1, "--out", f.path("out"), f.path("in"))
	f.adds(p)
	var err error
	for line := range strings.Lines(p.Out.String()) {
		var v map[string]any
		err = errors.Join(err, json.Unmarshal([]byte(line), &v))
	}
	f.must(err)
	f.sees("%d failures on %d lines, control characters escaped", len(strange()), len(lines))
}
