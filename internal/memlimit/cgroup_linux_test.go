package memlimit

import (
	"testing"
	"testing/fstest"
)

// TestGroupMemory reads the limits of control groups as the kernel shows them in both versions.
func TestGroupMemory(t *testing.T) {
	const (
		unified = "30 22 0:27 / /sys/fs/cgroup rw,relatime shared:4 - cgroup2 cgroup2 rw\n"
		legacy  = "34 30 0:31 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n"
		cpu     = "31 30 0:28 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu\n"
	)
	for name, tt := range map[string]struct {
		member, mounts string
		files          map[string]string
		want           int64 // 0 is none
	}{
		"its own group":      {"0::/a/b\n", unified, map[string]string{"sys/fs/cgroup/a/b/memory.max": "900\n", "sys/fs/cgroup/a/memory.max": "max\n"}, 900},
		"a group above":      {"0::/a/b\n", unified, map[string]string{"sys/fs/cgroup/a/b/memory.max": "max\n", "sys/fs/cgroup/a/memory.max": "700\n"}, 700},
		"slowed down before": {"0::/a\n", unified, map[string]string{"sys/fs/cgroup/a/memory.max": "900\n", "sys/fs/cgroup/a/memory.high": "500\n"}, 500},
		"without limits":     {"0::/a\n", unified, map[string]string{"sys/fs/cgroup/a/memory.max": "max\n"}, 0},
		"the root":           {"0::/\n", unified, nil, 0},
		"another's":          {"0::/a\n", unified, map[string]string{"sys/fs/cgroup/memory.max": "max", "sys/fs/cgroup/other/memory.max": "5\n"}, 0},
		"a container that sees its group as the root": {"0::/\n", unified, map[string]string{"sys/fs/cgroup/memory.max": "900\n"}, 900},
		"a container that sees the machine's names": {"0::/docker/abc\n", "30 22 0:27 /docker/abc /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
			map[string]string{"sys/fs/cgroup/memory.max": "900\n"}, 900},
		"first version": {"5:cpu:/\n4:memory:/a\n0::/\n", cpu + legacy + unified,
			map[string]string{"sys/fs/cgroup/memory/a/memory.limit_in_bytes": "900\n", "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n"}, 900},
		"first version, memory beside another controller": {"4:cpu,memory:/a\n", "34 30 0:31 / /mnt/my\\040groups rw - cgroup cgroup rw,cpu,memory\n",
			map[string]string{"mnt/my groups/a/memory.limit_in_bytes": "900\n"}, 900},
		"first version, of another controller": {"4:cpu:/a\n", legacy, map[string]string{"sys/fs/cgroup/memory/a/memory.limit_in_bytes": "900\n"}, 0},
		"both versions": {"4:memory:/a\n0::/b\n", legacy + unified,
			map[string]string{"sys/fs/cgroup/memory/a/memory.limit_in_bytes": "900\n", "sys/fs/cgroup/b/memory.max": "800\n"}, 800},
		"names that look alike": {"0::/docker/abcd\n", "30 22 0:27 /docker/abc /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
			map[string]string{"sys/fs/cgroup/memory.max": "900\n", "sys/fs/cgroup/d/memory.max": "5\n"}, 900},
		"nonsense": {"4\n::\n", "x\n - \n", nil, 0},
	} {
		root := fstest.MapFS{"proc/self/cgroup": {Data: []byte(tt.member)}, "proc/self/mountinfo": {Data: []byte(tt.mounts)}}
		for path, text := range tt.files {
			root[path] = &fstest.MapFile{Data: []byte(text)}
		}
		got, ok := groupMemory(root)
		if got >= 1<<60 { // the first version's way to say that there is no limit
			got, ok = 0, false
		}
		if got != tt.want || ok != (tt.want > 0) {
			t.Errorf("%s: %d, %v, want %d", name, got, ok, tt.want)
		}
	}
	if n, ok := groupMemory(fstest.MapFS{}); ok {
		t.Errorf("without control groups: %d", n)
	}
}
