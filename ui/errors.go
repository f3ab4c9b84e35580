package ui

import (
	"context"
	"errors"
	"io/fs"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"fyne.io/fyne/v2/lang"

	"sizemill/batch"
	"sizemill/batch/naming"
	"sizemill/hotfolder"
	"sizemill/resize"
	"sizemill/settings"
)

// errorText says in the user's language why a picture failed. The path is not part of it.
func errorText(err error) string {
	var full *batch.NoSpaceError
	var memory *batch.MemoryError
	switch {
	case errors.As(err, &memory):
		return lang.L("Too large for memory: about {{.Need}} needed, {{.Limit}} allowed",
			words{"Need": bytesText(memory.Need), "Limit": bytesText(memory.Limit)})
	case errors.Is(err, resize.ErrDamaged):
		return lang.L("Damaged: the file is incomplete or broken")
	case errors.Is(err, resize.ErrAnimated):
		return lang.L("Animated, and animations in this format cannot be resized")
	case errors.Is(err, resize.ErrUnsupported):
		return lang.L("Not supported: not a picture that Sizemill can read")
	case errors.Is(err, resize.ErrResultSize):
		return lang.L("The result would be larger than its format allows")
	case errors.Is(err, resize.ErrTooLarge):
		return lang.L("Too large: more pixels than Sizemill accepts")
	case errors.Is(err, resize.ErrMaxBytes):
		return lang.L("It cannot be made small enough for the largest file that you allow")
	case errors.Is(err, resize.ErrExists):
		return lang.L("Another file now has this name")
	case errors.Is(err, resize.ErrChanged):
		return lang.L("The file has changed: try again")
	case errors.Is(err, resize.ErrMismatch):
		return lang.L("The written file failed its check and was removed")
	case errors.As(err, &full):
		return lang.L("Not enough space: at least {{.Need}} needed, {{.Free}} free",
			words{"Need": bytesText(full.Need), "Free": bytesText(full.Free)})
	case errors.Is(err, syscall.ENOSPC):
		return lang.L("The disk is full")
	case errors.Is(err, syscall.EROFS):
		return lang.L("The disk is read-only")
	case errors.Is(err, fs.ErrPermission) && writing(err):
		return lang.L("No permission to write there")
	case errors.Is(err, fs.ErrPermission):
		return lang.L("No permission to read it")
	case errors.Is(err, fs.ErrNotExist) && !writing(err):
		return lang.L("The file does not exist")
	case errors.Is(err, context.Canceled):
		return lang.L("Cancelled")
	default:
		return lang.L("Failed: {{.Reason}}", words{"Reason": nameText(cause(err).Error())})
	}
}

// moreText is what the engine says of err beyond errorText, in English: "premature end of JPEG file". Often nothing.
func moreText(err error) string {
	var memory *batch.MemoryError
	if errors.Is(err, resize.ErrChanged) || errors.As(err, &memory) {
		return "" // all is said
	}
	text := plainCause(err).Error()
	for _, known := range []error{resize.ErrDamaged, resize.ErrUnsupported, resize.ErrTooLarge} {
		if errors.Is(err, known) {
			return nameText(strings.TrimPrefix(strings.TrimPrefix(text, known.Error()), ": "))
		}
	}
	if strings.Contains(errorText(err), text) {
		return ""
	}
	return nameText(text)
}

// writing says whether err happened at the output.
func writing(err error) bool {
	var e *resize.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Op {
	case "open", "read", "decode":
		return false
	}
	return true
}

// errorPath is the path that err is about, if it says one.
func errorPath(err error) string {
	var e *resize.Error
	var full *batch.NoSpaceError
	var path *fs.PathError
	switch {
	case errors.As(err, &e):
		return e.Path
	case errors.As(err, &full):
		return full.Path
	case errors.As(err, &path):
		return path.Path
	default:
		return ""
	}
}

// cause is err without the operation and the path, which are shown elsewhere.
func cause(err error) error {
	var e *resize.Error
	if errors.As(err, &e) && e.Err != nil {
		return e.Err
	}
	return err
}

