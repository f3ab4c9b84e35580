package batch

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sizemill/resize"
	"sizemill/resize/codec"
)

// outSuffix is put behind an input folder's name to name the folder that holds its results.
const outSuffix = " resized"

// OutFolder is where the results of the input folder in go, both absolute: to out, or where that is empty beside the
// folder; into it where there is nothing beside, as with a whole disk.
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

// Build computes what opts makes of the sources: a size, a name and a task for each. It writes nothing and is
// deterministic; the only thing it reads is which names the output folders hold already, and, where names need it, which characters their
// file systems allow. Its error is ErrNothing, an
// invalid option, an output folder that cannot be looked into, or ctx's cause.
func Build(ctx context.Context, src *Sources, opts Options) (*Plan, error) {
	if err := opts.Validate(); err != nil {
		return nil, err
	}
	if len(src.Pictures) == 0 {
		return nil, ErrNothing
	}
	b, err := newBuilder(src, opts)
	if err != nil {
		return nil, err
	}
	plan := &Plan{Items: make([]Item, 0, len(src.Pictures)*len(b.recipes)), collision: opts.Collision, names: b.names}
	n := 0 // numbers the pictures that are no results
	for i := range src.Pictures {
		if err := context.Cause(ctx); err != nil {
			return nil, err
		}
		if !b.result[i] {
			n++
		}
		for _, r := range b.recipes {
			item, err := b.item(n, b.result[i], &src.Pictures[i], r)
			if err != nil {
				return nil, err
			}
			plan.Items = append(plan.Items, item)
			if item.Task == TaskFail && src.Pictures[i].Err != nil || item.Reason == ReasonResult {
				break // what is no source is one line, however many sizes there are
			}
		}
	}
	plan.Outputs = b.outputs
	if err := b.number(ctx, plan.Items); err != nil {
		return nil, err
	}

	// Only now are existing files looked at. The names so far depend on the inputs alone, so the shards of a batch agree
	// on them, whichever of them has written how much.
	for i := range plan.Items {
		if err := context.Cause(ctx); err != nil {
			return nil, err
		}
		if err := b.existing(&plan.Items[i]); err != nil {
			return nil, err
		}
	}
	if opts.Shard.Count > 1 {
		plan = plan.Only(func(_ int, item *Item) bool { return opts.Shard.has(item.Rel) })
	}
	plan.count()
	return plan, nil
}

// builder is one run of Build.
type builder struct {
	src      *Sources
	opts     Options
	out      string // Options.Out, absolute
	outReal  string // out with links resolved
	recipes  []sized
	template NameTemplate
	names    *names
	outRoot  map[string]string // input folder → output folder
	limited  map[string]bool   // output folder → whether its file system refuses characters: see allowed
	result   []bool            // of each picture: whether it is one of another time
	pictures int               // that are none
	outputs  []string
}

// baseName is an output's path before it is numbered.
type baseName struct{ dir, name, ext string }

// numbered is the i'th path: name.ext, "name (2).ext", "name (3).ext", …
func (b baseName) numbered(i int) string {
	suffix := ""
	if i > 1 {
		suffix = fmt.Sprintf(" (%d)", i)
	}
	return filepath.Join(b.dir, filepath.FromSlash(withSuffix(b.name, suffix, b.ext)))
}

func newBuilder(src *Sources, opts Options) (*builder, error) {
	b := &builder{src: src, opts: opts, recipes: opts.recipes(), template: opts.template(), outRoot: make(map[string]string), limited: make(map[string]bool)}
	if opts.Out != "" {
		out, err := filepath.Abs(opts.Out)
		if err != nil {
			return nil, pathError("open", opts.Out, err)
		}
		b.out = out
		if b.outReal, err = realPath(out); err != nil {
			return nil, pathError("open", out, err)
		}
		if err := checkFolder(out); err != nil {
			return nil, err
		}
		b.outputs = []string{out}
	}
	own := ownResults(src.Pictures)
	b.result = make([]bool, len(src.Pictures))
	for i := range src.Pictures {
		f := &src.Pictures[i]
		if b.result[i] = own[f.Path] || b.inOutput(f); !b.result[i] {
			b.pictures++
		}
	}
	var err error
	b.names, err = newNames(src.Pictures, b.result)
	return b, err
}

// root is the output folder for the pictures below an input folder.
func (b *builder) root(in string) string {
	if out, ok := b.outRoot[in]; ok {
		return out
	}
	out := OutFolder(in, b.out)
	if b.out != "" && len(b.src.Folders) > 1 && slices.Contains(b.src.Folders, in) { // as cp does: several folders stay apart
		out = filepath.Join(b.out, filepath.Base(in))
	}
	b.outRoot[in] = out
	if b.out == "" && !slices.Contains(b.outputs, out) {
		b.outputs = append(b.outputs, out)
	}
	return out
}

// item plans a size of the n'th picture as if the output folders were empty, but for the path of its output.
func (b *builder) item(n int, result bool, f *Found, s sized) (Item, error) {
	item := Item{Path: f.Path, Rel: f.Rel, Size: s.name, salvage: b.opts.Salvage,
		Job: resize.ImageJob{InputPath: f.Path, Source: f.Source, Recipe: s.recipe, KeepSize: b.template.statesSize()}}
	if b.opts.Salvage && f.Remains.Upright != (resize.Size{}) {
		item.Job.Source, item.Job.Salvage = f.Remains, true
	} else if item.Err = f.Err; item.Err != nil {
		item.Task = TaskFail
		return item, nil //nolint:nilerr // a picture that cannot be read is part of the plan
	}
	if result {
		item.Task, item.Reason = TaskSkip, ReasonResult
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
		return item, nil //nolint:nilerr // so is one that cannot be made
	}
	item.Bytes = estimate(job)
	err := b.name(n, f, &item)
	return item, err
}

