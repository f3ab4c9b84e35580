package batch

import (
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// NameTemplate names outputs, without the extension: text with {name}, {width}, {height}, {n} (the picture's number in the batch), {size}
// (the size's name, where a run makes several), {date} (of its last change, as 2006-01-02) and {ext} (the output's); "/" makes folders,
// "{{" and "}}" stand for the braces themselves.
type NameTemplate string

// DefaultName keeps the input's name.
const DefaultName NameTemplate = "{name}"

// maxName is the longest file name, in bytes, on every file system that matters.
const maxName = 255

// nameFields is what one output puts into a template.
type nameFields struct {
	name          string // without extension
	width, height int    // pixels, of the output
	size          string // the size's name
	n, total      int    // number in the batch, from 1
	date          time.Time
	ext           string // without dot
}

// Why a NameTemplate is refused. Each is wrapped in an error that says more; see NameFieldError, too.
var (
	ErrNameBrace   = errors.New("a brace is unmatched")
	ErrNameEmpty   = errors.New("a name or a folder in it is empty")
	ErrNameOutside = errors.New("it must stay inside the output folder")
	ErrNameSystem  = errors.New("contains characters or names that the system does not allow")
)

// NameFieldError is about a field of a NameTemplate that there is not.
type NameFieldError struct {
	Field string // without its braces
}

func (e *NameFieldError) Error() string {
	return fmt.Sprintf("unknown field {%s}: the fields are {name} {width} {height} {size} {n} {date} {ext}", e.Field)
}

// drive matches the beginning of an absolute path of Windows.
var drive = regexp.MustCompile(`^[A-Za-z]:[/\\]`)

// Validate reports an unknown field, an empty or absolute template, or one that leaves the output folder.
func (t NameTemplate) Validate() error {
	name, err := t.expand(nameFields{name: "x", width: 1, height: 1, size: "x", n: 1, total: 1, date: time.Unix(0, 0), ext: "x"})
	if err != nil {
		return err
	}
	if strings.HasPrefix(name, "/") || strings.HasPrefix(name, `\`) || drive.MatchString(name) {
		return fmt.Errorf("name %q: %w: an absolute path", string(t), ErrNameOutside)
	}
	if runtime.GOOS == "windows" && (strings.ContainsAny(name, `\<>:"|?*`) || !filepath.IsLocal(filepath.FromSlash(name))) {
		return fmt.Errorf("name %q: %w", string(t), ErrNameSystem)
	}
	for part := range strings.SplitSeq(name, "/") {
		switch {
		case part == "":
			return fmt.Errorf("name %q: %w", string(t), ErrNameEmpty)
		case part == "." || part == "..":
			return fmt.Errorf("name %q: %w", string(t), ErrNameOutside)
		case strings.ContainsRune(part, 0):
			return fmt.Errorf("name %q: %w: a zero byte", string(t), ErrNameSystem)
		}
	}
	return nil
}

// Has says whether the template uses a field, such as "name".
func (t NameTemplate) Has(field string) bool {
	has := false
	_, err := t.parse(func(f string) (string, error) {
		has = has || f == field
		return "x", nil
	})
	return has && err == nil
}

// expand fills the template in. The result is slash-separated.
func (t NameTemplate) expand(f nameFields) (string, error) {
	if t == DefaultName {
		return f.name, nil
	}
	return t.parse(f.value)
}

// parse puts value's answers in the places of the fields.
func (t NameTemplate) parse(value func(field string) (string, error)) (string, error) {
	var b strings.Builder
	for rest := string(t); rest != ""; {
		i := strings.IndexAny(rest, "{}")
		if i < 0 {
			b.WriteString(rest)
			break
		}
		b.WriteString(rest[:i])
		brace := rest[i]
		rest = rest[i+1:]
		if rest != "" && rest[0] == brace { // doubled: the brace itself
			b.WriteByte(brace)
			rest = rest[1:]
			continue
		}
		end := strings.IndexByte(rest, '}')
		if brace == '}' || end < 0 {
			return "", fmt.Errorf("name %q: %w", string(t), ErrNameBrace)
		}
		text, err := value(rest[:end])
		if err != nil {
			return "", fmt.Errorf("name %q: %w", string(t), err)
		}
		b.WriteString(text)
		rest = rest[end+1:]
	}
	if b.Len() == 0 {
		return "", fmt.Errorf("name %q: %w", string(t), ErrNameEmpty)
	}
	return b.String(), nil
}

func (f nameFields) value(field string) (string, error) {
	switch field {
	case "name":
		return f.name, nil
	case "width":
		return strconv.Itoa(f.width), nil
	case "height":
		return strconv.Itoa(f.height), nil
	case "size":
		return f.size, nil
	case "n":
		return fmt.Sprintf("%0*d", len(strconv.Itoa(f.total)), f.n), nil
	case "date":
		return f.date.Format(time.DateOnly), nil
	case "ext":
		return f.ext, nil
	default:
		return "", &NameFieldError{field}
	}
}

// expandWithin is expand for file systems that take most bytes, of at most maxName, as the last part of a path: where what the template
// says is longer than that, the picture's own name is shortened, because the other fields tell pictures and sizes apart.
func (t NameTemplate) expandWithin(most int, f nameFields) (string, error) {
	for {
		name, err := t.expand(f)
		if err != nil {
			return "", err
		}
		over := 0
		dir, base := path.Split(name)
		if dir != "" {
			parts := strings.Split(dir, "/")
			for i, part := range parts {
				over = max(over, len(part)-maxName)
				if part == "." || part == ".." { // a picture "...jpg" is called ".." without its extension, which is no folder to go to
					parts[i] = "_" + part
				}
			}
			name = strings.Join(parts, "/") + base
		}
		over = max(over, len(base)-most)
		shorter := cutRunes(f.name, max(len(f.name)-1, 0)) // the template may have it several times
		if over <= 0 || shorter == "" {
			return name, nil // withSuffix cuts what is still too long
		}
		f.name = shorter
	}
}

// withSuffix is the slash path name with suffix and extension, its last part cut at a rune's end where it would be
// longer than a file name can be.
func withSuffix(name, suffix, ext string) string {
	dir, base := path.Split(name)
	return dir + cutRunes(base, maxName-len(suffix)-len(ext)) + suffix + ext
}

// cutRunes is as much of s as has at most most bytes, without the pieces of a rune that was cut.
func cutRunes(s string, most int) string {
	if len(s) <= most {
		return s
	}
	s = s[:most]
	for range utf8.UTFMax - 1 {
		if r, size := utf8.DecodeLastRuneInString(s); r == utf8.RuneError && size == 1 {
			s = s[:len(s)-1]
		}
	}
	return s
}
