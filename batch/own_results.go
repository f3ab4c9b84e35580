package batch

import (
	"os"
	"path/filepath"
	"strings"

	"sizemill/internal/filetree"
	"sizemill/resize"
)

// ownResults finds, by path, the pictures that an earlier run has made from others of the same
// scan. Every run over a folder that holds both would resize them again. The ledger knows them;
// without it the files tell themselves, where results go.
func (b *builder) ownResults() map[string]bool {
	results := make(map[string]bool)
	var perhaps []*Found
	for i := range b.src.Pictures {
		f := &b.src.Pictures[i]
		r, recorded := b.src.Known.Result(f.Path, f.Source.Bytes, f.Source.ModTime)
		switch {
		case f.Link != "":
		case recorded:
			if r.Source.Path != f.Path { // otherwise the picture was replaced by its result
				results[f.Path] = true
			}
		case b.inPlace(f.Root), inResized(f):
			perhaps = append(perhaps, f)
		}
	}
	if len(perhaps) == 0 {
		return results
	}
	sources := make(map[string]string, len(b.src.Pictures)) // paths by digest
	for i := range b.src.Pictures {
		job := resize.ImageJob{InputPath: b.src.Pictures[i].Path}
		sources[job.Provenance().Source] = job.InputPath
	}
	for _, f := range perhaps {
		if source := madeOf(f.Path, sources); source != "" && source != f.Path {
			results[f.Path] = true
		}
	}
	return results
}

// madeOf returns which of the sources the file at path was made of, going by its provenance.
func madeOf(path string, sources map[string]string) string {
	info, err := os.Lstat(path)
	if err != nil {
		return ""
	}
	p, ok := resize.ReadProvenance(path, info)
	if !ok {
		return ""
	}
	return sources[p.Source]
}

// inResized reports whether a picture lies in a folder, below its input folder, of the name that
// folders of results have.
func inResized(f *Found) bool {
	for dir := filepath.Dir(f.Path); dir != f.Root && filetree.Holds(f.Root, dir); dir = filepath.Dir(dir) {
		if strings.HasSuffix(dir, outSuffix) {
			return true
		}
	}
	return false
}

// keepName gives an item the name that its recorded result has, if that is one of its names, and no
// other program has written to the file since. So a picture keeps its name when others are added.
func (b *builder) keepName(item *Item) error {
	if !item.works() || item.Job.OutputPath != "" {
		return nil
	}
	if name, ok := b.src.names[[2]string{item.Path, item.Size}]; ok {
		var err error
		item.Job.OutputPath, err = b.names.Claim(name)
		return err
	}
	recorded := b.src.Known.Of(item.Path)
	var own resize.Provenance
	if len(recorded) > 0 {
		own = item.Job.Provenance()
	}
	name := ""
	for _, r := range recorded {
		sameWay := r.Recipe == own.Recipe || r.Job == own.Job
		if r.Size != item.Size || !sameWay && !b.renews() || !item.base.Has(r.Output.Path) {
			continue
		}
		info, err := os.Lstat(r.Output.Path)
		if err == nil && !r.Output.Unchanged(info.Size(), info.ModTime()) {
			continue
		}
		if name = r.Output.Path; sameWay {
			break
		}
	}
	if name == "" {
		return nil
	}
	var err error
	item.Job.OutputPath, err = b.names.Claim(name)
	return err
}

// renews reports whether results that were made in another way are replaced.
func (b *builder) renews() bool { return b.opts.Renew || b.opts.Collision == Overwrite }
