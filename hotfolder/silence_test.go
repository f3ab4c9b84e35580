package hotfolder

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"sizemill/batch"
	"sizemill/internal/imgtest"
	"sizemill/resize"
)

// halves is a service of two workers. It watches a folder of three pictures on a disk that hangs,
// and another of one picture. When its first picture is in progress, or hang is closed, the disk
// stops answering until back is closed.
type halves struct {
	*testing.T
	svc         *Service
	hung, sound string
	hang        func()
	back        chan struct{}
	finished    chan Recent
	changed     chan Status
}

func newHalves(t *testing.T) *halves {
	dir, picture := t.TempDir(), imgtest.JPEG(t, 400, 300)
	imgtest.WriteTree(t, dir, map[string][]byte{
		"hung/1.jpg": picture, "hung/2.jpg": picture, "hung/3.jpg": picture, "sound/1.jpg": picture,
	})
	h := &halves{
		T: t, hung: filepath.Join(dir, "hung"), sound: filepath.Join(dir, "sound"), back: make(chan struct{}),
		finished: make(chan Recent, 100), changed: make(chan Status, 10000),
	}
	h.svc = New(Options{
		MaxWorkers: 2, Settle: 1,
		Finished: func(r Recent) { h.finished <- r }, Changed: func(s Status) { h.changed <- s },
	})
	hangs := make(chan struct{})
	h.hang = sync.OnceFunc(func() { close(hangs) })
	h.svc.stat = func(path string) (os.FileInfo, error) {
		select {
		case <-hangs:
			if strings.HasPrefix(path, h.hung) {
				<-h.back
			}
		default:
		}
		return os.Stat(path)
	}
	h.svc.doAll = func(ctx context.Context, jobs []resize.ImageJob) []resize.Result {
		if strings.HasPrefix(jobs[0].InputPath, h.hung) {
			h.hang()
			<-h.back
		}
		return h.svc.workers.DoAll(ctx, jobs)
	}
	return h
}

// run adds the folders and runs the service until the returned function is called.
func (h *halves) run() (stop func()) {
	for _, path := range []string{h.hung, h.sound} {
		if err := h.svc.Add(Folder{Path: path, Options: batch.DefaultOptions()}); err != nil {
			h.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(h.Context())
	ended := make(chan error, 1)
	go func() { ended <- h.svc.Run(ctx) }()
	return func() {
		cancel()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			h.Error(err)
		}
	}
}

// until waits for the hung folder's state.
func (h *halves) until(want State) {
	h.Helper()
	for s := range h.changed {
		if s.Folder.Path == h.hung && s.State == want {
			return
		}
	}
}

// TestHungDisk: a disk that hangs, before it is watched or while its pictures are in progress, does
// not hold up other folders' pictures, is shown as silent, and is watched again when it answers.
func TestHungDisk(t *testing.T) {
	picture := imgtest.JPEG(t, 400, 300)
	for _, name := range []string{"at the start", "in work"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHalves(t)
			if name == "at the start" {
				h.hang()
			}
			stop := h.run()
			defer stop()
			if r := <-h.finished; filepath.Base(filepath.Dir(r.Path)) != "sound" || r.Err != nil {
				t.Errorf("first finished: %+v", r)
			}
			h.until(Silent)
			imgtest.WriteTree(t, h.sound, map[string][]byte{"2.jpg": picture, "sub/3.jpg": picture})
			for range 2 {
				if r := <-h.finished; !strings.HasPrefix(r.Path, h.sound) || r.Err != nil {
					t.Errorf("finished while the disk hangs: %+v", r)
				}
			}
			close(h.back)
			for range 3 {
				if r := <-h.finished; !strings.HasPrefix(r.Path, h.hung) || r.Err != nil {
					t.Errorf("finished after the disk is back: %+v", r)
				}
			}
			h.until(Watching)
		})
	}
}

// TestSilenceGivesBack: pictures in progress give the service's slots and memory back once when
// their disk stops answering.
func TestSilenceGivesBack(t *testing.T) {
	s, f, other := New(Options{MaxWorkers: 2, Memory: 1000}), inbox(t, nil), inbox(t, nil)
	take := func(f *folder) (release func()) {
		release, err := s.slots.acquire(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		return release
	}
	var done []func()
	for range 2 {
		memory, err := s.budget.Acquire(t.Context(), 500)
		if err != nil {
			t.Fatal(err)
		}
		done = append(done, f.hold(take(f)), f.hold(memory))
	}
	free := take(other) // its first
	if s.slots.tryAcquire(other) == nil {
		t.Error("a third worker of two")
	}
	f.setSilent(true)
	release, err := s.budget.Acquire(t.Context(), 1000)
	if err != nil {
		t.Fatal(err)
	}
	take(other)()
	called := 0
	f.hold(func() { called++ })()
	if called != 1 {
		t.Errorf("released %d times", called)
	}
	for _, done := range done {
		done()
	}
	release()
	free()
	if s.slots.taken != 0 || len(s.slots.of) != 0 || len(f.silence.held) != 0 {
		t.Errorf("left: %d slots, %v, %d held", s.slots.taken, s.slots.of, len(f.silence.held))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if f.waitAnswered(ctx) == nil {
		t.Error("work on a silent disk")
	}
	f.setSilent(false)
	if err := f.waitAnswered(t.Context()); err != nil {
		t.Error(err)
	}
}
