package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sizemill/batch"
	"sizemill/batch/naming"
	"sizemill/resize"
	"sizemill/resize/codec"
)

// folder returns the output folder, empty for the default, or an error if --out cannot be one.
func (f *outputFlags) folder() (string, error) {
	switch {
	case f.Out == nil:
		return "", nil
	case *f.Out == "":
		return "", errors.New("--out: the name of the folder is empty")
	case slices.Contains([]string{"-", "/dev/stdout", "/dev/fd/1"}, *f.Out):
		return "", fmt.Errorf("--out %s: results are not written to standard output; give a folder", *f.Out)
	}
	out, err := expandHome(*f.Out)
	if err != nil {
		return "", fmt.Errorf("--out: %w", err)
	}
	return out, nil
}

// otherFiles are extensions of files that Sizemill does not write and that folders do not have.
var otherFiles = []string{
	".jxl", ".jp2", ".svg", ".pdf", ".eps", ".psd", ".ico", ".mp4", ".mov", ".zip", ".html",
}

// namesFile reports whether the output path is meant as a file: it ends like one, and is not a
// folder.
func namesFile(out string) bool {
	if strings.HasSuffix(out, "/") || strings.HasSuffix(out, string(filepath.Separator)) {
		return false
	}
	if info, err := os.Stat(out); err == nil && info.IsDir() {
		return false
	}
	ext := strings.ToLower(filepath.Ext(out))
	_, known := codec.ByExtension(ext)
	return known || slices.Contains(otherFiles, ext)
}

// asFolder explains an output path that ends like a file although there are several results.
func asFolder(out string, results string) error {
	stem := strings.TrimSuffix(out, filepath.Ext(out))
	return fmt.Errorf("--out %s is the name of a file, but %s given: name a folder, such as --out %s", out, results, shellQuoted(stem))
}

// single plans the result as the file that --out names, which takes exactly one picture and one
// size. If --out is a folder, it does nothing.
func (f *outputFlags) single(opts *batch.Options, paths []string) error {
	out := opts.Out
	if out == "" || !namesFile(out) {
		return nil
	}
	switch {
	case len(paths) > 1:
		return asFolder(out, "several paths are")
	case len(opts.Sizes) > 1:
		return asFolder(out, "several sizes are")
	case opts.Name != naming.Default:
		return fmt.Errorf("--out %s is the name of a file: leave --name out", out)
	}
	if info, err := os.Stat(paths[0]); err == nil && info.IsDir() {
		return asFolder(out, "a folder of pictures is")
	}
	spec, ok := codec.ByExtension(filepath.Ext(out))
	if !ok || !spec.Write {
		return fmt.Errorf("--out %s: %s files cannot be written; sizemill formats lists the formats", out, filepath.Ext(out))
	}
	if opts.Recipe.Format != resize.FormatSame && opts.Recipe.Format != spec.Format {
		return fmt.Errorf("--out %s and --format %s contradict each other", out, strings.ToLower(opts.Recipe.Format.String()))
	}
	opts.Recipe.Format, opts.File, opts.Out = spec.Format, out, filepath.Dir(out)
	return checkLossless(opts.Recipe.Lossless, spec.Format)
}

// checkSingle returns an error if the plan's only result cannot have the name that --out gives it.
func (f *outputFlags) checkSingle(opts batch.Options, plan *batch.Plan) error {
	if opts.File == "" {
		return nil
	}
	want, err := filepath.Abs(opts.File)
	if err != nil {
		return err
	}
	for i := range plan.Items {
		item := &plan.Items[i]
		if item.Job.OutputPath == "" || item.Job.OutputPath == want || item.Job.Salvage {
			continue
		}
		if item.Replaced {
			return &resize.Error{Op: "create", Path: want, Err: errors.New("the file system there does not allow such a name")}
		}
		return singleTaken(want, item, opts.Collision)
	}
	return nil
}

// singleTaken explains why the item cannot have the path that it was given.
func singleTaken(want string, item *batch.Item, policy batch.Collision) error {
	existing, err := os.Stat(want)
	source, err2 := os.Stat(item.Path)
	switch {
	case errors.Join(err, err2) == nil && os.SameFile(existing, source):
		return &resize.Error{Op: "create", Path: want, Err: errors.New("this is the picture itself, which is never changed; give another name")}
	case policy != batch.Overwrite:
		return &resize.Error{Op: "create", Path: want, Err: errors.New(
			"the file exists; use --collision overwrite to replace it")}
	default:
		return &resize.Error{Op: "create", Path: want, Err: errors.New("the file exists and may be an original; remove it, or give another name")}
	}
}
