package ui

import (
	"context"
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
)

func TestSettingsAreSaved(t *testing.T) {
	inRig(t, nil, func(r *rig) {
		r.open("/photos/Holiday")
		if n := len(r.store.saved); n != 0 {
			t.Errorf("saved %d times without a change", n)
		}
		r.edit(func(f *form) { f.Width, f.Height = "1600", "1200" })
		if got := r.store.last().Resize.Recipe; got.Width != 1600 || got.Height != 1200 {
			t.Errorf("saved %+v", got)
		}
		r.edit(func(f *form) { f.Width = "nonsense" })
		if got := r.store.last().Resize.Recipe; got.Width != 1600 {
			t.Errorf("saved %+v", got)
		}
		r.c.resized(settings.Window{Width: 900, Height: 600})
	})
}

func TestLastChangeIsSavedAtTheEnd(t *testing.T) {
	store := &memoryStore{}
	inRig(t, func(r *rig) { r.deps.Store = store }, func(r *rig) {
		f := r.last().form
		f.Width = "777"
		r.c.edit(f)
		r.c.resized(settings.Window{Width: 900, Height: 600}) // and the window is closed at once
	})
	if got := store.last(); got.Resize.Recipe.Width != 777 || got.Window.Width != 900 {
		t.Errorf("saved %+v", got)
	}
}

// A store that refuses for a while, or for good.
type fullDisk struct {
	memoryStore
	refusals int
}

var errFull = errors.New("no space left on device")

func (s *fullDisk) Update(change func(*settings.Settings)) error {
	if s.refusals > 0 {
		s.refusals--
		return errFull
	}
	return s.memoryStore.Update(change)
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
				r.edit(func(f *form) { f.Width = "777" })
				if got := r.last().notice; got.kind != noticeSave || !errors.Is(got.err, errFull) {
					t.Errorf("notice %+v", got)
				}
				r.c.resized(settings.Window{Width: 900, Height: 600})
			})
			if !errors.Is(err, tc.want) {
				t.Errorf("ended with %v, want %v", err, tc.want)
			}
			if got := store.last(); tc.want == nil && (got.Resize.Recipe.Width != 777 || got.Window.Width != 900) {
				t.Errorf("saved %+v", got)
			}
		})
	}
}

// TestTwoWindows: what another window has written since this one began stays, but for what this one has changed itself.
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
		r.c.addWatch(ours.Path)
		r.c.pauseWatch(both.Path, true)
		r.rest()
		r.c.resized(settings.Window{Width: 900, Height: 600})
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
		r.c.removeWatch(both.Path)
		r.c.pauseWatch(theirs.Path, true) // which is not in the file any more
		r.edit(func(f *form) { f.Width = "320" })
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
		if v := r.last(); len(v.watch) != 1 || v.watch[0].Folder.Path != "/in/camera" {
			t.Fatalf("watching %+v", v.watch)
		}
		r.edit(func(f *form) { f.Mode, f.Edge = resize.LongEdge, "1000" })
		r.c.addWatch("/in/phone")
		r.rest()
		v := r.last()
		if len(v.watch) != 2 || v.watch[1].Folder.Options.Recipe.Edge != 1000 {
			t.Fatalf("watching %+v", v.watch)
		}
		r.c.addWatch("/in/phone")
		r.rest()
		if v = r.last(); v.notice.kind != noticeWatch || len(v.watch) != 2 {
			t.Errorf("notice %+v, watching %d", v.notice, len(v.watch))
		}
		r.c.pauseWatch("/in/phone", true)
		r.c.removeWatch("/in/camera")
		r.rest()
		v = r.last()
		if len(v.watch) != 1 || v.watch[0].State != hotfolder.Paused {
			t.Errorf("watching %+v", v.watch)
		}
		saved := r.store.last().Watch
		if len(saved) != 1 || saved[0].Path != "/in/phone" || !saved[0].Paused {
			t.Errorf("saved %+v", saved)
		}
		r.edit(func(f *form) { f.Edge = "" })
		r.c.addWatch("/in/third")
		r.rest()
		if v = r.last(); v.notice.kind != noticeWatchRecipe || len(v.watch) != 1 {
			t.Errorf("notice %+v, watching %d", v.notice, len(v.watch))
		}
	})
}

