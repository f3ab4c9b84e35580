package batch

import (
	"context"
	"iter"
	"path/filepath"
	"slices"
	"strings"

	"sizemill/batch/naming"
	"sizemill/internal/filetree"
	"sizemill/resize"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
)

// outSuffix follows the name of an input folder in the name of the folder that holds its results.
const outSuffix = " resized"

// OutFolder returns the folder of the results of the input folder in, both absolute: out, or if
// that is empty a folder beside in. A whole disk has nothing beside it: its results go into a
// folder on it.
func OutFolder(in, out string) string {
	switch in = filepath.Clean(in); {
	case out != "":
		return out
	case filepath.Dir(in) == in:
		return filepath.Join(in, strings.TrimSpace(outSuffix))
	default:
		return in + outSuffix
	}
}

// Build computes what opts makes of the sources: a size, a name and a task for each. It writes
// nothing and is deterministic. It reads the output folders only: their names, of files in a
// result's place whether they are results, and, if names need it, which characters their file
// systems allow. A picture whose output folder cannot be reached fails by itself. Build's error is
// ErrNothing, an invalid option, or ctx's cause.
func Build(ctx context.Context, src *Sources, opts Options) (*Plan, error) {
	if err := opts.Validate(); err != nil {
		return nil, err
	}
	if len(src.Pictures) == 0 {
		return nil, &NothingError{src.Others}
	}
	b, err := newBuilder(src, opts)
	if err != nil {
		return nil, err
	}
	plan := &Plan{
		Items:   make([]Item, 0, len(src.Pictures)*len(b.recipes)),
		options: opts, inputs: src.inputs, folders: src.Folders, names: b.names, record: new(record),
	}
	n := 0 // numbers the pictures, without those that are results
	for i := range src.Pictures {
		if err := context.Cause(ctx); err != nil {
			return nil, err
		}
		if b.isPicture(i) {
			n++
		}
		for _, r := range b.recipes {
			item, err := b.item(n, b.result[i], &src.Pictures[i], r)
			item.failUnless(err)
			plan.Items = append(plan.Items, item)
			failed := item.Task == TaskFail && src.Pictures[i].Err != nil
			if failed || item.Reason == ReasonResult || item.Reason == ReasonLink {
				break // one line for all sizes: this picture is not a source
			}
		}
	}
	plan.Outputs = b.outputs
	if err := b.number(ctx, plan.Items); err != nil {
		return nil, err
	}

	// Only now are existing files looked at. The names so far depend on the inputs alone, so the
	// shards of a batch agree on them, whichever has written how much.
	for i := range plan.Items {
		if err := context.Cause(ctx); err != nil {
			return nil, err
		}
		plan.Items[i].failUnless(b.stays(&plan.Items[i]))
		plan.Items[i].failUnless(b.existing(ctx, &plan.Items[i]))
	}
	plan.count()
	plan.Batch, plan.Others, plan.Shard = plan.Counts.Pictures, src.Others, opts.Shard
	if opts.Shard.Count > 1 {
		part := opts.Shard.of(src.Pictures, b.result)
		plan = plan.Only(func(_ int, item *Item) bool { return part[item.Path] })
	}
	return plan, nil
}

// builder is one run of Build.
type builder struct {
	src        *Sources
	opts       Options
	out        string // Options.Out, absolute
	outReal    string // out with links resolved
	recipes    []sized
	template   naming.Template
	statesSize bool // of the template
	names      *naming.Allocator
	outRoot    map[string]string  // input folder → output folder
	rootReal   map[string]string  // input folder → with links resolved
	sameFolder map[string]bool    // input folders: see inPlace
	inOut      map[[2]string]bool // {folder, output folder} → whether the first is in the second
	allowed    naming.Allowed
	result     []bool // of each picture: whether it is the result of an earlier run
	pictures   int    // that are not
	outputs    []string
	placed     map[[2]string]placed // see place
}

