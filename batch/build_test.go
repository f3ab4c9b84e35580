package batch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sizemill/resize"
	"sizemill/resize/codec/format"
)

var march = time.Date(2024, 3, 1, 10, 0, 0, 0, time.UTC)

// photo is a 6000 × 4000 JPEG found at rel below root.
func photo(root, rel string) Found {
	return Found{Path: filepath.Join(root, rel), Root: root, Rel: rel,
		Source: resize.Source{
			Header:  format.Header{Format: resize.JPEG, Width: 6000, Height: 4000, Orientation: 1, Frames: 1, Depth: 8},
			Upright: resize.Size{Width: 6000, Height: 4000}, Bytes: 8 << 20, ModTime: march,
		}}
}

func with(f Found, change func(*resize.Source)) Found {
	change(&f.Source)
	return f
}

// remains returns f cut off after its header.
func remains(f Found) Found {
	remains := f.Source
	f.Source, f.Remains, f.Err = resize.Source{}, &remains, resize.ErrDamaged
	return f
}

var twoSizes = []NamedSize{{Name: "web", Target: resize.Target{Mode: resize.Fit, Width: 1200, Height: 1200}}, {Name: "thumb", Target: resize.Target{Mode: resize.Fill, Width: 100, Height: 100}}}

func small(s *resize.Source) { s.Upright, s.Bytes = resize.Size{Width: 640, Height: 480}, 90_000 }
func png(s *resize.Source)   { s.Format = resize.PNG }
func avif(s *resize.Source)  { s.Format = resize.AVIF }
func build(t *testing.T, opts Options, pictures ...Found) *Plan {
	t.Helper()
	var folders []string
	for _, p := range pictures {
		if !slices.Contains(folders, p.Root) {
			folders = append(folders, p.Root)
		}
	}
	plan, err := Build(t.Context(), &Sources{Pictures: pictures, Folders: folders}, opts)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// lines returns the plan as text: task, size, output below dir.
func lines(plan *Plan, dir string) []string {
	var out []string
	for i := range plan.Items {
		item := &plan.Items[i]
		switch item.Task {
		case TaskConvert, TaskCopy:
			rel, err := filepath.Rel(dir, item.Job.OutputPath)
			if err != nil {
				rel = err.Error()
			}
			over := ""
			if item.Job.Overwrite {
				over = " over"
			}
			out = append(out, fmt.Sprintf("%s %dx%d %s%s", item.Task, item.Job.Width, item.Job.Height, filepath.ToSlash(rel), over))
		case TaskSkip:
			out = append(out, "skip "+string(item.Reason))
		default:
			out = append(out, "fail "+item.Err.Error())
		}
	}
	return out
}

func TestBuild(t *testing.T) {
	dir := t.TempDir()
	in, in2 := filepath.Join(dir, "in"), filepath.Join(dir, "other", "in")
	long := strings.Repeat("n", 251)
	for _, c := range []struct {
		name     string
		change   func(*Options)
		existing []string // files below dir
		pictures []Found
		want     []string
	}{
		{"beside the input, tree mirrored", nil, nil,
			[]Found{photo(in, "a.jpg"), photo(in, "sub/deep/b.jpg")},
			[]string{"convert 1620x1080 in resized/a.jpg", "convert 1620x1080 in resized/sub/deep/b.jpg"}},
		{"two folders, each beside itself", nil, nil,
			[]Found{photo(in, "a.jpg"), photo(in2, "a.jpg")},
			[]string{"convert 1620x1080 in resized/a.jpg", "convert 1620x1080 other/in resized/a.jpg"}},
		{"two folders of one name into one output", func(o *Options) { o.Out = filepath.Join(dir, "out") }, nil,
			[]Found{photo(in, "a.jpg"), photo(in2, "a.jpg")},
			[]string{"convert 1620x1080 out/in/a.jpg", "convert 1620x1080 out/in/a (2).jpg"}},
		{"extension kept as it is spelled", nil, nil,
			[]Found{photo(in, "a.JPEG"), photo(in, "b.JPG"), photo(in, "c.jfif"), photo(in, "d"), photo(in, "e.MPO")},
			[]string{"convert 1620x1080 in resized/a.JPEG", "convert 1620x1080 in resized/b.JPG", "convert 1620x1080 in resized/c.jfif", "convert 1620x1080 in resized/d.jpg",
				"convert 1620x1080 in resized/e.jpg"}},
		{"extension that lies", nil, nil,
			[]Found{with(photo(in, "a.jpg"), png)},
			[]string{"convert 1620x1080 in resized/a.png"}},
		{"several dots", func(o *Options) { o.Recipe.Format = resize.PNG }, nil,
			[]Found{photo(in, "v1.2.final.jpg"), photo(in, "v1.3")},
			[]string{"convert 1620x1080 in resized/v1.2.final.png", "convert 1620x1080 in resized/v1.3.png"}},
		{"one name from several sources", func(o *Options) { o.Recipe.Format = resize.JPEG }, nil,
			[]Found{photo(in, "A.JPG"), photo(in, "a.jpeg"), photo(in, "a.jpg"), with(photo(in, "a.png"), png)},
			[]string{"convert 1620x1080 in resized/A.JPG", "convert 1620x1080 in resized/a.jpeg", "convert 1620x1080 in resized/a (2).jpg", "convert 1620x1080 in resized/a (3).jpg"}},
		{"a name goes to the picture that has it already", func(o *Options) { o.Recipe.Format = resize.JPEG }, nil,
			[]Found{with(photo(in, "m.avif"), avif), photo(in, "m.jpg"), with(photo(in, "sub/m.avif"), avif), with(photo(in, "n.avif"), avif), photo(in, "n (2).jpg"), with(photo(in, "n.png"), png)},
			[]string{"convert 1620x1080 in resized/m (2).jpg", "convert 1620x1080 in resized/m.jpg", "convert 1620x1080 in resized/sub/m.jpg",
				"convert 1620x1080 in resized/n.jpg", "convert 1620x1080 in resized/n (2).jpg", "convert 1620x1080 in resized/n (3).jpg"}},
		{"a name goes to the picture that has it already, in every size",
			func(o *Options) { o.Recipe.Format, o.Sizes = resize.JPEG, twoSizes }, nil,
			[]Found{with(photo(in, "m.avif"), avif), photo(in, "m.jpg")},
			[]string{"convert 1200x800 in resized/m-web (2).jpg", "convert 100x100 in resized/m-thumb (2).jpg", "convert 1200x800 in resized/m-web.jpg", "convert 100x100 in resized/m-thumb.jpg"}},
		{"a number does not take a name", nil, nil,
			[]Found{photo(in, "A.JPG"), photo(in, "a.jpg"), photo(in, "a (2).jpg")},
			[]string{"convert 1620x1080 in resized/A.JPG", "convert 1620x1080 in resized/a (3).jpg", "convert 1620x1080 in resized/a (2).jpg"}},
		{"one name composed differently", nil, nil,
			[]Found{photo(in, "caf\u00e9.jpg"), photo(in, "cafe\u0301.jpg")},
			[]string{"convert 1620x1080 in resized/caf\u00e9.jpg", "convert 1620x1080 in resized/cafe\u0301 (2).jpg"}},
		{"names longer than a disk takes", func(o *Options) { o.Recipe.Format = resize.WebP }, nil,
			[]Found{photo(in, long+".jpg"), photo(in, long+".jpeg"[:4])},
			[]string{"convert 1620x1080 in resized/" + long[:250] + ".webp", "convert 1620x1080 in resized/" + long[:246] + " (2).webp"}},
		{"upright photo turns the box", nil, nil,
			[]Found{with(photo(in, "a.jpg"), func(s *resize.Source) { s.Upright = s.Upright.Turned(); s.Orientation = 6 })},
			[]string{"convert 1080x1620 in resized/a.jpg"}},
		{"already small", nil, nil,
			[]Found{with(photo(in, "a.jpg"), small), photo(in, "b.jpg")},
			[]string{"copy 640x480 in resized/a.jpg", "convert 1620x1080 in resized/b.jpg"}},
		{"already small, skipped", func(o *Options) { o.Recipe.Small = resize.SmallSkip }, nil,
			[]Found{with(photo(in, "a.jpg"), small)}, []string{"skip already small enough"}},
		{"already small, encoded again", func(o *Options) { o.Recipe.Small = resize.SmallReencode }, nil,
			[]Found{with(photo(in, "a.jpg"), small)}, []string{"convert 640x480 in resized/a.jpg"}},
		{"already small, other format", func(o *Options) { o.Recipe.Format = resize.PNG }, nil,
			[]Found{with(photo(in, "a.jpg"), small)}, []string{"convert 640x480 in resized/a.png"}},
		{"already small, but not in bytes", func(o *Options) { o.Recipe.MaxBytes = 89_999 }, nil,
			[]Found{with(photo(in, "a.jpg"), small)}, []string{"convert 640x480 in resized/a.jpg"}},
		{"already small, in bytes too", func(o *Options) { o.Recipe.MaxBytes = 90_000 }, nil,
			[]Found{with(photo(in, "a.jpg"), small)}, []string{"copy 640x480 in resized/a.jpg"}},
		{"several sizes", func(o *Options) { o.Sizes = twoSizes }, nil,
			[]Found{photo(in, "a.jpg"), with(photo(in, "b.jpg"), small), {Path: in + "/c.jpg", Root: in, Rel: "c.jpg", Err: resize.ErrDamaged}},
			[]string{
				"convert 1200x800 in resized/a-web.jpg", "convert 100x100 in resized/a-thumb.jpg",
				"copy 640x480 in resized/b-web.jpg", "convert 100x100 in resized/b-thumb.jpg", "fail damaged",
			}},
		{"several sizes, the first of no use", func(o *Options) { o.Sizes, o.Recipe.Small = twoSizes, resize.SmallSkip }, nil,
			[]Found{with(photo(in, "b.jpg"), small)}, []string{"skip already small enough", "convert 100x100 in resized/b-thumb.jpg"}},
		{"several sizes in folders", func(o *Options) { o.Sizes, o.Name = twoSizes, "{size}/{name}" }, nil,
			[]Found{photo(in, "s/a.jpg")}, []string{"convert 1200x800 in resized/s/web/a.jpg", "convert 100x100 in resized/s/thumb/a.jpg"}},
		{"several sizes named by their pixels", func(o *Options) { o.Sizes, o.Name = twoSizes, "{name}_{width}" }, nil,
			[]Found{photo(in, "a.jpg")}, []string{"convert 1200x800 in resized/a_1200.jpg", "convert 100x100 in resized/a_100.jpg"}},
		{"one size keeps its name", func(o *Options) { o.Sizes = twoSizes[:1] }, nil,
			[]Found{photo(in, "a.jpg")}, []string{"convert 1200x800 in resized/a.jpg"}},
		{"damaged", nil, nil, []Found{remains(photo(in, "a.jpg"))}, []string{"fail damaged"}},
		{"damaged, salvaged", func(o *Options) { o.Salvage = true }, nil,
			[]Found{remains(photo(in, "a.jpg"))}, []string{"convert 1620x1080 in resized/a (salvaged).jpg"}},
		{"failures keep their place", nil, nil,
			[]Found{{Path: in + "/a.jpg", Root: in, Rel: "a.jpg", Err: &resize.Error{Op: "decode", Path: in + "/a.jpg", Err: resize.ErrDamaged}}, photo(in, "b.jpg")},
			[]string{"fail decode " + in + "/a.jpg: damaged", "convert 1620x1080 in resized/b.jpg"}},
		{"template from the real size", func(o *Options) { o.Name = "{width}x{height}/{date} {name} {n}" }, nil,
			[]Found{photo(in, "s/a.jpg")},
			[]string{"convert 1620x1080 in resized/s/1620x1080/" + march.Local().Format(time.DateOnly) + " a 1.jpg"}},
		{"template without a name", func(o *Options) { o.Name = "photo" }, nil,
			[]Found{photo(in, "a.jpg"), photo(in, "b.jpg"), photo(in, "c.jpg")},
			[]string{"convert 1620x1080 in resized/photo.jpg", "convert 1620x1080 in resized/photo (2).jpg", "convert 1620x1080 in resized/photo (3).jpg"}},
		{"existing file, numbered", nil, []string{"in resized/a.jpg", "in resized/a (2).jpg"},
			[]Found{photo(in, "a.jpg")}, []string{"convert 1620x1080 in resized/a (3).jpg"}},
		{"existing file, skipped", func(o *Options) { o.Collision = SkipName }, []string{"in resized/a.jpg"},
			[]Found{photo(in, "a.jpg"), photo(in, "b.jpg")}, []string{"skip a file with that name exists", "convert 1620x1080 in resized/b.jpg"}},
		{"existing file of a stranger is not overwritten", func(o *Options) { o.Collision = Overwrite }, []string{"in resized/a.jpg"},
			[]Found{photo(in, "a.jpg")}, []string{"convert 1620x1080 in resized/a (2).jpg"}},
		{"existing folder is never overwritten", func(o *Options) { o.Collision = Overwrite }, []string{"in resized/a.jpg/x"},
			[]Found{photo(in, "a.jpg")}, []string{"convert 1620x1080 in resized/a (2).jpg"}},
		{"output folder is the input", func(o *Options) { o.Out = in }, []string{"in/a.jpg"},
			[]Found{photo(in, "a.jpg")}, []string{"convert 1620x1080 in/a (2).jpg"}},
		{"output folder is the input, overwriting", func(o *Options) { o.Out, o.Collision = in, Overwrite }, []string{"in/a.jpg"},
			[]Found{photo(in, "a.jpg")}, []string{"convert 1620x1080 in/a (2).jpg"}},
		{"output folder is the input, skipping", func(o *Options) { o.Out, o.Collision = in, SkipName }, []string{"in/a.jpg"},
			[]Found{photo(in, "a.jpg")}, []string{"skip a file with that name exists"}},
		{"another source has the name", func(o *Options) { o.Out, o.Recipe.Format, o.Collision = in, resize.JPEG, Overwrite }, []string{"in/a.jpg", "in/a.png"},
			[]Found{photo(in, "a.jpg"), with(photo(in, "a.png"), png)},
			[]string{"convert 1620x1080 in/a (2).jpg", "convert 1620x1080 in/a (3).jpg"}},
		{"many existing files", nil, []string{"in resized/1.jpg", "in resized/2.jpg", "in resized/9.jpg", "in resized/11.jpg"},
			[]Found{photo(in, "1.jpg"), photo(in, "2.jpg"), photo(in, "3.jpg"), photo(in, "4.jpg"), photo(in, "5.jpg"), photo(in, "6.jpg"), photo(in, "7.jpg"), photo(in, "8.jpg"), photo(in, "9.jpg"), photo(in, "10.jpg"), photo(in, "11.jpg")},
			[]string{"convert 1620x1080 in resized/1 (2).jpg", "convert 1620x1080 in resized/2 (2).jpg", "convert 1620x1080 in resized/3.jpg", "convert 1620x1080 in resized/4.jpg",
				"convert 1620x1080 in resized/5.jpg", "convert 1620x1080 in resized/6.jpg", "convert 1620x1080 in resized/7.jpg", "convert 1620x1080 in resized/8.jpg",
				"convert 1620x1080 in resized/9 (2).jpg", "convert 1620x1080 in resized/10.jpg", "convert 1620x1080 in resized/11 (2).jpg"}},
		{"originals in an output folder inside the input", func(o *Options) { o.Out, o.Collision = filepath.Join(in, "small"), Overwrite }, []string{"in/small/a.jpg"},
			[]Found{photo(in, "a.jpg"), photo(in, "small/a.jpg")},
			[]string{"convert 1620x1080 in/small/a (2).jpg", "skip a result in the output folder"}},
		{"results inside the input", func(o *Options) { o.Out = filepath.Join(in, "small") }, nil,
			[]Found{photo(in, "a.jpg"), photo(in, "small/a.jpg"), photo(in, "smaller/b.jpg")},
			[]string{"convert 1620x1080 in/small/a.jpg", "skip a result in the output folder", "convert 1620x1080 in/small/smaller/b.jpg"}},
		{"animation", nil, nil,
			[]Found{with(photo(in, "a.gif"), func(s *resize.Source) { s.Format, s.Frames = resize.GIF, 12 })},
			[]string{"convert 1620x1080 in resized/a.gif"}},
		{"animation is copied", nil, nil,
			[]Found{with(photo(in, "a.gif"), func(s *resize.Source) { small(s); s.Format, s.Frames = resize.GIF, 12 })},
			[]string{"copy 640x480 in resized/a.gif"}},
		{"hostile names", nil, nil,
			[]Found{photo(in, "\u202egpj.jpg"), photo(in, "bad\xff.jpg"), photo(in, "a\nb.jpg"), photo(in, "$(id).jpg"), photo(in, "-rf.jpg"), photo(in, "{name}.jpg"), photo(in, "%s.jpg")},
			[]string{"convert 1620x1080 in resized/\u202egpj.jpg", "convert 1620x1080 in resized/bad\xff.jpg", "convert 1620x1080 in resized/a\nb.jpg", "convert 1620x1080 in resized/$(id).jpg",
				"convert 1620x1080 in resized/-rf.jpg", "convert 1620x1080 in resized/{name}.jpg", "convert 1620x1080 in resized/%s.jpg"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, name := range c.existing {
				path := filepath.Join(dir, name)
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte("there"), 0o644); err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = os.RemoveAll(filepath.Join(dir, strings.Split(name, "/")[0])) })
			}
			opts := DefaultOptions()
			if c.change != nil {
				c.change(&opts)
			}
			plan := build(t, opts, c.pictures...)
			if got := lines(plan, dir); !slices.Equal(got, c.want) {
				t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(c.want, "\n\t"))
			}
			if plan.Counts.Pictures != len(c.pictures) {
				t.Errorf("%d pictures in, %d counted", len(c.pictures), plan.Counts.Total())
			}
			again := build(t, opts, c.pictures...)
			if !slices.Equal(lines(again, dir), lines(plan, dir)) {
				t.Error("building again gives another plan")
			}
		})
	}
}

