package naming

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
)

// Template makes the names of outputs, without the extension. It is text with {name}, {width},
// {height}, {n} (the picture's number in the batch), {size} (the name of the size, if a run makes
// several), {date} (of the source's last change, as 2006-01-02) and {ext} (the output's). "/" makes
// folders; "{{" and "}}" stand for the braces themselves.
type Template string

// Default is the input's name.
const Default Template = "{name}"

// Fields are what one output puts into a template.
type Fields struct {
	Name          string // the picture's, without its extension
	Width, Height int    // pixels of the result
	Size          string // the size's name
	N, Total      int    // the picture's number in the batch, from 1, and how many there are
	Date          time.Time
	Ext           string // the result's, without its dot
}

// Why a Template is refused. Each is wrapped in an error that says more; see also
// UnknownFieldError.
var (
	ErrBrace   = errors.New("a brace is unmatched")
	ErrEmpty   = errors.New("a name or a folder in it is empty")
	ErrOutside = errors.New("it must stay inside the output folder")
	ErrSystem  = errors.New("contains characters or names that the system does not allow")
)

// UnknownFieldError reports a field of a Template that does not exist.
type UnknownFieldError struct {
	Field string // without its braces
}

func (e *UnknownFieldError) Error() string {
	const fields = "{name} {width} {height} {size} {n} {date} {ext}"
	return fmt.Sprintf("unknown field {%s}: the fields are %s", e.Field, fields)
}

// drive matches the beginning of an absolute path of Windows.
var drive = regexp.MustCompile(`^[A-Za-z]:[/\\]`)

// Validate reports an unknown field, an empty or absolute template, or one that leaves the output
// folder.
func (t Template) Validate() error {
	name, err := t.expand(Fields{
		Name: "x", Width: 1, Height: 1, Size: "x", N: 1, Total: 1, Date: time.Unix(0, 0), Ext: "x",
	})
	if err != nil {
		return err
	}
	if strings.HasPrefix(name, "/") || strings.HasPrefix(name, `\`) || drive.MatchString(name) {
		return fmt.Errorf("name %q is an absolute path: %w", string(t), ErrOutside)
	}
	local := filepath.IsLocal(filepath.FromSlash(name))
	if runtime.GOOS == "windows" && (!local || strings.ContainsAny(name, `\<>:"|?*`)) {
		return fmt.Errorf("name %q: %w", string(t), ErrSystem)
	}
	for part := range strings.SplitSeq(name, "/") {
		switch {
		case part == "":
			return fmt.Errorf("name %q: %w", string(t), ErrEmpty)
		case part == "." || part == "..":
			return fmt.Errorf("name %q: %w", string(t), ErrOutside)
		case strings.ContainsRune(part, 0):
			return fmt.Errorf("name %q: %w: a zero byte", string(t), ErrSystem)
		}
	}
	return nil
}

// Has reports whether the template uses a field, such as "name".
func (t Template) Has(field string) bool {
	has := false
	_, err := t.parse(func(f string) (string, error) {
		has = has || f == field
		return "x", nil
	})
	return has && err == nil
}

// StatesSize reports whether names say how many pixels there are.
func (t Template) StatesSize() bool { return t.Has("width") || t.Has("height") }

// expand fills the template in. The result is slash-separated.
func (t Template) expand(f Fields) (string, error) {
	if t == Default {
		return f.Name, nil
	}
	return t.parse(f.value)
}

// parse replaces each field by what value returns for it.
func (t Template) parse(value func(field string) (string, error)) (string, error) {
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
			return "", fmt.Errorf("name %q: %w", string(t), ErrBrace)
		}
		text, err := value(rest[:end])
		if err != nil {
			return "", fmt.Errorf("name %q: %w", string(t), err)
		}
		b.WriteString(text)
		rest = rest[end+1:]
	}
	if b.Len() == 0 {
		return "", fmt.Errorf("name %q: %w", string(t), ErrEmpty)
	}
	return b.String(), nil
}

func (f Fields) value(field string) (string, error) {
	switch field {
	case "name":
		return f.Name, nil
	case "width":
		return strconv.Itoa(f.Width), nil
	case "height":
		return strconv.Itoa(f.Height), nil
	case "size":
		return f.Size, nil
	case "n":
		return fmt.Sprintf("%0*d", len(strconv.Itoa(f.Total)), f.N), nil
	case "date":
		return f.Date.Format(time.DateOnly), nil
	case "ext":
		return f.Ext, nil
	default:
		return "", &UnknownFieldError{field}
	}
}

// Expand returns the name of a result, slash-separated, without its extension. If the name is
// longer than file systems take, Expand shortens Fields.Name, because the other fields tell
// pictures and sizes apart.
func (t Template) Expand(f Fields) (string, error) {
	most := maxName - len(f.Ext) - len(".")
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
				if part == "." || part == ".." { // of a picture "...jpg": not the folder above
					parts[i] = "_" + part
				}
			}
			name = strings.Join(parts, "/") + base
		}
		over = max(over, len(base)-most)
		// One byte at a time: the template may have it several times.
		shorter := cutRunes(f.Name, max(len(f.Name)-1, 0))
		if over <= 0 || shorter == "" {
			return name, nil // Path cuts what is still too long
		}
		f.Name = shorter
	}
}
