package hotfolder_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sizemill/batch"
	"sizemill/batch/naming"
	"sizemill/hotfolder"
	"sizemill/internal/imgtest"
)

func TestAddRefuses(t *testing.T) {
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"a/": nil, "b/": nil, "file": []byte("x")})
	a, bb := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	if err := os.Symlink(a, filepath.Join(dir, "link")); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	into := func(f hotfolder.Folder, out string) hotfolder.Folder { f.Options.Out = out; return f }
	invalid := folder(a)
	invalid.Options.Recipe.Quality = 300
	named := func(name naming.Template) hotfolder.Folder { f := folder(a); f.Options.Name = name; return f }
	overwrite := folder(a)
	overwrite.Options.Collision = batch.Overwrite
	for _, c := range []struct {
		name   string
		first  []hotfolder.Folder
		second hotfolder.Folder
		err    error // nil: accepted
	}{
		{"another", []hotfolder.Folder{folder(a)}, folder(bb), nil},
		{"the same again", []hotfolder.Folder{folder(a)}, folder(a), hotfolder.ErrWatched},
		{"the same through a link", []hotfolder.Folder{folder(a)}, folder(filepath.Join(dir, "link")), hotfolder.ErrWatched},
		{"into itself", nil, into(folder(a), a), arrives(a, a, a)},
		{"into itself through a link", nil, into(folder(a), filepath.Join(dir, "link")), arrives(a, filepath.Join(dir, "link"), a)},
		{"into its parent", nil, into(folder(a), dir), arrives(a, dir, a)},
		{"into a subfolder", nil, into(folder(a), filepath.Join(a, "small")), nil},
		{"feeding another", []hotfolder.Folder{folder(bb)}, into(folder(a), bb), arrives(a, bb, bb)},
		{"fed by another", []hotfolder.Folder{into(folder(a), bb)}, folder(bb), arrives(a, bb, bb)},
		{"feeding each other", []hotfolder.Folder{into(folder(a), bb)}, into(folder(bb), a), arrives(bb, a, a)},
		{"a file", nil, folder(filepath.Join(dir, "file")), hotfolder.ErrNotFolder},
		{"no name", nil, named("{date}"), hotfolder.ErrNameless},
		{"braces that are no field", nil, named("{{name}}"), hotfolder.ErrNameless},
		{"a number", nil, named("{name}-{n}"), hotfolder.ErrNumbered},
		{"name and date", nil, named("{date}/{name}"), nil},
		{"overwriting", nil, overwrite, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := hotfolder.New(hotfolder.Options{})
			for _, f := range c.first {
				if err := s.Add(f); err != nil {
					t.Fatal(err)
				}
			}
			err := s.Add(c.second)
			var got, want *hotfolder.ResultsArriveError
			if errors.As(c.err, &want) {
				if !errors.As(err, &got) || *got != *want {
					t.Errorf("error %v, want %v", err, want)
				}
			} else if !errors.Is(err, c.err) {
				t.Errorf("error %v, want %v", err, c.err)
			}
			if err != nil && strings.Count(err.Error(), "watch "+c.second.Path+": ") != 1 {
				t.Errorf("the error does not begin with the folder: %v", err)
			}
		})
	}
	if err := hotfolder.New(hotfolder.Options{}).Add(invalid); err == nil || !strings.Contains(err.Error(), "quality") {
		t.Errorf("options that cannot work: %v", err)
	}
}

func arrives(folder, out, watched string) error {
	return &hotfolder.ResultsArriveError{Folder: folder, Out: out, Watched: watched}
}

func TestOutputOfAWholeDisk(t *testing.T) {
	root := filepath.VolumeName(t.TempDir()) + string(filepath.Separator)
	s := hotfolder.New(hotfolder.Options{})
	if err := s.Add(folder(root)); err != nil {
		t.Fatal(err)
	}
	if got, want := s.Status()[0].Output, filepath.Join(root, "resized"); got != want {
		t.Errorf("results go to %q, want %q", got, want)
	}
}
