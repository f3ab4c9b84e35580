package batch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"sizemill/backup"
	"sizemill/batch/naming"
	"sizemill/internal/filehash"
	"sizemill/ledger"
	"sizemill/resize"
)

// validateInPlace reports an option that says where results go, although they replace their
// originals.
func (o *Options) validateInPlace() error {
	var option string
	switch {
	case !o.InPlace:
		return nil
	case o.Out != "" || o.File != "":
		option = "an output folder"
	case len(o.Sizes) > 1:
		option = "several sizes"
	case o.Name != naming.Default:
		option = "a name"
	case o.Collision != Number:
		option = "a policy for existing files"
	case o.Salvage:
		option = "salvaging damaged pictures"
	default:
		return nil
	}
	return fmt.Errorf("originals that are replaced cannot have %s", option)
}

// formatError is why a picture is not replaced by one of another format: its name would lie.
type formatError struct{ from, to resize.Format }

func (e formatError) Error() string {
	return fmt.Sprintf("a %v picture is not replaced by a %v file, whose name would be another: "+
		"keep its format, or write results to a folder", e.from, e.to)
}

var errLink = errors.New("a link, which is not replaced: give the picture itself")

// replace plans that an item's result replaces its picture.
func (b *builder) replace(f *Found, item *Item) error {
	b.root(f.Root) // which notes that results go there
	job := &item.Job
	job.OutputPath, job.Overwrite, job.InPlace = f.Path, true, true
	if entry, ok := b.src.backups[f.Path]; ok {
		return b.replacedBefore(f, item, entry)
	}
	if r, ok := b.src.Known.Result(f.Path, f.Source.Bytes, f.Source.ModTime); ok && !b.opts.Again {
		if r.Source.Path == f.Path && r.Recipe == job.Provenance().Recipe {
			item.Task, item.Reason = TaskSkip, ReasonDone
			return nil
		}
	}
	switch info, err := os.Lstat(f.Path); {
	case err != nil:
		return resize.PathError("replace", f.Path, err)
	case info.Mode()&fs.ModeSymlink != 0:
		return &resize.Error{Op: "replace", Path: f.Path, Err: errLink}
	case job.Format != job.Source.Format:
		return &resize.Error{Op: "replace", Path: f.Path, Err: formatError{job.Source.Format, job.Format}}
	case item.Task == TaskCopy && job.Recipe.Metadata == resize.KeepAll:
		item.Task, item.Reason = TaskSkip, ReasonSmall // it is its own result
	}
	return nil
}

// touchedError is the error of a picture that was backed up by a run that was killed, and that is
// neither the original nor the result now.
type touchedError struct{ backup string }

func (e touchedError) Error() string {
	return "it has changed since its backup was made, which is " + e.backup
}

// original is a picture that is replaced.
type original struct {
	backup string
	source ledger.Picture // as it was
}

// replacedBefore decides about a picture of which a killed run had made a backup. If it was replaced
// by then, its result only has to be recorded.
func (b *builder) replacedBefore(f *Found, item *Item, recorded ledger.Entry) error {
	item.original = &original{recorded.Backup, recorded.Source}
	if recorded.Source.Unchanged(f.Source.Bytes, f.Source.ModTime) {
		return nil
	}
	info, err := os.Lstat(f.Path)
	if err != nil {
		return resize.PathError("replace", f.Path, err)
	}
	p, ok := resize.ReadProvenance(f.Path, info)
	own := item.Job.Provenance()
	if !ok || p.Source != own.Source || p.Recipe != own.Recipe {
		return &resize.Error{Op: "replace", Path: f.Path, Err: touchedError{recorded.Backup}}
	}
	item.Task, item.Reason = TaskSkip, ReasonDone
	return nil
}

// NoBackupError means that originals are not replaced, because they cannot be backed up so that undo
// restores them.
type NoBackupError struct{ Err error }

func (e *NoBackupError) Error() string {
	return "originals are only replaced if they can be restored: " + e.Err.Error()
}

func (e *NoBackupError) Unwrap() error { return e.Err }

var errNoHistory = errors.New("there is no history")

// keep makes the backups that replacing originals needs, and records them before anything is
// replaced. A picture without one fails.
func (j *journal) keep(ctx context.Context, g group) error {
	for _, i := range g {
		item := &j.plan.Items[i]
		if !item.Job.InPlace {
			continue
		}
		kept, err := backup.Keep(ctx, item.Path, j.backups)
		if err != nil {
			return err
		}
		entry := item.planned()
		entry.ID, entry.Backup, entry.Source.Hash = item.entry, kept.Path, kept.Hash
		item.original = &original{entry.Backup, entry.Source}
		j.recording.Put(entry)
		if err := j.recording.Sync(ctx); err != nil {
			return err
		}
	}
	return nil
}

// release removes the backup of a picture that was not replaced. It reports whether it did: if the
// picture does not have the original's bytes any more, the backup stays.
func (o *original) release(ctx context.Context) bool {
	// A cancelled batch still tidies up the few pictures that were in progress.
	sum, _, err := filehash.Sum(context.WithoutCancel(ctx), o.source.Path)
	if err != nil || !bytes.Equal(sum, o.source.Hash) {
		return false
	}
	return os.Remove(o.backup) == nil // the folder stays for the next
}
