package cli

import (
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"sizemill/hotfolder"
)

// watchReporter prints what a service does: a line per event, for people with the local time. Its
// methods may be called from any goroutine.
type watchReporter struct {
	env   *Env
	json  bool
	quiet bool
	enc   *json.Encoder
	stop  func(error) // stops the service if the output is closed

	mu     sync.Mutex
	states map[string]hotfolder.State // last printed, by folder
	blind  map[string]int             // Status.Unreadable last printed, by folder
	done   int
	failed map[string]bool // by path
	err    error           // the first failed write to stdout
}

func newWatchReporter(env *Env, print printFlags, stop func(error)) *watchReporter {
	return &watchReporter{
		env: env, json: print.JSON, quiet: print.Quiet, enc: newEncoder(env.Stdout), stop: stop,
		states: make(map[string]hotfolder.State), blind: make(map[string]int),
		failed: make(map[string]bool),
	}
}

// jsonFolder is an event of a watched folder.
type jsonFolder struct {
	Event string `json:"event"` // hotfolder.State's name, "unreadable" or "removed"
	Time  string `json:"time"`
	jsonPath
	Reason     string `json:"reason,omitempty"`
	Subfolders int    `json:"subfolders,omitempty"` // of unreadable
}

// jsonPicture is an event of a picture in a watched folder.
type jsonPicture struct {
	jsonEvent
	Time     string `json:"time"`
	Tries    int    `json:"tries,omitempty"`     // of failed
	SetAside *bool  `json:"set_aside,omitempty"` // of failed: it is not tried again by itself
}

type jsonWatched struct {
	Event  string `json:"event"` // "summary"
	Time   string `json:"time"`
	Done   int    `json:"done"`
	Failed int    `json:"failed"`
	Left   int    `json:"left"` // not whole yet, or queued
}

// jsonTime returns the time of an event.
func jsonTime(at time.Time) string { return at.Format(time.RFC3339Nano) }

// logTime begins the lines for people.
const logTime = "2006-01-02 15:04:05 "

// print prints a line that --quiet leaves out.
func (w *watchReporter) print(at time.Time, text string) {
	if w.quiet {
		return
	}
	_, err := fmt.Fprintln(w.env.Stdout, at.Format(logTime)+text)
	w.keep(err)
}

// complain prints a line of what went wrong.
func (w *watchReporter) complain(at time.Time, text string) {
	w.env.complain(at.Format(logTime) + text)
}

// changed prints what is new about a folder.
func (w *watchReporter) changed(s hotfolder.Status) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.unreadable(s)
	if last, known := w.states[s.Folder.Path]; known && last == s.State {
		return
	}
	w.states[s.Folder.Path] = s.State
	w.folder(s.Folder.Path, s.State.String(), s.Reason)
}

// folder prints an event of a folder.
func (w *watchReporter) folder(path, event, reason string) {
	now := time.Now()
	switch {
	case w.json:
		w.keep(w.enc.Encode(jsonFolder{
			Event: event, Time: jsonTime(now), jsonPath: newJSONPath(path), Reason: reason,
		}))
	case reason != "":
		w.complain(now, path+": "+reason)
	case event != hotfolder.Starting.String():
		w.print(now, event+" "+oneLine(path))
	}
}

// unreadable prints that more subfolders than before cannot be read.
func (w *watchReporter) unreadable(s hotfolder.Status) {
	path := s.Folder.Path
	more := s.Unreadable > w.blind[path]
	w.blind[path] = s.Unreadable
	switch now := time.Now(); {
	case !more:
	case w.json:
		w.keep(w.enc.Encode(jsonFolder{
			Event: "unreadable", Time: jsonTime(now), jsonPath: newJSONPath(path), Subfolders: s.Unreadable,
		}))
	default:
		w.complain(now, fmt.Sprintf("%s: %s cannot be read", path, plural(s.Unreadable, "subfolder")))
	}
}

// followed prints that a folder of the settings is watched now, or no longer. Err is why it cannot
// be watched.
func (w *watchReporter) followed(path, event string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	reason := ""
	if err != nil {
		event, reason = hotfolder.Broken.String(), err.Error()
	}
	delete(w.states, path)
	w.folder(path, event, reason)
}

// warn prints what went wrong beside folders and pictures.
func (w *watchReporter) warn(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.complain(time.Now(), "warning: "+text)
}

// finished prints one picture's result.
func (w *watchReporter) finished(r hotfolder.Recent) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if r.Err != nil {
		w.failed[r.Path] = true
	} else {
		delete(w.failed, r.Path) // retried
		w.done++
	}
	switch {
	case w.json:
		w.keep(w.enc.Encode(pictureEvent(r)))
	case r.Err != nil:
		w.complain(r.At, failureText(r))
	default:
		for _, text := range r.Warnings {
			w.complain(r.At, "warning: "+r.Path+": "+text)
		}
		w.print(r.At, fmt.Sprintf("%s → %s (%s)",
			oneLine(r.Path), oneLine(r.Output), bytesText(r.Bytes)))
	}
}

// pictureEvent returns a picture's result as JSON.
func pictureEvent(r hotfolder.Recent) jsonPicture {
	p := jsonPicture{Time: jsonTime(r.At), jsonEvent: jsonEvent{jsonPath: newJSONPath(r.Path)}}
	if r.Err != nil {
		p.Event, p.Kind, p.Error = "failed", errorKind(r.Err), r.Err.Error()
		p.Tries, p.SetAside = r.Tries, &r.SetAside
		return p
	}
	out := newJSONPath(r.Output)
	p.Event, p.Output, p.Bytes, p.Warnings = "done", &out, r.Bytes, r.Warnings
	return p
}

// failureText returns why a picture failed, and whether it is tried again.
func failureText(r hotfolder.Recent) string {
	switch text := r.Err.Error(); {
	case !r.SetAside:
		return text + "; it is tried again"
	case r.Tries > 1:
		return fmt.Sprintf("set aside after %d failures: %s", r.Tries, text)
	default:
		return text
	}
}

// keep records the error of a write to stdout.
func (w *watchReporter) keep(err error) {
	if err != nil && w.err == nil {
		w.err = err
		w.stop(err)
	}
}

// total prints how many pictures there were, when the service has stopped, and how many had not
// arrived whole. A watch that ended by itself fails if a picture or a folder did.
func (w *watchReporter) total(folders []hotfolder.Status, once bool) error {
	left, broken := 0, false
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range folders {
		left += s.Settling + s.Queued
		if path := s.Folder.Path; once && s.State == hotfolder.Broken {
			broken = true
			if w.states[path] != hotfolder.Broken {
				w.folder(path, s.State.String(), s.Reason)
			}
		}
	}
	now := time.Now()
	if w.json {
		w.keep(w.enc.Encode(jsonWatched{"summary", jsonTime(now), w.done, len(w.failed), left}))
	} else {
		text := fmt.Sprintf("stopped: %s made, %d failed", plural(w.done, "result"), len(w.failed))
		if left > 0 {
			text += fmt.Sprintf(", %d left for next time", left)
		}
		w.print(now, text)
	}
	if w.err == nil && once && (broken || len(w.failed) > 0) {
		return exitError(ExitFailed)
	}
	return w.err
}
