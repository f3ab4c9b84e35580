package settings_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/gofrs/flock"

	"sizemill/batch"
	"sizemill/hotfolder"
	"sizemill/internal/atomicfile"
	"sizemill/resize"
	"sizemill/settings"
)

func TestRoundTrip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "folder", "settings.json")
	want := settings.Default()
	want.Resize.Recipe.Mode, want.Resize.Recipe.Edge, want.Resize.Recipe.Format = resize.LongEdge, 1234, resize.WebP
	want.Resize.Collision = batch.SkipName
	want.Theme = settings.ThemeDark
	want.Watch = []hotfolder.Folder{{Path: "/photos/in", Options: want.Resize, Paused: true}}
	if err := settings.NewStore(path).Update(whole(want)); err != nil {
		t.Fatal(err)
	}
	got, err := settings.NewStore(path).Load()
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), atomicfile.Pattern))
	if err != nil || len(left) != 0 {
		t.Errorf("temporaries left: %v %v", left, err)
	}
}

// A file edited by hand may leave out fields, even those of a watched folder.
func TestMissingFieldsHaveDefaults(t *testing.T) {
	inbox := func(change func(*batch.Options)) settings.Settings {
		v := settings.Default()
		v.Watch = []hotfolder.Folder{{Path: "/in", Options: v.Resize}}
		change(&v.Resize)
		change(&v.Watch[0].Options)
		return v
	}
	for _, c := range []struct {
		name, options string
		want          settings.Settings
	}{
		{"nothing", `{}`, inbox(func(*batch.Options) {})},
		{"output", `{"out":"/out"}`, inbox(func(o *batch.Options) { o.Out = "/out" })},
		{"quality", `{"recipe":{"quality":70}}`, inbox(func(o *batch.Options) { o.Recipe.Quality = 70 })},
		{"edge", `{"recipe":{"mode":"long-edge","edge":800}}`, inbox(func(o *batch.Options) { o.Recipe.Mode, o.Recipe.Edge = resize.LongEdge, 800 })},
		{"height free", `{"recipe":{"width":1600,"height":0}}`, inbox(func(o *batch.Options) { o.Recipe.Width, o.Recipe.Height = 1600, 0 })},
		{"width free", `{"recipe":{"width":0,"height":900}}`, inbox(func(o *batch.Options) { o.Recipe.Width, o.Recipe.Height = 0, 900 })},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "settings.json")
			write(t, path, `{"version":1,"resize":`+c.options+`,"watch":[{"path":"/in","options":`+c.options+`}]}`)
			for _, what := range []string{"as edited", "as saved"} {
				got, err := settings.NewStore(path).Load()
				if err != nil || !reflect.DeepEqual(got, c.want) {
					t.Fatalf("%s: %v\ngot  %+v\nwant %+v", what, err, got, c.want)
				}
				if err := settings.NewStore(path).Update(whole(got)); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func TestLoad(t *testing.T) {
	for _, c := range []struct {
		name, file string
		err        string // part of it; empty for none
		kept       string // name under which the file's bytes are still there
		edge       int    // of the loaded recipe's width
	}{
		{"no file", "", "", "", 1920},
		{"some fields", `{"version":1,"resize":{"recipe":{"mode":"fit","width":800,"height":600}}}`, "", "settings.json", 800},
		{"unknown field", `{"version":1,"later":true}`, "", "settings.json", 1920},
		{"recipe that cannot work", `{"version":1,"resize":{"recipe":{"mode":"fit","width":-5}}}`, "", "settings.json", 1920},
		{"truncated", `{"version":1,"resize":{"rec`, "unexpected end", "settings.json.damaged", 1920},
		{"empty", " ", "unexpected end", "settings.json.damaged", 1920},
		{"other type", `{"version":1,"resize":[]}`, "cannot unmarshal", "settings.json.damaged", 1920},
		{"unknown mode", `{"version":1,"resize":{"recipe":{"mode":"sideways"}}}`, "sideways", "settings.json.damaged", 1920},
		{"newer", `{"version":99,"resize":7}`, "newer version", "settings.json", 1920},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "settings.json")
			if c.file != "" {
				if err := os.WriteFile(path, []byte(c.file), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			got, err := settings.NewStore(path).Load()
			if (err != nil) != (c.err != "") || err != nil && !strings.Contains(err.Error(), c.err) {
				t.Fatalf("error %v, want %q", err, c.err)
			}
			if got.Resize.Recipe.Width != c.edge {
				t.Errorf("width %d, want %d", got.Resize.Recipe.Width, c.edge)
			}
			if c.kept != "" {
				text, err := os.ReadFile(filepath.Join(dir, c.kept))
				if err != nil || string(text) != c.file {
					t.Errorf("%s holds %q, %v", c.kept, text, err)
				}
			}
		})
	}
}

func TestUpdateLeavesNewerAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	write(t, path, `{"version":99}`)
	store := settings.NewStore(path)
	v, err := store.Load()
	if !errors.Is(err, settings.ErrNewer) {
		t.Fatalf("load: %v", err)
	}
	if err := store.Update(whole(v)); !errors.Is(err, settings.ErrNewer) {
		t.Fatalf("save: %v", err)
	}
	holds(t, path, `{"version":99}`)
}

