package batch

import (
	"os"
	"path/filepath"

	"sizemill/internal/filetree"
)

// placed is a folder of results.
type placed struct {
	dir      string
	replaced bool // its path has "_" for characters that the file system does not allow
}

// place returns the folder of a picture's results, without folders that the template adds.
func (b *builder) place(f *Found) placed {
	key := [2]string{f.Root, filepath.Dir(f.Rel)}
	p, known := b.placed[key]
	if !known {
		root := b.root(f.Root)
		below, replaced := b.allowed.Name(root, filepath.ToSlash(key[1]))
		p = placed{filepath.Join(root, filepath.FromSlash(below)), replaced}
		b.placed[key] = p
	}
	return p
}

// inPlace reports whether the results of an input folder go into the folder itself, by whatever
// path.
func (b *builder) inPlace(root string) bool {
	if b.out == "" {
		return false
	}
	is, known := b.sameFolder[root]
	if !known {
		in, errIn := os.Stat(root)
		out, errOut := os.Stat(b.root(root))
		is = errIn == nil && errOut == nil && os.SameFile(in, out)
		b.sameFolder[root] = is
	}
	return is
}

// inOutput reports whether the picture lies in an output folder that its input folder holds. It is
// the result of an earlier run then, and every run would resize it again.
func (b *builder) inOutput(f *Found) bool {
	if b.out == "" {
		return false
	}
	path, out := f.real, b.outReal
	if path == "" {
		path, out = f.Path, b.out
	}
	asked := [2]string{filepath.Dir(path), out}
	in, known := b.inOut[asked]
	if !known {
		in = filetree.Holds(out, asked[0])
		b.inOut[asked] = in
	}
	if !in {
		return false
	}
	root, known := b.rootReal[f.Root]
	if !known {
		var err error
		if root, err = filetree.Real(f.Root); err != nil {
			root = f.Root
		}
		b.rootReal[f.Root] = root
	}
	return !filetree.Holds(b.outReal, root)
}
