package control

import (
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"sizemill/batch"
	"sizemill/hotfolder"
	"sizemill/resize"
	"sizemill/settings"
	"sizemill/ui/form"
	"sizemill/ui/model"
	"sizemill/ui/uitest"
)

func TestSettingsAreSaved(t *testing.T) {
	inRig(t, nil, func(r *rig) {
		r.open("/photos/Holiday")
		if n := len(r.store.Saved); n != 0 {
			t.Errorf("saved %d times without a change", n)
		}
		r.edit(func(f *form.Values) { f.Width, f.Height = "1600", "1200" })
		if got := r.store.Last().Resize.Recipe; got.Width != 1600 || got.Height != 1200 {
			t.Errorf("saved %+v", got)
		}
		r.edit(func(f *form.Values) { f.Width = "nonsense" })
		if got := r.store.Last().Resize.Recipe; got.Width != 1600 {
			t.Errorf("saved %+v", got)
		}
		r.c.Resized(settings.Window{Width: 900, Height: 600})
	})
}

func TestLastChangeIsSavedAtTheEnd(t *testing.T) {
	store := &uitest.Store{}
	inRig(t, func(r *rig) { r.deps.Store = store }, func(r *rig) {
		f := r.last().Form
		f.Width = "777"
		r.c.Edit(f)
		r.c.Resized(settings.Window{Width: 900, Height: 600}) // and the window is closed at once
	})
	if got := store.Last(); got.Resize.Recipe.Width != 777 || got.Window.Width != 900 {
		t.Errorf("saved %+v", got)
	}
}

// fullDisk is a store that refuses some updates.
type fullDisk struct {
	uitest.Store
	refusals int
}

var errFull = errors.New("no space left on device")

func (s *fullDisk) Update(change func(*settings.Settings)) error {
	if s.refusals > 0 {
		s.refusals--
		return errFull
	}
	return s.Store.Update(change)
}

func TestSettingsThatCannotBeSaved(t *testing.T) {
	for _, tc := range []struct {
		name     string
		refusals int
		want     error
	}{
		{"room at the last try", 2, nil}, // when the width was typed, and at the end
		{"never room", 100, errFull},
	} {
		t.Run(tc.name, func(t *testing.T) {
			store := &fullDisk{refusals: tc.refusals}
			err := runRig(t, func(r *rig) { r.deps.Store = store }, func(r *rig) {
				r.edit(func(f *form.Values) { f.Width = "777" })
				if got := r.last().Notice; got.Kind != model.NoticeSave || !errors.Is(got.Err, errFull) {
					t.Errorf("notice %+v", got)
				}
				r.c.Resized(settings.Window{Width: 900, Height: 600})
			})
			if !errors.Is(err, tc.want) {
				t.Errorf("ended with %v, want %v", err, tc.want)
			}
			if got := store.Last(); tc.want == nil && (got.Resize.Recipe.Width != 777 || got.Window.Width != 900) {
				t.Errorf("saved %+v", got)
			}
		})
	}
}

// TestTwoWindows: what another window has written stays, except for what this one has changed.
func TestTwoWindows(t *testing.T) {
	ours, theirs, both := watched("/in/ours"), watched("/in/theirs"), watched("/in/both")
	path := filepath.Join(t.TempDir(), "settings.json")
	store := settings.NewStore(path)
	store2 := settings.NewStore(path)
	write := func(change func(*settings.Settings)) {
		if err := store2.Update(change); err != nil {
			t.Fatal(err)
		}
	}
	write(func(s *settings.Settings) { s.Watch = []hotfolder.Folder{both} })
	inRig(t, func(r *rig) {
		r.deps.Store = store
		r.deps.Settings.Watch = []hotfolder.Folder{both}
	}, func(r *rig) {
		write(func(s *settings.Settings) {
			s.Watch, s.Resize.Recipe.Width, s.Theme = append(s.Watch, theirs), 640, settings.ThemeDark
		})
		r.c.AddWatch(ours.Path)
		r.c.PauseWatch(both.Path, true)
		r.rest()
		r.c.Resized(settings.Window{Width: 900, Height: 600})
	})
	got, err := store.Load()
	if err != nil {
		t.Fatal(err)
	}
	both.Paused = true
	if want := []hotfolder.Folder{both, theirs, ours}; !reflect.DeepEqual(got.Watch, want) {
		t.Errorf("watched folders %+v, want %+v", got.Watch, want)
	}
	if got.Resize.Recipe.Width != 640 || got.Theme != settings.ThemeDark || got.Window.Width != 900 {
		t.Errorf("settings %+v", got)
	}
	inRig(t, func(r *rig) { r.deps.Store, r.deps.Settings = store, got }, func(r *rig) {
		write(func(s *settings.Settings) { s.Watch = []hotfolder.Folder{both, ours} }) // theirs is removed
		r.c.RemoveWatch(both.Path)
		r.c.PauseWatch(theirs.Path, true) // no longer in the file
		r.edit(func(f *form.Values) { f.Width = "320" })
	})
	if got, err = store.Load(); err != nil || len(got.Watch) != 1 || got.Watch[0].Path != ours.Path || got.Resize.Recipe.Width != 320 {
		t.Errorf("settings %+v, %v", got, err)
	}
}

