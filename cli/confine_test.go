package cli_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sizemill/cli"
	"sizemill/internal/confine"
	"sizemill/internal/imgtest"
)

// asked notes what a command asks the system for.
type asked struct {
	access []confine.Access
	err    error
	then   func()
}

func (a *asked) confine(access confine.Access) (confine.Confinement, error) {
	a.access = append(a.access, access)
	if a.then != nil {
		a.then()
	}
	return confine.Confinement{ABI: 7, Network: true}, a.err
}

// TestConfine lists what each command can reach: paths are relative to the folder of the test.
func TestConfine(t *testing.T) {
	picture := imgtest.JPEG(t, 60, 40)
	tree := map[string][]byte{
		"in/a.jpg": picture, "in/sub/b.jpg": picture, "more/c.jpg": picture, "single.jpg": picture, "other/d.jpg": picture,
	}
	for _, c := range []struct {
		name, args  string
		read, write string
		there       string // folders that exist afterwards, though nothing ran
	}{
		{"a folder", "resize|in", "in", "in resized", "in resized"},
		{"two folders", "resize|in|more", "in|more", "in resized|more resized", "in resized|more resized"},
		{"a folder and one in it", "resize|in|in/sub", "in", "in resized", "in resized"},
		{"a picture", "resize|single.jpg|--out|new/deep", "single.jpg", "new/deep", "new/deep"},
		{"a file as output", "resize|single.jpg|--out|small.jpg", "single.jpg", "", ""},
		{"into itself", "resize|in|--out|in", "in", "in", ""},
		{"a link to a folder", "resize|link|--out|new", "in", "new", "new"},
		{"a template with folders", "resize|in|--out|new|--name|{width}/{name}", "in", "new", "new/60"},
		{"nothing to do", "resize|in|--small|skip|--out|other", "in", "other", ""},
		{"nothing to do, nothing made", "resize|in|--small|skip|--out|new", "in", "", ""},
		{"watching", "watch|in", "", "", ""},
		{"watching a folder that does not exist", "watch|--wait|absent/deep|--out|results/deep", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			t.Setenv("XDG_STATE_HOME", filepath.Join(dir, "state"))
			t.Chdir(dir)
			imgtest.WriteTree(t, dir, tree)
			if err := os.Symlink("in", "link"); err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			a := asked{then: stop}
			var out, errs bytes.Buffer
			cli.Run(ctx, cli.Env{Args: strings.Split(c.args, "|"), Stdout: &out, Stderr: &errs, Confine: a.confine})
			if len(a.access) != 1 {
				t.Fatalf("asked %d times; %s", len(a.access), errs.String())
			}
			if got := below(t, dir, a.access[0].Read); got != c.read {
				t.Errorf("reads %q, want %q", got, c.read)
			}
			if got := below(t, dir, a.access[0].Write); got != c.write {
				t.Errorf("writes %q, want %q", got, c.write)
			}
			if c.there == "" {
				return
			}
			for folder := range strings.SplitSeq(c.there, "|") {
				if info, err := os.Stat(folder); err != nil || !info.IsDir() {
					t.Errorf("%s was not made: %v", folder, err)
				}
			}
		})
	}
}

// below returns paths relative to dir, which is itself "".
func below(t *testing.T, dir string, paths []string) string {
	t.Helper()
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, path := range paths {
		path = strings.TrimPrefix(strings.TrimPrefix(path, dir), real)
		names = append(names, filepath.ToSlash(strings.TrimPrefix(path, string(filepath.Separator))))
	}
	slices.Sort(names)
	return strings.Join(names, "|")
}

// TestConfineState: what Sizemill remembers can be written, if there is a folder for it.
func TestConfineState(t *testing.T) {
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"in/a.jpg": imgtest.JPEG(t, 60, 40), "sizemill/ledger.db": nil})
	var a asked
	var out, errs bytes.Buffer
	cli.Run(t.Context(), cli.Env{Args: []string{"resize", filepath.Join(dir, "in")}, Stdout: &out, Stderr: &errs, Confine: a.confine,
		StateDir: filepath.Join(dir, "sizemill")})
	if len(a.access) != 1 || !slices.Contains(a.access[0].Write, filepath.Join(dir, "sizemill")) {
		t.Errorf("asked for %+v; %s", a.access, errs.String())
	}
}

// TestConfineSays: a process that cannot be confined works all the same.
func TestConfineSays(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_STATE_HOME", filepath.Join(dir, "state"))
	imgtest.WriteTree(t, dir, map[string][]byte{"in/a.jpg": imgtest.JPEG(t, 60, 40)})
	in := filepath.Join(dir, "in")
	for _, c := range []struct {
		name  string
		flags []string
		err   error
		want  string
	}{
		{"as usual", nil, nil, ""},
		{"said", []string{"--verbose"}, nil, "confined by Landlock (ABI 7), without TCP: reads " + in + "; writes " + in + " resized"},
		{"no Landlock", nil, &confine.UnavailableError{Reason: "this kernel has no Landlock"}, ""},
		{"no Landlock, said", []string{"--verbose"}, &confine.UnavailableError{Reason: "this kernel has no Landlock"}, "not confined: this kernel has no Landlock"},
		{"refused, said", []string{"--verbose"}, errors.New("too many rules"), "not confined: too many rules"},
		{"switched off, said", []string{"--verbose", "--unconfined"}, nil, "not confined: switched off"},
	} {
		a := asked{err: c.err}
		var out, errs bytes.Buffer
		args := append([]string{"resize"}, c.flags...)
		code := cli.Run(t.Context(), cli.Env{Args: append(args, in), Stdout: &out, Stderr: &errs, Confine: a.confine})
		want := ""
		if c.want != "" {
			want = "sizemill: " + c.want + "\n"
		}
		if code != cli.ExitOK || errs.String() != want {
			t.Errorf("%s: exit code %d, said %q, want %q", c.name, code, errs.String(), want)
		}
		if off := slices.Contains(c.flags, "--unconfined"); off != (len(a.access) == 0) {
			t.Errorf("%s: asked %d times", c.name, len(a.access))
		}
	}
}
