package undo

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"syscall"

	"sizemill/internal/atomicfile"
	"sizemill/ledger"
	"sizemill/pool"
)

// Run takes back a recorded batch, and blocks until that is done or ctx has ended. It calls events,
// which may be nil, serially from its own goroutine, for each result that the batch has written and
// that was not taken back before. A file that has to be kept is not an error.
//
// It is ledger.ErrUnknown if there is no such batch, and ledger.ErrLive while a process is at work
// on it. When ctx ends, what was taken back by then is recorded, and the error is ctx's cause.
func Run(
	ctx context.Context, l *ledger.Ledger, batch int64, events func(Event),
) (sum Summary, err error) {
	b, err := l.Get(ctx, batch)
	if err != nil {
		return sum, err
	}
	recording, err := l.Continue(ctx, batch)
	if err != nil {
		return sum, fmt.Errorf("undo batch %d: %w", batch, err)
	}
	defer func() {
		ctx := context.WithoutCancel(ctx) // what was done is recorded whatever happens
		err = errors.Join(err, recording.Close(ctx, nil), l.Change(ctx, batch, nil))
	}()
	entries, err := l.Entries(ctx, batch)
	if err != nil {
		return sum, err
	}
	replaced, err := l.Replaced(ctx, batch)
	if err != nil {
		return sum, err
	}
	u := &undoing{
		batch: &b, replaced: replaced, state: filepath.Dir(l.Path()),
		recording: recording, events: events, sum: &sum,
	}
	u.takeAll(ctx, entries)
	if err := context.Cause(ctx); err != nil {
		return sum, err
	}
	// First the record: of results without their folder it is not known whether they are gone.
	if err := recording.Flush(ctx); err != nil {
		return sum, err
	}
	sum.Folders = removeFolders(b.Folders)
	return sum, nil
}

// undoing is the state of one Run.
type undoing struct {
	batch     *ledger.Batch
	replaced  map[int64]int64 // see ledger.Replaced
	state     string          // the folder of the ledger
	recording *ledger.Recording
	events    func(Event)
	sum       *Summary
}

// taken is what became of an entry.
type taken struct {
	event   Event
	silent  bool          // nothing was to be done
	changed *ledger.Entry // what is to be recorded, or nil
}

// takeAll takes back entries, several at once: most of the time goes into reading files.
func (u *undoing) takeAll(ctx context.Context, entries []ledger.Entry) {
	p := pool.New(ctx, pool.Options{}, u.take)
	fed := make(chan struct{})
	go func() {
		defer close(fed)
		defer p.Close()
		for i := range entries {
			if p.Submit(ctx, &entries[i]) != nil {
				return // ctx has ended
			}
		}
	}()
	for r := range p.Results() {
		if ctx.Err() != nil && r.Err != nil {
			continue // interrupted
		}
		t := r.Value
		if r.Err != nil {
			t = taken{event: Event{Action: Kept, Reason: Failed, Err: r.Err}}
		}
		t.event.Entry = r.Job
		if t.changed != nil {
			u.recording.Put(*t.changed)
		}
		if t.silent {
			continue
		}
		u.sum.count(&t.event)
		if u.events != nil {
			u.events(t.event)
		}
	}
	<-fed
}

// removeFolders removes those of the folders that are empty, and returns them. Parents are first in
// the list, and last to go.
func removeFolders(folders []string) (removed []string) {
	for _, dir := range slices.Backward(folders) {
		_ = atomicfile.SweepFolder(dir) // what the batch left if it was killed
		if syscall.Rmdir(dir) == nil {  // never a file, a link, or a folder that holds something
			removed = append(removed, dir)
		}
	}
	return removed
}
