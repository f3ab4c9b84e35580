package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// unpacked makes a folder like that of the portable archive, with a program that every system has.
func unpacked(t *testing.T) string {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("the archive is for Linux")
	}
	dir := t.TempDir()
	app, err := loadApp("../FyneApp.toml")
	if err != nil {
		t.Fatal(err)
	}
	entry, err := desktopEntry(app)
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, "share", "applications", app.Details.ID+".desktop"), entry)
	service, err := fill("sizemill-watch.service.tmpl", app)
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, "share", "systemd", "user", "sizemill-watch.service"), service)
	program, err := exec.LookPath("true")
	if err != nil {
		t.Fatal(err)
	}
	copyFile(t, program, filepath.Join(dir, "bin", "sizemill"))
	copyFile(t, "install.sh", filepath.Join(dir, "install.sh"))
	return dir
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, to, data)
}

func writeFile(t *testing.T, path string, data []byte) {
	t.Helper()
	err := os.MkdirAll(filepath.Dir(path), 0o700)
	if err == nil {
		err = os.WriteFile(path, data, 0o700)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// install runs install.sh in another folder, with additions to its environment.
func install(t *testing.T, dir, from string, environment, args []string) (output string, err error) {
	t.Helper()
	c := exec.CommandContext(t.Context(), "sh", append([]string{filepath.Join(dir, "install.sh")}, args...)...)
	c.Dir, c.Env = from, append([]string{"PATH=" + os.Getenv("PATH")}, environment...)
	out, err := c.CombinedOutput()
	return string(out), err
}

// TestInstallAnywhere: whatever the folder is called, the menu entry starts the program that was
// installed there.
func TestInstallAnywhere(t *testing.T) {
	dir := unpacked(t)
	for _, name := range []string{
		"with space", "a&b|c", `back\slash\n\t\\`, "50%f", `"quoted" $HOME`, "`id`;it's #=*", "-dash ünï\nline",
	} {
		t.Run(name, func(t *testing.T) {
			from := t.TempDir()
			prefix := filepath.Join(from, name)
			if out, err := install(t, dir, from, []string{"HOME=" + from, "PREFIX=" + prefix}, nil); err != nil || !strings.Contains(out, "Installed Sizemill as "+prefix+"/bin/sizemill") {
				t.Fatalf("%v: %s", err, out)
			}
			program := filepath.Join(prefix, "bin", "sizemill")
			entry := filepath.Join(prefix, "share", "applications", "io.github.sizemill.Sizemill.desktop")
			values := entryValues(t, entry)
			want := []string{program, "%F"}
			if strings.Contains(name, "%") {
				want = []string{"/usr/bin/env", program, "%F"}
			}
			if got := execArguments(t, values["Exec"]); strings.Join(got, "\x00") != strings.Join(want, "\x00") {
				t.Errorf("Exec %q starts %q, want %q", values["Exec"], got, want)
			}
			if values["TryExec"] != program {
				t.Errorf("TryExec is %q, want %q", values["TryExec"], program)
			}
			unit := filepath.Join(prefix, "share", "systemd", "user", "sizemill-watch.service")
			if want, got := unitCommand(program), entryLine(t, unit, "ExecStart="); got != want {
				t.Errorf("the service starts %s, want %s", got, want)
			}
			if info, err := os.Stat(program); err != nil || info.Mode()&0o100 == 0 {
				t.Errorf("the program: %v, %v", info, err)
			}
			if out, err := install(t, dir, from, []string{"HOME=" + from, "PREFIX=" + name}, []string{"--uninstall"}); err != nil { // relative
				t.Fatalf("%v: %s", err, out)
			}
			for _, path := range []string{program, entry, unit} {
				if _, err := os.Stat(path); !os.IsNotExist(err) {
					t.Errorf("%s is left: %v", path, err)
				}
			}
		})
	}
}

// unitCommand returns the command of the service as systemd.service(5) quotes it.
func unitCommand(program string) string {
	escape := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`, "%", "%%", "$", "$$")
	return `/usr/bin/env "` + escape.Replace(program) + `" watch --remembered`
}

// entryLine returns the rest of the line that begins with key.
func entryLine(t *testing.T, path, key string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if value, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), key); ok {
			return value
		}
	}
	return ""
}

// entryValues returns the keys of a desktop entry with their values unescaped, as the Desktop Entry
// Specification says.
func entryValues(t *testing.T, path string) map[string]string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	values := make(map[string]string)
	for line := range strings.Lines(string(data)) {
		if key, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "="); ok {
			values[key] = strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\t`, "\t", `\s`, " ").Replace(value)
		}
	}
	return values
}

// execArguments splits the value of Exec: arguments between spaces, in quotes with backslashes
// before what they escape, %% for %.
func execArguments(t *testing.T, value string) []string {
	t.Helper()
	var all []string
	for rest := value; rest != ""; rest = strings.TrimPrefix(rest, " ") {
		if rest[0] != '"' {
			var arg string
			arg, rest, _ = strings.Cut(rest, " ")
			all = append(all, arg)
			continue
		}
		var arg strings.Builder
		i := 1
		for ; i < len(rest) && rest[i] != '"'; i++ {
			switch {
			case rest[i] == '\\' || rest[i] == '%' && i+1 < len(rest) && rest[i+1] == '%':
				i++
			case strings.ContainsRune("`$%", rune(rest[i])):
				t.Fatalf("%q: %q is not escaped", value, rest[i])
			}
			arg.WriteByte(rest[i])
		}
		all, rest = append(all, arg.String()), rest[i+1:]
	}
	return all
}

// TestInstallRefuses: if the program could not start, nothing is installed, and the message names
// what is missing.
func TestInstallRefuses(t *testing.T) {
	dir := unpacked(t)
	for _, c := range []struct{ name, ldd, want string }{
		{"libraries are missing", `printf '\tlibjpeg.so.62 => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x0)\n\tlibX11.so.6 => not found\n'`,
			"install.sh: libraries are missing: libX11.so.6 libjpeg.so.62 (on Debian and Ubuntu: apt install libjpeg62-turbo libx11-6)"},
		{"an old system", "printf \"sizemill: /lib/libc.so.6: version \\`GLIBC_2.38' not found (required by sizemill)\\n\"",
			"install.sh: this system is too old: it lacks GLIBC_2.38"},
		{"another processor", `echo "not a dynamic executable"; exit 1`, "install.sh: bin/sizemill does not fit this system: not a dynamic executable"},
	} {
		t.Run(c.name, func(t *testing.T) {
			home, tools := t.TempDir(), t.TempDir()
			if err := os.WriteFile(filepath.Join(tools, "ldd"), []byte("#!/bin/sh\n"+c.ldd+"\n"), 0o700); err != nil {
				t.Fatal(err)
			}
			out, err := install(t, dir, home, []string{"HOME=" + home, "PATH=" + tools + ":" + os.Getenv("PATH")}, nil)
			if err == nil || !strings.Contains(out, c.want) {
				t.Errorf("%v: %q, want %q", err, out, c.want)
			}
			if made, err := os.ReadDir(home); err != nil || len(made) > 0 {
				t.Errorf("installed all the same: %v, %v", made, err)
			}
		})
	}
}