func newBuilder(src *Sources, opts Options) (*builder, error) {
	b := &builder{
		src: src, opts: opts, recipes: opts.recipes(),
		template: opts.template(), statesSize: opts.template().StatesSize(),
		placed: make(map[[2]string]placed), outRoot: make(map[string]string),
		rootReal: make(map[string]string), sameFolder: make(map[string]bool),
		inOut: make(map[[2]string]bool),
	}
	if opts.Out != "" {
		out, err := filepath.Abs(opts.Out)
		if err != nil {
			return nil, resize.PathError("open", opts.Out, err)
		}
		b.out = out
		if b.outReal, err = filetree.Real(out); err != nil {
			b.outReal = out // each picture reports why it cannot be reached
		}
		if err := naming.CheckFolder(out); err != nil {
			return nil, err
		}
		b.outputs = []string{out}
	}
	own := b.ownResults()
	b.result = make([]bool, len(src.Pictures))
	for i := range src.Pictures {
		f := &src.Pictures[i]
		b.result[i] = own[f.Path] || b.inOutput(f)
		if b.isPicture(i) {
			b.pictures++
		}
	}
	b.names = naming.New(b.inputs(), src.headers, src.Known)
	return b, nil
}

// failUnless makes the item fail with err, unless that is nil, in the name of its result.
func (i *Item) failUnless(err error) {
	if err == nil {
		return
	}
	path := i.Job.OutputPath
	if path == "" && i.base.Name != "" {
		path = i.base.Numbered(1)
	}
	i.Task, i.Err, i.Job.OutputPath, i.unreachable = TaskFail, outputError(path, err), "", true
}

// isPicture reports whether the i'th picture is to have a result: it is neither the result of an
// earlier run nor a link.
func (b *builder) isPicture(i int) bool { return !b.result[i] && b.src.Pictures[i].Link == "" }

// root returns the output folder for the pictures below an input folder.
func (b *builder) root(in string) string {
	if out, ok := b.outRoot[in]; ok {
		return out
	}
	out := OutFolder(in, b.out)
	if b.opts.InPlace {
		out = in
	}
	if b.out != "" && len(b.src.Folders) > 1 && slices.Contains(b.src.Folders, in) {
		// As cp does: several folders stay apart.
		out = filepath.Join(b.out, filepath.Base(in))
	}
	b.outRoot[in] = out
	if b.out == "" && !slices.Contains(b.outputs, out) {
		b.outputs = append(b.outputs, out)
	}
	return out
}

// item plans a size of the n'th picture as if the output folders were empty, except for the path of
// its output.
func (b *builder) item(n int, result bool, f *Found, s sized) (Item, error) {
	item := Item{
		Path: f.Path, Rel: f.Rel, Size: s.name, salvage: b.opts.Salvage,
		Job: resize.ImageJob{
			InputPath: f.Path, Source: f.Source, Recipe: s.recipe, KeepSize: b.statesSize,
		},
	}
	if b.opts.Salvage && f.Remains != nil {
		item.Job.Source, item.Job.Salvage = *f.Remains, true
	} else if item.Err = f.Err; item.Err != nil {
		item.Task = TaskFail
		return item, nil //nolint:nilerr // a picture that cannot be read is part of the plan
	}
	if result {
		item.Task, item.Reason = TaskSkip, ReasonResult
		return item, nil
	}
	if f.Link != "" {
		item.Task, item.Reason = TaskSkip, ReasonLink
		return item, nil
	}
	job := &item.Job
	job.Geometry = resize.NewGeometry(job.Source.Upright, *s.recipe)
	job.Width, job.Height = job.Geometry.Canvas.Width, job.Geometry.Canvas.Height
	job.Format = s.recipe.ResultFormat(job.Source.Format)
	if job.SmallEnough() {
		switch s.recipe.Small {
		case resize.SmallSkip:
			item.Task, item.Reason = TaskSkip, ReasonSmall
			return item, nil
		case resize.SmallCopy:
			item.Task, job.Action = TaskCopy, resize.Copy
		}
	}
	if item.Err = job.Supported(); item.Err != nil {
		item.Task = TaskFail
		return item, nil //nolint:nilerr // so is one whose result cannot be made
	}
	item.Bytes = estimate(job)
	if b.opts.InPlace {
		err := b.replace(f, &item)
		return item, err
	}
	err := b.name(n, f, &item)
	return item, err
}