// plainCause is cause without what the system's own errors name.
func plainCause(err error) error {
	err = cause(err)
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// runErrorText says why a batch could not be run.
func runErrorText(err error) string {
	if errors.Is(err, batch.ErrNothing) {
		return lang.L("No pictures found")
	}
	return errorText(err)
}

// problemText says what to do about a problem of the form.
func problemText(p problem) string {
	switch p.Issue {
	case issuePixels:
		return lang.L("Enter a whole number from 1 to {{.Most}}", words{"Most": countText(resize.MaxSide)})
	case issueOneSide:
		return lang.L("Enter a width or a height")
	case issueBothSides:
		return lang.L("Enter both width and height")
	case issuePercent:
		return lang.L("Enter a number above 0, up to {{.Most}}", words{"Most": countText(resize.MaxPercent)})
	case issueMegapixels:
		return lang.L("Enter a number above 0, such as 2 or 0.5")
	case issueColor:
		return lang.L("Enter a color such as #ffffff, white or black")
	case issueQuality:
		return lang.L("Enter 1 to 100, or leave it empty")
	case issueMaxBytes:
		return lang.L("Enter a number of kilobytes above 0, or leave it empty")
	case issueName:
		return nameProblemText(p.Err)
	default:
		return lang.L("This cannot be used: {{.Reason}}", words{"Reason": p.Err.Error()})
	}
}

// nameProblemText says what is wrong with the name of the results.
func nameProblemText(err error) string {
	var unknown *naming.UnknownFieldError
	switch {
	case errors.As(err, &unknown):
		return lang.L("{{.Field}} cannot be used here", words{"Field": "{" + nameText(unknown.Field) + "}"})
	case errors.Is(err, naming.ErrBrace):
		return lang.L("A brace is unmatched")
	case errors.Is(err, naming.ErrEmpty):
		return lang.L("A name is missing")
	case errors.Is(err, naming.ErrOutside):
		return lang.L("The name must stay inside the output folder")
	case errors.Is(err, naming.ErrSystem):
		return lang.L("The name contains characters that file names cannot have")
	default:
		return lang.L("This name cannot be used: {{.Reason}}", words{"Reason": nameText(err.Error())})
	}
}

// refusalText says in the user's language why a folder is not watched. The folder's path is not part of it.
func refusalText(err error) string {
	var arrive *hotfolder.ResultsArriveError
	switch {
	case errors.Is(err, hotfolder.ErrWatched):
		return lang.L("it is already being watched")
	case errors.Is(err, hotfolder.ErrNotFolder):
		return lang.L("it is not a folder")
	case errors.Is(err, hotfolder.ErrNameless):
		return lang.L("the file name must contain {name}, so that results can be told apart")
	case errors.Is(err, hotfolder.ErrNumbered):
		return lang.L("pictures that arrive one by one have no number: leave {n} out of the name")
	case errors.Is(err, hotfolder.ErrOverwrite):
		return lang.L("replacing files could overwrite another picture's result: choose to number or to skip")
	case errors.As(err, &arrive):
		return lang.L("the results would land in a watched folder, {{.Path}}", words{"Path": nameText(arrive.Watched)})
	case errors.Is(err, fs.ErrPermission):
		return lang.L("you do not have permission to read it")
	case errors.Is(err, fs.ErrNotExist):
		return lang.L("it does not exist")
	default:
		return nameText(plainCause(err).Error())
	}
}

// loadText says why the settings could not be loaded, and what has become of them.
func loadText(err error) string {
	var damaged *settings.DamagedError
	switch {
	case errors.As(err, &damaged) && damaged.Kept != damaged.Path:
		return lang.L("The settings were damaged, so the defaults are used. The old file is kept as {{.Path}}.", words{"Path": nameText(damaged.Kept)})
	case errors.As(err, &damaged):
		return lang.L("The settings are damaged, so the defaults are used and changes are not saved: {{.Path}}", words{"Path": nameText(damaged.Path)})
	case errors.Is(err, settings.ErrNewer):
		return lang.L("The settings were written by a newer version of Sizemill, so the defaults are used and changes are not saved.")
	default:
		return lang.L("The settings could not be read, so the defaults are used. {{.Reason}}.", words{"Reason": settingsReason(err)})
	}
}

// settingsReason says what is wrong with the settings file.
func settingsReason(err error) string {
	var damaged *settings.DamagedError
	var path *fs.PathError
	var reason string
	switch {
	case errors.Is(err, settings.ErrNewer):
		return lang.L("The settings file was written by a newer version of Sizemill")
	case errors.As(err, &damaged):
		return lang.L("The settings file is damaged: {{.Path}}", words{"Path": nameText(damaged.Path)})
	case errors.Is(err, settings.ErrLocked):
		return lang.L("Another window has locked the settings file")
	case errors.Is(err, fs.ErrPermission):
		reason = lang.L("Permission denied")
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EROFS):
		reason = errorText(err)
	case errors.As(err, &path):
		reason = path.Err.Error()
	default:
		return nameText(err.Error())
	}
	if errors.As(err, &path) {
		reason += ": " + nameText(filepath.Dir(path.Path))
	}
	return reason
}

// noticeText is a notice in the user's language.
func noticeText(n notice) string {
	switch n.kind {
	case noticeNothing:
		if n.text != "" {
			return lang.L("No pictures in {{.Path}}, only {{.Others}}.", words{"Path": nameText(n.path), "Others": n.text})
		}
		return lang.L("No pictures in {{.Path}}.", words{"Path": nameText(n.path)})
	case noticeBusy:
		return lang.L("Pictures are being resized. Wait until they are done, or cancel first.")
	case noticePaste:
		return lang.L("The clipboard holds no file, folder or path.")
	case noticeSettings:
		return loadText(n.err)
	case noticeSave:
		return lang.L("The settings could not be saved. {{.Reason}}.", words{"Reason": settingsReason(n.err)})
	case noticeWatch:
		if errors.Is(n.err, hotfolder.ErrNotFolder) {
			return lang.L("Only folders can be watched: {{.Path}} is not a folder.", words{"Path": nameText(n.path)})
		}
		return lang.L("{{.Path}} cannot be watched: {{.Reason}}", words{"Path": nameText(n.path), "Reason": refusalText(n.err)})
	case noticeWatchRecipe:
		return lang.L("Correct the settings in the Resize view first: the folder would be watched with them.")
	case noticeOpen:
		if errors.Is(n.err, exec.ErrNotFound) {
			return lang.L("No program that opens folders was found. The results are in {{.Path}}.", words{"Path": nameText(n.path)})
		}
		return lang.L("The file manager could not open {{.Path}}.", words{"Path": nameText(n.path)})
	default:
		return ""
	}
}