// A folder in place of the file cannot be read, as if the home folder were away. Then the file is
// back.
func TestUpdateAfterReadError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	store := settings.NewStore(path)
	if _, err := store.Load(); err == nil {
		t.Fatal("loaded a folder")
	}
	if err := store.Update(func(v *settings.Settings) { v.Theme = settings.ThemeDark }); err == nil {
		t.Error("replaced what cannot be read")
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	write(t, path, `{"version":1,"watch":[{"path":"/photos/in"}]}`)
	if err := store.Update(func(v *settings.Settings) { v.Theme = settings.ThemeDark }); err != nil {
		t.Fatal(err)
	}
	if v, err := store.Load(); err != nil || len(v.Watch) != 1 || v.Theme != settings.ThemeDark {
		t.Errorf("after the file is back: %+v, %v", v, err)
	}
}

// A file with the longest possible name cannot be renamed to a longer one.
func TestUpdateAfterDamageThatCannotBePutAside(t *testing.T) {
	path := filepath.Join(t.TempDir(), strings.Repeat("s", 250)+".json")
	write(t, path, "damaged")
	store := settings.NewStore(path)
	v, loadErr := store.Load()
	if loadErr == nil {
		t.Fatal("loaded damage")
	}
	var damaged *settings.DamagedError
	if err := store.Update(whole(v)); !errors.As(err, &damaged) || damaged.Kept != path {
		t.Errorf("save: %v, after %v", err, loadErr)
	}
	holds(t, path, "damaged")
}

func TestDamagedFilesAreAllKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	for _, text := range []string{"first", "second", "third"} {
		write(t, path, text)
		var damaged *settings.DamagedError
		if _, err := settings.NewStore(path).Load(); !errors.As(err, &damaged) {
			t.Fatalf("loaded %q: %v", text, err)
		}
		holds(t, damaged.Kept, text)
	}
	for suffix, text := range map[string]string{".damaged": "first", ".damaged2": "second", ".damaged3": "third"} {
		holds(t, path+suffix, text)
	}
	if err := settings.NewStore(path).Update(whole(settings.Default())); err != nil {
		t.Errorf("save: %v", err)
	}
}

// whole returns a change that sets everything.
func whole(v settings.Settings) func(*settings.Settings) {
	return func(s *settings.Settings) { *s = v }
}

// TestUpdatesOfSeveralProcesses: each process has its own Store, loads before the others write, and
// changes a part.
func TestUpdatesOfSeveralProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	const n = 8
	var all sync.WaitGroup
	for i := range n {
		store := settings.NewStore(path)
		if _, err := store.Load(); err != nil {
			t.Fatal(err)
		}
		all.Go(func() {
			err := store.Update(func(v *settings.Settings) {
				v.Watch = append(v.Watch, hotfolder.Folder{Path: fmt.Sprint("/in/", i), Options: v.Resize})
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if v, err := settings.NewStore(path).Load(); err != nil || len(v.Watch) != n {
		t.Errorf("%d folders are left of %d, %v", len(v.Watch), n, err)
	}
}

// TestUpdateWhileLocked: a process that was stopped in the middle of a change does not keep others
// waiting forever.
func TestUpdateWhileLocked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		stopped := flock.New(filepath.Join(dir, ".settings.lock"))
		if err := stopped.Lock(); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, "settings.json")
		if err := settings.NewStore(path).Update(func(*settings.Settings) {}); !errors.Is(err, settings.ErrLocked) {
			t.Errorf("error %v, want %v", err, settings.ErrLocked)
		}
		if err := stopped.Unlock(); err != nil {
			t.Fatal(err)
		}
		if err := settings.NewStore(path).Update(func(*settings.Settings) {}); err != nil {
			t.Error(err)
		}
	})
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func holds(t *testing.T, path, want string) {
	t.Helper()
	if text, err := os.ReadFile(path); err != nil || string(text) != want {
		t.Errorf("%s holds %q, %v; want %q", path, text, err, want)
	}
}
