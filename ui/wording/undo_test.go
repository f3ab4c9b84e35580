package wording

import (
	"context"
	"errors"
	"io/fs"
	"syscall"
	"testing"

	"sizemill/ledger"
	"sizemill/ui/model"
	"sizemill/undo"
)

func TestUndone(t *testing.T) {
	changed := model.Kept{Path: "/out/a.jpg", Reason: undo.Changed}
	for _, tt := range []struct {
		name   string
		undone model.Undone
		err    error
		want   string
	}{
		{"all", model.Undone{Removed: 46}, nil, "46 results removed"},
		{"one", model.Undone{Removed: 1, Gone: 1}, nil, "1 result removed · 1 already gone"},
		{"changed since", model.Undone{Removed: 44, Kept: []model.Kept{changed, changed}}, nil, "44 results removed · 2 kept: changed since (a.jpg, a.jpg)"},
		{"restored", model.Undone{Restored: 1}, nil, "1 original restored"},
		{"several reasons", model.Undone{Restored: 3, Kept: []model.Kept{
			changed, changed, {Path: "/out/b\n.jpg", Reason: undo.NoBackup},
			{Path: "/out/c.jpg", Reason: undo.Failed, Err: &fs.PathError{Op: "remove", Path: "/out/c.jpg", Err: syscall.EACCES}},
		}}, nil, "3 originals restored · 4 kept: 2 changed since, 1 the backup is missing, 1 Permission denied: /out/c.jpg (a.jpg, a.jpg, b\ufffd.jpg, …)"},
		{"nothing", model.Undone{}, nil, "Nothing was left to undo"},
		{"canceled", model.Undone{Removed: 2}, context.Canceled, "2 results removed · Canceled: Undo takes back the rest"},
		{"live", model.Undone{}, ledger.ErrLive, "The rest could not be undone: Another Sizemill is working on this batch"},
	} {
		got := Notice(model.Notice{Kind: model.NoticeUndone, Undone: tt.undone, Err: tt.err})
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestHistoryNotices(t *testing.T) {
	path := func(err error) error { return &fs.PathError{Op: "open history", Path: "/s/ledger.db", Err: err} }
	for _, tt := range []struct {
		kind model.NoticeKind
		err  error
		want string
	}{
		{model.NoticeHistory, path(ledger.ErrNewer), "The history was written by a newer version of Sizemill: batches cannot be undone or resumed, and originals cannot be replaced."},
		{model.NoticeHistory, &ledger.DamagedError{Path: "/s/ledger.db", Kept: "/s/ledger.db.damaged", Err: errors.New("no database")},
			"The history was damaged and begins again: earlier batches cannot be undone or resumed. The old file is kept as /s/ledger.db.damaged."},
		{model.NoticeHistory, path(syscall.EACCES), "The history cannot be used: batches cannot be undone or resumed, and originals cannot be replaced. Permission denied: /s/ledger.db."},
		{model.NoticeHistory, path(syscall.EROFS), "The history cannot be used: batches cannot be undone or resumed, and originals cannot be replaced. The disk is read-only: /s/ledger.db."},
		{model.NoticeHistory, path(errors.New("unable to open database file (14)")), "The history cannot be used: batches cannot be undone or resumed, and originals cannot be replaced. unable to open database file (14): /s/ledger.db."},
		{model.NoticeUnrecorded, path(syscall.ENOSPC), "This batch is not recorded completely: it may not be possible to undo or resume all of it. The disk is full: /s/ledger.db."},
	} {
		if got := Notice(model.Notice{Kind: tt.kind, Err: tt.err}); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.err, got, tt.want)
		}
	}
}
