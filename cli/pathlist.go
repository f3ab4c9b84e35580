package cli

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"unicode/utf16"

	"sizemill/resize/codec"
)

// listedPaths reads paths from a file, or from standard input if its name is "-": one per line, or
// separated by zero bytes if there are any.
func listedPaths(ctx context.Context, env *Env, file string) ([]string, error) {
	data, err := readList(ctx, env, file)
	if err != nil {
		return nil, fmt.Errorf("--from %s: %w", file, err)
	}
	if format, err := codec.Detect(data); err == nil {
		return nil, fmt.Errorf(
			"--from %s: this is a %v picture, not a list of paths; leave out --from", file, format)
	}
	paths := splitList(data)
	if len(paths) == 0 {
		return nil, fmt.Errorf("--from %s: the list is empty", file)
	}
	for i := range paths {
		if paths[i], err = expandHome(paths[i]); err != nil {
			return nil, err
		}
	}
	return paths, nil
}

// readList reads the whole list. A read from a pipe cannot be interrupted: if ctx ends first, the
// read is left behind, and ends with the process.
func readList(ctx context.Context, env *Env, file string) ([]byte, error) {
	type content struct {
		data []byte
		err  error
	}
	read := make(chan content, 1)
	go func() {
		data, err := openList(env, file)
		read <- content{data, err}
	}()
	select {
	case c := <-read:
		return c.data, c.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func openList(env *Env, file string) ([]byte, error) {
	if file == "-" {
		if env.Stdin == nil {
			return nil, errors.New("there is no standard input")
		}
		return io.ReadAll(env.Stdin)
	}
	path, err := expandHome(file)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(path)
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return data, err
}

// splitList returns the paths of a list, without empty ones. It also reads lists that Windows'
// tools write, as UTF-16 or with a byte order mark.
func splitList(data []byte) []string {
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		data = fromUTF16(data[2:], binary.LittleEndian)
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		data = fromUTF16(data[2:], binary.BigEndian)
	}
	text := strings.TrimPrefix(string(data), "\ufeff")
	separator := "\n"
	if strings.Contains(text, "\x00") {
		separator = "\x00"
	}
	var paths []string
	for path := range strings.SplitSeq(text, separator) {
		if separator == "\n" {
			path = strings.TrimSuffix(path, "\r")
		}
		if path != "" {
			paths = append(paths, path)
		}
	}
	return paths
}

func fromUTF16(data []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}
