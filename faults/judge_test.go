//go:build faults && linux

package faults

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sizemill/internal/atomicfile"
	"sizemill/internal/imgtest"
	"sizemill/internal/proctest"
)

// snapshot is the content of the regular files below a folder, by path, as hashes.
type snapshot map[string][sha256.Size]byte

// takes returns what is below a folder now.
func (f *fault) takes(dir string) snapshot {
	f.Helper()
	s := make(snapshot)
	f.must(filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		info, err := d.Info()
		if err != nil || info.Size() > 1<<30 { // a sparse file
			return err
		}
		b, err := os.ReadFile(path)
		s[path] = sha256.Sum256(b)
		return err
	}))
	return s
}

// unchanged fails the test unless all of s is still there, byte for byte.
func (f *fault) unchanged(s snapshot) {
	f.Helper()
	for _, path := range slices.Sorted(maps.Keys(s)) {
		b, err := os.ReadFile(path)
		if err != nil || sha256.Sum256(b) != s[path] {
			f.Errorf("the source %q is changed: %v", path, err)
		}
	}
}

// files returns the paths of the regular files below dir, without temporaries, and temporaries.
func files(dir string) (final, temporary []string) {
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return fs.SkipDir // it may not be there yet
		}
		switch {
		case !d.Type().IsRegular():
		case atomicfile.IsTemporary(d.Name()):
			temporary = append(temporary, path)
		default:
			final = append(final, path)
		}
		return nil
	})
	return final, temporary
}

// results returns how many files with final names are below dir.
func results(dir string) int {
	final, _ := files(dir)
	return len(final)
}

// whole fails the test unless every file with a final name below dir decodes.
func (f *fault) whole(dir string) {
	f.Helper()
	final, _ := files(dir)
	for _, path := range final {
		imgtest.DecodeFile(f, path)
	}
}

// tidy fails the test if a temporary is left below dir.
func (f *fault) tidy(dir string) {
	f.Helper()
	if _, left := files(dir); len(left) > 0 {
		f.Errorf("temporaries are left: %q", left)
	}
}

// judged checks what a batch has printed and left below out, where nothing else is: every result
// decodes, no temporary is left, the counts add up, and every failure has a path and a reason.
func (f *fault) judged(p *proctest.Process, out string) proctest.Line {
	f.Helper()
	f.whole(out)
	f.tidy(out)
	sum := f.adds(p)
	written, existing := make(map[string]bool), 0
	for _, e := range p.Events("done") {
		if written[e.Output] {
			f.Errorf("%q is written twice", e.Output)
		}
		written[e.Output] = true
		if _, err := os.Lstat(e.Output); err != nil {
			f.Errorf("reported as done: %v", err)
		}
	}
	final, _ := files(out)
	for _, path := range final {
		if !written[path] {
			existing++
		}
	}
	if existing > 0 {
		f.Errorf("%d files in %s are not reported as done", existing, out)
	}
	return sum
}

// adds checks the counts and the failures of a batch that has printed JSON, and returns its summary.
func (f *fault) adds(p *proctest.Process) proctest.Line {
	f.Helper()
	sums, plans := p.Events("summary"), p.Events("plan")
	if len(sums) != 1 || len(plans) != 1 {
		f.Fatalf("%d plans, %d summaries: %s%s", len(plans), len(sums), p.Out, p.Err)
	}
	sum := sums[0]
	if n := sum.Resized + sum.Copied + sum.Skipped + sum.Failed + sum.Cancelled; n != plans[0].Pictures {
		f.Errorf("%d pictures, but %d are counted: %+v", plans[0].Pictures, n, sum)
	}
	failed := p.Events("failed")
	if done := len(p.Events("done")); done != sum.Resized+sum.Copied || len(failed) != sum.Failed {
		f.Errorf("%d done and %d failed are reported, but the summary is %+v", done, len(failed), sum)
	}
	for _, e := range failed {
		if e.Path == "" || e.Error == "" || e.Kind == "" {
			f.Errorf("a failure without path or reason: %+v", e)
		}
	}
	return sum
}

// reasons counts the last words of the errors of failed pictures, for the table.
func reasons(p *proctest.Process) string {
	counts := make(map[string]int)
	for _, e := range p.Events("failed") {
		parts := strings.Split(e.Error, ": ")
		counts[parts[len(parts)-1]]++
	}
	var texts []string
	for _, text := range slices.Sorted(maps.Keys(counts)) {
		texts = append(texts, fmt.Sprintf("%d × %s", counts[text], text))
	}
	return strings.Join(texts, ", ")
}
