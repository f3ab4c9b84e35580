package resample

// cached is how many tables a Scaler keeps: the rows and columns of luma and chroma, for eight
// sizes of one picture.
const cached = 32

// key is everything that a table depends on.
type key struct {
	axis     Axis
	src, dst int
	filter   Filter
	pass     pass
}

type entry struct {
	key   key
	used  uint64
	table table
}

// cache holds the tables used last, and reuses the memory of those that it drops.
type cache struct {
	entries []*entry
	clock   uint64
	taps    taps
}

// get returns the table of an axis, which is valid for the next cached-1 calls.
func (c *cache) get(a Axis, src, dst int, filter Filter, p pass) (*table, error) {
	k := key{axis: a, src: src, dst: dst, filter: filter, pass: p}
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
	oldest.key, oldest.used = k, c.clock
	return &oldest.table, nil
}
