package cli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sizemill/cli"
	"sizemill/internal/imgtest"
	"sizemill/ledger"
)

// past is a folder with pictures, and a state folder for what is done to them.
type past struct {
	*testing.T
	dir, state string
}

func newPast(t *testing.T) *past {
	p := &past{t, t.TempDir(), filepath.Join(t.TempDir(), "state")}
	imgtest.WriteTree(t, p.dir, map[string][]byte{
		"in/a.jpg": imgtest.JPEG(t, 400, 300), "in/s/b.png": imgtest.PNG(t, 300, 400), "in/bad.jpg": []byte("\xff\xd8 no picture"),
	})
	return p
}

// run carries out one command line.
func (p *past) run(args ...string) (code int, stdout, stderr string) {
	p.Helper()
	var out, errs bytes.Buffer
	code = cli.Run(p.Context(), cli.Env{Args: args, Stdout: &out, Stderr: &errs, Version: "1.2.3", StateDir: p.state})
	return code, out.String(), errs.String()
}

func (p *past) path(name string) string { return filepath.Join(p.dir, filepath.FromSlash(name)) }

// must carries out a command line that ends with a code.
func (p *past) must(code int, args ...string) (stdout, stderr string) {
	p.Helper()
	got, stdout, stderr := p.run(args...)
	if got != code {
		p.Fatalf("%q: exit code %d, want %d; stdout %q, stderr %q", args, got, code, stdout, stderr)
	}
	return stdout, stderr
}

func contains(t *testing.T, text string, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %q", want, text)
		}
	}
}

func TestHistoryAndUndo(t *testing.T) {
	p := newPast(t)
	before := imgtest.ReadTree(t, p.dir)
	if out, _ := p.must(cli.ExitOK, "history"); out != "no batch has been recorded\n" {
		t.Errorf("%q", out)
	}
	for _, command := range []string{"undo", "report"} {
		if _, errs := p.must(cli.ExitFailed, command); errs != "sizemill: no batch has been recorded\n" {
			t.Errorf("%s: %q", command, errs)
		}
	}
	if _, err := os.Lstat(p.state); err == nil {
		t.Error("looking back makes a ledger")
	}
	p.must(cli.ExitFailed, "resize", "--fit", "40", p.path("in"))
	out, _ := p.must(cli.ExitOK, "history")
	contains(t, out, "ID  WHEN", "done, 1 failed", p.path("in")+" → "+p.path("in resized"))
	out, _ = p.must(cli.ExitOK, "history", "--json", "-n", "1")
	var line struct {
		ID, Resized, Failed int
		State, Kind         string
		Inputs              []struct{ Path string }
	}
	if err := json.Unmarshal([]byte(out), &line); err != nil || line.ID != 1 || line.Resized != 2 || line.Failed != 1 ||
		line.State != "done" || line.Kind != "resize" || line.Inputs[0].Path != p.path("in") {
		t.Errorf("%s: %+v, %v", out, line, err)
	}
	imgtest.SameNames(t, p.path("in resized"), "a.jpg", "s/b.png")
	small := imgtest.ReadTree(t, p.path("in resized"))["a.jpg"]
	imgtest.WriteTree(t, p.dir, map[string][]byte{"in resized/a.jpg": append(slices.Clone(small), 0)})

	out, errs := p.must(cli.ExitFailed, "undo")
	contains(t, out, "batch 1 of ", "1 result removed, 1 empty folder removed, 1 file kept")
	contains(t, errs, "kept "+p.path("in resized/a.jpg")+": it was changed since")
	imgtest.SameNames(t, p.path("in resized"), "a.jpg")
	out, _ = p.must(cli.ExitOK, "history")
	contains(t, out, "undone but for 1")

	imgtest.WriteTree(t, p.dir, map[string][]byte{"in resized/a.jpg": small})
	out, errs = p.must(cli.ExitOK, "undo")
	contains(t, out, "1 result removed, 1 empty folder removed")
	if errs != "" {
		t.Error(errs)
	}
	imgtest.SameTree(t, p.dir, before)
	out, _ = p.must(cli.ExitOK, "history")
	contains(t, out, "undone")
	_, errs = p.must(cli.ExitFailed, "undo")
	contains(t, errs, "there is no batch to undo")
	out, _ = p.must(cli.ExitOK, "undo", "1")
	contains(t, out, "nothing was left to take back")
	_, errs = p.must(cli.ExitFailed, "undo", "7")
	contains(t, errs, "batch 7: no batch has this number")
}

