package watch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestNewRefuses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	put(t, file, "x")
	for _, tc := range []struct {
		name, root string
		opts       Options
	}{
		{"no root", "", Options{}},
		{"a file", file, Options{}},
		{"negative settle", ".", Options{Settle: -1}},
		{"negative checks", ".", Options{Checks: -1}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := New(tc.root, tc.opts); err == nil || !strings.HasPrefix(err.Error(), "watch") {
				t.Errorf("error %v, want one that says watch", err)
			}
		})
	}
}

func TestRunOnceAtATime(t *testing.T) {
	r := start(t, t.TempDir(), Options{})
	r.untilState(Watching)
	if err := r.w.Run(t.Context(), func(string) {}); !errors.Is(err, ErrRunning) {
		t.Errorf("second Run returned %v, want ErrRunning", err)
	}
	r.stop()
	if s := r.w.Status().State; s != Stopped {
		t.Errorf("state after Run: %v", s)
	}
}

func TestArrivals(t *testing.T) {
	for _, tc := range []struct {
		name string
		act  func(t *testing.T, r *rig)
		want []string
	}{
		{"a file", func(t *testing.T, r *rig) {
			put(t, filepath.Join(r.root, "a.jpg"), "END")
		}, []string{"a.jpg"}},
		{"odd names", func(t *testing.T, r *rig) {
			for _, n := range []string{" -x %s $(id)\n.jpg", "bad\xff.jpg", "ümlaut.jpg"} {
				put(t, filepath.Join(r.root, n), "END")
			}
		}, []string{" -x %s $(id)\n.jpg", "bad\xff.jpg", "ümlaut.jpg"}},
		{"renamed into place", func(t *testing.T, r *rig) {
			put(t, filepath.Join(r.root, "a.part"), "half")
			rename(t, filepath.Join(r.root, "a.part"), filepath.Join(r.root, "a.jpg"))
			put(t, filepath.Join(r.root, "a.jpg"), "END")
		}, []string{"a.jpg"}},
		{"old date", func(t *testing.T, r *rig) {
			p := filepath.Join(r.root, "a.jpg")
			put(t, p, "END")
			if err := os.Chtimes(p, time.Unix(-9, 0), time.Unix(-9, 0)); err != nil {
				t.Fatal(err)
			}
		}, []string{"a.jpg"}},
		{"nested folders at once", func(t *testing.T, r *rig) {
			for i := range 300 {
				dir := filepath.Join(r.root, fmt.Sprint("d", i%7), fmt.Sprint("e", i%5), "f")
				mkdir(t, dir)
				put(t, filepath.Join(dir, fmt.Sprint(i)), "END")
			}
		}, names(300, func(i int) string { return fmt.Sprintf("d%d/e%d/f/%d", i%7, i%5, i) })},
		{"deep tree", func(t *testing.T, r *rig) {
			dir := filepath.Join(r.root, strings.Repeat("d/", 200))
			mkdir(t, dir)
			put(t, filepath.Join(dir, "a"), "END")
		}, []string{strings.Repeat("d/", 200) + "a"}},
		{"thousands at once", func(t *testing.T, r *rig) {
			for i := range 5000 {
				put(t, filepath.Join(r.root, fmt.Sprint(i)), "END")
			}
		}, names(5000, func(i int) string { return fmt.Sprint(i) })},
		{"folder moved in", func(t *testing.T, r *rig) {
			away := filepath.Join(t.TempDir(), "x")
			mkdir(t, filepath.Join(away, "y"))
			put(t, filepath.Join(away, "y", "a"), "END")
			rename(t, away, filepath.Join(r.root, "x"))
		}, []string{"x/y/a"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := start(t, t.TempDir(), Options{Check: endsWhole})
			r.untilState(Watching)
			tc.act(t, r)
			r.exactly(tc.want...)
		})
	}
}

func names(n int, name func(int) string) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = name(i)
	}
	return all
}

