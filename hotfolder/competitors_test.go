package hotfolder

import (
	"fmt"
	"path/filepath"
	"testing"

	"sizemill/batch"
	"sizemill/internal/imgtest"
)

// TestFoldersWithOneOutput: two folders may send pictures of one name to the same place. After a
// restart each still has its own result.
func TestFoldersWithOneOutput(t *testing.T) {
	for _, keepDates := range []bool{true, false} {
		dir := t.TempDir()
		opts := batch.DefaultOptions()
		opts.Out, opts.Recipe.KeepDates = filepath.Join(dir, "out"), keepDates
		service := func() (*Service, []*folder) {
			s := New(Options{})
			for _, name := range []string{"away", "1", "2"} {
				if err := s.Add(Folder{Path: filepath.Join(dir, name), Options: opts}); err != nil {
					t.Fatal(err)
				}
			}
			return s, s.folders[1:]
		}
		imgtest.WriteTree(t, dir, map[string][]byte{"1/sub/a.jpg": imgtest.JPEG(t, 400, 300)})
		oneDate(t, filepath.Join(dir, "1", "sub"), "a.jpg")
		s, f := service()
		if _, err := arrives(t, s, f[0], "sub/a.jpg"); err != nil {
			t.Fatal(err)
		}
		s.workers.Close()
		imgtest.WriteTree(t, dir, map[string][]byte{"2/sub/a.jpg": imgtest.JPEG(t, 300, 400)})
		oneDate(t, filepath.Join(dir, "2", "sub"), "a.jpg")
		for range 2 { // the second time there is nothing to do
			s, f := service()
			for _, in := range []*folder{f[1], f[0]} {
				if _, err := arrives(t, s, in, "sub/a.jpg"); err != nil {
					t.Fatal(err)
				}
			}
			s.workers.Close()
			imgtest.SameNames(t, opts.Out, "sub/a.jpg", "sub/a (2).jpg")
			files := imgtest.ReadTree(t, opts.Out)
			if string(files["sub/a.jpg"]) == string(files["sub/a (2).jpg"]) {
				t.Errorf("keep dates %v: one picture is there twice, the other not at all", keepDates)
			}
		}
	}
}

// TestManyCompetitors: names that a file manager has numbered, too many to find out quickly which
// result is whose.
func TestManyCompetitors(t *testing.T) {
	files := map[string][]byte{"a.png": imgtest.PNG(t, 10, 30)}
	for i := 2; i < maxCompetitors+6; i++ {
		files[fmt.Sprintf("a (%d).png", i)] = imgtest.PNG(t, 10+i, 30)
	}
	f := inbox(t, files)
	f.status.Folder.Options.Recipe.KeepDates = false
	names := imgtest.Names(files)
	oneDate(t, f.path, names...)
	for run := range 2 {
		s := New(Options{})
		for _, name := range names {
			if res, err := arrives(t, s, f, name); err != nil || res.skipped != (run > 0) {
				t.Errorf("run %d, %s: %+v, %v", run, name, res, err)
			}
		}
		s.workers.Close()
		imgtest.SameNames(t, f.out, names...)
	}
}
