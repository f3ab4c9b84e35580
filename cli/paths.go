package cli

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

// standardInput holds the names of standard input as a file.
var standardInput = []string{"-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"}

// typedPaths returns the paths that were typed. It expands ~, and patterns that the shell has left
// unchanged. Its errors explain words that are surely not meant as paths.
func typedPaths(words []string) ([]string, error) {
	if err := checkPaths(words); err != nil {
		return nil, err
	}
	if err := checkSpaces(words); err != nil {
		return nil, err
	}
	var paths []string
	for _, word := range words {
		path, err := expandHome(word)
		if err != nil {
			return nil, err
		}
		if err := checkWord(path); err != nil {
			return nil, err
		}
		matches, err := expandPattern(path)
		if err != nil {
			return nil, err
		}
		paths = append(paths, matches...)
	}
	return paths, nil
}

// checkPaths refuses the empty path, which a shell makes of an unset variable: it would mean the
// current folder.
func checkPaths(paths []string) error {
	if slices.Contains(paths, "") {
		return errors.New("a path is empty; write . for the current folder")
	}
	return nil
}

// checkSpaces refuses a path that the shell has split at its spaces: the whole exists, and none of
// its parts does.
func checkSpaces(words []string) error {
	for i := range words {
		if exists(words[i]) {
			continue
		}
		for end := i + 2; end <= len(words) && !exists(words[end-1]); end++ {
			if whole := strings.Join(words[i:end], " "); exists(whole) {
				return fmt.Errorf("%q contains spaces: put it in quotes, %s", whole, shellQuoted(whole))
			}
		}
	}
	return nil
}

// sizeWord matches sizes that were typed without their flag.
var sizeWord = regexp.MustCompile(`^(\d+(px)?|\d+%|\d*[xX×]\d*[!^<>]?)$`)

// address matches the beginning of a web address.
var address = regexp.MustCompile(`^(https?|ftp|s3)://`)

// checkWord refuses words that are not paths.
func checkWord(word string) error {
	switch {
	case slices.Contains(standardInput, word):
		return fmt.Errorf("%s: pictures are not read from standard input; for a list of paths use --from -", word)
	case exists(word):
		return nil
	case sizeWord.MatchString(word):
		return fmt.Errorf("%q is not a file or folder here; a size is one value after its flag, such as --fit 1600x1200 or --percent 50", word)
	case address.MatchString(word):
		return fmt.Errorf("%s is an address: download the picture and give its path", word)
	case slices.Contains([]string{"yes", "no", "true", "false", "on", "off"}, word):
		return fmt.Errorf("%q is not a file or folder here; flags that are on or off take their value after =, as in --linear=yes", word)
	case word == "help":
		return errors.New("there is no file or folder called help; sizemill help resize lists the flags")
	case strings.HasPrefix(word, "@") && exists(word[1:]):
		return fmt.Errorf("%q is not a file or folder here; for a list of paths use --from %s", word, shellQuoted(word[1:]))
	case strings.HasPrefix(word, "file://"):
		return fmt.Errorf("%s is an address: give the path alone, such as /home/me/photo.jpg", word)
	}
	return nil
}

// expandHome returns path with a leading ~ replaced by the home folder, as shells do.
func expandHome(path string) (string, error) {
	name, rest, _ := strings.Cut(filepath.ToSlash(path), "/")
	switch {
	case !strings.HasPrefix(name, "~"):
		return path, nil
	case name != "~":
		if exists(path) || exists(name) {
			return path, nil
		}
		if _, err := user.Lookup(name[1:]); err != nil {
			return path, nil //nolint:nilerr // the name of a file
		}
		return "", fmt.Errorf("%s: write the home folder of %s as a full path", path, name[1:])
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	return filepath.Join(home, filepath.FromSlash(rest)), nil
}

// expandPattern returns the files that match path, if it is a pattern that the shell has left
// unchanged, because it was quoted or because the system leaves patterns to programs. A pattern
// without matches stays as it is, and fails as a path that does not exist.
func expandPattern(path string) ([]string, error) {
	if !strings.ContainsAny(path, "*?[") || exists(path) {
		return []string{path}, nil
	}
	if folder, _, deep := strings.Cut(filepath.ToSlash(path), "**"); deep {
		return nil, fmt.Errorf("%s: ** is not supported; give the folder %s, whose subfolders are included", path, shellQuoted(filepath.Clean("./"+folder)))
	}
	pattern := path
	if runtime.GOOS == "windows" {
		pattern = anyCase(path)
	}
	matches, err := filepath.Glob(pattern)
	if err != nil {
		return []string{path}, nil //nolint:nilerr // not a pattern: the name of a file
	}
	if !strings.HasPrefix(filepath.Base(path), ".") { // as in a shell
		matches = slices.DeleteFunc(matches, func(match string) bool {
			return strings.HasPrefix(filepath.Base(match), ".")
		})
	}
	if len(matches) == 0 {
		return []string{path}, nil
	}
	return matches, nil
}

// anyCase returns pattern with each letter outside brackets replaced by both its cases: *.jpg
// matches A.JPG.
func anyCase(pattern string) string {
	var b strings.Builder
	inBrackets := false
	for _, r := range pattern {
		lower, upper := strings.ToLower(string(r)), strings.ToUpper(string(r))
		switch {
		case r == '[' || r == ']':
			inBrackets = r == '['
			b.WriteRune(r)
		case inBrackets || lower == upper:
			b.WriteRune(r)
		default:
			b.WriteString("[" + lower + upper + "]")
		}
	}
	return b.String()
}

// missingHint explains words[i], a typed path that does not exist, or returns nothing.
func missingHint(words []string, i int) string {
	word := words[i]
	switch {
	case strings.ContainsAny(word, "*?["):
		return "no file matches the pattern"
	case i > 0 && i == len(words)-1 && exists(words[0]) && (i == 1 || filepath.Ext(word) == ""):
		return fmt.Sprintf("if the result should go there, use --out %s", shellQuoted(word))
	}
	return ""
}

// namedPaths is how many paths a message names.
const namedPaths = 8

// pathsText names the paths, or counts them if a list has many.
func pathsText(paths []string) string {
	if len(paths) > namedPaths {
		return "the " + plural(len(paths), "path") + " given"
	}
	return strings.Join(paths, ", ")
}
