package batch

import (
	"fmt"
	"math"
	"runtime/debug"

	"github.com/dustin/go-humanize"

	"sizemill/resize"
)

// MemoryError is that of a picture which needs more memory than one picture may take. Nothing has
// been decoded.
type MemoryError struct {
	Need, Limit int64 // bytes; Need is an estimate, and more than enough
}

func (e *MemoryError) Error() string {
	return fmt.Sprintf("it needs about %s of memory, the limit is %s; --memory %s allows it",
		humanize.IBytes(uint64(e.Need)), humanize.IBytes(uint64(e.Limit)), enoughText(e.Need))
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
		return &resize.Error{Op: "decode", Path: path, Err: &MemoryError{Need: need, Limit: b.most}}
	}
	return nil
}

// unknownMemory stands for the memory of a machine that does not tell: small enough for any that
// runs a desktop.
const unknownMemory = 4 << 30

// The shares of the memory that pictures may take where nobody has set a limit. The rest is for the
// page cache, other programs and what this one takes beside pictures; of address space it is more,
// because memory that was given back still counts as taken.
const (
	flightShare, oneShare           = 0.25, 0.75 // of all memory: pictures in work together, and a single one
	flightAddresses, oneAddresses   = 0.25, 0.4  // of the address space that is left
	smallestFlight, addressesInCase = 16 << 20, 128 << 20
)

// defaultMemory is how many bytes pictures in work, and a single one among them, may take in this
// process.
func defaultMemory() (flight, one int64) {
	memory := int64(unknownMemory)
	if n, ok := systemMemory(); ok {
		memory = n
	}
	if n := debug.SetMemoryLimit(-1); n < math.MaxInt64 { // GOMEMLIMIT
		memory = min(memory, n)
	}
	return shares(memory, freeAddresses())
}

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
