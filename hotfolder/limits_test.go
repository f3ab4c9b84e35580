package hotfolder_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"sizemill/batch"
	"sizemill/hotfolder"
	"sizemill/internal/imgtest"
	"sizemill/resize"
)

// TestLimits: pictures over a limit fail by name, once, and the others are made.
func TestLimits(t *testing.T) {
	var late *batch.TimeError
	var link *batch.LinkError
	var memory *batch.MemoryError
	for _, c := range []struct {
		name string
		opts hotfolder.Options
		fail map[string]func(error) bool
		made []string
	}{
		{
			"none", hotfolder.Options{},
			map[string]func(error) bool{"link.png": func(err error) bool { return errors.As(err, &link) }},
			[]string{"inner.png", "large.png", "moving.gif", "small.png"},
		},
		{"links are followed", hotfolder.Options{FollowLinks: true}, nil, []string{"inner.png", "large.png", "link.png", "moving.gif", "small.png"}},
		{
			"pixels", hotfolder.Options{FollowLinks: true, Limits: resize.Limits{Pixels: 100_000}},
			map[string]func(error) bool{"large.png": func(err error) bool { return errors.Is(err, resize.ErrTooLarge) }},
			[]string{"inner.png", "link.png", "moving.gif", "small.png"},
		},
		{
			"frames", hotfolder.Options{FollowLinks: true, Limits: resize.Limits{Frames: 4}},
			map[string]func(error) bool{"moving.gif": func(err error) bool { return errors.Is(err, resize.ErrTooLarge) }},
			[]string{"inner.png", "large.png", "link.png", "small.png"},
		},
		{
			"time", hotfolder.Options{FollowLinks: true, TimeLimit: 1},
			map[string]func(error) bool{"large.png": func(err error) bool { return errors.As(err, &late) }},
			nil, // the others may be in time
		},
		{
			"memory", hotfolder.Options{FollowLinks: true, Memory: 4 << 20},
			map[string]func(error) bool{"large.png": func(err error) bool { return errors.As(err, &memory) }},
			nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			in := filepath.Join(dir, "in")
			imgtest.WriteTree(t, dir, map[string][]byte{
				"outside.png": imgtest.PNG(t, 200, 150), "in/small.png": imgtest.PNG(t, 200, 150),
				"in/large.png": imgtest.PNG(t, 2000, 1500), "in/moving.gif": imgtest.AnimatedGIF(t, 60, 40, 5),
			})
			for link, target := range map[string]string{"link.png": "../outside.png", "inner.png": "small.png"} {
				if err := os.Symlink(target, filepath.Join(in, link)); err != nil {
					t.Skip("no symbolic links here: ", err)
				}
			}
			b, stop := startWith(t, c.opts, folder(in))
			got := b.next(5)
			stop()
			for name, is := range c.fail {
				if err := got[name].Err; !is(err) {
					t.Errorf("%s: %v", name, err)
				}
				if _, err := os.Lstat(filepath.Join(dir, "in resized", name)); err == nil {
					t.Errorf("%s has a result", name)
				}
			}
			if c.made != nil {
				imgtest.SameNames(t, filepath.Join(dir, "in resized"), c.made...)
			}
		})
	}
}
