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
	bytes     int64 // of all pictures in progress
	most      int64 // of one picture
	available int64 // what this process can get at all
	tight     bool  // the address space is limited
	sem       *semaphore.Weighted
}

// NewBudget returns a budget of bytes, which no picture may exceed, or of what this process can get
// if that is less. 0 stands for a quarter of memlimit.Memory, and three quarters for a picture that
// runs alone; limits of the address space make it less.
func NewBudget(bytes int64) *Budget {
	bytes = min(bytes, memlimit.Available())
	most := bytes
	if bytes <= 0 {
		bytes, most = shares(memlimit.Memory(), memlimit.Addresses())
	}
	return &Budget{
		bytes: bytes, most: most, available: memlimit.Available(),
		tight: memlimit.Addresses() < math.MaxInt64,
		sem:   semaphore.NewWeighted(bytes),
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
		runtime.GC() // the collector does not know of limited addresses: garbage would count as taken
	}
	return func() { b.sem.Release(need) }, nil
}

// largePart is the part of a budget from which a picture is worth a garbage collection.
const largePart = 8

// MemoryError is the error of a picture that needs more memory than one picture may take. Nothing
// was decoded.
type MemoryError struct {
	Need, Limit int64 // bytes; Need is an estimate on the safe side
	Available   int64 // what this process can get at all; math.MaxInt64 if unknown
}

func (e *MemoryError) Error() string {
	need := humanize.IBytes(uint64(e.Need))
	if e.Need > e.Available {
		most := humanize.IBytes(uint64(e.Available))
		return fmt.Sprintf("it needs about %s of memory, but at most %s is available", need, most)
	}
	return fmt.Sprintf(
		"it needs about %s of memory, but the limit is %s; use --memory %s to allow it",
		need, humanize.IBytes(uint64(e.Limit)), enoughText(e.Need))
}

// enoughText returns a number of bytes that is at least n, as --memory takes it.
func enoughText(n int64) string {
	const mib = 1 << 20
	return fmt.Sprintf("%dMiB", (n+mib-1)/mib)
}

// Refuse returns a *MemoryError if a picture that takes need bytes exceeds the limit of one
// picture.
func (b *Budget) Refuse(path string, need int64) error {
	if need > b.most {
		err := &MemoryError{Need: need, Limit: b.most, Available: b.available}
		return &resize.Error{Op: "decode", Path: path, Err: err}
	}
	return nil
}

// The shares of the memory that pictures may take without a limit from the user. The rest is for
// the page cache, other programs and what this one takes beside pictures. More is left of the
// address space, because memory that was given back still counts as taken.
const (
	// Of all memory: pictures in progress together, and a single one.
	flightShare, oneShare = 0.25, 0.75
	// Of the address space that is left.
	flightAddresses, oneAddresses   = 0.25, 0.4
	smallestFlight, addressesInCase = 16 << 20, 128 << 20
)

// shares returns how much of the memory and address space pictures may take.
func shares(memory, addresses int64) (flight, one int64) {
	flight, one = part(memory, flightShare), part(memory, oneShare)
	if addresses < math.MaxInt64 {
		// For threads, and for code that is loaded when it is needed.
		addresses = max(addresses-addressesInCase, 0)
		flight = min(flight, part(addresses, flightAddresses))
		one = min(one, part(addresses, oneAddresses))
	}
	return max(flight, smallestFlight), max(one, smallestFlight)
}

func part(n int64, of float64) int64 { return int64(float64(n) * of) }