func TestRememberedFolderThatCannotBeWatched(t *testing.T) {
	folder := func(path string) hotfolder.Folder {
		return hotfolder.Folder{Path: path, Options: batch.DefaultOptions()}
	}
	inRig(t, func(r *rig) {
		r.deps.Settings.Watch = []hotfolder.Folder{folder("/in/other"), folder("/in/camera")}
		r.watch.asked = refuse("/in/camera")
	}, func(r *rig) {
		v := r.last()
		if len(v.watch) != 2 || v.watch[1].State != hotfolder.Broken || v.watchRefused["/in/camera"] == nil {
			t.Fatalf("watching %+v", v.watch)
		}
		r.watch.asked = nil // it can be now
		r.edit(func(f *form) { f.Mode, f.Edge = resize.LongEdge, "1000" })
		r.c.addWatch("/in/camera")
		r.rest()
		v = r.last()
		if len(v.watch) != 2 || v.watch[1].State != hotfolder.Watching || v.watch[1].Folder.Options.Recipe.Edge != 1000 {
			t.Errorf("watching %+v", v.watch)
		}
		saved := r.store.last().Watch
		if len(saved) != 2 || saved[1].Path != "/in/camera" || saved[1].Options.Recipe.Edge != 1000 {
			t.Errorf("saved %+v", saved)
		}
	})
}

// refuse is an answer of fakeWatch's that keeps a folder from being watched.
func refuse(path string) func(string) error {
	return func(asked string) error {
		if asked == path {
			return hotfolder.ErrNotFolder
		}
		return nil
	}
}

// TestFolderRememberedTwice: a file that names a folder twice, as earlier versions wrote it, has it watched as it was added last.
func TestFolderRememberedTwice(t *testing.T) {
	folder := hotfolder.Folder{Path: "/in/camera", Options: batch.DefaultOptions()}
	paused := folder
	paused.Paused = true
	inRig(t, func(r *rig) { r.deps.Settings.Watch = []hotfolder.Folder{folder, paused} }, func(r *rig) {
		if v := r.last(); len(v.watch) != 1 || !v.watch[0].Folder.Paused {
			t.Errorf("watching %+v", v.watch)
		}
	})
}

// TestWhileRememberedFoldersAreAdded: a disk that hangs keeps the folders of earlier sessions waiting, but not the user.
func TestWhileRememberedFoldersAreAdded(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(c *controller)
		want string // folders that are watched
	}{
		{"nothing", func(*controller) {}, "[/in/hung watching /in/camera watching]"},
		{"one is added again", func(c *controller) { c.addWatch("/in/camera") }, "[/in/camera watching /in/hung watching]"},
		{"one is removed", func(c *controller) { c.removeWatch("/in/camera") }, "[/in/hung watching]"},
		{"one is paused", func(c *controller) { c.pauseWatch("/in/camera", true) }, "[/in/hung watching /in/camera paused]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			inRig(t, func(r *rig) {
				options := batch.DefaultOptions()
				r.deps.Settings.Watch = []hotfolder.Folder{{Path: "/in/hung", Options: options}, {Path: "/in/camera", Options: options}}
				r.watch.asked = func(path string) error {
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
				for _, s := range r.last().watch {
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

// scriptedChooser answers as told.
type scriptedChooser struct {
	folder string
	files  []string
	err    error
}

func (s scriptedChooser) ChooseFolder(context.Context, string) (string, error) {
	return s.folder, s.err
}
func (s scriptedChooser) ChoosePictures(context.Context, string) ([]string, error) {
	return s.files, s.err
}

func TestChoosing(t *testing.T) {
	tests := []struct {
		name    string
		chooser Chooser
		ask     func(*controller)
		inputs  []string
		out     string
		toolkit int // dialogs of the toolkit
	}{
		{"folder", scriptedChooser{folder: "/photos"}, (*controller).chooseFolder, []string{"/photos"}, "", 0},
		{"folder, cancelled", scriptedChooser{}, (*controller).chooseFolder, nil, "", 0},
		{"no system dialog", scriptedChooser{err: errors.New("none")}, (*controller).chooseFolder, nil, "", 1},
		{"no chooser", nil, (*controller).chooseFolder, nil, "", 1},
		{"pictures", scriptedChooser{files: []string{"/a.jpg", "/b.jpg"}}, (*controller).choosePictures, []string{"/a.jpg", "/b.jpg"}, "", 0},
		{"pictures, cancelled", scriptedChooser{}, (*controller).choosePictures, nil, "", 0},
		{"output folder", scriptedChooser{folder: "/out"}, (*controller).chooseOut, nil, "/out", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inRig(t, func(r *rig) { r.deps.Chooser = tt.chooser }, func(r *rig) {
				tt.ask(r.c)
				r.rest()
				v := r.last()
				if !reflect.DeepEqual(v.inputs, tt.inputs) || v.form.Out != tt.out || r.dialogs != tt.toolkit {
					t.Errorf("inputs %q, out %q, %d dialogs", v.inputs, v.form.Out, r.dialogs)
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
		r.c.start()
		r.rest()
		r.c.openResult()
		r.rest()
		if v := r.last(); v.notice.kind != noticeOpen || !reflect.DeepEqual(opened, []string{"/photos/Holiday resized"}) {
			t.Errorf("notice %+v, opened %q", v.notice, opened)
		}
	})
}
