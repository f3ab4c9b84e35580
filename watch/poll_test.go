package watch

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fsnotify/fsnotify"
)

// without makes the Watcher fail to open a source.
func without(err error) func(*Watcher) {
	return func(w *Watcher) { w.open = func() (source, error) { return nil, err } }
}

// bubble runs f in fake time, in which hours pass at once, with real files below root.
func bubble(t *testing.T, f func(t *testing.T, root string)) {
	t.Helper()
	root := t.TempDir()
	synctest.Test(t, func(t *testing.T) { f(t, root) })
}

// after lets d pass and compares the reports so far with want, each once.
func (r *rig) after(d time.Duration, want ...string) {
	r.t.Helper()
	time.Sleep(d) // in fake time
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.counts) != len(want) {
		r.t.Errorf("after %v: %d files reported, want %d: %v", d, len(r.counts), len(want), r.counts)
	}
	for _, n := range want {
		if r.counts[n] != 1 {
			r.t.Errorf("after %v: %q reported %d times, want once", d, n, r.counts[n])
		}
	}
}

func TestPollingFindsFiles(t *testing.T) {
	bubble(t, func(t *testing.T, root string) {
		put(t, filepath.Join(root, "old"), "END")
		r := start(t, root, Options{Settle: time.Second, Check: endsWhole}, without(errors.New("none here")))
		r.after(time.Second)
		if s := r.w.Status(); s.State != Polling || !strings.Contains(s.Reason, "none here") || s.Folders != 1 {
			t.Errorf("status %+v", s)
		}
		mkdir(t, filepath.Join(root, "x", "y"))
		put(t, filepath.Join(root, "x", "y", "a"), "half")
		put(t, filepath.Join(root, "b"), "END")
		r.after(4*time.Second, "b")
		put(t, filepath.Join(root, "x", "y", "a"), "half END")
		r.after(4*time.Second, "b", "x/y/a")
		remove(t, filepath.Join(root, "x"))
		r.after(time.Minute, "b", "x/y/a")
		if s := r.w.Status(); s.Folders != 1 || s.Settling != 0 {
			t.Errorf("after removal: status %+v", s)
		}
	})
}

func TestGivingUpReportsTheFile(t *testing.T) {
	bubble(t, func(t *testing.T, root string) {
		put(t, filepath.Join(root, "old"), "")
		r := start(t, root, Options{Settle: time.Second, Check: endsWhole}, without(errors.New("none")))
		r.after(time.Second) // the first walk is over: what is there does not count as arrived
		put(t, filepath.Join(root, "torn"), "half")
		r.after(9 * time.Minute)
		if n := r.w.Status().Settling; n != 1 {
			t.Errorf("%d settling, want 1", n)
		}
		r.after(2*time.Minute, "torn")
		r.after(time.Hour, "torn")
	})
}

func TestPollingSeesRootGoneAndBack(t *testing.T) {
	bubble(t, func(t *testing.T, root string) {
		in := filepath.Join(root, "in")
		mkdir(t, in)
		r := start(t, in, Options{Settle: time.Second}, without(errors.New("none")))
		put(t, filepath.Join(root, "outside"), "")
		r.after(3 * time.Second)
		put(t, filepath.Join(in, "a"), "")
		r.after(5*time.Second, "a")
		rename(t, in, in+".away")
		r.after(3*time.Second, "a")
		if s := r.w.Status(); s.State != Gone || s.Folders != 0 {
			t.Errorf("status %+v, want gone", s)
		}
		put(t, filepath.Join(in+".away", "b"), "")
		rename(t, in+".away", in)
		r.after(5*time.Second, "a", "b")
		if s := r.w.Status().State; s != Polling {
			t.Errorf("state %v, want polling", s)
		}
	})
}

