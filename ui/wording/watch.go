package wording

import (
	"path/filepath"

	"fyne.io/fyne/v2/lang"

	"sizemill/hotfolder"
	"sizemill/ui/oneline"
)

// Recent is one line about a finished picture of folder. Where the results go is said elsewhere.
func Recent(folder string, r hotfolder.Recent) string {
	name, err := filepath.Rel(folder, r.Path)
	if err != nil {
		name = r.Path
	}
	at := r.At.Format("15:04")
	if r.Err != nil {
		return oneline.Join(at, oneline.Name(name), Error(r.Err))
	}
	made := ""
	if out := filepath.Base(r.Output); out != filepath.Base(r.Path) {
		made = oneline.Arrow + oneline.Name(out)
	}
	return oneline.Join(at, oneline.Name(name)+made, byteCount(r.Bytes))
}

// WatchFailed counts the pictures of a watched folder that failed, if any.
func WatchFailed(s hotfolder.Status) string {
	if s.Failed == 0 {
		return ""
	}
	return lang.L("{{.N}} failed", words{"N": count(s.Failed)})
}

// WatchState is the state of a watched folder in one line, without its failures.
func WatchState(s hotfolder.Status) string {
	var parts []string
	switch s.State {
	case hotfolder.Starting:
		parts = append(parts, lang.L("Starting"))
	case hotfolder.Watching:
		parts = append(parts, lang.L("Watching"))
	case hotfolder.Polling:
		parts = append(parts, lang.L("Checking every few seconds"))
	case hotfolder.Paused:
		parts = append(parts, lang.L("Paused"))
	case hotfolder.Gone:
		parts = append(parts, lang.L("Folder missing: watching resumes when it is back"))
	case hotfolder.Silent:
		parts = append(parts, lang.L("Not responding: watching resumes when it responds"))
	case hotfolder.Broken:
		parts = append(parts, lang.L("Cannot be watched"))
	}
	arriving := lang.L("{{.N}} arriving", words{"N": count(s.Settling)})
	if s.State == hotfolder.Paused { // some of them may have been resized already
		arriving = lang.L("{{.N}} not checked yet", words{"N": count(s.Settling)})
	}
	for _, part := range []struct {
		n    int
		text string
	}{
		{s.Settling, arriving},
		{s.Queued, lang.L("{{.N}} waiting", words{"N": count(s.Queued)})},
		{s.Working, lang.L("{{.N}} in progress", words{"N": count(s.Working)})},
		{s.Done, lang.L("{{.N}} done", words{"N": count(s.Done)})},
		{s.Unreadable, lang.N("{{.Count}} subfolders cannot be read", s.Unreadable,
			words{"Count": count(s.Unreadable)})},
	} {
		if part.n > 0 {
			parts = append(parts, part.text)
		}
	}
	return oneline.Join(parts...)
}
