package resample

import (
	"unsafe"

	"github.com/disintegration/imaging"
)

// cached is how many tables a Scaler keeps: the rows and columns of luma and chroma, for eight sizes of one picture.
const cached = 32

// key says what a table depends on. Two filters are the same if their kernels are the same function value; entries hold
// on to theirs, so that its address is not used for another one.
type key struct {
	axis     Axis
	src, dst int
	support  float64
	kernel   unsafe.Pointer
	pass     pass
}

type entry struct {
	key   key
	keep  imaging.ResampleFilter
	used  uint64
	table table
}

// cache holds the tables used last. The memory of those that it drops is used again.
type cache struct {
	entries []*entry
	clock   uint64
	taps    taps
}

// get returns the table of an axis. It stays as it is for the next cached-1 calls.
func (c *cache) get(a Axis, src, dst int, filter imaging.ResampleFilter, p pass) (*table, error) {
	k := key{axis: a, src: src, dst: dst, support: filter.Support, kernel: function(filter.Kernel), pass: p}
	c.clock++
	var oldest *entry
	for _, e := range c.entries {
		if e.key == k {
			e.used = c.clock
			return &e.table, nil
		}
		if oldest == nil || e.used < oldest.used {
			oldest = e
		}
	}
	if len(c.entries) < cached {
		oldest = new(entry)
		c.entries = append(c.entries, oldest)
	}
	*oldest = entry{table: oldest.table}
	c.taps.fill(a, src, dst, filter)
	if err := oldest.table.build(&c.taps, p); err != nil {
		return nil, err
	}
	oldest.key, oldest.keep, oldest.used = k, filter, c.clock
	return &oldest.table, nil
}