func TestExhaustedLimitsAreSaid(t *testing.T) {
	sys := func(e syscall.Errno) error { return fmt.Errorf("wrapped: %w", os.NewSyscallError("x", e)) }
	for _, tc := range []struct {
		name      string
		open, add error
		want      string
	}{
		{"watches", nil, sys(syscall.ENOSPC),
			"the system's limit of inotify watches is reached (fs.inotify.max_user_watches); polling every 2s instead"},
		{"instances", sys(syscall.EMFILE), nil, "(fs.inotify.max_user_instances, ulimit -n); polling every 2s instead"},
		{"open files", nil, sys(syscall.EMFILE), "the system's limit of open files is reached (ulimit -n); polling every 2s instead"},
		{"anything else", nil, errors.New("no idea"), "do not work here (no idea); polling every 2s instead"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, root string) {
				for i := range 5 {
					mkdir(t, filepath.Join(root, fmt.Sprint(i)))
				}
				var raised atomic.Bool
				r := start(t, root, Options{Settle: time.Second}, func(w *Watcher) {
					w.open = func() (source, error) {
						d := newDeaf()
						d.add = func(folder string) error {
							if filepath.Base(folder) == "3" && !raised.Load() {
								return tc.add
							}
							return nil
						}
						if tc.open != nil && !raised.Load() {
							return nil, tc.open
						}
						return d, nil
					}
				})
				r.after(time.Second)
				s := r.w.Status()
				if s.State != Polling || !strings.Contains(s.Reason, tc.want) || s.Folders != 6 {
					t.Errorf("status %+v, want polling, %q, 6 folders", s, tc.want)
				}
				put(t, filepath.Join(root, "0", "a"), "")
				put(t, filepath.Join(root, "4", "b"), "")
				r.after(4*time.Second, "0/a", "4/b")

				raised.Store(true)
				r.after(2*time.Minute, "0/a", "4/b")
				if s := r.w.Status(); s.State != Watching || s.Reason != "" {
					t.Errorf("status %+v, want watching again", s)
				}
			})
		})
	}
}

func TestLostEvents(t *testing.T) {
	for _, tc := range []struct {
		name string
		err  error
	}{
		{"overflow", fsnotify.ErrEventOverflow},
		{"confused source", errors.New("invalid argument")},
	} {
		t.Run(tc.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, root string) {
				src := newDeaf()
				opened := 0
				r := start(t, root, Options{Settle: time.Second}, func(w *Watcher) {
					w.open = func() (source, error) {
						if opened++; opened > 1 {
							return newDeaf(), nil
						}
						return src, nil
					}
				})
				r.after(time.Second)
				var want []string
				for i := range 200 {
					dir := filepath.Join(root, fmt.Sprint("d", i%9))
					mkdir(t, dir)
					put(t, filepath.Join(dir, fmt.Sprint(i)), "")
					want = append(want, fmt.Sprintf("d%d/%d", i%9, i))
				}
				r.after(10 * time.Second) // nothing told of them
				src.errs <- tc.err
				r.after(3*time.Second, want...)
				r.after(2*time.Hour, want...)
				if s := r.w.Status(); s.State != Watching || opened != 2 {
					t.Errorf("state %v after opening %d sources, want watching on the second", s.State, opened)
				}
			})
		})
	}
}

func TestSafetyWalk(t *testing.T) {
	bubble(t, func(t *testing.T, root string) {
		r := start(t, root, Options{Settle: time.Second}, func(w *Watcher) {
			w.open = func() (source, error) { return newDeaf(), nil }
		})
		r.after(time.Second)
		put(t, filepath.Join(root, "unannounced"), "")
		r.after(290 * time.Second)
		r.after(20*time.Second, "unannounced")
	})
}

func TestRemoteFolderIsPolledToo(t *testing.T) {
	bubble(t, func(t *testing.T, root string) {
		r := start(t, root, Options{Settle: time.Second}, func(w *Watcher) {
			w.open = func() (source, error) { return newDeaf(), nil }
			w.volume = func(string) volume { return volume{remote: "NFS"} }
		})
		r.after(time.Second)
		if s := r.w.Status(); s.State != Polling || !strings.Contains(s.Reason, "(NFS) does not report changes made elsewhere; also polling every 2s") {
			t.Errorf("status %+v", s)
		}
		put(t, filepath.Join(root, "from elsewhere"), "")
		r.after(5*time.Second, "from elsewhere")
	})
}

// If inode numbers mean nothing, a new one alone is not a change.
func TestLooseInodes(t *testing.T) {
	bubble(t, func(t *testing.T, root string) {
		r := start(t, root, Options{Settle: time.Second}, without(errors.New("none")), func(w *Watcher) {
			w.volume = func(string) volume { return volume{loose: true} }
		})
		r.after(time.Second)
		put(t, filepath.Join(root, "a"), "same")
		r.after(5*time.Second, "a")
		fi, err := os.Stat(filepath.Join(root, "a"))
		if err != nil {
			t.Fatal(err)
		}
		other := filepath.Join(t.TempDir(), "a")
		put(t, other, "same")
		if err := os.Chtimes(other, fi.ModTime(), fi.ModTime()); err != nil {
			t.Fatal(err)
		}
		rename(t, other, filepath.Join(root, "a"))
		r.after(time.Minute, "a")
	})
}
