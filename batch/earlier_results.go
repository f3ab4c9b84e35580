package batch

import (
	"iter"
	"os"
	"path/filepath"
	"strings"

	"sizemill/internal/filetree"
	"sizemill/resize"
)

// ownResults finds, by path, the pictures that an earlier run has made from others of the same
// scan. They lie in a folder "X resized" beside a folder X, and have the date of a picture in X.
// Every run over the folder that holds both would resize them again.
func ownResults(pictures []Found) map[string]bool {
	made := make(map[string][]int) // pictures by the folder X that they may be results of
	for i, dirs := range above(pictures) {
		for _, dir := range dirs {
			if of, ok := strings.CutSuffix(dir, outSuffix); ok {
				made[of] = append(made[of], i)
			}
		}
	}
	if len(made) == 0 {
		return nil
	}
	dates := make(map[string]map[int64]bool) // of the pictures in X
	for i, dirs := range above(pictures) {
		for _, dir := range dirs {
			if made[dir] == nil {
				continue
			}
			if dates[dir] == nil {
				dates[dir] = make(map[int64]bool)
			}
			dates[dir][pictures[i].Source.ModTime.UnixNano()] = true
		}
	}
	results := make(map[string]bool)
	for of, found := range made {
		for _, i := range found {
			if dates[of][pictures[i].Source.ModTime.UnixNano()] {
				results[pictures[i].Path] = true
			}
		}
	}
	return results
}

// above yields for each picture the folders below its input folder that hold it.
func above(pictures []Found) iter.Seq2[int, []string] {
	return func(yield func(int, []string) bool) {
		var in, root string
		var dirs []string // of the last picture, and mostly of the next
		for i := range pictures {
			f := &pictures[i]
			if dir := filepath.Dir(f.Path); i == 0 || dir != in || f.Root != root {
				in, root, dirs = dir, f.Root, nil
				for ; dir != root && filetree.Holds(root, dir); dir = filepath.Dir(dir) {
					dirs = append(dirs, dir)
				}
			}
			if !yield(i, dirs) {
				return
			}
		}
	}
}

// ownInPlace finds, by path, the pictures that an earlier run has made from others of the same scan
// and written beside them, going by their provenance. in reports whether the results of an input
// folder go into that folder.
func ownInPlace(pictures []Found, in func(root string) bool) map[string]bool {
	sources := make(map[string]bool) // provenance of results of each picture
	for i := range pictures {
		if in(pictures[i].Root) {
			job := resize.ImageJob{InputPath: pictures[i].Path}
			sources[job.Provenance().Source] = true
		}
	}
	results := make(map[string]bool)
	for i := range pictures {
		path := pictures[i].Path
		if !in(pictures[i].Root) || pictures[i].Link != "" {
			continue
		}
		info, err := os.Lstat(path)
		if err != nil {
			continue
		}
		if p, ok := resize.ReadProvenance(path, info); ok && sources[p.Source] {
			results[path] = true
		}
	}
	return results
}
