package batch

import (
	"context"
	"math"
	"runtime"

	"golang.org/x/sync/semaphore"
)

// Budget bounds the memory of decoded pixels that is in use at once, whatever the number of
// workers: two pictures of 100 megapixels wait for each other, twenty of one megapixel do not. Safe
// for concurrent use.
type Budget struct {
	bytes int64 // of all pictures in work
	most  int64 // of one
	tight bool  // the address space is limited
	sem   *semaphore.Weighted
}

// NewBudget is a budget of bytes, which no picture may exceed. 0 is a quarter of the memory that
// this process may use, and three quarters for a picture that runs alone: the machine's memory, or
// less where control groups, limits of the process or GOMEMLIMIT say so. On systems other than
// Linux, that is 1 GiB and 3 GiB.
func NewBudget(bytes int64) *Budget {
	most := bytes
	if bytes <= 0 {
		bytes, most = defaultMemory()
	}
	return &Budget{bytes: bytes, most: most, tight: freeAddresses() < math.MaxInt64, sem: semaphore.NewWeighted(bytes)}
}

// Acquire waits until need bytes are free, or ctx ends; see Refuse for what never fits. A picture
// that takes more than pictures may take together runs alone. release gives the bytes back.
func (b *Budget) Acquire(ctx context.Context, need int64) (release func(), err error) {
	need = min(max(need, 0), b.bytes)
	if err := b.sem.Acquire(ctx, need); err != nil {
		return nil, context.Cause(ctx)
	}
	if b.tight && need > b.bytes/largePart {
		runtime.GC() // the collector knows no limit of addresses: what earlier pictures left would count as taken
	}
	return func() { b.sem.Release(need) }, nil
}

// largePart is which part of a budget a picture takes that is worth collecting garbage for.
const largePart = 8
