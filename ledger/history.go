package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// ErrUnknown means that no batch has an ID.
var ErrUnknown = errors.New("no batch has this number")

// batchColumns are those that scanBatch reads, in its order.
const batchColumns = `id, kind, began, ended, inputs, outputs, folders, request, in_place, left_out, planned,
	made, copied, failed, skipped, cancelled, undone, bytes_in, bytes_out, elapsed`

func scanBatch(rows *sql.Rows) (b Batch, err error) {
	var began, ended int64
	var inputs, outputs, folders []byte
	t := &b.Totals
	err = rows.Scan(&b.ID, &b.Kind, &began, &ended, &inputs, &outputs, &folders, &b.Request,
		&b.InPlace, &b.LeftOut, &t.Planned, &t.Made, &t.Copied, &t.Failed, &t.Skipped, &t.Cancelled, &t.Undone,
		&t.BytesIn, &t.BytesOut, &t.Elapsed)
	b.Began = time.Unix(0, began)
	if ended != 0 {
		b.Ended = time.Unix(0, ended)
	}
	b.Inputs, b.Outputs, b.Folders = split(inputs), split(outputs), split(folders)
	return b, err
}

// History returns the newest batches, newest first, most of them at most.
func (l *Ledger) History(ctx context.Context, most int) ([]Batch, error) {
	return l.batches(ctx, `SELECT `+batchColumns+` FROM batch ORDER BY id DESC LIMIT ?`, most)
}

// Get returns one batch. It is ErrUnknown if there is none of that ID.
func (l *Ledger) Get(ctx context.Context, id int64) (Batch, error) {
	batches, err := l.batches(ctx, `SELECT `+batchColumns+` FROM batch WHERE id = ?`, id)
	if err == nil && len(batches) == 0 {
		err = fmt.Errorf("batch %d: %w", id, ErrUnknown)
	}
	if err != nil {
		return Batch{}, err
	}
	return batches[0], nil
}

func (l *Ledger) batches(ctx context.Context, query string, args ...any) ([]Batch, error) {
	batches, err := collect(ctx, l.db, scanBatch, query, args...)
	if err != nil {
		return nil, failed("read", l.Path(), err)
	}
	for i := range batches {
		if batches[i].Ended.IsZero() {
			if batches[i].Totals, err = l.count(ctx, batches[i].ID); err != nil {
				return nil, failed("read", l.Path(), err)
			}
		}
	}
	return batches, nil
}

// Entries returns the entries of a batch, in the order of its plan.
func (l *Ledger) Entries(ctx context.Context, batch int64) ([]Entry, error) {
	entries, err := collect(ctx, l.db, scanEntry,
		`SELECT `+entryColumns+` FROM entry WHERE batch = ? ORDER BY id`, batch)
	return entries, failed("read", l.Path(), err)
}

// Change stores what became of entries later: what was undone, say. The totals of their batch
// follow.
func (l *Ledger) Change(ctx context.Context, batch int64, entries []Entry) error {
	err := l.put(ctx, entries)
	if err != nil {
		return failed("write", l.Path(), err)
	}
	return failed("write", l.Path(), l.sumUp(ctx, batch))
}

// sumUp stores the totals of a batch.
func (l *Ledger) sumUp(ctx context.Context, batch int64) error {
	t, err := l.count(ctx, batch)
	if err != nil {
		return err
	}
	_, err = l.db.ExecContext(ctx, `UPDATE batch SET planned = ?, made = ?, copied = ?, failed = ?,
		skipped = ?, cancelled = ?, undone = ?, bytes_in = ?, bytes_out = ? WHERE id = ?`,
		t.Planned, t.Made, t.Copied, t.Failed, t.Skipped, t.Cancelled, t.Undone, t.BytesIn, t.BytesOut,
		batch)
	return err
}

// count sums up the entries of a batch.
func (l *Ledger) count(ctx context.Context, batch int64) (t Totals, err error) {
	const query = `SELECT
		count(*) FILTER (WHERE state = ?), count(*) FILTER (WHERE state = ?),
		count(*) FILTER (WHERE state = ?), count(*) FILTER (WHERE state = ?),
		count(*) FILTER (WHERE state = ?), count(*) FILTER (WHERE state = ?),
		count(*) FILTER (WHERE state = ?),
		coalesce(sum(output_bytes) FILTER (WHERE state IN (?, ?)), 0),
		(SELECT coalesce(sum(bytes), 0) FROM (SELECT max(source_bytes) AS bytes FROM entry
			WHERE batch = ? AND state IN (?, ?) GROUP BY source))
		FROM entry WHERE batch = ?`
	err = l.db.QueryRowContext(ctx, query, Planned, Made, Copied, Failed, Skipped, Cancelled, Undone,
		Made, Copied, batch, Made, Copied, batch).Scan(&t.Planned, &t.Made, &t.Copied, &t.Failed,
		&t.Skipped, &t.Cancelled, &t.Undone, &t.BytesOut, &t.BytesIn)
	return t, err
}

// collect returns all rows of a query.
func collect[T any](
	ctx context.Context, db *sql.DB, scan func(*sql.Rows) (T, error), query string, args ...any,
) (all []T, err error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		row, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, rows.Err()
}
