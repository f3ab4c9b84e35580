package wording

import (
	"errors"
	"io/fs"
	"os/exec"
	"path/filepath"
	"syscall"

	"fyne.io/fyne/v2/lang"

	"sizemill/hotfolder"
	"sizemill/settings"
	"sizemill/ui/model"
	"sizemill/ui/oneline"
)

// Refusal returns why a folder is not watched, without its path.
func Refusal(err error) string {
	var arrive *hotfolder.ResultsArriveError
	switch {
	case errors.Is(err, hotfolder.ErrWatched):
		return lang.L("it is already being watched")
	case errors.Is(err, hotfolder.ErrNotFolder):
		return lang.L("it is not a folder")
	case errors.Is(err, hotfolder.ErrNameless):
		return lang.L("the file name must contain {name}, so that results can be told apart")
	case errors.Is(err, hotfolder.ErrNumbered):
		return lang.L("watched folders cannot use {n}: remove it from the file name")
	case errors.As(err, &arrive):
		return lang.L("the results would go into a watched folder, {{.Path}}",
			words{"Path": oneline.Name(arrive.Watched)})
	case errors.Is(err, fs.ErrPermission):
		return lang.L("you do not have permission to read it")
	case errors.Is(err, fs.ErrNotExist):
		return lang.L("it does not exist")
	default:
		return oneline.Name(plainCause(err).Error())
	}
}

// SettingsNotLoaded returns why the settings could not be loaded, and which ones are used.
func SettingsNotLoaded(err error) string {
	var damaged *settings.DamagedError
	switch {
	case errors.As(err, &damaged) && damaged.Kept != damaged.Path:
		return lang.L("The settings were damaged, so the defaults are used. The old file is kept as {{.Path}}.",
			words{"Path": oneline.Name(damaged.Kept)})
	case errors.As(err, &damaged):
		return lang.L("The settings are damaged, so the defaults are used and changes are not saved: {{.Path}}",
			words{"Path": oneline.Name(damaged.Path)})
	case errors.Is(err, settings.ErrNewer):
		return lang.L("The settings were written by a newer version of Sizemill, so the defaults are used and changes are not saved.")
	default:
		return lang.L("The settings could not be read, so the defaults are used. {{.Reason}}.",
			words{"Reason": settingsReason(err)})
	}
}

// settingsReason returns what is wrong with the settings file.
func settingsReason(err error) string {
	var damaged *settings.DamagedError
	var path *fs.PathError
	var reason string
	switch {
	case errors.Is(err, settings.ErrNewer):
		return lang.L("The settings file was written by a newer version of Sizemill")
	case errors.As(err, &damaged):
		return lang.L("The settings file is damaged: {{.Path}}",
			words{"Path": oneline.Name(damaged.Path)})
	case errors.Is(err, settings.ErrLocked):
		return lang.L("Another window has locked the settings file")
	case errors.Is(err, fs.ErrPermission):
		reason = lang.L("Permission denied")
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EROFS):
		reason = Error(err)
	case errors.As(err, &path):
		reason = path.Err.Error()
	default:
		return oneline.Name(err.Error())
	}
	if errors.As(err, &path) {
		reason += ": " + oneline.Name(filepath.Dir(path.Path))
	}
	return reason
}

// Notice is the text of n, or "" if there is nothing to say.
func Notice(n model.Notice) string {
	switch n.Kind {
	case model.NoticeNothing:
		if others := others(n.Others); others != "" {
			return lang.L("No pictures in {{.Path}}, only {{.Others}}.",
				words{"Path": oneline.Name(n.Path), "Others": others})
		}
		return lang.L("No pictures in {{.Path}}.", words{"Path": oneline.Name(n.Path)})
	case model.NoticeBusy:
		return lang.L("Pictures are being resized. Wait until they are done, or cancel first.")
	case model.NoticePaste:
		return lang.L("The clipboard holds no file, folder or path.")
	case model.NoticeSettings:
		return SettingsNotLoaded(n.Err)
	case model.NoticeSave:
		return lang.L("The settings could not be saved. {{.Reason}}.",
			words{"Reason": settingsReason(n.Err)})
	case model.NoticeWatch:
		if errors.Is(n.Err, hotfolder.ErrNotFolder) {
			return lang.L("Only folders can be watched: {{.Path}} is not a folder.",
				words{"Path": oneline.Name(n.Path)})
		}
		return lang.L("{{.Path}} cannot be watched: {{.Reason}}",
			words{"Path": oneline.Name(n.Path), "Reason": Refusal(n.Err)})
	case model.NoticeWatchRecipe:
		return lang.L("Correct the settings in the Resize view first: the folder would use them.")
	case model.NoticeOpen:
		if errors.Is(n.Err, exec.ErrNotFound) {
			return lang.L("No file manager was found. The results are in {{.Path}}.",
				words{"Path": oneline.Name(n.Path)})
		}
		return lang.L("The file manager could not open {{.Path}}.",
			words{"Path": oneline.Name(n.Path)})
	default:
		return batchNotice(n)
	}
}

// batchNotice is Notice for what belongs to recorded batches.
func batchNotice(n model.Notice) string {
	switch n.Kind {
	case model.NoticeHistory:
		return historyProblem(n.Err)
	case model.NoticeUnrecorded:
		return lang.L("This batch is not recorded completely: it may not be possible to undo or resume all of it. {{.Reason}}.",
			words{"Reason": historyReason(n.Err)})
	case model.NoticeInterrupted:
		t := n.Batch.Totals
		all := t.Planned + t.Made + t.Copied + t.Failed + t.Skipped + t.Cancelled
		return lang.L("A batch of {{.Inputs}} was interrupted: {{.Left}} of {{.Total}} left.", words{
			"Inputs": Inputs(n.Batch.Inputs), "Left": count(t.Missing()), "Total": count(all)})
	case model.NoticeResume:
		return lang.L("The batch of {{.Inputs}} could not be resumed. {{.Reason}}.",
			words{"Inputs": Inputs(n.Batch.Inputs), "Reason": historyReason(n.Err)})
	case model.NoticeUndone:
		return undone(n.Undone, n.Err)
	default:
		return ""
	}
}

// NoticeAction names the button of a notice, or is "" if it has none.
func NoticeAction(n model.Notice) string {
	if n.Kind == model.NoticeInterrupted {
		return lang.L("Resume")
	}
	return ""
}
