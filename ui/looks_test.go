package ui

import (
	"context"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/storage"

	"sizemill/batch"
	"sizemill/hotfolder"
	"sizemill/resize"
	"sizemill/settings"
	"sizemill/ui/theme"
	"sizemill/ui/uitest"
)

func fileURI(path string) fyne.URI { return storage.NewFileURI(path) }

// looks lists the states of the window that are worth looking at.
var looks = []struct {
	name string
	show func(s *stage)
}{
	{"empty", func(*stage) {}},
	{"nothing", func(s *stage) {
		s.engine.Sources = &batch.Sources{Others: batch.Others{"CR2": 8, "MP4": 4}}
		s.drop("/photos/Letters")
	}},
	{"scanning", func(s *stage) {
		s.engine.OnScan = func(ctx context.Context, progress func(batch.ScanProgress)) error {
			progress(batch.ScanProgress{Found: 1234, Probed: 1000})
			<-ctx.Done()
			return ctx.Err()
		}
		s.drop("/photos/Holiday")
	}},
	{"loaded", func(s *stage) { s.drop("/photos/Holiday") }},
	{"pad", func(s *stage) {
		s.drop("/photos/Holiday")
		s.w.resize.form.mode.SetSelectedIndex(int(resize.Pad))
		s.w.resize.form.more.Open(true)
		s.settle()
	}},
	{"selected", func(s *stage) {
		s.drop("/photos/Holiday")
		s.w.resize.list.list.Select(2)
		s.settle()
	}},
	{"replacing", func(s *stage) {
		plain := s.engine.Items
		s.engine.Items = func(o batch.Options) []batch.Item {
			items := plain(o)
			for i := range 3 {
				items[i].Taken, items[i].Job.Overwrite = true, true
			}
			items[4].Taken, items[4].Job.OutputPath = true, "/photos/Holiday resized/2024/Lisbon/IMG_0005 (2).jpg"
			return items
		}
		s.w.resize.form.collision.SetSelectedIndex(int(batch.Overwrite))
		s.drop("/photos/Holiday")
	}},
	{"problem", func(s *stage) {
		s.drop("/photos/Holiday")
		s.w.resize.form.width.SetText("12o0")
		s.settle()
	}},
	{"running", func(s *stage) {
		s.engine.OnRun = func(ctx context.Context, plan *batch.Plan, events func(batch.Event)) (batch.Summary, error) {
			for i := range plan.Items[:61] {
				time.Sleep(20 * time.Millisecond)
				switch {
				case plan.Items[i].Err != nil:
					events(batch.Event{Index: i, State: batch.Failed, Err: plan.Items[i].Err})
				case i > 5:
					events(batch.Event{Index: i, State: batch.Working})
				default:
					events(batch.Event{Index: i, State: batch.Done, Outcome: resize.Outcome{Bytes: 300_000}})
				}
			}
			<-ctx.Done()
			return batch.Summary{}, ctx.Err()
		}
		s.drop("/photos/Holiday")
		s.tap(s.w.resize.bar.start)
	}},
	{"stop-question", func(s *stage) {
		s.engine.OnRun = uitest.TenThenWait
		s.drop("/photos/Holiday")
		s.tap(s.w.resize.bar.start)
		s.w.confirmClose(func() {})
		s.settle()
	}},
	{"done", func(s *stage) {
		s.engine.OnRun = uitest.RunAll(map[string]error{"2024/Lisbon/IMG_0005.jpg": uitest.ErrDenied})
		s.drop("/photos/Holiday")
		s.tap(s.w.resize.bar.start)
		s.w.resize.list.list.Select(0)
		s.settle()
	}},
	{"done-recorded", func(s *stage) {
		s.engine.OnRun = uitest.Recorded(1, uitest.RunAll(map[string]error{"2024/Lisbon/IMG_0005.jpg": uitest.ErrDenied}))
		s.drop("/photos/Holiday")
		s.tap(s.w.resize.bar.start)
	}},
	{"in-place", func(s *stage) {
		s.drop("/photos/Holiday")
		s.tap(s.w.resize.form.destination.place)
	}},
	{"out-chosen", func(s *stage) {
		s.c.SetOut("/srv/web/pictures")
		s.drop("/photos/Holiday")
	}},
	{"undoing", func(s *stage) {
		s.past.OnUndo = uitest.UndoTenThenWait
		s.engine.OnRun = uitest.Recorded(1, uitest.RunAll(nil))
		s.drop("/photos/Holiday")
		s.tap(s.w.resize.bar.start)
		s.tap(s.w.resize.bar.undo)
	}},
	{"undone", func(s *stage) {
		s.engine.OnRun = uitest.Recorded(1, uitest.RunAll(nil))
		s.drop("/photos/Holiday")
		s.tap(s.w.resize.bar.start)
		s.tap(s.w.resize.bar.undo)
	}},
	{"restore-question", func(s *stage) {
		s.engine.OnRun = uitest.Recorded(1, uitest.RunAll(nil))
		s.drop("/photos/Holiday")
		s.tap(s.w.resize.form.destination.place)
		s.tap(s.w.resize.bar.start)
		s.tap(s.w.resize.bar.undo)
	}},
	{"there", func(s *stage) {
		s.engine.Items = allThere(s.engine.Items)
		s.drop("/photos/Holiday")
	}},
	{"interrupted", func(s *stage) { s.drop("/photos/Other") }},
	{"resumed", func(s *stage) { s.tap(s.w.action) }},
	{"watch-empty", func(s *stage) { s.w.showWatch(true) }},
	{"watch", func(s *stage) {
		at := time.Date(2026, 5, 1, 14, 3, 0, 0, time.Local)
		options := batch.DefaultOptions()
		web := options
		web.Out, web.Recipe.Mode, web.Recipe.Edge, web.Recipe.Format, web.Recipe.Quality = "/srv/web/pictures", resize.LongEdge, 1600, resize.JPEG, 82
		s.arrived(
			hotfolder.Status{Folder: hotfolder.Folder{Path: "/home/ana/Pictures/Camera", Options: options}, State: hotfolder.Watching,
				Settling: 3, Working: 2, Done: 41, Failed: 1, Recent: []hotfolder.Recent{
					{Path: "/home/ana/Pictures/Camera/IMG_0341.jpg", Output: "/home/ana/Pictures/Camera resized/IMG_0341.jpg", Bytes: 311_000, At: at},
					{Path: "/home/ana/Pictures/Camera/IMG_0340.jpg", Err: &resize.Error{Op: "decode", Path: "x", Err: resize.ErrDamaged}, At: at},
				}},
			hotfolder.Status{Folder: hotfolder.Folder{Path: "/mnt/nas/Incoming from the studio/2026/May/Week 18/Selected by the editor", Options: web},
				State: hotfolder.Polling, Reason: "this disk does not report changes", Done: 7},
			hotfolder.Status{Folder: hotfolder.Folder{Path: "/media/ana/SDCARD/DCIM", Options: web, Paused: true}, State: hotfolder.Paused},
			hotfolder.Status{Folder: hotfolder.Folder{Path: "/media/ana/OLD", Options: web}, State: hotfolder.Gone},
		)
		s.w.showWatch(true)
		s.settle()
	}},
}

