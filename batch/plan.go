package batch

import (
	"errors"
	"fmt"
	"strings"

	"sizemill/batch/naming"
	"sizemill/internal/enum"
	"sizemill/resize"
)

// ErrNothing is wrapped by Build's error when there are no pictures.
var ErrNothing = errors.New("no pictures found")

// NothingError is returned by Build when there are no pictures, but perhaps other files.
type NothingError struct{ Others Others }

func (e *NothingError) Error() string {
	if n := e.Others.Total(); n > 0 {
		kinds := strings.Join(e.Others.Kinds(), ", ")
		return fmt.Sprintf("%v, only other files: %d (%s)", ErrNothing, n, kinds)
	}
	return ErrNothing.Error()
}

// Unwrap returns ErrNothing.
func (e *NothingError) Unwrap() error { return ErrNothing }

// Task is what the plan does with one picture.
type Task int

// The tasks.
const (
	TaskConvert Task = iota // resize and encode
	TaskCopy                // already small enough: copied, without the metadata that has to go
	TaskSkip                // left out on purpose: see Reason
	TaskFail                // cannot be read: see Err
)

var taskNames = enum.New[Task]("task", []string{
	TaskConvert: "convert", TaskCopy: "copy", TaskSkip: "skip", TaskFail: "fail",
})

func (t Task) String() string { return taskNames.Name(t) }

// Reason is why a picture is left out.
type Reason string

// The reasons, in lower-case English for logs.
const (
	ReasonSmall  Reason = "already small enough"
	ReasonExists Reason = "a file with that name exists"
	// ReasonResult is for pictures in an output folder that lies inside an input folder.
	ReasonResult Reason = "a result in the output folder"
	// ReasonDone is for a result that exists already, made by an earlier run or by a second
	// Sizemill since the plan.
	ReasonDone Reason = "already resized"
	// ReasonLink is for a symbolic link to a picture that is in the batch itself.
	ReasonLink Reason = "a link to a picture in this batch"
)

// Item is one picture of a plan.
type Item struct {
	Path   string // absolute, as found
	Rel    string // below the input folder it was found in, or the bare file name: what a list shows
	Size   string // the name of its size, if the run makes several per picture
	Task   Task
	Job    resize.ImageJob // of TaskConvert and TaskCopy; InputPath and Source are always set
	Bytes  int64           // estimated size of the output
	Reason Reason          // of TaskSkip
	Err    error           // of TaskFail; wraps resize's typed errors or the system's
	// Taken reports whether another file has the output's name. It is replaced (Job.Overwrite), or
	// the output is numbered.
	Taken bool
	// Replaced reports whether the output's name has "_" for characters that the file system does
	// not allow.
	Replaced bool

	salvage  bool   // see Options.Salvage
	salvaged string // the path of the output if the picture turns out to be damaged

	unreachable bool // of TaskFail: the output's folder cannot be reached

	base    naming.Path // of the output, before it is numbered
	extKept bool        // the output has its source's extension
	entry   int64       // its ID in the ledger; 0 before the plan is recorded

	original *original // of a picture that is replaced: its backup
}

// works reports whether the item is to produce an output.
func (i *Item) works() bool { return i.Task == TaskConvert || i.Task == TaskCopy }

// Plan is what a batch will do. Items are in natural order ("2" before "10"), with failures and
// skips, so that every picture found is accounted for. If a run makes several sizes, the items of
// one picture follow each other.
type Plan struct {
	Items   []Item
	Outputs []string // folders that will hold results: Options.Out, or one for each input folder
	Counts  Counts
	Others  Others // files of the input folders that are not pictures: see Sources
	Shard   Shard  // the part of the batch that this is
	Batch   int    // pictures of the whole batch

	options Options
	inputs  []string          // as given, absolute
	folders []string          // input folders, absolute
	names   *naming.Allocator // of the outputs of this plan and its parts
	record  *record
	made    []string // folders that Prepare has made
}

// Counts sums up a plan by items: if a run makes several sizes, each counts.
type Counts struct {
	Convert, Copy, Skip, Fail int

	Replace, Number int   // of those that produce an output: a file has their name (see Item.Taken)
	There           int   // of those left out: results that exist already
	Links           int   // of those left out: links to pictures of the batch
	Pictures        int   // all of them; a link is not one
	BytesIn         int64 // of the pictures that will be converted or copied
	BytesOut        int64 // estimated
}

// Total returns the number of items.
func (c Counts) Total() int { return c.Convert + c.Copy + c.Skip + c.Fail }

// Work returns the number of pictures that will produce an output.
func (c Counts) Work() int { return c.Convert + c.Copy }

// InPlace reports whether results replace their originals.
func (p *Plan) InPlace() bool { return p.options.InPlace }

// Options returns what the plan was made with.
func (p *Plan) Options() Options { return p.options }

// Only returns the part of the plan for which keep returns true, such as what failed last time.
func (p *Plan) Only(keep func(i int, item *Item) bool) *Plan {
	part := &Plan{
		Outputs: p.Outputs, Others: p.Others, Shard: p.Shard, Batch: p.Batch,
		options: p.options, inputs: p.inputs, folders: p.folders, names: p.names, record: p.record,
	}
	for i := range p.Items {
		if keep(i, &p.Items[i]) {
			part.Items = append(part.Items, p.Items[i])
		}
	}
	part.count()
	return part
}

func (p *Plan) count() {
	p.Counts = Counts{}
	counted := false // the source's bytes
	for i := range p.Items {
		item := &p.Items[i]
		if i == 0 || p.Items[i-1].Path != item.Path {
			if item.Reason != ReasonLink { // its picture counts
				p.Counts.Pictures++
			}
			counted = false
		}
		switch item.Task {
		case TaskConvert:
			p.Counts.Convert++
		case TaskCopy:
			p.Counts.Copy++
		case TaskSkip:
			p.Counts.Skip++
			switch item.Reason {
			case ReasonDone:
				p.Counts.There++
			case ReasonLink:
				p.Counts.Links++
			}
		case TaskFail:
			p.Counts.Fail++
		}
		if item.works() {
			if !counted { // once, however many sizes there are
				counted = true
				p.Counts.BytesIn += item.Job.Source.Bytes
			}
			p.Counts.BytesOut += item.Bytes
			switch {
			case item.Taken && item.Job.Overwrite:
				p.Counts.Replace++
			case item.Taken:
				p.Counts.Number++
			}
		}
	}
}
