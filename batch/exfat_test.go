package batch

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"sizemill/internal/imgtest"
)

// exFAT mounts a small exFAT disk, as a camera's card, through FUSE.
func exFAT(t *testing.T) string {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("mounts with Linux's tools")
	}
	image, dir := filepath.Join(t.TempDir(), "disk"), t.TempDir()
	if err := os.WriteFile(image, make([]byte, 4<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	command := func(name string, args ...string) string {
		out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
		if err != nil {
			t.Skipf("cannot mount exFAT here: %s %q: %v: %s", name, args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	command("mkfs.exfat", image)
	loop := command("losetup", "--find", "--show", image)
	t.Cleanup(func() {
		if out, err := exec.Command("losetup", "--detach", loop).CombinedOutput(); err != nil {
			t.Errorf("losetup: %v: %s", err, out)
		}
	})
	command("mount.exfat-fuse", loop, dir)
	t.Cleanup(func() {
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("umount: %v: %s", err, out)
		}
	})
	return dir
}

// TestReservedOnExFAT: results get names that the card allows, no two alike, and the plan already
// has them.
func TestReservedOnExFAT(t *testing.T) {
	card := exFAT(t)
	in := filepath.Join(t.TempDir(), "in")
	picture := imgtest.PNG(t, 40, 30)
	files := map[string][]byte{"a:b.png": picture, "a_b.png": picture, "what?/c.png": picture, "m\xfcll.png": picture, "plain.png": picture}
	imgtest.WriteTree(t, in, files)
	src, err := Scan(t.Context(), []string{in}, ScanOptions{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	opts := DefaultOptions()
	opts.Recipe.Width, opts.Recipe.Height = 20, 20
	opts.Out, opts.Name = filepath.Join(card, "out"), "s*/{name}"
	plan, err := Build(t.Context(), src, opts)
	if err != nil {
		t.Fatal(err)
	}
	imgtest.SameNames(t, card)
	sum, err := Runner{}.Run(t.Context(), plan, func(Event) {})
	if err != nil || sum.Converted != len(files) {
		t.Fatalf("%+v, %v", sum, err)
	}
	imgtest.SameNames(t, opts.Out, "s_/a_b (2).png", "s_/a_b.png", "s_/m_ll.png", "s_/plain.png", "what_/s_/c.png")
	for _, item := range plan.Items {
		if !item.Replaced {
			t.Errorf("%s is not marked", item.Job.OutputPath)
		}
	}
	again, err := Build(t.Context(), src, opts)
	if err != nil || again.Counts.There != len(files) {
		t.Errorf("planned again: %+v, %v", again.Counts, err)
	}
	if sum, err := (Runner{}).Run(t.Context(), again, nil); err != nil || sum.There != len(files) {
		t.Errorf("run again: %+v, %v", sum, err)
	}
	opts.Out = filepath.Join(card, "a:b", "out")
	if _, err := Build(t.Context(), src, opts); err == nil || !strings.Contains(err.Error(), "does not allow") {
		t.Errorf("an output folder of such a name: %v", err)
	}
	if tree := imgtest.ReadTree(t, in); !slices.Equal(imgtest.Names(tree), imgtest.Names(files)) || !bytes.Equal(tree["a:b.png"], picture) {
		t.Error("the sources have changed")
	}
}
