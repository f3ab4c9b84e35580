package undo

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"

	"sizemill/backup"
	"sizemill/internal/filehash"
	"sizemill/ledger"
)

// original gives a replaced original its name back.
func (u *undoing) original(ctx context.Context, e *ledger.Entry) taken {
	info, found := asWritten(ctx, e)
	if found != nil {
		if found.event.Reason != Failed && isBack(ctx, e) { // a killed undo did it
			return u.dropped(e)
		}
		return *found
	}
	if e.Output.Path != e.Source.Path {
		return u.besides(ctx, e, info)
	}
	return u.restore(ctx, e, info)
}

// besides takes back a result that has another name than its original.
func (u *undoing) besides(ctx context.Context, e *ledger.Entry, info fs.FileInfo) taken {
	if !isBack(ctx, e) {
		if t := u.restore(ctx, e, nil); t.event.Action != Restored {
			return t
		}
	}
	t := u.remove(e, info)
	if t.event.Action == Removed {
		t.event.Action = Restored
	}
	return t
}

// restore puts the original in the place of result, or of nothing if that is nil.
func (u *undoing) restore(ctx context.Context, e *ledger.Entry, result fs.FileInfo) taken {
	if _, err := os.Lstat(e.Backup); errors.Is(err, fs.ErrNotExist) {
		return kept(NoBackup)
	}
	original := backup.Kept{Path: e.Backup, Bytes: e.Source.Bytes, Hash: e.Source.Hash}
	err := backup.Restore(ctx, original, e.Source.Path, result)
	switch {
	case errors.Is(err, backup.ErrDamaged), isOther(err):
		return kept(DamagedBackup)
	case errors.Is(err, backup.ErrReplaced):
		return kept(Changed)
	case err != nil:
		return because(err)
	}
	return done(e, Restored)
}

// isBack reports whether the original has its name again.
func isBack(ctx context.Context, e *ledger.Entry) bool {
	if len(e.Source.Hash) == 0 {
		return false
	}
	sum, _, err := filehash.Sum(ctx, e.Source.Path)
	return err == nil && bytes.Equal(sum, e.Source.Hash)
}

// dropped removes the backup of an original that has its name.
func (u *undoing) dropped(e *ledger.Entry) taken {
	if err := backup.Remove(backup.Kept{Path: e.Backup}); err != nil {
		return because(err)
	}
	return done(e, Restored)
}

// halfReplaced takes back an entry with a backup of which it is not recorded whether the original
// was replaced.
func (u *undoing) halfReplaced(ctx context.Context, e *ledger.Entry) taken {
	if len(e.Source.Hash) == 0 {
		sum, _, err := filehash.Sum(ctx, e.Backup)
		if errors.Is(err, fs.ErrNotExist) {
			return taken{silent: true}
		}
		if err != nil {
			return because(err)
		}
		e.Source.Hash = sum
	}
	if isBack(ctx, e) { // it was not
		t := u.dropped(e)
		t.silent = t.event.Action == Restored
		if t.changed != nil {
			t.changed.State = e.State
		}
		return t
	}
	info, err := os.Lstat(e.Output.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return kept(Missing)
	case err != nil:
		return because(err)
	case len(e.Output.Hash) > 0:
		return u.original(ctx, e)
	case !isResult(e, info):
		return kept(Unrecorded)
	case e.Output.Path != e.Source.Path:
		return u.besides(ctx, e, info)
	}
	return u.restore(ctx, e, info)
}