func TestArrivalInStages(t *testing.T) {
	refused := make(chan struct{}, 1)
	r := start(t, t.TempDir(), Options{Check: func(ctx context.Context, path string) error {
		err := endsWhole(ctx, path)
		if err != nil {
			signal(refused)
		}
		return err
	}})
	r.untilState(Watching)
	p := filepath.Join(r.root, "a.jpg")
	for _, part := range []string{"head", "middle", "END"} {
		f, err := os.OpenFile(p, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		_, err = f.WriteString(part)
		if err = errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
		if part != "END" {
			<-refused
			if s := r.summary(); s != "" {
				t.Fatalf("reported %s after %q", s, part)
			}
		}
	}
	r.exactly("a.jpg")
}

func TestRewrittenIsReportedAgain(t *testing.T) {
	r := start(t, t.TempDir(), Options{Check: endsWhole})
	r.untilState(Watching)
	p := filepath.Join(r.root, "a.jpg")
	for n := 1; n <= 3; n++ {
		put(t, p, strings.Repeat("x", n)+"END")
		r.until(fmt.Sprint("report ", n), func(counts map[string]int, _ Status) bool { return counts["a.jpg"] == n })
	}
	r.exactly("a.jpg", "a.jpg", "a.jpg")
}

func TestExisting(t *testing.T) {
	for _, existing := range []bool{false, true} {
		t.Run(fmt.Sprint(existing), func(t *testing.T) {
			root := t.TempDir()
			mkdir(t, filepath.Join(root, "sub"))
			put(t, filepath.Join(root, "sub", "old"), "END")
			put(t, filepath.Join(root, "half"), "")
			r := start(t, root, Options{Existing: existing, Check: endsWhole})
			r.untilState(Watching)
			put(t, filepath.Join(root, "new"), "END")
			put(t, filepath.Join(root, "half"), "END")
			want := []string{"new", "half"}
			if existing {
				want = append(want, "sub/old")
			}
			r.exactly(want...)
		})
	}
}

// comesDuringAdd puts a file into each folder when it has its watch and is not listed yet.
type comesDuringAdd struct {
	source
	t *testing.T
}

func (c comesDuringAdd) Add(folder string) error {
	if err := c.source.Add(folder); err != nil {
		return err
	}
	put(c.t, filepath.Join(folder, "meanwhile"), "END")
	return nil
}

func TestArrivalDuringTheFirstWalk(t *testing.T) {
	root := t.TempDir()
	put(t, filepath.Join(root, "old"), "END")
	r := start(t, root, Options{Check: endsWhole}, func(w *Watcher) {
		w.open = func() (source, error) {
			src, err := openNotify()
			return comesDuringAdd{src, t}, err
		}
	})
	r.exactly("meanwhile")
}

func TestIgnoredFolderIsNeverReported(t *testing.T) {
	root := t.TempDir()
	out := filepath.Join(root, "sub", "out")
	mkdir(t, out)
	put(t, filepath.Join(out, "early"), "END")
	r := start(t, root, Options{Existing: true, Check: endsWhole, Ignore: func(path string, isDir bool) bool {
		if filepath.Dir(path) == out {
			t.Errorf("asked about %s, which is in an ignored folder", path)
		}
		return path == out && isDir || strings.HasPrefix(filepath.Base(path), ".")
	}})
	r.untilState(Watching)
	put(t, filepath.Join(out, "late"), "END")
	put(t, filepath.Join(root, ".a.jpg.X1y2Z3"), "END")
	put(t, filepath.Join(root, "sub", "a"), "END")
	remove(t, out) // the folder made anew is ignored, too
	mkdir(t, out)
	put(t, filepath.Join(out, "anew"), "END")
	r.exactly("sub/a")
}

func TestFolderMovedInside(t *testing.T) {
	r := start(t, t.TempDir(), Options{Check: endsWhole})
	r.untilState(Watching)
	a, b := filepath.Join(r.root, "a"), filepath.Join(r.root, "b")
	mkdir(t, filepath.Join(a, "sub"))
	put(t, filepath.Join(a, "sub", "1"), "END")
	r.untilReported("a/sub/1")
	rename(t, a, b)
	r.untilReported("b/sub/1")
	put(t, filepath.Join(b, "sub", "2"), "END")
	r.untilReported("b/sub/2")
	mkdir(t, filepath.Join(a, "sub")) // the old name again, another folder
	put(t, filepath.Join(a, "sub", "3"), "END")
	r.untilReported("a/sub/3")
	rename(t, b, filepath.Join(t.TempDir(), "away"))
	put(t, filepath.Join(a, "sub", "4"), "END")
	r.untilReported("a/sub/4")
	if n := r.w.Status().Folders; n != 3 {
		t.Errorf("%d folders, want 3: the root, a, a/sub", n)
	}
	r.exactly("a/sub/1", "b/sub/1", "b/sub/2", "a/sub/3", "a/sub/4")
}

func TestRootGoneAndBack(t *testing.T) {
	for _, tc := range []struct {
		name string
		act  func(t *testing.T, r *rig, gone func())
		want []string
	}{
		{"removed and made again", func(t *testing.T, r *rig, gone func()) {
			remove(t, r.root)
			gone()
			mkdir(t, filepath.Join(r.root, "sub"))
			put(t, filepath.Join(r.root, "sub", "while gone"), "END")
		}, []string{"sub/while gone"}},
		{"renamed and back", func(t *testing.T, r *rig, gone func()) {
			rename(t, r.root, r.root+".away")
			gone()
			put(t, filepath.Join(r.root+".away", "while gone"), "END")
			rename(t, r.root+".away", r.root)
		}, []string{"while gone"}},
		{"replaced at once", func(t *testing.T, r *rig, _ func()) {
			remove(t, r.root)
			mkdir(t, r.root)
			put(t, filepath.Join(r.root, "other"), "END")
		}, []string{"other"}},
		{"a file in its place", func(t *testing.T, r *rig, gone func()) {
			remove(t, r.root)
			put(t, r.root, "")
			gone()
			remove(t, r.root)
			mkdir(t, r.root)
		}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			root := filepath.Join(t.TempDir(), "in")
			mkdir(t, root)
			r := start(t, root, Options{Check: endsWhole, Poll: 20 * time.Millisecond})
			r.untilState(Watching)
			put(t, filepath.Join(root, "before"), "END")
			r.untilReported("before")
			tc.act(t, r, func() {
				r.untilState(Gone)
				if reason := r.w.Status().Reason; reason == "" {
					t.Error("gone without a reason")
				}
			})
			r.untilReported(tc.want...)
			r.untilState(Watching)
			put(t, filepath.Join(root, "after"), "END")
			r.exactly(append(tc.want, "before", "after")...)
		})
	}
}

