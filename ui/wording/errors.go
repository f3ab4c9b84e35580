package wording

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"syscall"

	"fyne.io/fyne/v2/lang"

	"sizemill/batch"
	"sizemill/resize"
	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
	"sizemill/ui/oneline"
)

// Error returns why a picture failed, without its path.
func Error(err error) string {
	if text := knownError(err); text != "" {
		return text
	}
	return lang.L("Failed: {{.Reason}}", words{"Reason": oneline.Name(cause(err).Error())})
}

// knownError is Error for the errors that have a text of their own, and "" for all others.
func knownError(err error) string {
	var full *batch.NoSpaceError
	var memory *batch.MemoryError
	if text := overLimit(err); text != "" {
		return text
	}
	switch {
	case errors.As(err, &memory):
		return lang.L("Too large for memory: about {{.Need}} needed, {{.Limit}} allowed",
			words{"Need": byteCount(memory.Need), "Limit": byteCount(memory.Limit)})
	case errors.Is(err, resize.ErrDamaged):
		return lang.L("Damaged: the file is incomplete or broken")
	case errors.Is(err, resize.ErrAnimated):
		return lang.L("Animations in this format cannot be resized")
	case errors.Is(err, resize.ErrUnsupported):
		return lang.L("Not supported: not a picture that Sizemill can read")
	case errors.Is(err, resize.ErrResultSize):
		return lang.L("The result would be larger than its format allows")
	case errors.Is(err, resize.ErrTooLarge):
		return lang.L("Too large: more pixels than Sizemill accepts")
	case errors.Is(err, resize.ErrMaxBytes):
		return lang.L("Still larger than the largest file that you allow")
	case errors.Is(err, resize.ErrExists):
		return lang.L("Another file now has this name")
	case errors.Is(err, resize.ErrChanged):
		return lang.L("The file has changed. Try again")
	case errors.Is(err, resize.ErrMismatch):
		return lang.L("The result failed its check and was removed")
	case errors.As(err, &full):
		return lang.L("Not enough space: at least {{.Need}} needed, {{.Free}} free",
			words{"Need": byteCount(full.Need), "Free": byteCount(full.Free)})
	case errors.Is(err, syscall.ENOSPC):
		return lang.L("The disk is full")
	case errors.Is(err, syscall.EROFS):
		return lang.L("The disk is read-only")
	case errors.Is(err, fs.ErrPermission) && writing(err):
		return lang.L("No permission to write there")
	case errors.Is(err, fs.ErrPermission):
		return lang.L("No permission to read the file")
	case errors.Is(err, fs.ErrNotExist) && !writing(err):
		return lang.L("The file does not exist")
	case errors.Is(err, context.Canceled):
		return lang.L("Canceled")
	default:
		return ""
	}
}

// overLimit returns the text of an error that a setting prevents, and "" for any other. The settings
// are those of the file: see settings.Limits.
func overLimit(err error) string {
	var late *batch.TimeError
	var link *batch.LinkError
	var memory *batch.MemoryError
	switch {
	case errors.As(err, &late):
		return lang.L("It took longer than {{.Limit}}; {{.Setting}} in settings.json allows more",
			words{"Limit": late.Limit.String(), "Setting": "timeLimit"})
	case errors.As(err, &link):
		return lang.L("A link out of the folder; {{.Setting}} in settings.json follows it",
			words{"Setting": "followLinks"})
	case errors.As(err, &memory) && memory.Need <= memory.Available:
		return lang.L("Too large for memory: about {{.Need}} needed, {{.Limit}} allowed; {{.Setting}} in settings.json allows more",
			words{"Need": byteCount(memory.Need), "Limit": byteCount(memory.Limit), "Setting": "memory"})
	}
	setting := map[string]string{format.SettingPixels: "maxPixels", format.SettingFrames: "maxFrames"}[fault.Setting(err)]
	if setting == "" {
		return ""
	}
	return lang.L("Too large: {{.Detail}}; {{.Setting}} in settings.json allows more",
		words{"Detail": oneline.Name(fault.Detail(plainCause(err))), "Setting": setting})
}

// errorDetail returns what the engine says about err beyond Error, in English: "premature end of
// JPEG file". It is often empty.
func errorDetail(err error) string {
	var memory *batch.MemoryError
	if errors.Is(err, resize.ErrChanged) || errors.As(err, &memory) || overLimit(err) != "" ||
		knownError(err) == "" {
		return "" // Error says it all
	}
	plain := plainCause(err)
	if slices.Contains([]error{resize.ErrDamaged, resize.ErrUnsupported, resize.ErrTooLarge}, plain) {
		return ""
	}
	return oneline.Name(fault.Detail(plain))
}

// writing reports whether err happened at the output.
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

// errorPath returns the path that err is about, or "".
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

// cause returns err without the operation and the path, which are shown elsewhere.
func cause(err error) error {
	var e *resize.Error
	if errors.As(err, &e) && e.Err != nil {
		return e.Err
	}
	return err
}

// plainCause returns cause without the path that an error of the system names.
func plainCause(err error) error {
	err = cause(err)
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// runError returns why a batch could not be run.
func runError(err error) string {
	if errors.Is(err, batch.ErrNothing) {
		return lang.L("No pictures found")
	}
	return Error(err)
}
