package batch

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Shard is one of several equal, disjoint parts of a plan, so that machines can share a batch. The
// zero value is the whole plan.
type Shard struct{ Index, Count int } // Index from 1 to Count

// ParseShard reads "I/N".
func ParseShard(text string) (Shard, error) {
	index, count, ok := strings.Cut(text, "/")
	var s Shard
	var err1, err2 error
	s.Index, err1 = strconv.Atoi(index)
	s.Count, err2 = strconv.Atoi(count)
	if !ok || err1 != nil || err2 != nil || s.Count < 1 {
		return Shard{}, fmt.Errorf("shard %q: use I/N, such as 1/4", text)
	}
	return s, s.Validate()
}

// Validate reports an index that is not between 1 and the count.
func (s Shard) Validate() error {
	if s == (Shard{}) || s.Index >= 1 && s.Index <= s.Count {
		return nil
	}
	const text = "shard %d/%d: the first number must be between 1 and the second"
	return fmt.Errorf(text, s.Index, s.Count)
}

// of returns the paths of the shard's pictures. The pictures are dealt out in the order of a hash
// of their relative paths. So shards differ by one picture at most, and machines that mount the
// folder at different places agree. Results of earlier runs are dealt out after all pictures,
// because shards that have already run may have added some.
func (s Shard) of(pictures []Found, result []bool) map[string]bool {
	type ticket struct {
		result bool
		hash   uint64
		rel    string
		at     int
	}
	deal := make([]ticket, len(pictures))
	for i := range pictures {
		rel := filepath.ToSlash(pictures[i].Rel)
		h := fnv.New64a()
		_, _ = h.Write([]byte(rel)) // a hash's Write never fails
		deal[i] = ticket{result[i], h.Sum64(), rel, i}
	}
	slices.SortStableFunc(deal, func(a, b ticket) int {
		switch {
		case a.result != b.result && b.result:
			return -1
		case a.result != b.result:
			return 1
		}
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.rel, b.rel))
	})
	part := make(map[string]bool, len(deal)/s.Count+1)
	for turn, t := range deal {
		if turn%s.Count == s.Index-1 {
			part[pictures[t.at].Path] = true
		}
	}
	return part
}