// TestLooks shows every state at the usual size, at a small one, and at one that fits a screen of
// 1600 × 900 pixels at twice the scale. It asserts that nothing is cut off. If SIZEMILL_SHOTS names
// a folder, it writes pictures of all states there, light and dark.
func TestLooks(t *testing.T) {
	shots := os.Getenv("SIZEMILL_SHOTS")
	for _, look := range looks {
		for _, size := range []fyne.Size{{Width: 1000, Height: 700}, {Width: 800, Height: 560}, {Width: 760, Height: 400}} {
			name := fmt.Sprintf("%s-%.0fx%.0f", look.name, size.Width, size.Height)
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					past := &uitest.Past{}
					if look.name == "interrupted" || look.name == "resumed" {
						past.Batch = uitest.Interrupted()
					}
					s := newStage(t, 128, withPast(past))
					s.past = past
					s.win.Resize(size)
					s.play(func() {
						look.show(s)
						if least := s.win.Content().MinSize(); least.Width > size.Width || least.Height > size.Height {
							t.Errorf("needs %v, has %v", least, size)
						}
						if shots == "" {
							return
						}
						for _, choice := range []settings.Theme{settings.ThemeLight, settings.ThemeDark} {
							picture := software.RenderCanvas(s.win.Canvas(), theme.New(choice))
							save := func() error {
								f, err := os.Create(filepath.Join(shots, name+"-"+string(choice)+".png"))
								if err != nil {
									return err
								}
								defer f.Close()
								return png.Encode(f, picture)
							}
							if err := save(); err != nil {
								t.Fatal(err)
							}
						}
					})
				})
			})
		}
	}
}
