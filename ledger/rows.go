package ledger

import (
	"context"
	"database/sql"
	"strings"
	"time"
)

// separator keeps apart the parts of a list in one column: paths cannot contain it.
const separator = "\x00"

func joined(parts []string) []byte { return []byte(strings.Join(parts, separator)) }

func split(text []byte) []string {
	if len(text) == 0 {
		return nil
	}
	return strings.Split(string(text), separator)
}

// notNil returns b for a column that is never NULL.
func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// nanos returns a file's date as it is stored. A file may be from 1970, so 0 is a date as well.
func nanos(t time.Time) int64 {
	if t.IsZero() { // not known
		return 0
	}
	return t.UnixNano()
}

// orNull returns nothing for an empty list or text, which then takes no place in a row.
func orNull(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}

// entryWriter writes entries in a transaction.
type entryWriter struct{ inserts, updates, results, forgets *sql.Stmt }

func newEntryWriter(ctx context.Context, tx *sql.Tx) (*entryWriter, error) {
	var w entryWriter
	for _, each := range []struct {
		to    **sql.Stmt
		query string
	}{
		{&w.inserts, `INSERT INTO entry (id, batch, source, source_bytes, source_date, source_width,
			source_height, source_hash, size, job, recipe, output, output_bytes, output_date,
			output_width, output_height, output_hash, state, error, warnings, removed, elapsed,
			backup) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`},
		{&w.updates, `UPDATE entry SET source_bytes = ?, source_date = ?, source_width = ?,
			source_height = ?, source_hash = ?, job = ?, recipe = ?, output = ?, output_bytes = ?,
			output_date = ?, output_width = ?, output_height = ?, output_hash = ?, state = ?,
			error = ?, warnings = ?, removed = ?, elapsed = ?, backup = ? WHERE id = ?`},
		{&w.results, `INSERT OR REPLACE INTO result (source, output, entry, source_bytes, source_date,
			size, job, recipe, output_bytes, output_date) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`},
		{&w.forgets, `DELETE FROM result WHERE source = ? AND output = ? AND entry = ?`},
	} {
		stmt, err := tx.PrepareContext(ctx, each.query) //nolint:sqlclosecheck // close does
		if err != nil {
			w.close()
			return nil, err
		}
		*each.to = stmt
	}
	return &w, nil
}

// close frees the statements, which end with their transaction in any case.
func (w *entryWriter) close() {
	for _, stmt := range []*sql.Stmt{w.inserts, w.updates, w.results, w.forgets} {
		if stmt != nil {
			_ = stmt.Close()
		}
	}
}

// write stores an entry, new or known by its ID, and what it means for its result.
func (w *entryWriter) write(ctx context.Context, e Entry) error {
	if e.ID == 0 {
		id, err := w.insert(ctx, e)
		if err != nil {
			return err
		}
		e.ID = id
	} else if err := w.update(ctx, e); err != nil {
		return err
	}
	return w.result(ctx, e)
}

// result keeps the table of results true to an entry.
func (w *entryWriter) result(ctx context.Context, e Entry) error {
	in, out := e.Source, e.Output
	var err error
	switch {
	case e.State.Written():
		_, err = w.results.ExecContext(ctx, []byte(in.Path), []byte(out.Path), e.ID, in.Bytes,
			nanos(in.ModTime), e.Size, e.Job, e.Recipe, out.Bytes, nanos(out.ModTime))
	case e.State == Undone:
		_, err = w.forgets.ExecContext(ctx, []byte(in.Path), []byte(out.Path), e.ID)
	}
	return err
}

func (w *entryWriter) insert(ctx context.Context, e Entry) (id int64, err error) {
	var known any
	if e.ID != 0 {
		known = e.ID
	}
	in, out := e.Source, e.Output
	result, err := w.inserts.ExecContext(ctx, known, e.Batch, []byte(in.Path), in.Bytes,
		nanos(in.ModTime), in.Width, in.Height, orNull(in.Hash), e.Size, e.Job, e.Recipe,
		[]byte(out.Path), out.Bytes, nanos(out.ModTime), out.Width, out.Height, orNull(out.Hash),
		e.State, orNull([]byte(e.Error)), orNull(joined(e.Warnings)), orNull(joined(e.Removed)),
		e.Elapsed, orNull([]byte(e.Backup)))
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

func (w *entryWriter) update(ctx context.Context, e Entry) error {
	in, out := e.Source, e.Output
	_, err := w.updates.ExecContext(ctx, in.Bytes, nanos(in.ModTime), in.Width, in.Height,
		orNull(in.Hash), e.Job, e.Recipe, []byte(out.Path), out.Bytes, nanos(out.ModTime),
		out.Width, out.Height, orNull(out.Hash), e.State, orNull([]byte(e.Error)),
		orNull(joined(e.Warnings)), orNull(joined(e.Removed)), e.Elapsed, orNull([]byte(e.Backup)),
		e.ID)
	return err
}

// entryColumns are those that scanEntry reads, in its order.
const entryColumns = `id, batch, source, source_bytes, source_date, source_width, source_height,
	source_hash, size, job, recipe, output, output_bytes, output_date, output_width, output_height,
	output_hash, state, error, warnings, removed, elapsed, backup`

func scanEntry(rows *sql.Rows) (e Entry, err error) {
	var source, output, text, warnings, removed, backup []byte
	var sourceDate, outputDate int64
	in, out := &e.Source, &e.Output
	err = rows.Scan(&e.ID, &e.Batch, &source, &in.Bytes, &sourceDate, &in.Width, &in.Height,
		&in.Hash, &e.Size, &e.Job, &e.Recipe, &output, &out.Bytes, &outputDate, &out.Width, &out.Height,
		&out.Hash, &e.State, &text, &warnings, &removed, &e.Elapsed, &backup)
	in.Path, in.ModTime = string(source), time.Unix(0, sourceDate)
	out.Path, out.ModTime = string(output), time.Unix(0, outputDate)
	e.Error, e.Backup = string(text), string(backup)
	e.Warnings, e.Removed = split(warnings), split(removed)
	return e, err
}