func watched(path string) hotfolder.Folder {
	return hotfolder.Folder{Path: path, Options: batch.DefaultOptions()}
}

func TestWatchedFolders(t *testing.T) {
	remembered := hotfolder.Folder{Path: "/in/camera", Options: batch.DefaultOptions()}
	inRig(t, func(r *rig) { r.deps.Settings.Watch = []hotfolder.Folder{remembered} }, func(r *rig) {
		if v := r.last(); len(v.Watch) != 1 || v.Watch[0].Folder.Path != "/in/camera" {
			t.Fatalf("watching %+v", v.Watch)
		}
		r.edit(func(f *form.Values) { f.Mode, f.Edge = resize.LongEdge, "1000" })
		r.c.AddWatch("/in/phone")
		r.rest()
		v := r.last()
		if len(v.Watch) != 2 || v.Watch[1].Folder.Options.Recipe.Edge != 1000 {
			t.Fatalf("watching %+v", v.Watch)
		}
		r.c.AddWatch("/in/phone")
		r.rest()
		if v = r.last(); v.Notice.Kind != model.NoticeWatch || len(v.Watch) != 2 {
			t.Errorf("notice %+v, watching %d", v.Notice, len(v.Watch))
		}
		r.c.PauseWatch("/in/phone", true)
		r.c.RemoveWatch("/in/camera")
		r.rest()
		v = r.last()
		if len(v.Watch) != 1 || v.Watch[0].State != hotfolder.Paused {
			t.Errorf("watching %+v", v.Watch)
		}
		saved := r.store.Last().Watch
		if len(saved) != 1 || saved[0].Path != "/in/phone" || !saved[0].Paused {
			t.Errorf("saved %+v", saved)
		}
		r.edit(func(f *form.Values) { f.Edge = "" })
		r.c.AddWatch("/in/third")
		r.rest()
		if v = r.last(); v.Notice.Kind != model.NoticeWatchRecipe || len(v.Watch) != 1 {
			t.Errorf("notice %+v, watching %d", v.Notice, len(v.Watch))
		}
	})
}

func TestRememberedFolderThatCannotBeWatched(t *testing.T) {
	folder := func(path string) hotfolder.Folder {
		return hotfolder.Folder{Path: path, Options: batch.DefaultOptions()}
	}
	inRig(t, func(r *rig) {
		r.deps.Settings.Watch = []hotfolder.Folder{folder("/in/other"), folder("/in/camera")}
		r.watch.OnAdd = refuse("/in/camera")
	}, func(r *rig) {
		v := r.last()
		if len(v.Watch) != 2 || v.Watch[1].State != hotfolder.Broken || v.Watch[1].Refused == nil {
			t.Fatalf("watching %+v", v.Watch)
		}
		r.watch.OnAdd = nil // it works now
		r.edit(func(f *form.Values) { f.Mode, f.Edge = resize.LongEdge, "1000" })
		r.c.AddWatch("/in/camera")
		r.rest()
		v = r.last()
		if len(v.Watch) != 2 || v.Watch[1].State != hotfolder.Watching || v.Watch[1].Folder.Options.Recipe.Edge != 1000 {
			t.Errorf("watching %+v", v.Watch)
		}
		saved := r.store.Last().Watch
		if len(saved) != 2 || saved[1].Path != "/in/camera" || saved[1].Options.Recipe.Edge != 1000 {
			t.Errorf("saved %+v", saved)
		}
	})
}

// refuse makes Watch refuse one folder.
func refuse(path string) func(string) error {
	return func(asked string) error {
		if asked == path {
			return hotfolder.ErrNotFolder
		}
		return nil
	}
}