// number gives the items output paths, no two alike. Results that were recorded keep their names.
// Then come pictures whose results keep their extension, if nothing else has their name: the result
// of m.heic must not take the name of m.jpg beside it.
func (b *builder) number(ctx context.Context, items []Item) error {
	for i := range items {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		items[i].failUnless(b.keepName(&items[i]))
	}
	for _, kept := range []bool{true, false} {
		for i := range items {
			item := &items[i]
			if err := context.Cause(ctx); err != nil {
				return err
			}
			if !item.works() || item.Job.OutputPath != "" || kept && !item.extKept {
				continue
			}
			var err error
			if kept {
				item.Job.OutputPath, err = b.names.Claim(item.base.Numbered(1))
			} else {
				item.Job.OutputPath, err = b.names.Number(item.base)
				item.Taken = err == nil && b.names.IsInput(item.base.Numbered(1))
			}
			item.failUnless(err)
		}
	}
	b.numberSalvaged(items)
	return nil
}

// numberSalvaged reserves the names that results get if their pictures turn out to be damaged. It
// comes last, because most of these names are never used.
func (b *builder) numberSalvaged(items []Item) {
	for i := range items {
		item := &items[i]
		if !item.salvage || item.Job.Salvage || item.Job.OutputPath == "" {
			continue
		}
		var err error
		item.salvaged, err = b.names.Number(item.base.Salvaged())
		item.failUnless(err)
	}
}

// name gives the item the name of its output, which other items may have too.
func (b *builder) name(n int, f *Found, item *Item) error {
	job := &item.Job
	stem, ext := naming.SplitExtension(filepath.Base(f.Path))
	known, ok := codec.ByExtension(ext)
	exactCopy := job.Action == resize.Copy && job.Recipe.Metadata == resize.KeepAll
	promised := exactCopy || !format.SeveralPictures(ext)
	if item.extKept = ok && known.Format == job.Format && promised; !item.extKept {
		spec, _ := codec.Lookup(job.Format)
		ext = spec.Extensions[0]
	}
	name, err := b.template.Expand(naming.Fields{
		Name: stem, Width: job.Width, Height: job.Height, Size: item.Size, N: n, Total: b.pictures,
		Date: job.Source.ModTime, Ext: ext[1:],
	})
	if err != nil {
		return err
	}
	root, place := b.root(f.Root), b.place(f)
	name, replaced := b.allowed.Name(root, name)
	item.Replaced = place.replaced || replaced
	item.base = naming.Path{Dir: place.dir, Name: name, Ext: ext}
	if b.opts.File != "" {
		item.base = singleName(b.out, b.opts.File)
		item.base.Name, item.Replaced = b.allowed.Name(root, item.base.Name)
	}
	if job.Salvage {
		item.base = item.base.Salvaged()
	}
	if b.opts.Collision == SkipName {
		if b.names.IsInput(item.base.Numbered(1)) {
			item.Task, item.Reason = TaskSkip, ReasonExists
		}
	}
	return nil
}

// singleName returns the name that Options.File gives to a result in the folder out.
func singleName(out, file string) naming.Path {
	base := filepath.Base(file)
	ext := filepath.Ext(base)
	return naming.Path{Dir: out, Name: strings.TrimSuffix(base, ext), Ext: ext}
}

// existing applies the collision policy to an item.
func (b *builder) existing(ctx context.Context, item *Item) error {
	if !item.works() || item.Job.InPlace {
		return nil
	}
	path := item.Job.OutputPath
	exists, err := b.names.Exists(path)
	if err != nil || !exists {
		return err
	}
	conflict := naming.Conflict{Job: &item.Job, Path: item.base, Again: b.opts.Again}
	r, reason, err := resolve(ctx, b.names, &b.opts, conflict)
	if err != nil {
		return err
	}
	if reason != "" {
		item.Task, item.Reason = TaskSkip, reason
	}
	if item.Taken = reason == ReasonExists; item.Taken {
		return nil
	}
	item.Job.OutputPath, item.Job.Overwrite = r.Path, r.Replace
	item.Taken = !r.Done
	return nil
}

// inputs yields the pictures that are to have results, which no result may replace.
func (b *builder) inputs() iter.Seq[naming.Input] {
	return func(yield func(naming.Input) bool) {
		for i := range b.src.Pictures {
			f := &b.src.Pictures[i]
			in := naming.Input{Path: f.Path, Real: f.real, Bytes: f.Source.Bytes, ModTime: f.Source.ModTime}
			if !b.result[i] && !yield(in) {
				return
			}
		}
	}
}
