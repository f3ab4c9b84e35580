package batch

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/dustin/go-humanize"

	"sizemill/internal/diskspace"
	"sizemill/internal/filetree"
	"sizemill/resize"
	"sizemill/resize/codec"
)

// NoSpaceError reports that a disk has too little space for a plan. Nothing was written.
type NoSpaceError struct {
	Path       string // the output folder
	Need, Free int64  // bytes; Need is what the results take at least
}

func (e *NoSpaceError) Error() string {
	const text = "not enough space at %s: at least %s needed, %s free; " +
		"use --no-space-check to start anyway"
	return fmt.Sprintf(text, e.Path, humanize.Bytes(uint64(e.Need)), humanize.Bytes(uint64(e.Free)))
}

// refusals checks that the plan's output folders can be written to and have space, so that a
// thousand pictures do not fail one by one for the same reason. It returns errors by output folder.
func refusals(plan *Plan, noSpaceCheck bool) map[string]error {
	if plan.Counts.Work() == 0 {
		return nil
	}
	refused := make(map[string]error)
	if !noSpaceCheck {
		refused = spaceRefusals(plan, diskspace.Free)
	}
	for _, out := range plan.Outputs {
		if err := refusal(out); err != nil {
			refused[out] = err
		}
	}
	return refused
}

// refusal returns why nothing can be written below the output folder.
func refusal(out string) error {
	existing, err := filetree.Existing(out)
	if err != nil {
		return resize.PathError("create", out, err)
	}
	if info, err := os.Stat(existing); err == nil && !info.IsDir() {
		return resize.PathError("create", out, fmt.Errorf("%s is a file, not a folder", existing))
	}
	if err := diskspace.Writable(existing); err != nil {
		return resize.PathError("write", out, err)
	}
	return nil
}

// spaceRefusals compares the plan with the free space at each of its output folders. Folders whose
// free space is unknown are not refused.
func spaceRefusals(plan *Plan, free func(dir string) (int64, error)) map[string]error {
	need := make(map[string]int64, len(plan.Outputs))
	for i := range plan.Items {
		item := &plan.Items[i]
		// A file that is replaced frees its space, but not an original, which is kept.
		if item.works() && (!item.Job.Overwrite || item.Job.InPlace) {
			need[outputFolder(plan.Outputs, item.Job.OutputPath)] += surely(item)
		}
	}
	refused := make(map[string]error)
	for dir, bytes := range need {
		existing, err := filetree.Existing(dir)
		if err != nil {
			continue
		}
		if have, err := free(existing); err == nil && have < bytes {
			refused[dir] = &NoSpaceError{Path: dir, Need: bytes, Free: have}
		}
	}
	return refused
}

func outputFolder(outputs []string, path string) string {
	for _, out := range outputs {
		if filetree.Holds(out, path) {
			return out
		}
	}
	return filepath.Dir(path)
}

// The parts of estimates that results take at least. A refusal has to be right, whereas a disk that
// runs full in spite of it is an error per picture, with nothing lost.
const (
	copiedPart = 0.5 // of a source that is copied, perhaps without metadata
	usualPart  = 0.6 // of what results usually have
	// Of what their pixels take in a compressed source: a flat picture takes next to nothing.
	detailPart = 0.2
)

// surely returns how many bytes an item's result takes at least.
func surely(item *Item) int64 {
	job := &item.Job
	if item.Task == TaskCopy {
		return int64(copiedPart * float64(item.Bytes))
	}
	least := usualPart * float64(item.Bytes)
	source := job.Source
	from, _ := codec.Lookup(source.Format)
	to, _ := codec.Lookup(job.Format)
	switch {
	case to.Raw && item.Bytes > 0:
	case from.MaybeRaw, source.Upright.Pixels() < 1:
		return 0
	default:
		pixels := float64(int64(job.Width)*int64(job.Height)) / float64(source.Upright.Pixels())
		least = min(least, detailPart*pixels*float64(source.Bytes))
	}
	return int64(least)
}
