package batch

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/dustin/go-humanize"
)

// NoSpaceError says that a disk has too little room for a plan. Nothing has been written.
type NoSpaceError struct {
	Path       string // the output folder
	Need, Free int64  // bytes; Need is an estimate
}

func (e *NoSpaceError) Error() string {
	return fmt.Sprintf("not enough space at %s: about %s are needed, %s are free",
		e.Path, humanize.IBytes(uint64(e.Need)), humanize.IBytes(uint64(e.Free)))
}

// surely is the part of an estimate that a batch needs even where the estimate is too high: a refusal has to be right,
// and a disk that runs full all the same is an error of each picture, with nothing lost.
const surely = 0.6

// checkRoom asks whether the plan's output folders can be written to and have room, so that a thousand pictures do not
// fail one by one for the same reason.
func checkRoom(plan *Plan) error {
	if plan.Counts.Work() == 0 {
		return nil
	}
	for _, out := range plan.Outputs {
		there, err := existingParent(out)
		if err != nil {
			return pathError("create", out, err)
		}
		if info, err := os.Stat(there); err == nil && !info.IsDir() {
			return pathError("create", out, fmt.Errorf("%s is a file, not a folder", there))
		}
		if err := writable(there); err != nil {
			return pathError("write", out, err)
		}
	}
	return checkSpace(plan, freeSpace)
}

// checkSpace compares the plan with the free space at each of its output folders. What cannot be asked is not refused.
func checkSpace(plan *Plan, free func(dir string) (int64, error)) error {
	need := make(map[string]int64, len(plan.Outputs))
	for i := range plan.Items {
		item := &plan.Items[i]
		if (item.Task == TaskConvert || item.Task == TaskCopy) && !item.Job.Overwrite { // what is replaced gives its room back
			need[outputFolder(plan.Outputs, item.Job.OutputPath)] += item.Bytes
		}
	}
	for dir, bytes := range need {
		there, err := existingParent(dir)
		if err != nil {
			continue
		}
		if have, err := free(there); err == nil && float64(have) < surely*float64(bytes) {
			return &NoSpaceError{Path: dir, Need: bytes, Free: have}
		}
	}
	return nil
}

func outputFolder(outputs []string, path string) string {
	for _, out := range outputs {
		if rel, err := filepath.Rel(out, path); err == nil && filepath.IsLocal(rel) {
			return out
		}
	}
	return filepath.Dir(path)
}

// existingParent is dir or the nearest folder above it that exists.
func existingParent(dir string) (string, error) {
	for {
		_, err := os.Lstat(dir)
		if err == nil || !errors.Is(err, fs.ErrNotExist) || filepath.Dir(dir) == dir {
			return dir, err
		}
		dir = filepath.Dir(dir)
	}
}
