package batch

import "time"

// Tracker turns a run's events into progress. Not safe for concurrent use.
type Tracker struct {
	plan    *Plan
	began   time.Time
	working map[int]struct{}
	at      Progress
	work    int64 // of the whole plan, in pixels
	done    int64
	recent  []mark // of the last rateOver, oldest first
}

// mark is a moment of a run.
type mark struct {
	at       time.Time
	finished int
	done     int64
}

// rateOver is the time over which speed is averaged: long enough to be steady with pictures that
// take a second each, short enough to follow a change from small pictures to large ones.
const rateOver = 10 * time.Second

// perFile is what a picture costs besides its pixels, in pixels: opening, syncing, renaming.
const perFile = 200_000

// NewTracker returns a Tracker of a run of plan that starts at now.
func NewTracker(plan *Plan, now time.Time) *Tracker {
	t := &Tracker{plan: plan, began: now, working: make(map[int]struct{}), recent: []mark{{at: now}}}
	t.at.Total = len(plan.Items)
	for i := range plan.Items {
		t.work += cost(&plan.Items[i])
	}
	return t
}

func cost(item *Item) int64 {
	switch item.Task {
	case TaskConvert:
		return item.Job.Source.Upright.Pixels() + perFile
	case TaskCopy: // decoded too, but not resampled nor encoded
		return item.Job.Source.Upright.Pixels()/2 + perFile
	default:
		return 0
	}
}

// Apply takes one event that happened at now.
func (t *Tracker) Apply(e Event, now time.Time) {
	item := &t.plan.Items[e.Index]
	if e.State == Working {
		t.working[e.Index] = struct{}{}
		t.at.Working = len(t.working)
		return
	}
	delete(t.working, e.Index)
	t.at.Working = len(t.working)
	switch e.State {
	case Done:
		t.at.Done++
	case Failed:
		t.at.Failed++
	case Skipped:
		t.at.Skipped++
	case Cancelled:
		t.at.Cancelled++
	}
	t.done += cost(item)
	if cost(item) == 0 {
		return // decided while planning, which has no bearing on speed
	}
	last := t.recent[len(t.recent)-1]
	t.recent = append(t.recent, mark{at: now, finished: last.finished + 1, done: t.done})
	old := 0
	for old < len(t.recent)-2 && now.Sub(t.recent[old+1].at) >= rateOver {
		old++
	}
	t.recent = t.recent[old:]
}

// Progress returns the state at now.
func (t *Tracker) Progress(now time.Time) Progress {
	p := t.at
	p.Elapsed = now.Sub(t.began)
	p.Left = -1
	if t.work > 0 {
		p.Fraction = float64(t.done) / float64(t.work)
	}
	first, last := t.recent[0], t.recent[len(t.recent)-1]
	seconds := now.Sub(first.at).Seconds()
	if seconds > 0 && last.finished > first.finished {
		p.PerSecond = float64(last.finished-first.finished) / seconds
		perSecond := float64(last.done-first.done) / seconds
		p.Left = time.Duration(float64(t.work-t.done) / perSecond * float64(time.Second))
	}
	if p.Finished() == p.Total {
		p.Left, p.Fraction = 0, 1
	}
	return p
}
