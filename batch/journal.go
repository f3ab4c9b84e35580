package batch

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"sizemill/internal/filehash"
	"sizemill/ledger"
	"sizemill/resize"
)

// record is where the ledger holds a plan. Parts of the plan share it, so that what is run later,
// such as what was cancelled, goes on in the same batch.
type record struct{ batch int64 }

// journal records a run in a ledger. The zero value records nothing. It is an aid: its errors never
// stop a run.
type journal struct {
	plan      *Plan
	recording *ledger.Recording
	backups   string // folder of the backups of originals
	err       error  // why the batch is not recorded
}

// journal begins to record a run of plan, before its first output.
func (r Runner) journal(ctx context.Context, plan *Plan) *journal {
	j := &journal{plan: plan}
	isNew := plan.record.batch == 0
	if r.Ledger == nil || isNew && plan.Counts.Work() == 0 {
		return j
	}
	defer func() {
		if j.recording != nil && r.Backups != "" {
			j.backups = filepath.Join(r.Backups, strconv.FormatInt(j.recording.Batch(), 10))
		}
	}()
	if !isNew {
		j.recording, j.err = r.Ledger.Continue(ctx, plan.record.batch)
		return j
	}
	folders := plan.made
	if folders == nil {
		folders = missingFolders(plan)
	}
	request, err := plan.request()
	if err != nil {
		j.err = err
		return j
	}
	j.recording, j.err = r.Ledger.Begin(ctx, ledger.Batch{
		Began: time.Now(), Inputs: plan.inputs, Outputs: plan.Outputs, Folders: folders,
		Request: request, LeftOut: plan.Counts.Skip, InPlace: plan.InPlace(),
	}, plan.entries())
	if j.err == nil {
		plan.record.batch = j.recording.Batch()
		plan.number(j.recording.First())
	}
	return j
}

// entries yields what is recorded of each item that is planned to have a result.
func (p *Plan) entries() iter.Seq[ledger.Entry] {
	return func(yield func(ledger.Entry) bool) {
		for i := range p.Items {
			if item := &p.Items[i]; item.Task != TaskSkip && !yield(item.planned()) {
				return
			}
		}
	}
}

// number gives the items the IDs of their entries, of which entries has yielded the first.
func (p *Plan) number(first int64) {
	for i := range p.Items {
		if item := &p.Items[i]; item.Task != TaskSkip {
			item.entry = first
			first++
		}
	}
}

// planned returns what is recorded of an item before it is made.
func (i *Item) planned() ledger.Entry {
	job := &i.Job
	p := job.Provenance()
	e := ledger.Entry{Size: i.Size, Job: p.Job, Recipe: p.Recipe}
	e.Source.Path, e.Source.Bytes, e.Source.ModTime = i.Path, job.Source.Bytes, job.Source.ModTime
	e.Source.Width, e.Source.Height = job.Source.Upright.Width, job.Source.Upright.Height
	e.Output.Path = job.OutputPath
	if i.original != nil {
		e.Backup, e.Source = i.original.backup, i.original.source
	}
	return e
}

// put records an item's last state.
func (j *journal) put(ctx context.Context, e Event) {
	item := &j.plan.Items[e.Index]
	resumed := item.Task == TaskSkip && item.entry != 0
	if j.recording == nil || item.Task == TaskSkip && !resumed || e.State == Working {
		return
	}
	entry := item.planned()
	entry.ID, entry.Elapsed = item.entry, e.Elapsed
	switch e.State {
	case Done:
		item.made(&entry, e)
	case Failed:
		entry.State, entry.Error = ledger.Failed, e.Err.Error()
	case Skipped:
		entry.State = ledger.Skipped
		if resumed && e.Reason == ReasonDone {
			item.adopt(ctx, &entry)
		}
	case Cancelled:
		entry.State = ledger.Cancelled
	}
	if item.original != nil && !entry.State.Written() && item.original.release(ctx) {
		entry.Backup, item.original = "", nil
	}
	j.recording.Put(entry)
}

// made completes the entry of an item that has a result.
func (i *Item) made(entry *ledger.Entry, e Event) {
	o := &e.Outcome
	entry.State = ledger.Made
	if o.Copied {
		entry.State = ledger.Copied
	}
	entry.Output = ledger.Picture{
		File:  ledger.File{Path: o.Path, Bytes: o.Bytes, ModTime: o.ModTime},
		Width: o.Width, Height: o.Height, Hash: o.Hash,
	}
	entry.Warnings, entry.Removed = o.Warnings, o.Removed
}

// close ends the record. A run that was left before its end stays resumable: what was cancelled is
// recorded as that.
func (j *journal) close(ctx context.Context, sum *Summary) {
	if j.recording != nil {
		ending := ledger.Ending{At: time.Now(), Elapsed: sum.Elapsed}
		j.err = j.recording.Close(ctx, &ending)
		sum.Batch = j.recording.Batch()
	}
	sum.Unrecorded = j.err
}

// missingFolders returns the folders that a run makes for its results, parents first.
func missingFolders(plan *Plan) []string {
	known := make(map[string]bool) // whether it exists
	var missing []string
	for i := range plan.Items {
		if item := &plan.Items[i]; item.works() {
			missing = appendMissing(missing, known, filepath.Dir(item.Job.OutputPath))
		}
	}
	slices.Sort(missing) // which puts parents first
	return missing
}

// appendMissing adds dir, and the folders above it, if they do not exist.
func appendMissing(missing []string, known map[string]bool, dir string) []string {
	for ; !known[dir]; dir = filepath.Dir(dir) {
		known[dir] = true
		if _, err := os.Lstat(dir); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		missing = append(missing, dir)
	}
	return missing
}

// adopt completes the entry of a result that was written, but not recorded, before its run was
// killed.
func (i *Item) adopt(ctx context.Context, entry *ledger.Entry) {
	sum, info, err := filehash.Sum(ctx, i.Job.OutputPath)
	if err != nil { // it is gone again
		return
	}
	entry.State = ledger.Made
	if i.Job.Action == resize.Copy {
		entry.State = ledger.Copied
	}
	entry.Output.Bytes, entry.Output.ModTime, entry.Output.Hash = info.Size(), info.ModTime(), sum
	entry.Output.Width, entry.Output.Height = i.Job.Width, i.Job.Height
	if i.original != nil { // the file was read as the picture to be replaced
		result := i.Job.Source.Upright
		entry.Output.Width, entry.Output.Height = result.Width, result.Height
	}
}

// request is what a recorded batch is resumed with. Paths are bytes, because JSON's text has to be
// UTF-8.
type request struct {
	Options   Options `json:"options"`
	Out, File []byte
	Folders   [][]byte // input folders
}

func (p *Plan) request() ([]byte, error) {
	r := request{Options: p.options, Out: []byte(p.options.Out), File: []byte(p.options.File)}
	for _, dir := range p.folders {
		r.Folders = append(r.Folders, []byte(dir))
	}
	return json.Marshal(r)
}
