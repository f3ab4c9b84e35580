package wording

import (
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"syscall"
	"testing"

	"sizemill/settings"
	"sizemill/ui/model"
)

func TestNoticeText(t *testing.T) {
	save := func(err error) model.Notice {
		return model.Notice{Kind: model.NoticeSave, Err: fmt.Errorf("save settings: %w", err)}
	}
	load := func(err error) model.Notice { return model.Notice{Kind: model.NoticeSettings, Err: err} }
	temp := func(err error) error {
		return &fs.PathError{Op: "open", Path: "/home/me/.config/sizemill/.settings-123.tmp", Err: err}
	}
	for _, tt := range []struct {
		name   string
		notice model.Notice
		want   string
	}{
		{"no permission to save", save(temp(syscall.EACCES)),
			"The settings could not be saved. Permission denied: /home/me/.config/sizemill."},
		{"no space to save", save(temp(syscall.ENOSPC)), "The settings could not be saved. The disk is full: /home/me/.config/sizemill."},
		{"locked", save(settings.ErrLocked),
			"The settings could not be saved. Another window has locked the settings file."},
		{"damaged", load(&settings.DamagedError{Path: "/s/settings.json", Kept: "/s/settings.json.damaged", Err: errors.New("unexpected end of JSON input")}),
			"The settings were damaged, so the defaults are used. The old file is kept as /s/settings.json.damaged."},
		{"newer", load(fmt.Errorf("read settings /s/settings.json: %w", settings.ErrNewer)),
			"The settings were written by a newer version of Sizemill, so the defaults are used and changes are not saved."},
		{"no file manager", model.Notice{Kind: model.NoticeOpen, Path: "/photos/Holiday resized", Err: &exec.Error{Name: "xdg-open", Err: exec.ErrNotFound}},
			"No file manager was found. The results are in /photos/Holiday resized."},
		{"a file manager that fails", model.Notice{Kind: model.NoticeOpen, Path: "/photos", Err: errors.New("gio open /photos: exit status 2")},
			"The file manager could not open /photos."},
	} {
		if got := Notice(tt.notice); got != tt.want {
			t.Errorf("%s: says %q\nwant %q", tt.name, got, tt.want)
		}
	}
}
