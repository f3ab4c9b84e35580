package watch

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"
)

// Plays random histories of a few files. No file may be reported within Settle of a change, or torn
// before GiveUp. In the end, the last state of each existing file must have been reported exactly
// once.
func TestSettlerRandomHistories(t *testing.T) {
	for seed := range uint64(2000) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { randomHistory(t, rand.New(rand.NewPCG(seed, 1))) })
	}
}

type history struct {
	*script
	changed  map[string]time.Duration // last change
	reported map[string]stamp
}

func randomHistory(t *testing.T, rnd *rand.Rand) {
	h := &history{script: newScript(t), changed: map[string]time.Duration{}, reported: map[string]stamp{}}
	var examined []*settling
	names := []string{"a", "b", "c"}
	for range 60 {
		name := names[rnd.IntN(len(names))]
		_, there := h.files["/in/"+name]
		switch rnd.IntN(10) {
		case 0, 1:
			h.change(name, "write "+name+" 1")
		case 2:
			h.change(name, "grow "+name+" 2")
		case 3:
			h.change(name, "rm "+name)
			delete(h.reported, name)
		case 4:
			if there {
				h.run("echo " + name)
			}
		case 5:
			h.run("walk")
		case 6:
			h.torn["/in/"+name] = !h.torn["/in/"+name]
		case 7: // begin an examination
			if f, ok := h.s.take(h.now); ok {
				examined = append(examined, f)
			}
		case 8: // end one
			if len(examined) > 0 {
				h.finish(examined[0])
				examined = examined[1:]
			}
		case 9:
			h.now += time.Duration(rnd.IntN(3000)) * time.Millisecond
		}
	}
	for _, f := range examined {
		h.finish(f)
	}
	h.run("walk")
	clear(h.torn)
	for end := h.now + time.Hour; ; {
		at, ok := h.s.next()
		if !ok || at > end {
			break
		}
		h.now = max(h.now, at)
		f, _ := h.s.take(h.now)
		h.finish(f)
	}
	for path, st := range h.files {
		if h.reported[path[len("/in/"):]] != st {
			t.Errorf("%s: last state never reported", path)
		}
	}
	if len(h.s.pending) != 0 {
		t.Errorf("%d files settle for ever", len(h.s.pending))
	}
}

func (h *history) change(name, step string) {
	h.run(step)
	h.changed[name] = h.now
}

func (h *history) finish(f *settling) {
	h.conclude(f)
	for _, name := range h.reports {
		st, there := h.files["/in/"+name]
		switch {
		case !there:
			h.t.Errorf("%s reported though it is not there", name)
		case h.reported[name] == st:
			h.t.Errorf("%s reported twice in one state", name)
		case h.now-h.changed[name] < h.s.settle:
			h.t.Errorf("%s reported %v after a change", name, h.now-h.changed[name])
		case h.torn["/in/"+name] && h.now-h.changed[name] < h.s.giveUp:
			h.t.Errorf("%s reported torn", name)
		}
		h.reported[name] = st
	}
	h.reports = nil
}

// A hundred thousand files at rest must be cheap.
func TestSettlerMemory(t *testing.T) {
	const files = 100_000
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	s := newSettler(time.Second, time.Minute)
	for i := range files {
		s.adopt(fmt.Sprintf("/home/somebody/Pictures/Camera uploads/2024/%03d/IMG_%06d.JPG", i/500, i), stamp{size: int64(i)})
	}
	per := (int64(heap()) - int64(before)) / files
	t.Logf("%d bytes a file", per)
	if per > 200 {
		t.Errorf("%d bytes a known file, want at most 200", per)
	}
	runtime.KeepAlive(s)
}

func BenchmarkSettlerArrivals(b *testing.B) {
	b.ReportAllocs()
	paths := make([]string, 50_000)
	for i := range paths {
		paths[i] = fmt.Sprintf("/in/%05d.jpg", i)
	}
	for b.Loop() {
		s := newSettler(time.Second, time.Minute)
		for i, p := range paths {
			s.observe(time.Duration(i), p, stamp{size: 1}, true)
		}
		for range paths {
			f, _ := s.take(time.Hour)
			s.conclude(time.Hour, f, verdict{stamp: stamp{size: 1}})
		}
	}
}