func TestRootComesLater(t *testing.T) {
	root := filepath.Join(t.TempDir(), "in")
	r := start(t, root, Options{Check: endsWhole, Poll: 20 * time.Millisecond})
	r.untilState(Gone)
	mkdir(t, root)
	put(t, filepath.Join(root, "a"), "END")
	r.exactly("a")
}

// Events are taken in while ready blocks, and a file is not queued twice.
func TestSlowConsumer(t *testing.T) {
	root := t.TempDir()
	var checked atomic.Int64
	w, err := New(root, Options{Settle: 10 * time.Millisecond, Checks: 4, Check: func(ctx context.Context, path string) error {
		checked.Add(1)
		return endsWhole(ctx, path)
	}})
	if err != nil {
		t.Fatal(err)
	}
	first, release := make(chan struct{}), make(chan struct{})
	counts := map[string]int{}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	stopped := make(chan error, 1)
	go func() {
		stopped <- w.Run(ctx, func(path string) {
			if len(counts) == 0 {
				close(first)
				<-release
			}
			if counts[path]++; len(counts) == 201 {
				cancel()
			}
		})
	}()
	r := &rig{t: t, w: w, changed: make(chan struct{})}
	r.untilState(Watching)
	put(t, filepath.Join(root, "first"), "END")
	<-first
	for i := range 200 {
		put(t, filepath.Join(root, fmt.Sprint(i)), "END")
	}
	r.until("all to be seen", func(_ map[string]int, s Status) bool { return s.Settling == 200 })
	if n := checked.Load(); n > 1+4+maxBacklog {
		t.Errorf("%d files checked ahead of the consumer", n)
	}
	close(release)
	if err := <-stopped; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	for p, n := range counts {
		if n != 1 {
			t.Errorf("%s reported %d times", p, n)
		}
	}
}