// TestFolderRememberedTwice: if the file names a folder twice, as earlier versions wrote it, the
// last one counts.
func TestFolderRememberedTwice(t *testing.T) {
	folder := hotfolder.Folder{Path: "/in/camera", Options: batch.DefaultOptions()}
	paused := folder
	paused.Paused = true
	inRig(t, func(r *rig) { r.deps.Settings.Watch = []hotfolder.Folder{folder, paused} }, func(r *rig) {
		if v := r.last(); len(v.Watch) != 1 || !v.Watch[0].Folder.Paused {
			t.Errorf("watching %+v", v.Watch)
		}
	})
}

// TestWhileRememberedFoldersAreAdded: a disk that hangs holds up the folders of earlier sessions,
// but not the user.
func TestWhileRememberedFoldersAreAdded(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(c *Controller)
		want string // folders that are watched
	}{
		{"nothing", func(*Controller) {}, "[/in/hung watching /in/camera watching]"},
		{"one is added again", func(c *Controller) { c.AddWatch("/in/camera") }, "[/in/camera watching /in/hung watching]"},
		{"one is removed", func(c *Controller) { c.RemoveWatch("/in/camera") }, "[/in/hung watching]"},
		{"one is paused", func(c *Controller) { c.PauseWatch("/in/camera", true) }, "[/in/hung watching /in/camera paused]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			inRig(t, func(r *rig) {
				options := batch.DefaultOptions()
				r.deps.Settings.Watch = []hotfolder.Folder{{Path: "/in/hung", Options: options}, {Path: "/in/camera", Options: options}}
				r.watch.OnAdd = func(path string) error {
					if path == "/in/hung" {
						time.Sleep(time.Minute)
					}
					return nil
				}
			}, func(r *rig) {
				c.do(r.c)
				time.Sleep(time.Hour)
				r.rest()
				var got []string
				for _, s := range r.last().Watch {
					got = append(got, s.Folder.Path+" "+s.State.String())
				}
				if fmt.Sprint(got) != c.want {
					t.Errorf("%v, want %s", got, c.want)
				}
				watch := r.c.settings.Watch // at rest
				if len(watch) != len(got) {
					t.Errorf("settings have %+v", watch)
				}
			})
		})
	}
}

func TestChoosing(t *testing.T) {
	tests := []struct {
		name    string
		chooser Chooser
		ask     func(*Controller)
		inputs  []string
		out     string
		toolkit int // dialogs of the toolkit
	}{
		{"folder", uitest.Chooser{Folder: "/photos"}, (*Controller).ChooseFolder, []string{"/photos"}, "", 0},
		{"folder, cancelled", uitest.Chooser{}, (*Controller).ChooseFolder, nil, "", 0},
		{"no system dialog", uitest.Chooser{Err: errors.New("none")}, (*Controller).ChooseFolder, nil, "", 1},
		{"no chooser", nil, (*Controller).ChooseFolder, nil, "", 1},
		{"pictures", uitest.Chooser{Files: []string{"/a.jpg", "/b.jpg"}}, (*Controller).ChoosePictures, []string{"/a.jpg", "/b.jpg"}, "", 0},
		{"pictures, cancelled", uitest.Chooser{}, (*Controller).ChoosePictures, nil, "", 0},
		{"output folder", uitest.Chooser{Folder: "/out"}, (*Controller).ChooseOut, nil, "/out", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inRig(t, func(r *rig) { r.deps.Chooser = tt.chooser }, func(r *rig) {
				tt.ask(r.c)
				r.rest()
				v := r.last()
				if !reflect.DeepEqual(v.Inputs, tt.inputs) || v.Form.Out != tt.out || r.dialogs != tt.toolkit {
					t.Errorf("inputs %q, out %q, %d dialogs", v.Inputs, v.Form.Out, r.dialogs)
				}
			})
		})
	}
}

func TestOpenResult(t *testing.T) {
	var opened []string
	inRig(t, func(r *rig) {
		r.deps.OpenPath = func(path string) error {
			opened = append(opened, path)
			return errors.New("no file manager")
		}
	}, func(r *rig) {
		r.open("/photos/Holiday")
		r.c.Start()
		r.rest()
		r.c.OpenResult()
		r.rest()
		if v := r.last(); v.Notice.Kind != model.NoticeOpen || !reflect.DeepEqual(opened, []string{"/photos/Holiday resized"}) {
			t.Errorf("notice %+v, opened %q", v.Notice, opened)
		}
	})
}
