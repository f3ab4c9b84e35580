package ledger

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"iter"
	"os"
	"slices"
	"sync"
	"time"
)

// groupEvery is how long what happened waits for more, to be written together. A program that is
// killed loses at most that much of its record; resuming finds those outputs by their names.
const groupEvery = 100 * time.Millisecond

// Recording writes what becomes of a batch. Put and Flush may be called from any goroutine.
type Recording struct {
	ledger *Ledger
	batch  int64
	first  int64 // ID of the first planned entry
	live   *liveLock
	closed chan struct{} // ends the goroutine
	ended  chan struct{} // closed by it
	wake   chan struct{} // one token: there are entries to write

	mu    sync.Mutex
	queue []Entry

	writing sync.Mutex // held by the one that empties the queue
	err     error      // of the last write; guarded by writing
}

// Begin records a batch and all that it plans. The Recording must be closed. The ID of the i'th
// planned entry is First() + i.
func (l *Ledger) Begin(ctx context.Context, b Batch, planned iter.Seq[Entry]) (*Recording, error) {
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, failed("write", l.Path(), err)
	}
	defer func() { _ = tx.Rollback() }() // of no effect once committed
	batch, first, err := insertBatch(ctx, tx, b, planned)
	if err == nil {
		err = tx.Commit()
	}
	if err != nil {
		return nil, failed("write", l.Path(), err)
	}
	return l.record(ctx, batch, first), nil
}

func insertBatch(
	ctx context.Context, tx *sql.Tx, b Batch, planned iter.Seq[Entry],
) (batch, first int64, err error) {
	result, err := tx.ExecContext(ctx, `INSERT INTO batch
		(kind, began, inputs, outputs, folders, request, in_place, left_out)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		b.Kind, b.Began.UnixNano(), joined(b.Inputs), joined(b.Outputs), joined(b.Folders),
		notNil(b.Request), b.InPlace, b.LeftOut)
	if err != nil {
		return 0, 0, err
	}
	if batch, err = result.LastInsertId(); err != nil {
		return 0, 0, err
	}
	err = tx.QueryRowContext(ctx, `SELECT coalesce(max(id), 0) + 1 FROM entry`).Scan(&first)
	if err != nil {
		return 0, 0, err
	}
	w, err := newEntryWriter(ctx, tx)
	if err != nil {
		return 0, 0, err
	}
	defer w.close()
	id := first
	for e := range planned {
		e.ID, e.Batch = id, batch
		if _, err := w.insert(ctx, e); err != nil {
			return 0, 0, err
		}
		id++
	}
	return batch, first, nil
}

// Continue goes on with a recorded batch, of which Put updates entries. The Recording must be
// closed. It is ErrLive if another process is at work on the batch.
func (l *Ledger) Continue(ctx context.Context, batch int64) (*Recording, error) {
	r := l.record(ctx, batch, 0)
	if r.live == nil {
		r.stop()
		return nil, ErrLive
	}
	return r, nil
}

// record starts the goroutine that writes, which Close ends. It outlives ctx, because what was made
// until then is to be recorded.
func (l *Ledger) record(ctx context.Context, batch, first int64) *Recording {
	r := &Recording{
		ledger: l, batch: batch, first: first, live: l.markLive(batch),
		closed: make(chan struct{}), ended: make(chan struct{}), wake: make(chan struct{}, 1),
	}
	ctx = context.WithoutCancel(ctx)
	go func() {
		defer close(r.ended)
		r.write(ctx)
	}()
	return r
}

// Batch returns the ID of the batch.
func (r *Recording) Batch() int64 { return r.batch }

// First returns the ID of the first planned entry, after Begin.
func (r *Recording) First() int64 { return r.first }

// Put records what became of an entry. One without an ID is new. It does not wait.
func (r *Recording) Put(e Entry) {
	e.Batch = r.batch
	r.mu.Lock()
	r.queue = append(r.queue, e)
	r.mu.Unlock()
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// write empties the queue until Close.
func (r *Recording) write(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-r.wake:
		case <-r.closed:
			return
		}
		timer.Reset(groupEvery)
		select {
		case <-timer.C:
		case <-r.closed:
			return
		}
		_ = r.Flush(ctx) // Close tries again, and returns the error
	}
}

// Flush writes what was put until now. What cannot be written stays for the next Flush.
func (r *Recording) Flush(ctx context.Context) error {
	r.writing.Lock()
	defer r.writing.Unlock()
	r.mu.Lock()
	entries := r.queue
	r.queue = nil
	r.mu.Unlock()
	if len(entries) == 0 {
		return r.err
	}
	r.err = failed("write", r.ledger.Path(), r.ledger.put(ctx, entries))
	if r.err != nil {
		r.mu.Lock()
		r.queue = slices.Concat(entries, r.queue)
		r.mu.Unlock()
	}
	return r.err
}

// Sync is Flush, and waits until the medium holds what was written, so that a power failure does not
// take it away.
func (r *Recording) Sync(ctx context.Context) error {
	if err := r.Flush(ctx); err != nil || r.ledger.dir == "" {
		return err
	}
	log, err := os.OpenFile(r.ledger.Path()+"-wal", os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // this file system has no write-ahead log, so each commit is synchronous
	}
	if err == nil {
		err = errors.Join(log.Sync(), log.Close())
	}
	return failed("write", r.ledger.Path(), err)
}

// put writes entries in one transaction.
func (l *Ledger) put(ctx context.Context, entries []Entry) error {
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // of no effect once committed
	w, err := newEntryWriter(ctx, tx)
	if err != nil {
		return err
	}
	defer w.close()
	for _, e := range entries {
		if err := w.write(ctx, e); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// Close writes what is left, and ends the goroutine. ended is what the batch adds to its record if
// it came to its end; nil leaves it resumable, as after a crash. The error is that of the last
// write: the record is incomplete.
func (r *Recording) Close(ctx context.Context, ended *Ending) error {
	r.stop()
	ctx = context.WithoutCancel(ctx)
	err := r.Flush(ctx)
	if err == nil && ended != nil {
		err = failed("write", r.ledger.Path(), r.ledger.end(ctx, r.batch, *ended))
	}
	r.live.release()
	return err
}

func (r *Recording) stop() {
	close(r.closed)
	<-r.ended
}

// Ending is what is known at the end of a batch alone.
type Ending struct {
	At      time.Time
	Elapsed time.Duration
}

// end stores that a batch has ended, and its totals.
func (l *Ledger) end(ctx context.Context, batch int64, e Ending) error {
	if err := l.sumUp(ctx, batch); err != nil {
		return err
	}
	_, err := l.db.ExecContext(ctx, `UPDATE batch SET ended = ?, elapsed = elapsed + ? WHERE id = ?`,
		e.At.UnixNano(), e.Elapsed, batch)
	return err
}
