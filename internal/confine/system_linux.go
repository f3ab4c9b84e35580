package confine

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/landlock-lsm/go-landlock/landlock"
)

// systemFiles returns what a process reads beside its task: libraries that are loaded when a
// picture needs them, what the kernel tells about this process and its limits, and the time zone.
func systemFiles() []string {
	return slices.Concat(
		[]string{
			"/usr", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store", "/gnu/store", "/app",
			"/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/localtime", "/etc/machine-id",
			"/proc/self", "/proc/sys", "/proc/meminfo", "/proc/stat", "/proc/cpuinfo",
			"/proc/uptime", "/sys/fs/cgroup", "/sys/devices/system/cpu", "/sys/kernel/mm",
			"/dev/zero", "/dev/random", "/dev/urandom",
		},
		filepath.SplitList(os.Getenv("LD_LIBRARY_PATH")),
		filepath.SplitList(os.Getenv("LIBHEIF_PLUGIN_PATH")),
		libraryFolders(),
	)
}

// libraryFolders returns the folders that the system's loader is told to search.
func libraryFolders() []string {
	files, err := filepath.Glob("/etc/ld.so.conf.d/*.conf")
	if err != nil {
		return nil
	}
	var folders []string
	for _, file := range append(files, "/etc/ld.so.conf") {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(text)) {
			if line = strings.TrimSpace(line); filepath.IsAbs(line) {
				folders = append(folders, line)
			}
		}
	}
	return folders
}

// systemRules returns the rules for what exists of systemFiles.
func systemRules() []landlock.Rule {
	var rules []landlock.Rule
	for _, path := range systemFiles() {
		if path == "" {
			continue
		}
		if info, err := os.Stat(path); err == nil {
			rules = append(rules, readable(path, info).IgnoreIfMissing())
		}
	}
	return append(rules, landlock.PathAccess(writeDevice, "/dev/null").IgnoreIfMissing())
}
