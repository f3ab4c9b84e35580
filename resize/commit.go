package resize

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"sizemill/internal/atomicfile"
	"sizemill/internal/xattr"
)

// DateNotKept is the warning of a result whose disk keeps no dates that programs set.
const DateNotKept = "the date could not be kept: the output disk does not store it"

// refuseOutput is the step that refuses, before any work is done, what commit would refuse.
func refuseOutput(_ context.Context, r *run) error {
	return wrap("write", r.job.OutputPath, r.to.refuse(r))
}

// commit is the last step: it makes what was written the result.
func commit(ctx context.Context, r *run) (err error) {
	r.outcome, err = r.to.commit(ctx, r, r.describe())
	return err
}

// describe returns what was written.
func (r *run) describe() Outcome {
	o := Outcome{Width: r.job.Width, Height: r.job.Height, Copied: r.copied, Bytes: r.out.Size(), Removed: r.removed}
	if r.copied {
		o.Warnings = append(r.source.Flaws.Warnings(), r.lost...)
		return o
	}
	o.Salvaged = r.picture.lost != ""
	o.Warnings = r.warnings()
	return o
}

// refuse refuses a name that is taken, and the source itself.
func (disk) refuse(r *run) error {
	job := r.job
	there, err := os.Lstat(job.OutputPath)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if target, err := os.Stat(job.OutputPath); err == nil {
		there = target
	}
	switch same := os.SameFile(there, r.picture.src.info); {
	case job.InPlace && !same:
		return errNotInPlace
	case job.InPlace:
		return nil
	case same:
		return errSameFile
	case !job.Overwrite:
		return ErrExists
	}
	return nil
}

// commit dates the output and gives it its name.
func (disk) commit(ctx context.Context, r *run, outcome Outcome) (Outcome, error) {
	job, out := r.job, r.out.(*file)
	if job.InPlace {
		if err := replaceable(r, out.File); err != nil {
			return Outcome{}, err
		}
	}
	if job.Recipe != nil && job.Recipe.KeepDates {
		// On some shares no program can set dates; the picture is worth more than its date.
		if !out.SetModTime(job.Source.ModTime) {
			outcome.Warnings = append(outcome.Warnings, DateNotKept)
		}
	}
	if err := ctx.Err(); err != nil {
		return Outcome{}, wrap("write", job.OutputPath, err)
	}
	if info, err := os.Lstat(out.TempPath()); err == nil {
		outcome.ModTime = info.ModTime()
		job.provenance.write(out.TempPath(), info)
	}
	durable, err := out.Commit(job.Overwrite)
	if err != nil {
		return Outcome{}, wrap("rename", job.OutputPath, err)
	}
	if !durable {
		outcome.Warnings = append(outcome.Warnings,
			"the result was written, but the disk did not confirm that it is stored safely")
	}
	outcome.Path, outcome.Hash = out.Path(), out.hash.Sum(nil)
	return outcome, nil
}

// replaceable gives what was written the owner, permissions and attributes of the picture that it is
// to replace, which has to be as it was when it was read.
func replaceable(r *run, out *atomicfile.File) error {
	src := r.picture.src
	now, err := os.Lstat(src.path)
	switch {
	case err != nil:
		return wrap("replace", src.path, err)
	case !now.Mode().IsRegular(), !os.SameFile(now, src.info):
		return wrap("replace", src.path, errNotInPlace)
	case now.Size() != src.size(), !now.ModTime().Equal(src.info.ModTime()):
		return wrap("replace", src.path, errChanged)
	}
	temp := out.TempPath()
	atomicfile.GiveOwner(temp, src.info)
	_ = xattr.Copy(src.path, temp) // where the disk has none, the picture had none
	return wrap("replace", src.path, os.Chmod(temp, src.info.Mode()))
}