func TestBuildSeesThroughLinks(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in")
	if err := os.MkdirAll(in, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(in, "a.jpg"), []byte("original"), 0o644); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(in, link); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	opts := DefaultOptions()
	opts.Out, opts.Collision = link, Overwrite
	got := lines(build(t, opts, photo(in, "a.jpg")), dir)
	if want := "convert 1620x1080 link/a (2).jpg"; got[0] != want {
		t.Errorf("got %q, want %q", got[0], want)
	}
}

func TestBuildShards(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in")
	var pictures []Found
	for i := range 100 {
		pictures = append(pictures, with(photo(in, fmt.Sprintf("%d.avif", i)), avif), photo(in, fmt.Sprintf("%d.jpg", i)))
	}
	opts := DefaultOptions()
	opts.Recipe.Format = resize.JPEG
	whole := build(t, opts, pictures...)
	var parts []string
	for i := range 3 {
		opts.Shard = Shard{i + 1, 3}
		part := build(t, opts, pictures...)
		if n := part.Counts.Total(); n < 66 || n > 67 || part.Batch != 200 {
			t.Errorf("shard %d has %d of %d, want a third of 200", i+1, n, part.Batch)
		}
		for k := range part.Items { // as if this shard had been written before the next one plans
			path := part.Items[k].Job.OutputPath
			parts = append(parts, path)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, nil, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	var all []string
	for i := range whole.Items {
		all = append(all, whole.Items[i].Job.OutputPath)
	}
	if own := whole.Items[1].Job.OutputPath; filepath.Base(own) != "0.jpg" {
		t.Errorf("0.jpg becomes %s", own)
	}
	slices.Sort(parts)
	slices.Sort(all)
	if !slices.Equal(parts, all) {
		t.Errorf("the shards' outputs are not the whole's:\n%v\n%v", parts, all)
	}
}

func TestOutFolder(t *testing.T) {
	for _, c := range []struct{ in, out, want string }{
		{"/photos", "", "/photos resized"}, {"/photos/", "", "/photos resized"}, {"/", "", "/resized"}, {"/photos", "/web", "/web"},
	} {
		if got := OutFolder(filepath.FromSlash(c.in), filepath.FromSlash(c.out)); filepath.ToSlash(got) != c.want {
			t.Errorf("OutFolder(%q, %q) = %q, want %q", c.in, c.out, got, c.want)
		}
	}
}

func TestBuildErrors(t *testing.T) {
	in := t.TempDir()
	src := &Sources{Pictures: []Found{photo(in, "a.jpg")}, Folders: []string{in}}
	if _, err := Build(t.Context(), &Sources{}, DefaultOptions()); !errors.Is(err, ErrNothing) {
		t.Errorf("no pictures: %v", err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Build(cancelled, src, DefaultOptions()); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	for _, c := range []struct {
		name   string
		change func(*Options)
		want   string
	}{
		{"0x0", func(o *Options) { o.Recipe.Width, o.Recipe.Height = 0, 0 }, "width"},
		{"quality", func(o *Options) { o.Recipe.Quality = 200 }, "quality"},
		{"template", func(o *Options) { o.Name = "../{name}" }, "inside"},
		{"shard", func(o *Options) { o.Shard = Shard{5, 4} }, "shard"},
	} {
		opts := DefaultOptions()
		c.change(&opts)
		if _, err := Build(t.Context(), src, opts); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
}
