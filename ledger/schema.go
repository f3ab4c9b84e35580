package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// ErrNewer means that a newer Sizemill has written the ledger.
var ErrNewer = errors.New("written by a newer version of Sizemill")

// migrations lead from each version of the schema to the next. What has been released is never
// changed. An entry is a line of history; a result is what stands on the disk as far as is known:
// the last entry of its output. Paths are the bytes that the system uses, which need not be UTF-8. Times are nanoseconds
// since 1970.
func migrations() []string {
	return []string{`
CREATE TABLE batch (
	id        INTEGER PRIMARY KEY AUTOINCREMENT,
	kind      INTEGER NOT NULL,
	began     INTEGER NOT NULL,
	ended     INTEGER NOT NULL DEFAULT 0,
	inputs    BLOB    NOT NULL,
	outputs   BLOB    NOT NULL,
	folders   BLOB    NOT NULL,
	request   BLOB    NOT NULL,
	in_place  INTEGER NOT NULL,
	planned   INTEGER NOT NULL DEFAULT 0,
	made      INTEGER NOT NULL DEFAULT 0,
	copied    INTEGER NOT NULL DEFAULT 0,
	failed    INTEGER NOT NULL DEFAULT 0,
	left_out  INTEGER NOT NULL DEFAULT 0,
	skipped   INTEGER NOT NULL DEFAULT 0,
	cancelled INTEGER NOT NULL DEFAULT 0,
	undone    INTEGER NOT NULL DEFAULT 0,
	bytes_in  INTEGER NOT NULL DEFAULT 0,
	bytes_out INTEGER NOT NULL DEFAULT 0,
	elapsed   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE entry (
	id            INTEGER PRIMARY KEY AUTOINCREMENT,
	batch         INTEGER NOT NULL,
	source        BLOB    NOT NULL,
	source_bytes  INTEGER NOT NULL,
	source_date   INTEGER NOT NULL,
	source_width  INTEGER NOT NULL,
	source_height INTEGER NOT NULL,
	source_hash   BLOB,
	size          TEXT    NOT NULL,
	job           TEXT    NOT NULL,
	recipe        TEXT    NOT NULL,
	output        BLOB    NOT NULL,
	output_bytes  INTEGER NOT NULL DEFAULT 0,
	output_date   INTEGER NOT NULL DEFAULT 0,
	output_width  INTEGER NOT NULL DEFAULT 0,
	output_height INTEGER NOT NULL DEFAULT 0,
	output_hash   BLOB,
	state         INTEGER NOT NULL,
	error         BLOB,
	warnings      BLOB,
	removed       BLOB,
	elapsed       INTEGER NOT NULL DEFAULT 0,
	backup        BLOB
) STRICT;
CREATE INDEX entry_batch ON entry (batch);
CREATE TABLE result (
	source       BLOB    NOT NULL,
	output       BLOB    NOT NULL UNIQUE,
	entry        INTEGER NOT NULL,
	source_bytes INTEGER NOT NULL,
	source_date  INTEGER NOT NULL,
	size         TEXT    NOT NULL,
	job          TEXT    NOT NULL,
	recipe       TEXT    NOT NULL,
	output_bytes INTEGER NOT NULL,
	output_date  INTEGER NOT NULL,
	PRIMARY KEY (source, output)
) STRICT, WITHOUT ROWID;
`}
}

// migrate brings the database to the newest schema. Two processes may try at once.
func migrate(ctx context.Context, db *sql.DB) error {
	steps := migrations()
	version, err := schemaVersion(ctx, db)
	switch {
	case err != nil:
		return err
	case version == len(steps):
		return nil
	case version > len(steps):
		return ErrNewer
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // of no effect once committed
	// Again, because another process may have migrated it before this one had the lock.
	if version, err = schemaVersion(ctx, tx); err != nil {
		return err
	}
	if version > len(steps) {
		return ErrNewer
	}
	for _, step := range steps[version:] {
		if _, err := tx.ExecContext(ctx, step); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", len(steps))); err != nil {
		return err
	}
	return tx.Commit()
}

type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func schemaVersion(ctx context.Context, q querier) (version int, err error) {
	err = q.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version)
	return version, err
}
