package batch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"sizemill/batch/naming"
	"sizemill/internal/filetree"
	"sizemill/ledger"
	"sizemill/resize"
)

// ErrComplete is the error of a batch that has nothing left to do.
var ErrComplete = errors.New("nothing is left to do")

// Resume plans what is missing of a recorded batch: what was not made before its run was killed or
// cancelled, and what failed. Results get the names that were planned for them. Running the plan
// goes on with the same record. It is ErrComplete if nothing is missing, and ledger.ErrLive if
// another process is at work on the batch.
func Resume(
	ctx context.Context, l *ledger.Ledger, id int64, scan ScanOptions,
) (*Sources, *Plan, error) {
	b, err := l.Get(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	switch {
	case l.Live(id):
		return nil, nil, resumeError(id, ledger.ErrLive)
	case b.Kind != ledger.Resize:
		return nil, nil, resumeError(id, errors.New("a watched folder resumes when it is watched again"))
	case b.Missing() == 0:
		return nil, nil, resumeError(id, ErrComplete)
	}
	entries, err := l.Entries(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	var r request
	if err := json.Unmarshal(b.Request, &r); err != nil {
		return nil, nil, resumeError(id, err)
	}
	src, err := r.sources(ctx, l, b, entries, scan.Limits)
	if err != nil {
		return nil, nil, err
	}
	opts := r.Options
	opts.Out, opts.File, opts.InPlace = string(r.Out), string(r.File), b.InPlace
	plan, err := Build(ctx, src, opts)
	if err != nil {
		return nil, nil, resumeError(id, err)
	}
	plan.record.batch = id
	plan.join(entries)
	return src, plan, nil
}

func resumeError(id int64, err error) error { return fmt.Errorf("resume batch %d: %w", id, err) }

// missing reports whether an entry has no result yet.
func missing(e *ledger.Entry) bool {
	return e.State == ledger.Planned || e.State == ledger.Cancelled || e.State == ledger.Failed
}

// sources reads the pictures again whose results are missing.
func (r *request) sources(
	ctx context.Context, l *ledger.Ledger, b ledger.Batch, entries []ledger.Entry,
	limits resize.Limits,
) (*Sources, error) {
	src := &Sources{
		inputs: b.Inputs, headers: &naming.Headers{}, names: make(map[[2]string]string),
		backups: make(map[string]ledger.Entry),
	}
	for _, dir := range r.Folders {
		src.Folders = append(src.Folders, string(dir))
	}
	var found []*Found
	for i := range entries {
		e := &entries[i]
		if !missing(e) {
			continue
		}
		path := e.Source.Path
		if len(found) == 0 || found[len(found)-1].Path != path {
			f := newFound(path, src.root(path), true)
			f.resolve()
			found = append(found, f)
		}
		if e.Backup != "" {
			src.backups[path] = *e
		}
		if e.Output.Path != "" {
			src.names[[2]string{path, e.Size}] = e.Output.Path
		}
	}
	if err := probe(ctx, found, limits, func(int) {}); err != nil {
		return nil, err
	}
	for _, f := range found {
		src.Pictures = append(src.Pictures, *f)
	}
	src.recall(ctx, l)
	return src, nil
}

// root returns the input folder that holds a picture, or the folder of one that was given itself.
func (s *Sources) root(path string) string {
	for _, dir := range s.Folders {
		if _, inside := filetree.Below(dir, path); inside {
			return dir
		}
	}
	return filepath.Dir(path)
}

// join gives the items the IDs of their entries.
func (p *Plan) join(entries []ledger.Entry) {
	ids := make(map[[2]string]int64, len(entries))
	for i := range entries {
		e := &entries[i]
		ids[[2]string{e.Source.Path, e.Size}] = e.ID
	}
	for i := range p.Items {
		item := &p.Items[i]
		item.entry = ids[[2]string{item.Path, item.Size}]
	}
}
