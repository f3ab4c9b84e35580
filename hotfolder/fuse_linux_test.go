package hotfolder_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"sizemill/hotfolder"
	"sizemill/internal/imgtest"
)

// bindMount is a mount of a folder by bindfs, which hangs while that is stopped.
type bindMount struct {
	*testing.T
	path, back string
	server     *exec.Cmd
}

func newBindMount(t *testing.T) bindMount {
	t.Helper()
	program, err := exec.LookPath("bindfs")
	if err != nil {
		t.Skip("no FUSE mount here: bindfs is not installed")
	}
	dir := t.TempDir()
	m := bindMount{T: t, path: filepath.Join(dir, "mount"), back: filepath.Join(dir, "back")}
	for _, path := range []string{m.path, m.back} {
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	m.server = exec.Command(program, "-f", "--no-allow-other", m.back, m.path)
	if err := m.server.Start(); err != nil {
		t.Skip("no FUSE mount here: ", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- m.server.Wait() }()
	t.Cleanup(func() {
		m.signal(syscall.SIGCONT)
		m.signal(syscall.SIGTERM) // it unmounts
		if err := <-ended; err != nil {
			t.Log("the FUSE server: ", err)
		}
	})
	for !m.mounted() {
		select {
		case err := <-ended:
			ended <- err
			t.Skip("no FUSE mount here: bindfs ended: ", err)
		case <-time.After(10 * time.Millisecond):
		}
	}
	return m
}

// mounted reports whether the mount is on another device than its folder.
func (m bindMount) mounted() bool {
	var at, below syscall.Stat_t
	return syscall.Stat(m.path, &at) == nil && syscall.Stat(m.back, &below) == nil && at.Dev != below.Dev
}

func (m bindMount) signal(s os.Signal) {
	if err := m.server.Process.Signal(s); err != nil {
		m.Errorf("bindfs: %v", err)
	}
}

// TestStoppedFUSE: while a real mount hangs, the pictures of another folder are made; then its own.
func TestStoppedFUSE(t *testing.T) {
	t.Parallel()
	m := newBindMount(t)
	sound, picture := t.TempDir(), imgtest.JPEG(t, 400, 300)
	b, _ := start(t, folder(m.path), folder(sound))
	untilState := func(want hotfolder.State) {
		b.until(want.String(), func(s hotfolder.Status) bool {
			return s.Folder.Path == m.path && s.State == want
		})
	}
	untilState(hotfolder.Polling)
	m.signal(syscall.SIGSTOP)
	untilState(hotfolder.Silent)
	imgtest.WriteTree(t, sound, map[string][]byte{"a.jpg": picture, "sub/b.jpg": picture})
	for name, r := range b.next(2) {
		if r.Err != nil || filepath.Dir(r.Path) == m.path {
			t.Errorf("%s: %+v", name, r)
		}
	}
	imgtest.WriteTree(t, m.back, map[string][]byte{"late.jpg": picture})
	m.signal(syscall.SIGCONT)
	if r := b.next(1)["late.jpg"]; r.Err != nil || r.Output == "" {
		t.Errorf("after the mount is back: %+v", r)
	}
	untilState(hotfolder.Polling)
}