func TestUndoJSON(t *testing.T) {
	p := newPast(t)
	odd := "in/\xff\x1b[31m.jpg"
	imgtest.WriteTree(t, p.dir, map[string][]byte{odd: imgtest.JPEG(t, 400, 300)})
	p.must(cli.ExitFailed, "resize", "--fit", "40", p.path("in"))
	out, errs := p.must(cli.ExitOK, "undo", "--json", "1")
	events := map[string]int{}
	exact := false
	for line := range strings.Lines(out) {
		var e struct {
			Event   string
			Base64  []byte `json:"path_base64"`
			Removed int
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		events[e.Event]++
		exact = exact || string(e.Base64) == p.path("in resized/\xff\x1b[31m.jpg")
	}
	if events["removed"] != 3 || events["summary"] != 1 || len(events) != 2 || !exact || errs != "" {
		t.Errorf("%v, %q, %q", events, out, errs)
	}
}

// TestUndoUnrecorded: what was written just before the program was killed is known by its mark.
func TestUndoUnrecorded(t *testing.T) {
	p := newPast(t)
	p.must(cli.ExitFailed, "resize", "--fit", "40", p.path("in"))
	l, err := ledger.Open(t.Context(), p.state)
	if err != nil {
		t.Fatal(err)
	}
	entries, err := l.Entries(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	for i := range entries {
		e := &entries[i]
		if e.State.Written() {
			e.State, e.Output = ledger.Planned, ledger.Picture{File: ledger.File{Path: e.Output.Path}}
		}
	}
	err = l.Change(t.Context(), 1, entries)
	if err == nil {
		err = l.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	code, _, errs := p.run("undo", "1")
	if code == cli.ExitFailed { // no extended attributes here
		contains(t, errs, "sizemill resume first")
		return
	}
	if _, err := os.Lstat(p.path("in resized")); err == nil || code != cli.ExitOK {
		t.Errorf("exit code %d, %q, %v", code, errs, imgtest.Names(imgtest.ReadTree(t, p.dir)))
	}
}

func TestForget(t *testing.T) {
	p := newPast(t)
	p.must(cli.ExitFailed, "resize", "--fit", "40", p.path("in"))
	p.must(cli.ExitFailed, "resize", "--fit", "30", "--out", p.path("out"), p.path("in"))
	p.must(cli.ExitFailed, "resize", "--fit", "20", "--out", p.path("out3"), p.path("in"))
	tree := imgtest.ReadTree(t, p.dir)
	for _, wrong := range []string{"x", "0", "-1", "3w", "d", "200000d", "+1"} {
		p.must(cli.ExitUsage, "history", "--forget="+wrong)
	}
	_, errs := p.must(cli.ExitFailed, "history", "--forget", "2", "--forget", "9")
	contains(t, errs, "batch 9: no batch has this number")
	if out, _ := p.must(cli.ExitOK, "history", "--forget", "30d"); out != "0 batches forgotten\n" {
		t.Errorf("%q", out)
	}
	if out, _ := p.must(cli.ExitOK, "history", "--forget", "2", "--forget", "2"); out != "1 batch forgotten\n" {
		t.Errorf("%q", out)
	}
	if out, _ := p.must(cli.ExitOK, "history", "--json"); strings.Count(out, "\n") != 2 {
		t.Errorf("%q", out)
	}
	if out, _ := p.must(cli.ExitOK, "history", "--json", "--forget", "0d"); out != `{"forgotten":2,"backups_deleted":0}`+"\n" {
		t.Errorf("%q", out)
	}
	imgtest.SameTree(t, p.dir, tree)
}

func TestNoHistoryFolder(t *testing.T) {
	for _, command := range []string{"history", "undo", "report"} {
		if code, _, errs := run(t, command); code != cli.ExitFailed || !strings.Contains(errs, "no history is kept") {
			t.Errorf("%s: exit code %d, %q", command, code, errs)
		}
	}
	for _, args := range []string{"history -n 0", "undo x", "undo 1 2"} {
		if code, _, errs := run(t, strings.Fields(args)...); code != cli.ExitUsage {
			t.Errorf("%s: exit code %d, %q", args, code, errs)
		}
	}
}
