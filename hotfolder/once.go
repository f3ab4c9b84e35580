package hotfolder

import (
	"fmt"
	"time"
)

// oncePatience is how long Options.Once waits for a disk that does not answer, which may have to
// spin up.
const oncePatience = 30 * time.Second

// over reports whether a Run of Options.Once has nothing left to wait for. The error names a folder
// whose disk does not answer.
func (s *Service) over() (over bool, err error) {
	if !s.opts.Once {
		return false, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.folders {
		switch left, silent := f.waitsFor(); {
		case left:
		case silent > oncePatience:
			err = fmt.Errorf("watch %s: %w", f.path, ErrSilent)
		default:
			return false, nil
		}
	}
	return true, err
}

// leave records that all that Options.Once asks for is done.
func (f *folder) leave() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.left = true
}

// waitsFor returns whether all is done, and for how long the disk has not answered.
func (f *folder) waitsFor() (left bool, silent time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.silence.silent {
		silent = time.Since(f.silence.since)
	}
	return f.left, silent
}
