package wording

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"syscall"

	"fyne.io/fyne/v2/lang"

	"sizemill/ledger"
	"sizemill/ui/model"
	"sizemill/ui/oneline"
	"sizemill/undo"
)

// undoing returns how far taking back results has come.
func undoing(v model.View) string {
	p := v.Undoing
	text := lang.L("Undo: {{.Done}} of {{.Total}}",
		words{"Done": count(p.Done), "Total": count(p.Total)})
	if v.Stopping {
		return oneline.Join(text, lang.L("stopping…"))
	}
	return text
}

// undone returns what undoing has come to: "44 results removed · 2 kept: changed since (a.jpg)". err
// is why it was not finished, or nil.
func undone(u model.Undone, err error) string {
	var removed, restored, gone, kept, rest string
	if n := u.Removed; n > 0 {
		removed = lang.N("{{.Count}} results removed", n, words{"Count": count(n)})
	}
	if n := u.Restored; n > 0 {
		restored = lang.N("{{.Count}} originals restored", n, words{"Count": count(n)})
	}
	if n := u.Gone; n > 0 {
		gone = lang.L("{{.N}} already gone", words{"N": count(n)})
	}
	if n := len(u.Kept); n > 0 {
		kept = lang.L("{{.N}} kept: {{.Reasons}}", words{"N": count(n), "Reasons": keptReasons(u.Kept)})
	}
	switch {
	case errors.Is(err, context.Canceled):
		rest = lang.L("Canceled: Undo takes back the rest")
	case err != nil:
		rest = lang.L("The rest could not be undone: {{.Reason}}", words{"Reason": historyReason(err)})
	case oneline.Join(removed, restored, gone, kept) == "":
		rest = lang.L("Nothing was left to undo")
	}
	return oneline.Join(removed, restored, gone, kept, rest)
}

// keptNamed is how many kept files are named.
const keptNamed = 3

// keptReasons returns why files were kept, each reason once, and the first names: "changed since
// (a.jpg, b.jpg)".
func keptReasons(kept []model.Kept) string {
	numbers := make(map[string]int)
	var reasons, names []string
	for _, k := range kept {
		reason := keptReason(k)
		if numbers[reason] == 0 {
			reasons = append(reasons, reason)
		}
		numbers[reason]++
		if len(names) < keptNamed {
			names = append(names, oneline.Name(oneline.Base(k.Path)))
		}
	}
	if len(kept) > keptNamed {
		names = append(names, "…")
	}
	if len(reasons) > 1 {
		for i, reason := range reasons {
			reasons[i] = count(numbers[reason]) + " " + reason
		}
	}
	return strings.Join(reasons, ", ") + " (" + strings.Join(names, ", ") + ")"
}

func keptReason(k model.Kept) string {
	switch k.Reason {
	case undo.Changed:
		return lang.L("changed since")
	case undo.Replaced:
		return lang.L("written again by a later batch")
	case undo.Missing:
		return lang.L("not found")
	case undo.Unrecorded:
		return lang.L("not recorded as a result")
	case undo.NoBackup:
		return lang.L("the backup is missing")
	case undo.DamagedBackup:
		return lang.L("the backup is damaged")
	default:
		return historyReason(k.Err)
	}
}

// historyProblem returns why the history cannot be used, and what cannot be done therefore.
func historyProblem(err error) string {
	var damaged *ledger.DamagedError
	switch {
	case errors.As(err, &damaged):
		return lang.L("The history was damaged and begins again: earlier batches cannot be undone or resumed. The old file is kept as {{.Path}}.",
			words{"Path": oneline.Name(damaged.Kept)})
	case errors.Is(err, ledger.ErrNewer):
		return lang.L("The history was written by a newer version of Sizemill: batches cannot be undone or resumed, and originals cannot be replaced.")
	default:
		return lang.L("The history cannot be used: batches cannot be undone or resumed, and originals cannot be replaced. {{.Reason}}.",
			words{"Reason": historyReason(err)})
	}
}

// historyReason returns what is wrong with the history, or with a batch of it.
func historyReason(err error) string {
	path := errorPath(err)
	var reason string
	switch {
	case err == nil:
		return ""
	case errors.Is(err, ledger.ErrLive):
		return lang.L("Another Sizemill is working on this batch")
	case errors.Is(err, ledger.ErrUnknown):
		return lang.L("This batch is not in the history any more")
	case errors.Is(err, ledger.ErrNewer):
		return lang.L("The history was written by a newer version of Sizemill")
	case errors.Is(err, fs.ErrPermission):
		reason = lang.L("Permission denied")
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EROFS):
		reason = Error(err)
	default:
		reason = oneline.Name(plainCause(err).Error())
	}
	if path != "" {
		reason += ": " + oneline.Name(path)
	}
	return reason
}
