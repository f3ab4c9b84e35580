package ui

import (
	"context"
	"strconv"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"sizemill/batch"
	"sizemill/resize"
	"sizemill/ui/control"
	"sizemill/ui/model"
	"sizemill/ui/uitest"
)

// many is the number of pictures that the window has to stay fluid with.
const many = 20_000

// benchWindow makes a window with many pictures loaded and without a controller goroutine:
// benchmarks measure the time that the UI goroutine needs.
func benchWindow(b *testing.B) (*window, *model.View, fyne.Window) {
	b.Helper()
	deps, _, _ := testDeps(&uitest.Engine{Sources: uitest.Found(many), Items: uitest.Holiday(many)}, &uiQueue{})
	c := control.New(deps.Deps)
	win := fyne.CurrentApp().Driver().CreateWindow("Sizemill")
	b.Cleanup(win.Close)
	w := newWindow(win, c, deps, func(string) {})
	win.Resize(fyne.NewSize(defaultWidth, defaultHeight))
	v := &model.View{Phase: model.PhaseReady, Inputs: []string{"/photos/Holiday"}, PlanVersion: 1}
	c.List.SetPlan(uitest.Plan(uitest.Holiday(many)(deps.Settings.Resize)))
	c.List.Snapshot(v, time.Now())
	w.render(*v)
	return w, v, win
}

func perFrame(b *testing.B) {
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/1000, "ms/frame")
}

// BenchmarkScroll scrolls the list by some rows per frame. It does not include drawing by the
// graphics card.
func BenchmarkScroll(b *testing.B) {
	_, _, win := benchWindow(b)
	at := fyne.NewPos(200, 400)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		step := float32(-137)
		if i/1000%2 == 1 {
			step = 137
		}
		test.Scroll(win.Canvas(), at, 0, step)
	}
	perFrame(b)
}

// BenchmarkTick takes 500 events of a run and paints.
func BenchmarkTick(b *testing.B) {
	w, v, _ := benchWindow(b)
	now := time.Now()
	v.Phase = model.PhaseRunning
	list := w.c.List
	list.Begin(now)
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		for range 500 {
			state := batch.Working
			if n/many%2 == 1 {
				state = batch.Done
			}
			list.Apply(batch.Event{Index: n % many, State: state, Outcome: resize.Outcome{Bytes: int64(n)}}, now)
			n++
		}
		now = now.Add(time.Second / 15)
		v.RowsVersion++
		list.Snapshot(v, now)
		w.render(*v)
	}
	perFrame(b)
}

// BenchmarkType types a digit into the width and paints.
func BenchmarkType(b *testing.B) {
	w, v, _ := benchWindow(b)
	ctx, cancel := context.WithCancel(b.Context())
	over := make(chan struct{})
	go func() {
		defer close(over)
		if err := w.c.Run(ctx); err != nil {
			b.Error(err)
		}
	}()
	width := w.resize.form.width
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		width.SetText(strconv.Itoa(i % 10))
		test.Type(width, "00")
		v.PlanVersion++ // the worst case: a new plan for each key
		w.render(*v)
	}
	perFrame(b)
	cancel()
	<-over
}

// BenchmarkTickRefreshItem measures the alternative to one list refresh per paint: one per visible
// row.
func BenchmarkTickRefreshItem(b *testing.B) {
	w, _, _ := benchWindow(b)
	for b.Loop() {
		for row := range 12 {
			w.resize.list.list.RefreshItem(row)
		}
	}
	perFrame(b)
}
