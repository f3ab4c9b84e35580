package wording

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"
	"testing"

	"sizemill/batch"
	"sizemill/hotfolder"
	"sizemill/resize"
	"sizemill/ui/uitest"
)

func TestErrorText(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{&resize.Error{Op: "decode", Path: "a", Err: resize.ErrDamaged}, "Damaged: the file is incomplete or broken"},
		{&resize.Error{Op: "open", Path: "a", Err: resize.ErrUnsupported}, "Not supported: not a picture that Sizemill can read"},
		{uitest.ErrDenied, "No permission to read the file"},
		{&resize.Error{Op: "write", Path: "a", Err: uitest.ErrDenied.Err}, "No permission to write there"},
		{&resize.Error{Op: "decode", Path: "/a.png", Err: &batch.MemoryError{Need: 2e9, Limit: 1e9}}, "Too large for memory: about 2.0 GB needed, 1.0 GB allowed"},
		{&batch.NoSpaceError{Path: "/", Need: 2e9, Free: 1e9}, "Not enough space: at least 2.0 GB needed, 1.0 GB free"},
		{context.Canceled, "Canceled"},
	} {
		if got := Error(tt.err); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.err, got, tt.want)
		}
	}
}

func TestRefusalText(t *testing.T) {
	path := func(err error) error {
		return fmt.Errorf("watch /in: %w", &fs.PathError{Op: "lstat", Path: "/in", Err: err})
	}
	for _, tt := range []struct {
		err  error
		want string
	}{
		{path(syscall.ENOENT), "it does not exist"},
		{path(syscall.EACCES), "you do not have permission to read it"},
		{path(errors.New("it is haunted")), "it is haunted"},
		{fmt.Errorf("watch /in: %w", hotfolder.ErrWatched), "it is already being watched"},
	} {
		if got := Refusal(tt.err); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.err, got, tt.want)
		}
	}
}
