package batch

import (
	"os"
	"path/filepath"

	"sizemill/internal/atomicfile"
	"sizemill/internal/filetree"
)

// Prepare makes the output folders that Run will need, just as Run would, and returns those that
// exist then. It makes none for results that Run refuses, and nothing at all where Run refuses all.
func (r Runner) Prepare(plan *Plan) (folders []string, err error) {
	refused, err := refuse(plan, r.NoSpaceCheck)
	if err != nil {
		return nil, err
	}
	plan.made = missingFolders(plan)
	made := make(map[string]bool)
	for i := range plan.Items {
		item := &plan.Items[i]
		if !item.works() || refused[i] != nil {
			continue
		}
		out := outputFolder(plan.Outputs, item.Job.OutputPath)
		if made[out] {
			continue
		}
		access := atomicfile.Access{Folder: filepath.Dir(item.Job.InputPath)}
		if err := atomicfile.MakeFolder(filepath.Dir(item.Job.OutputPath), access); err != nil {
			return nil, outputError(item.Job.OutputPath, err)
		}
		made[out] = true
	}
	for _, out := range plan.Outputs { // also those that need nothing but sweeping
		if info, err := os.Stat(out); err == nil && info.IsDir() {
			folders = append(folders, out)
		}
	}
	return folders, nil
}

// manyFiles is how many single files are listed one by one before their folders stand for them.
const manyFiles = 256

// Reads returns what a run of these sources reads, without links: the input folders, and the files
// that lie elsewhere, or the folders of those if they are many.
func (s *Sources) Reads() []string {
	var folders, files []string
	for _, folder := range s.Folders {
		if real, err := filetree.Real(folder); err == nil {
			folders = append(folders, real)
		}
	}
	dirs := make(map[string]bool)
	for i := range s.Pictures {
		f := &s.Pictures[i]
		if f.real == "" || f.Err != nil || holdsAny(folders, f.real) {
			continue
		}
		files = append(files, f.real)
		dirs[filepath.Dir(f.real)] = true
	}
	if len(files) <= manyFiles {
		return append(folders, files...)
	}
	for dir := range dirs {
		folders = append(folders, dir)
	}
	return folders
}

func holdsAny(folders []string, path string) bool {
	for _, folder := range folders {
		if filetree.Holds(folder, path) {
			return true
		}
	}
	return false
}
