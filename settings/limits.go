package settings

import (
	"errors"
	"time"

	"sizemill/batch"
	"sizemill/hotfolder"
	"sizemill/resize"
)

// Limits are the most that pictures may take, in the window and in its watched folders. A picture
// that takes more fails by name. Zero fields are the defaults. They can only be set by editing the
// file.
type Limits struct {
	Memory    int64    `json:"memory,omitempty"` // bytes, of pictures in progress
	MaxPixels int64    `json:"maxPixels,omitempty"`
	MaxFrames int      `json:"maxFrames,omitempty"`
	TimeLimit Duration `json:"timeLimit,omitempty"` // per picture; less than 0 is none
}

// Duration is a time.Duration that a file holds as "10m" or "1h30m".
type Duration time.Duration

// MarshalText writes the duration as time.Duration does.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// UnmarshalText reads what time.ParseDuration takes.
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	*d = Duration(v)
	return err
}

// mostPixels is as many as the longest sides allow.
const mostPixels = 10_000_000_000

// Validate reports limits below zero, or so large that sums of them are not numbers any more.
func (l Limits) Validate() error {
	if l.Memory < 0 || l.MaxPixels < 0 || l.MaxPixels > mostPixels || l.MaxFrames < 0 {
		return errors.New("a limit is out of range")
	}
	return nil
}

func (l Limits) pictures() resize.Limits {
	return resize.Limits{Pixels: l.MaxPixels, Frames: l.MaxFrames}
}

// Scan returns how inputs are searched.
func (s Settings) Scan() batch.ScanOptions {
	return batch.ScanOptions{Limits: s.Limits.pictures(), FollowLinks: s.FollowLinks}
}

// Runner returns what runs plans.
func (s Settings) Runner() batch.Runner {
	return batch.Runner{Memory: s.Limits.Memory, TimeLimit: time.Duration(s.Limits.TimeLimit)}
}

// Watching returns the options of watched folders.
func (s Settings) Watching() hotfolder.Options {
	return hotfolder.Options{
		Memory: s.Limits.Memory, Limits: s.Limits.pictures(),
		TimeLimit: time.Duration(s.Limits.TimeLimit), FollowLinks: s.FollowLinks,
	}
}
