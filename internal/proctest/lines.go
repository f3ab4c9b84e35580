//go:build linux

package proctest

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
)

// Line is the part of an object that Sizemill's --json prints which tests read.
type Line struct {
	Event, Path, Kind, Error, Reason string
	Output                           string // of done: the path of the result

	Done, Failed, Left                               int // of watch's summary
	Pictures                                         int // of plan
	Resized, Copied, Skipped, Cancelled, There, Fail int // of summary; Fail is of plan
}

// bytePath is a path as printed; one that is not valid UTF-8 is also in base64.
type bytePath struct {
	Path  string
	Bytes string `json:"path_base64"`
}

func (p bytePath) String() string {
	if b, err := base64.StdEncoding.DecodeString(p.Bytes); err == nil && len(b) > 0 {
		return string(b)
	}
	return p.Path
}

// Lines returns the objects that a process has printed so far.
func (p *Process) Lines() []Line {
	p.t.Helper()
	var all []Line
	text := p.Out.String()
	for line := range strings.Lines(text[:strings.LastIndexByte(text, '\n')+1]) {
		all = append(all, p.parse(line))
	}
	return all
}

// parse reads one object. Events use the names "done" and "failed" in other ways, too.
func (p *Process) parse(line string) Line {
	p.t.Helper()
	var v struct {
		Event, Kind, Error, Reason string
		bytePath
		Output, Copied               json.RawMessage
		Done, Failed, Left, Pictures json.RawMessage
		Resized, Skipped             int
		Cancelled, Fail              int
		There                        int `json:"already_there"`
	}
	if err := json.Unmarshal([]byte(line), &v); err != nil {
		p.t.Fatalf("%s: %v", line, err)
	}
	var output bytePath
	_ = json.Unmarshal(v.Output, &output) // not every event has one
	return Line{
		Event: v.Event, Path: v.bytePath.String(), Kind: v.Kind, Error: v.Error, Reason: v.Reason,
		Output: output.String(),
		Done:   number(v.Done), Failed: number(v.Failed), Left: number(v.Left), Pictures: number(v.Pictures),
		Resized: v.Resized, Copied: number(v.Copied), Skipped: v.Skipped, Cancelled: v.Cancelled,
		There: v.There, Fail: v.Fail,
	}
}

// number returns the number that raw holds, or 0.
func number(raw json.RawMessage) int {
	var n int
	_ = json.Unmarshal(raw, &n)
	return n
}

// Events returns the objects of one kind.
func (p *Process) Events(kind string) []Line {
	p.t.Helper()
	return slices.DeleteFunc(p.Lines(), func(l Line) bool { return l.Event != kind })
}
