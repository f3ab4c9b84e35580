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
		e.Path, humanize.Bytes(uint64(e.Need)), humanize.Bytes(uint64(e.Free)))
}

// surely is the part of an estimate that a batch needs even where the estimate is too high: a refusal has to be right,
// and a disk that runs full all the same is an error of each picture, with nothing lost.
const surely = 0.6

// refusals asks whether the plan's output folders can be written to and have room, so that a thousand pictures do not
// fail one by one for the same reason. It returns why not, by output folder.
func refusals(plan *Plan) map[string]error {
	if plan.Counts.Work() == 0 {
		return nil
	}
	refused := spaceRefusals(plan, freeSpace)
	for _, out := range plan.Outputs {
		if err := refusal(out); err != nil {
			refused[out] = err
		}
	}
	return refused
}

// refusal is why nothing can be written below the output folder.
func refusal(out string) error {
	existing, err := existingParent(out)
	if err != nil {
		return pathError("create", out, err)
	}
	if info, err := os.Stat(existing); err == nil && !info.IsDir() {
		return pathError("create", out, fmt.Errorf("%s is a file, not a folder", existing))
	}
	if err := writable(existing); err != nil {
		return pathError("write", out, err)
	}
	return nil
}

// spaceRefusals compares the plan with the free space at each of its output folders. What cannot be asked is not refused.
func spaceRefusals(plan *Plan, free func(dir string) (int64, error)) map[string]error {
	need := make(map[string]int64, len(plan.Outputs))
	for i := range plan.Items {
		item := &plan.Items[i]
		if item.works() && !item.Job.Overwrite { // what is replaced gives its room back
			need[outputFolder(plan.Outputs, item.Job.OutputPath)] += item.Bytes
		}
	}
	refused := make(map[string]error)
	for dir, bytes := range need {
		existing, err := existingParent(dir)
		if err != nil {
			continue
		}
		if have, err := free(existing); err == nil && float64(have) < surely*float64(bytes) {
			refused[dir] = &NoSpaceError{Path: dir, Need: bytes, Free: have}
		}
	}
	return refused
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
