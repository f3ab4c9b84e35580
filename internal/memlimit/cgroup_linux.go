package memlimit

import (
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// hierarchy is a tree of control groups that bounds memory.
type hierarchy struct {
	mount, root string   // where it is mounted, and which of its groups is seen there
	files       []string // which hold a group's limit
}

// groupMemory returns the smallest memory limit of this process's control groups: its own and those
// above it. root is the root of the file system.
func groupMemory(root fs.FS) (int64, bool) {
	memberships, err := fs.ReadFile(root, "proc/self/cgroup")
	if err != nil {
		return 0, false
	}
	mounts, err := fs.ReadFile(root, "proc/self/mountinfo")
	if err != nil {
		return 0, false
	}
	least, found := int64(0), false
	// A line is 4:cpu,memory:/group in the first version, 0::/group in the second.
	for line := range strings.Lines(string(memberships)) {
		fields := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(fields) != 3 {
			continue
		}
		unified := fields[0] == "0" && fields[1] == ""
		if !unified && !slices.Contains(strings.Split(fields[1], ","), "memory") {
			continue
		}
		for _, h := range hierarchies(string(mounts), unified) {
			if limit, ok := h.least(root, fields[2]); ok && (!found || limit < least) {
				least, found = limit, true
			}
		}
	}
	return least, found
}

// hierarchies reads where control groups are mounted from the kernel's table
// (proc_pid_mountinfo(5)).
func hierarchies(mounts string, unified bool) []hierarchy {
	var all []hierarchy
	for line := range strings.Lines(mounts) {
		before, after, ok := strings.Cut(strings.TrimSpace(line), " - ")
		where, what := strings.Fields(before), strings.Fields(after)
		if !ok || len(where) < 5 || len(what) < 3 {
			continue
		}
		h := hierarchy{root: unescaped(where[3]), mount: unescaped(where[4])}
		switch {
		case unified && what[0] == "cgroup2":
			h.files = []string{"memory.max", "memory.high"} // that which kills, that which slows down
		case !unified && what[0] == "cgroup" && slices.Contains(strings.Split(what[2], ","), "memory"):
			h.files = []string{"memory.limit_in_bytes"}
		default:
			continue
		}
		all = append(all, h)
	}
	return all
}

// least returns the smallest limit of a group and those above it. A container sees its own group as
// the root of what is mounted.
func (h hierarchy) least(root fs.FS, group string) (least int64, found bool) {
	inner, ok := strings.CutPrefix(group, strings.TrimSuffix(h.root, "/"))
	if !ok || inner != "" && inner[0] != '/' {
		inner = ""
	}
	for dir := path.Clean("/" + inner); ; dir = path.Dir(dir) {
		for _, name := range h.files {
			text, err := fs.ReadFile(root, strings.TrimPrefix(path.Join(h.mount, dir, name), "/"))
			if err != nil {
				continue
			}
			limit, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
			// Without a limit it is "max", or close to the largest number.
			if err == nil && limit > 0 && (!found || limit < least) {
				least, found = limit, true
			}
		}
		if dir == "/" {
			return least, found
		}
	}
}

// unescaped decodes a path of mountinfo, where spaces and the like are written in octal.
func unescaped(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+4 <= len(text) {
			if c, err := strconv.ParseUint(text[i+1:i+4], 8, 8); err == nil {
				b.WriteByte(byte(c))
				i += 3
				continue
			}
		}
		b.WriteByte(text[i])
	}
	return b.String()
}
