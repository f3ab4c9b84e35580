package naming

import (
	"context"
	"io/fs"
	"os"
	"slices"

	"sizemill/resize"
)

// Conflict is a job whose planned path, its OutputPath, a file on the disk has.
type Conflict struct {
	Job     *resize.ImageJob
	Path    Path // for numbered names
	Replace bool // a result of the job's picture that was made in another way is to be replaced
	Again   bool // the very result is to be made again
	Skip    bool // the job is left out if the file was not made by Sizemill
	Now     bool // ask the disk at this moment: folders that were read for the plan may have changed
}

// Resolution is where a job's result goes, around the files that have its names.
type Resolution struct {
	Path    string
	Replace bool // the file at Path is an earlier result of the job's picture
	Done    bool // the file at Path is the very result
	LeftOut bool // see Conflict.Skip
}

// maxConflicts is how many existing files a job looks at: those of one name are few as a rule.
const maxConflicts = 16

// Resolve finds a path for the result and reserves it. Names that were given to other jobs stay
// theirs.
func (a *Allocator) Resolve(ctx context.Context, c Conflict) (Resolution, error) {
	exists := existsFunc(a.listed)
	if c.Now {
		exists = onDisk
	}
	own, seen := c.Job.OutputPath, 0
	for path, i := own, a.after(c.Path); ; path, i = c.Path.Numbered(i), i+1 {
		if path != own {
			there, free, err := a.look(path, exists)
			switch {
			case err != nil:
				return Resolution{}, err
			case !free:
				continue
			case !there || seen >= maxConflicts:
				path, err = a.numberUnless(c.Path, exists)
				return Resolution{Path: path}, err
			}
		}
		seen++
		switch r, ends := a.judge(ctx, c, path); {
		case ends && !r.LeftOut:
			return r, a.reserve(path)
		case ends:
			return r, nil
		}
	}
}

// judge reports whether the search ends with an existing file, and what becomes of it.
func (a *Allocator) judge(ctx context.Context, c Conflict, path string) (r Resolution, ends bool) {
	file, ok := a.regular(path)
	if !ok {
		return Resolution{LeftOut: c.Skip}, c.Skip
	}
	switch a.originOf(ctx, c.Job, path, file) {
	case sameJob:
		return Resolution{Path: path, Replace: c.Again, Done: !c.Again}, true
	case likely:
		return Resolution{Path: path, Replace: c.Again, Done: !c.Again}, !c.Again || c.Replace
	case outdated:
		return Resolution{Path: path, Replace: true}, true
	case sameSource:
		return Resolution{Path: path, Replace: true}, c.Replace
	case foreign:
		return Resolution{LeftOut: c.Skip}, c.Skip
	default: // another
		return Resolution{}, false
	}
}

// MayReplace reports whether the file that has the job's name at this moment is an earlier result
// of its picture.
func (a *Allocator) MayReplace(ctx context.Context, job *resize.ImageJob) bool {
	file, ok := a.regular(job.OutputPath)
	return ok && a.originOf(ctx, job, job.OutputPath, file) > another
}

// regular returns the facts of the regular file at path, unless it is one of the inputs.
func (a *Allocator) regular(path string) (fs.FileInfo, bool) {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() || a.isInput(info) {
		return nil, false
	}
	return info, true
}

// isInput reports whether an existing file is one of the inputs under another path, as through a
// bind mount.
func (a *Allocator) isInput(file os.FileInfo) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.byFacts == nil {
		a.byFacts = make(map[fileFacts][]string)
		for in := range a.inputs {
			facts := fileFacts{in.Bytes, in.ModTime.UnixNano()}
			a.byFacts[facts] = append(a.byFacts[facts], in.Path)
		}
	}
	return slices.ContainsFunc(a.byFacts[factsOf(file)], func(path string) bool {
		info, err := os.Stat(path)
		return err == nil && os.SameFile(info, file)
	})
}
