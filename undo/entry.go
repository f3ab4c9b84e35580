package undo

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"sizemill/backup"
	"sizemill/internal/filehash"
	"sizemill/internal/regular"
	"sizemill/ledger"
	"sizemill/resize"
)

// take takes back one entry. Its error is that of ctx: nothing was decided then.
func (u *undoing) take(ctx context.Context, e *ledger.Entry) (taken, error) {
	by, again := u.replaced[e.ID]
	var t taken
	switch {
	case e.State == ledger.Planned, e.State == ledger.Cancelled:
		t = u.unrecorded(ctx, e)
	case !e.State.Written():
		return taken{silent: true}, nil
	case again && by == e.Batch: // a watched picture that was edited, say
		t = done(e, Gone)
	case again:
		t = kept(Replaced)
		t.event.By = by
	case e.Backup == "":
		t = u.result(ctx, e)
	default:
		t = u.original(ctx, e)
	}
	if err := ctx.Err(); err != nil && t.changed == nil {
		return taken{}, err
	}
	return t, nil
}

// done returns an entry that was taken back.
func done(e *ledger.Entry, a Action) taken {
	changed := *e
	changed.State, changed.Backup = ledger.Undone, ""
	return taken{event: Event{Action: a}, changed: &changed}
}

// kept returns an entry of which a file was kept.
func kept(r Reason) taken { return taken{event: Event{Action: Kept, Reason: r}} }

// because returns an entry of which a file was kept because of an error.
func because(err error) taken {
	return taken{event: Event{Action: Kept, Reason: Failed, Err: err}}
}

// result removes a result that replaced nothing.
func (u *undoing) result(ctx context.Context, e *ledger.Entry) taken {
	info, found := asWritten(ctx, e)
	switch {
	case found == nil:
		return u.remove(e, info)
	case found.event.Reason == Missing:
		// Without its folder it may be on a disk that is not there at the moment.
		if dir, err := os.Stat(filepath.Dir(e.Output.Path)); err == nil && dir.IsDir() {
			return done(e, Gone)
		}
	}
	return *found
}

// remove removes the file that an entry has written.
func (u *undoing) remove(e *ledger.Entry, info fs.FileInfo) taken {
	switch err := remove(e.Output.Path, info); {
	case errors.Is(err, errChanged):
		return kept(Changed)
	case err != nil:
		return because(err)
	}
	return done(e, Removed)
}

// asWritten returns the facts of an entry's output, or why it is to be kept.
func asWritten(ctx context.Context, e *ledger.Entry) (fs.FileInfo, *taken) {
	keep := func(t taken) (fs.FileInfo, *taken) { return nil, &t }
	info, err := os.Lstat(e.Output.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return keep(kept(Missing))
	case err != nil:
		return keep(because(err))
	case !info.Mode().IsRegular(), info.Size() != e.Output.Bytes:
		return keep(kept(Changed))
	case len(e.Output.Hash) == 0:
		return keep(kept(Unrecorded))
	}
	sum, info, err := filehash.Sum(ctx, e.Output.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return keep(kept(Missing))
	case isOther(err):
		return keep(kept(Changed))
	case err != nil:
		return keep(because(err))
	case !bytes.Equal(sum, e.Output.Hash):
		return keep(kept(Changed))
	}
	return info, nil
}

// isOther reports whether a file could not be hashed because it is a link, a folder or a device, or
// is being written to.
func isOther(err error) bool {
	return errors.Is(err, filehash.ErrLink) || errors.Is(err, filehash.ErrChanged) ||
		errors.Is(err, regular.ErrFolder) || errors.Is(err, regular.ErrDevice)
}

// unrecorded takes back what was written in the last moments before the program was killed: of that
// the record may know only the plan.
func (u *undoing) unrecorded(ctx context.Context, e *ledger.Entry) taken {
	if e.Output.Path == "" {
		return taken{silent: true}
	}
	if u.batch.InPlace {
		found := *e
		if found.Backup == "" {
			found.Backup = backup.Find(e.Source.Path, backup.Folder(u.state, e.Batch))
		}
		if found.Backup != "" {
			return u.halfReplaced(ctx, &found)
		}
	}
	info, err := os.Lstat(e.Output.Path)
	if err != nil || e.Output.Path == e.Source.Path {
		return taken{silent: true} // nothing was written
	}
	if !isResult(e, info) {
		return kept(Unrecorded)
	}
	return u.remove(e, info)
}

// isResult reports whether the file that has the name of an entry's output carries the mark of the
// job, and was not written to since.
func isResult(e *ledger.Entry, info fs.FileInfo) bool {
	p, ok := resize.ReadProvenance(e.Output.Path, info)
	return ok && info.Mode().IsRegular() && e.Job != "" && p.Job == e.Job
}
