package batch

import (
	"context"
	"slices"

	"sizemill/resize"
)

// spot is where a job's result goes, around the files that have its names already.
type spot struct {
	path    string
	replace bool     // the file at path is an earlier result of the job's picture
	made    bool     // the file at path is the very result
	alike   bool     // one of earlier has the result's date, format and size
	earlier []string // files that may be the very result: their bytes decide
}

// maxEarlier is how many existing files a job compares its result with: those of one name are few as a rule.
const maxEarlier = 16

// spot looks for a result's place. The name own is the job's; something has it. Files of names that are given to other jobs
// are theirs. there asks the disk.
func (n *names) spot(ctx context.Context, job *resize.ImageJob, b baseName, own string, replace bool, there func(string) (bool, error)) (spot, error) {
	var s spot
	for path, i := own, n.after(b); ; path, i = b.numbered(i), i+1 {
		if path != own {
			exists, free, err := n.look(path, there)
			switch {
			case err != nil:
				return spot{}, err
			case !free:
				continue
			case !exists || len(s.earlier) >= maxEarlier:
				s.path, err = n.numberUnless(b, there)
				return s, err
			}
		}
		if n.judge(ctx, job, path, replace, &s) {
			return s, n.reserve(path)
		}
	}
}

// judge takes up an existing file into s, and reports whether the search ends with it.
func (n *names) judge(ctx context.Context, job *resize.ImageJob, path string, replace bool, s *spot) bool {
	file, ok := n.regular(path)
	if !ok {
		return false
	}
	is := originOf(ctx, job, path, file, n.headers)
	switch {
	case is.replaceable() && replace:
		s.path, s.replace = path, true
	case is == made:
		s.path, s.made = path, true
	default:
		if is == otherwise && !s.alike { // which may come to the same bytes
			_, s.alike = looks(ctx, job, path, file, n.headers)
		}
		s.alike = s.alike || is == lookalike || is == likely
		s.earlier = append(s.earlier, path)
		return false
	}
	return true
}

// mayReplace reports whether the file that has the job's name is an earlier result of its picture at this moment.
func (n *names) mayReplace(ctx context.Context, job *resize.ImageJob) bool {
	file, ok := n.regular(job.OutputPath)
	return ok && originOf(ctx, job, job.OutputPath, file, n.headers).replaceable()
}

// own reserves an existing file for one job, which has found it to be its result. It is false where another job has it.
func (n *names) own(path string, job *resize.ImageJob) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.found == nil {
		n.found = make(map[string]string)
	}
	if of, ok := n.found[path]; ok && of != job.OutputPath {
		return false
	}
	n.found[path] = job.OutputPath
	return true
}

// without is paths but for one.
func without(paths []string, path string) []string {
	return slices.DeleteFunc(slices.Clone(paths), func(p string) bool { return p == path })
}