// number gives the items output paths that no two have in common. Pictures whose results keep their extension come first, as long as nothing
// else has their name: what m.heic becomes must not take the name of m.jpg beside it.
func (b *builder) number(ctx context.Context, items []Item) error {
	for _, kept := range []bool{true, false} {
		for i := range items {
			item := &items[i]
			if err := context.Cause(ctx); err != nil {
				return err
			}
			if item.Task != TaskConvert && item.Task != TaskCopy || item.Job.OutputPath != "" || kept && !item.extKept {
				continue
			}
			var err error
			if kept {
				item.Job.OutputPath, err = b.names.claim(item.base.numbered(1))
			} else {
				item.Job.OutputPath, err = b.names.number(item.base)
			}
			if err != nil {
				return err
			}
		}
	}
	return b.numberSalvaged(items)
}

// numberSalvaged reserves the names that pictures have if they turn out to be damaged. They come last: most are never used.
func (b *builder) numberSalvaged(items []Item) error {
	for i := range items {
		item := &items[i]
		if !item.salvage || item.Job.Salvage || item.Job.OutputPath == "" {
			continue
		}
		var err error
		if item.salvaged, err = b.names.number(item.base.marked(salvagedSuffix)); err != nil {
			return err
		}
	}
	return nil
}

// inOutput says whether the picture lies in an output folder inside its input folder: it is a result of another time, which
// would be resized again at every run.
func (b *builder) inOutput(f *Found) bool {
	if b.out == "" || b.out == f.Root {
		return false
	}
	return inside(f.Path, b.out) && inside(b.out, f.Root) || f.real != "" && inside(f.real, b.outReal) && !inside(f.Root, b.out)
}

// inside says whether path lies below folder.
func inside(path, folder string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && rel != "." && filepath.IsLocal(rel)
}

// name gives the item the name of its output, which others may have too.
func (b *builder) name(n int, f *Found, item *Item) error {
	job := &item.Job
	stem, ext := splitName(filepath.Base(f.Path))
	known, ok := codec.ByExtension(ext)
	if item.extKept = ok && known.Format == job.Format; !item.extKept {
		spec, _ := codec.Lookup(job.Format)
		ext = spec.Extensions[0]
	}
	name, err := b.template.expandWithin(maxName-len(ext), nameFields{
		name: stem, width: job.Width, height: job.Height, size: item.Size, n: n, total: b.pictures,
		date: job.Source.ModTime, ext: ext[1:],
	})
	if err != nil {
		return err
	}
	root := b.root(f.Root)
	below, replacedBelow := b.allowed(root, filepath.ToSlash(filepath.Dir(f.Rel)))
	name, replacedName := b.allowed(root, name)
	item.Replaced = replacedBelow || replacedName
	item.base = baseName{filepath.Join(root, filepath.FromSlash(below)), name, ext}
	if b.opts.File != "" {
		item.base = singleName(b.out, b.opts.File)
		item.base.name, item.Replaced = b.allowed(root, item.base.name)
	}
	if job.Salvage {
		item.base = item.base.marked(salvagedSuffix)
	}
	if b.opts.Collision == SkipName {
		if own, err := b.names.isSource(item.base.numbered(1)); err != nil || own {
			item.Task, item.Reason = TaskSkip, ReasonExists
			return err
		}
	}
	item.nested = inside(b.root(f.Root), f.Root)
	return nil
}

// singleName is the name that Options.File gives to a result in the folder out.
func singleName(out, file string) baseName {
	base := filepath.Base(file)
	ext := filepath.Ext(base)
	return baseName{out, strings.TrimSuffix(base, ext), ext}
}

// splitName cuts a picture's extension off; other things behind a dot belong to the name.
func splitName(base string) (stem, ext string) {
	ext = filepath.Ext(base)
	if ext == "" || !pictureName(base) || ext == base {
		return base, ""
	}
	return base[:len(base)-len(ext)], ext
}

// existing applies the collision policy to an item.
func (b *builder) existing(item *Item) error {
	if item.Task != TaskConvert && item.Task != TaskCopy {
		return nil
	}
	path := item.Job.OutputPath
	exists, err := b.names.exists(path)
	if err != nil || !exists {
		return err
	}
	item.Taken = true
	switch b.opts.Collision {
	case SkipName:
		item.Task, item.Reason = TaskSkip, ReasonExists
		return nil
	case Overwrite:
		if info, err := os.Lstat(path); err == nil && info.Mode().IsRegular() && !b.names.isInput(info) && item.mayReplace(info) {
			item.Job.Overwrite = true
			return nil
		}
	}
	item.Job.OutputPath, err = b.names.numberListed(item.base)
	return err
}

// mayReplace says whether a file of the item's name may be replaced on demand. In an output folder that lies inside the input
// folder there may be originals: there only what carries the source's date, as results do, is taken for an earlier result.
func (i *Item) mayReplace(file os.FileInfo) bool {
	return !i.nested || sameDate(file.ModTime(), i.Job.Source.ModTime)
}

// sameDate compares a date that was kept with the source's. File systems keep dates in steps, of 2 s (FAT), 1 s, 10 ms (exFAT),
// 1 µs or 100 ns (NTFS): a kept date that lies on such a step is the source's, cut.
func sameDate(kept, source time.Time) bool {
	for _, step := range []time.Duration{2 * time.Second, time.Second, 10 * time.Millisecond, time.Microsecond, 100 * time.Nanosecond} {
		if kept.Truncate(step).Equal(kept) {
			return kept.Equal(source.Truncate(step)) || kept.Equal(source)
		}
	}
	return kept.Equal(source)
}
