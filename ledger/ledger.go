package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"
)

// fileName is the ledger in its folder; SQLite keeps two more files beside it.
const fileName = "ledger.db"

// patience is how long a write waits for those of other processes. Each takes milliseconds; a
// process that was stopped in the middle of one must not keep this one from ending.
const patience = 3 * time.Second

// Ledger is an open ledger. Its methods may be called from any goroutine.
type Ledger struct {
	db  *sql.DB
	dir string
}

// DamagedError means that the file was not a ledger any more. It was renamed, and an empty one took
// its place.
type DamagedError struct {
	Path string
	Kept string // where the damaged file is now
	Err  error
}

func (e *DamagedError) Error() string {
	return fmt.Sprintf("history %s was damaged (%v): it begins again, and the old one is kept as %s",
		e.Path, e.Err, filepath.Base(e.Kept))
}

func (e *DamagedError) Unwrap() error { return e.Err }

// Open opens the ledger in the folder dir, and makes both if they do not exist. It returns a ledger
// together with a *DamagedError if it had to begin a new one. After any other error there is no
// ledger: ErrNewer, or the system's reason. Close it when no Recording writes any more.
func Open(ctx context.Context, dir string) (*Ledger, error) {
	path := filepath.Join(dir, fileName)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, failed("open", path, err)
	}
	l, err := open(ctx, dir)
	if err == nil || !isDamage(err) {
		return l, failed("open", path, err)
	}
	kept, renameErr := setAside(path)
	if renameErr != nil {
		return nil, failed("open", path, errors.Join(err, renameErr))
	}
	damage := &DamagedError{Path: path, Kept: kept, Err: err}
	if l, err = open(ctx, dir); err != nil {
		return nil, failed("open", path, err)
	}
	return l, damage
}

// OpenMemory returns a ledger that is gone when it is closed, for work that has to know what it has
// made itself.
func OpenMemory(ctx context.Context) (*Ledger, error) {
	db, err := sql.Open("sqlite", "file::memory:?_txlock=immediate")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // each connection has a memory of its own
	db.SetConnMaxLifetime(0)
	if err := migrate(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &Ledger{db: db}, nil
}

// open opens the file as it is.
func open(ctx context.Context, dir string) (*Ledger, error) {
	db, err := sql.Open("sqlite", dataSource(filepath.Join(dir, fileName)))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(maxConnections)
	if err := migrate(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &Ledger{db: db, dir: dir}, nil
}

// maxConnections serves a writer and several readers: SQLite's readers do not wait for the writer.
const maxConnections = 4

// dataSource returns the name under which package sql opens the file at path. A commit is safe from
// a killed program at once, and from a power failure when the write-ahead log is next checkpointed:
// waiting for the disk at each would cost more than the ledger is worth, and what a batch has
// written is found without it.
func dataSource(path string) string {
	pragmas := url.Values{"_pragma": {
		"busy_timeout(" + strconv.FormatInt(patience.Milliseconds(), 10) + ")",
		"journal_mode(WAL)", "synchronous(NORMAL)", "foreign_keys(OFF)",
		"temp_store(MEMORY)", // a confined process cannot write elsewhere
	}, "_txlock": {"immediate"}}
	source := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(),
		RawQuery: pragmas.Encode()}
	return source.String()
}

// Close closes the file.
func (l *Ledger) Close() error { return failed("close", l.Path(), l.db.Close()) }

// Path returns the path of the file.
func (l *Ledger) Path() string { return filepath.Join(l.dir, fileName) }

// isDamage reports whether SQLite does not take the file for a whole database.
func isDamage(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	code := e.Code() & 0xff // without the extension of the code
	return code == sqlitelib.SQLITE_CORRUPT || code == sqlitelib.SQLITE_NOTADB
}

// setAside renames a damaged file, and removes what SQLite keeps beside it, which belongs to it.
func setAside(path string) (kept string, err error) {
	for i := 1; ; i++ {
		kept = path + ".damaged"
		if i > 1 {
			kept += strconv.Itoa(i)
		}
		if _, err := os.Lstat(kept); errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	if err := os.Rename(path, kept); err != nil {
		return "", err
	}
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return kept, nil
}

// failed wraps an error with its operation and the path of the ledger.
func failed(op, path string, err error) error {
	if err == nil {
		return nil
	}
	if e := (*fs.PathError)(nil); errors.As(err, &e) {
		err = e.Err
	}
	return &fs.PathError{Op: op + " history", Path: path, Err: err}
}
