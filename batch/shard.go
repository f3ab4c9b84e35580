package batch

import (
	"fmt"
	"hash/fnv"
	"path/filepath"
	"strconv"
	"strings"
)

// Shard is one of several equal, disjoint parts of a plan, so that machines can share a batch. The zero value is the
// whole plan.
type Shard struct{ Index, Count int } // Index from 1 to Count

// ParseShard reads "I/N".
func ParseShard(text string) (Shard, error) {
	index, count, ok := strings.Cut(text, "/")
	var s Shard
	var err1, err2 error
	s.Index, err1 = strconv.Atoi(index)
	s.Count, err2 = strconv.Atoi(count)
	if !ok || err1 != nil || err2 != nil || s.Count < 1 {
		return Shard{}, fmt.Errorf("shard %q: want I/N, such as 1/4", text)
	}
	return s, s.Validate()
}

// Validate reports an index that is not between 1 and the count.
func (s Shard) Validate() error {
	if s == (Shard{}) || s.Index >= 1 && s.Index <= s.Count {
		return nil
	}
	return fmt.Errorf("shard %d/%d: the first number must be between 1 and the second", s.Index, s.Count)
}

// has says whether the picture with the relative path rel belongs to the shard. It depends on that path alone, so
// machines that mount the folder at different places agree.
func (s Shard) has(rel string) bool {
	if s.Count <= 1 {
		return true
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(filepath.ToSlash(rel))) // a hash's Write never fails
	return h.Sum64()%uint64(s.Count) == uint64(s.Index-1)
}
