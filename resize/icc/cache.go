package icc

import (
	"bytes"
	"sync"
)

// keptProfiles is how many profiles a Cache keeps: the pictures of a batch come from few cameras
// and programs.
const keptProfiles = 8

// Cache reads profiles and keeps the last few with their tables, which cost more than converting a
// small picture. The zero value is ready. It may be used by several goroutines at once; it must not
// be copied.
type Cache struct {
	mutex sync.Mutex
	kept  []entry // the last used last
}

type entry struct {
	profile *Profile
	err     error
	bytes   []byte
}

// Parse is the package's Parse, of a copy of b.
func (c *Cache) Parse(b []byte) (*Profile, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for i, e := range c.kept {
		if bytes.Equal(e.bytes, b) {
			c.kept = append(append(c.kept[:i:i], c.kept[i+1:]...), e)
			return e.profile, e.err
		}
	}
	e := entry{bytes: bytes.Clone(b)}
	e.profile, e.err = Parse(e.bytes)
	if len(c.kept) == keptProfiles {
		c.kept = append([]entry(nil), c.kept[1:]...)
	}
	c.kept = append(c.kept, e)
	return e.profile, e.err
}

// Kept returns about how many bytes c keeps: the profiles, what was read from them, which is twice
// as much at most, and the tables made so far.
func (c *Cache) Kept() int {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	n := 0
	for _, e := range c.kept {
		n += len(e.bytes)
		if e.profile != nil {
			n += 2*len(e.bytes) + int(e.profile.tables.Load())
		}
	}
	return n
}
