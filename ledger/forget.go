package ledger

import (
	"context"
	"database/sql"
	"fmt"
)

// Forget deletes a batch from the history, and returns the paths of the backups that it leaves
// behind, which are then the caller's to remove. What is known of the results on the disk stays, so
// that they are not made again. It is ErrLive if a process is at work on the batch, and ErrUnknown
// if there is none of that ID.
func (l *Ledger) Forget(ctx context.Context, batch int64) (backups []string, err error) {
	live := l.markLive(batch)
	if live == nil {
		return nil, fmt.Errorf("batch %d: %w", batch, ErrLive)
	}
	defer live.release()
	if _, err := l.Get(ctx, batch); err != nil {
		return nil, err
	}
	backups, err = collect(ctx, l.db, scanPath,
		`SELECT backup FROM entry WHERE batch = ? AND backup IS NOT NULL ORDER BY id`, batch)
	if err != nil {
		return nil, failed("read", l.Path(), err)
	}
	return backups, failed("write", l.Path(), l.forget(ctx, batch))
}

func scanPath(rows *sql.Rows) (string, error) {
	var path []byte
	err := rows.Scan(&path)
	return string(path), err
}

// forget deletes a batch in one transaction.
func (l *Ledger) forget(ctx context.Context, batch int64) error {
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // of no effect once committed
	for _, query := range []string{`DELETE FROM entry WHERE batch = ?`, `DELETE FROM batch WHERE id = ?`} {
		if _, err := tx.ExecContext(ctx, query, batch); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// Replaced returns which entries of a batch no longer have their output, because a later entry has
// written it again: the batch of that by the ID of the entry. The batch is 0 if it was forgotten.
func (l *Ledger) Replaced(ctx context.Context, batch int64) (map[int64]int64, error) {
	type pair struct{ entry, by int64 }
	scan := func(rows *sql.Rows) (p pair, err error) {
		err = rows.Scan(&p.entry, &p.by)
		return p, err
	}
	pairs, err := collect(ctx, l.db, scan, `SELECT entry.id, coalesce(later.batch, 0) FROM entry
		JOIN result ON result.output = entry.output AND result.entry > entry.id
		LEFT JOIN entry AS later ON later.id = result.entry
		WHERE entry.batch = ?`, batch)
	if err != nil {
		return nil, failed("read", l.Path(), err)
	}
	replaced := make(map[int64]int64, len(pairs))
	for _, p := range pairs {
		replaced[p.entry] = p.by
	}
	return replaced, nil
}
