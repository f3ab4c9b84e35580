package batch

import (
	"context"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sync/semaphore"
)

// Budget bounds the memory of decoded pixels that is in use at once, whatever the number of workers: two pictures of
// 100 megapixels wait for each other, twenty of one megapixel do not. Safe for concurrent use.
type Budget struct {
	bytes int64
	sem   *semaphore.Weighted
}

// NewBudget is a budget of bytes; 0 is a quarter of the machine's memory, which leaves the rest to encoders, the page
// cache and other programs, or 1 GiB on systems other than Linux.
func NewBudget(bytes int64) *Budget {
	if bytes <= 0 {
		bytes = systemMemory() / 4
	}
	return &Budget{bytes: bytes, sem: semaphore.NewWeighted(bytes)}
}

// Acquire waits until need bytes are free, or ctx ends. A picture that is larger than the whole budget runs alone. release gives the
// bytes back.
func (b *Budget) Acquire(ctx context.Context, need int64) (release func(), err error) {
	need = min(max(need, 0), b.bytes)
	if err := b.sem.Acquire(ctx, need); err != nil {
		return nil, context.Cause(ctx)
	}
	return func() { b.sem.Release(need) }, nil
}

// unknownMemory stands for the memory of a machine that does not say: small enough for any that runs a desktop.
const unknownMemory = 4 << 30

// systemMemory is the memory that this process may use: the machine's, or its control group's where that is less.
func systemMemory() int64 {
	memory := int64(unknownMemory)
	if total, ok := memTotal(); ok {
		memory = total
	}
	if text, err := os.ReadFile("/sys/fs/cgroup/memory.max"); err == nil {
		if limit, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64); err == nil && limit > 0 {
			memory = min(memory, limit)
		}
	}
	return memory
}

// memTotal reads Linux's own figure.
func memTotal() (int64, bool) {
	text, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "MemTotal:"); ok {
			kib, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
			return kib << 10, err == nil
		}
	}
	return 0, false
}
