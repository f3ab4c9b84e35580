package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sizemill/batch"
	"sizemill/hotfolder"
	"sizemill/internal/atomicfile"
	"sizemill/internal/confine"
	"sizemill/internal/filetree"
)

// confineFlags are how much the process can reach while it works.
type confineFlags struct {
	Unconfined bool `group:"run" help:"Do not confine the process. By default, where Linux has Landlock, it can only read its inputs, only write to its output folders, start no program and open no TCP connection."`
	Verbose    bool `group:"run" help:"Also print what the process is confined to, or why it is not."`
}

// confine confines the process to what its task needs, as far as the system can, and says so if
// asked. A process that cannot be confined works all the same.
func (f *confineFlags) confine(env *Env, access confine.Access, err error) {
	if env.Confine == nil || f.Unconfined {
		f.say(env, "not confined: switched off")
		return
	}
	var to confine.Confinement
	if err == nil {
		access.Write = append(access.Write, env.stateFolders()...)
		access.Read, access.Write = outermost(access.Read), outermost(access.Write)
		to, err = env.Confine(access)
	}
	if err != nil {
		f.say(env, "not confined: "+err.Error())
		return
	}
	f.say(env, fmt.Sprintf("confined by %v: reads %s; writes %s",
		to, pathsShown(access.Read), pathsShown(access.Write)))
}

func (f *confineFlags) say(env *Env, text string) {
	if f.Verbose {
		env.complain(text)
	}
}

// batchAccess returns what a batch needs. It makes the output folders: the kernel can only allow
// what exists.
func batchAccess(runner batch.Runner, src *batch.Sources, plan *batch.Plan) (confine.Access, error) {
	outputs, err := runner.Prepare(plan)
	return confine.Access{Read: src.Reads(), Write: outputs}, err
}

// confineTo confines the process to watching folders, whose results go to out.
func (c *watchCmd) confineTo(
	ctx context.Context, env *Env, service *hotfolder.Service, folders []string, out string,
) {
	var err error
	for _, folder := range folders {
		for _, path := range []string{folder, batch.OutFolder(folder, out)} {
			if _, lookErr := service.Look(ctx.Done(), path); errors.Is(lookErr, hotfolder.ErrSilent) {
				err = lookErr // the kernel would wait for that disk
			}
		}
	}
	var access confine.Access
	if err == nil {
		access, err = watchAccess(folders, out)
	}
	c.confine(env, access, err)
}

// watchAccess returns what watching folders needs: the folders above each. One that is deleted or
// unmounted, and comes back, is another folder to the kernel, which what was allowed before does
// not cover.
func watchAccess(folders []string, out string) (confine.Access, error) {
	var access confine.Access
	for _, folder := range folders {
		above, err := folderAbove(folder, "")
		if err != nil {
			return access, err
		}
		outputs, err := folderAbove(batch.OutFolder(folder, out), folder)
		if err != nil {
			return access, err
		}
		access.Read = append(access.Read, above)
		access.Write = append(access.Write, outputs)
	}
	return access, nil
}

// folderAbove returns the nearest existing folder above path, or path itself where that is the root
// of all files. Then path has to exist; like is the folder that it is made like, if any.
func folderAbove(path, like string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	real, err := filetree.Real(path)
	if err != nil {
		return "", err
	}
	above, err := filetree.Existing(filepath.Dir(real))
	if err != nil || filepath.Dir(above) != above {
		return above, err
	}
	if like != "" {
		err = atomicfile.MakeFolder(real, atomicfile.Access{Folder: like})
	}
	return real, err
}

// stateFolders returns the folder of what Sizemill remembers about batches, if it exists.
func (env *Env) stateFolders() []string {
	if info, err := os.Stat(env.StateDir); err != nil || !info.IsDir() {
		return nil
	}
	return []string{env.StateDir}
}

// outermost sorts paths, and leaves out those below others.
func outermost(paths []string) []string {
	var kept []string
	for _, path := range slices.Compact(slices.Sorted(slices.Values(paths))) {
		holds := func(other string) bool { return filetree.Holds(other, path) }
		if !slices.ContainsFunc(kept, holds) {
			kept = append(kept, path)
		}
	}
	return kept
}

// shownPaths is how many paths a line names.
const shownPaths = 4

// pathsShown lists paths on a line.
func pathsShown(paths []string) string {
	switch n := len(paths); {
	case n == 0:
		return "nothing"
	case n > shownPaths:
		rest := fmt.Sprintf("%d more", n-shownPaths)
		return strings.Join(append(slices.Clone(paths[:shownPaths]), rest), ", ")
	}
	return strings.Join(paths, ", ")
}
