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
	Replace bool // a file that is an earlier result of the job's picture is to be replaced
	Now     bool // ask the disk at this moment: folders that were read for the plan may have changed
}

// Resolution is where a job's result goes, around the files that have its names.
type Resolution struct {
	Path    string
	Replace bool     // the file at Path is an earlier result of the job's picture
	Done    bool     // the file at Path is the very result
	Alike   bool     // one of Earlier has the result's date, format and size
	Earlier []string // files that may be the very result: their bytes decide
}

// maxEarlier is how many existing files a job compares its result with: those of one name are few
// as a rule.
const maxEarlier = 16

// Resolve finds a path for the result and reserves it. Names that were given to other jobs stay
// theirs.
func (a *Allocator) Resolve(ctx context.Context, c Conflict) (Resolution, error) {
	exists := existsFunc(a.listed)
	if c.Now {
		exists = onDisk
	}
	var r Resolution
	own := c.Job.OutputPath
	for path, i := own, a.after(c.Path); ; path, i = c.Path.Numbered(i), i+1 {
		if path != own {
			there, free, err := a.look(path, exists)
			switch {
			case err != nil:
				return Resolution{}, err
			case !free:
				continue
			case !there || len(r.Earlier) >= maxEarlier:
				r.Path, err = a.numberUnless(c.Path, exists)
				return r, err
			}
		}
		if a.judge(ctx, c, path, &r) {
			return r, a.reserve(path)
		}
	}
}

// judge takes an existing file into r, and reports whether the search ends with it.
func (a *Allocator) judge(ctx context.Context, c Conflict, path string, r *Resolution) bool {
	file, ok := a.regular(path)
	if !ok {
		return false
	}
	from := a.originOf(ctx, c.Job, path, file)
	switch {
	case from.replaceable() && c.Replace:
		r.Path, r.Replace = path, true
	case from == sameJob:
		r.Path, r.Done = path, true
	default:
		if from == sameSource && !r.Alike { // which may come to the same bytes
			_, r.Alike = a.looksAlike(ctx, c.Job, path, file)
		}
		r.Alike = r.Alike || from == lookalike || from == likely
		r.Earlier = append(r.Earlier, path)
		return false
	}
	return true
}

// MayReplace reports whether the file that has the job's name at this moment is an earlier result
// of its picture.
func (a *Allocator) MayReplace(ctx context.Context, job *resize.ImageJob) bool {
	file, ok := a.regular(job.OutputPath)
	return ok && a.originOf(ctx, job, job.OutputPath, file).replaceable()
}

// Assign gives an existing file to the job that has found it to be its result. It returns false if
// another job has it.
func (a *Allocator) Assign(path string, job *resize.ImageJob) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.assigned == nil {
		a.assigned = make(map[string]string)
	}
	if output, ok := a.assigned[path]; ok && output != job.OutputPath {
		return false
	}
	a.assigned[path] = job.OutputPath
	return true
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
