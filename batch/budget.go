package batch

import (
	"context"
	"fmt"
	"math"
	"runtime"

	"github.com/dustin/go-humanize"
	"golang.org/x/sync/semaphore"

	"sizemill/internal/memlimit"
	"sizemill/resize"
)

// Budget bounds the memory of decoded pixels that is in use at once, whatever the number of
// workers: two pictures of 100 megapixels wait for each other, twenty of one megapixel do not. Safe
// for concurrent use.
type Budget struct {
	bytes int64 // of all pictures in work
	most  int64 // of one
	there int64 // what this process can have at all
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
		bytes, most = shares(memlimit.Memory(), memlimit.Addresses())
	}
	return &Budget{
		bytes: bytes, most: most, there: memlimit.Available(),
		tight: memlimit.Addresses() < math.MaxInt64, sem: semaphore.NewWeighted(bytes),
	}
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

// MemoryError is that of a picture which needs more memory than one picture may take. Nothing has
// been decoded.
type MemoryError struct {
	Need, Limit int64 // bytes; Need is an estimate, and more than enough
	Available   int64 // what this process can have at all; math.MaxInt64 where that is not known
}

func (e *MemoryError) Error() string {
	need := humanize.IBytes(uint64(e.Need))
	if e.Need > e.Available {
		return fmt.Sprintf("it needs about %s of memory, but at most %s can be used here", need, humanize.IBytes(uint64(e.Available)))
	}
	return fmt.Sprintf("it needs about %s of memory, the limit is %s; --memory %s allows it",
		need, humanize.IBytes(uint64(e.Limit)), enoughText(e.Need))
}

// enoughText is a number of bytes that is no less than n, as --memory takes it.
func enoughText(n int64) string {
	const mib = 1 << 20
	return fmt.Sprintf("%dMiB", (n+mib-1)/mib)
}

// Refuse returns an error, of kind *MemoryError, where b has too little memory for a picture that
// takes need bytes.
func (b *Budget) Refuse(path string, need int64) error {
	if need > b.most {
		return &resize.Error{Op: "decode", Path: path, Err: &MemoryError{Need: need, Limit: b.most, Available: b.there}}
	}
	return nil
}

// The shares of the memory that pictures may take where nobody has set a limit. The rest is for the
// page cache, other programs and what this one takes beside pictures; of address space it is more,
// because memory that was given back still counts as taken.
const (
	flightShare, oneShare           = 0.25, 0.75 // of all memory: pictures in work together, and a single one
	flightAddresses, oneAddresses   = 0.25, 0.4  // of the address space that is left
	smallestFlight, addressesInCase = 16 << 20, 128 << 20
)

// shares divides the memory and the address space that there are.
func shares(memory, addresses int64) (flight, one int64) {
	flight, one = part(memory, flightShare), part(memory, oneShare)
	if addresses < math.MaxInt64 {
		addresses = max(addresses-addressesInCase, 0) // for threads, and for code that is loaded when it is needed
		flight, one = min(flight, part(addresses, flightAddresses)), min(one, part(addresses, oneAddresses))
	}
	return max(flight, smallestFlight), max(one, smallestFlight)
}

func part(n int64, of float64) int64 { return int64(float64(n) * of) }
