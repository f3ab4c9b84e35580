package watch

import "time"

// stoppedFor is how late a loop wakes up if its process was stopped (Ctrl+Z, SIGSTOP), and by how
// much the two clocks differ after the machine was suspended. Less may be a busy machine.
const stoppedFor = 5 * time.Second

// asleep is how a loop went to sleep.
type asleep struct {
	at, due time.Duration // since the start
	wall    time.Time
}

func (l *loop) sleep() asleep {
	now := l.now()
	return asleep{at: now, due: max(l.wake(), now), wall: time.Now().Round(0)}
}

// awake notices that the process was stopped, or the machine suspended. That time does not count,
// because those who write the files were probably stopped too: nothing is given up for it. Then the
// folder is walked, since events may be missing.
func (l *loop) awake(s asleep) {
	late := l.now() - s.due
	if late > stoppedFor {
		l.start = l.start.Add(late)
	}
	suspended := time.Now().Round(0).Sub(s.wall) - (l.now() - s.at)
	if late > stoppedFor || suspended > stoppedFor {
		l.refreshNow()
	}
}

// refreshNow makes the next look and the next walk due, however long the last walk took.
func (l *loop) refreshNow() {
	if l.w.opts.Once && l.walked {
		return // one walk has found all files
	}
	l.walkTook = 0
	l.lookAt, l.walkAt = l.now(), l.now()
}
