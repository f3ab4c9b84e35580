package pixels

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestFilters compares this build's filters with the plain ones in Go, in lengths around those of vectors, in place as decoding has it.
func TestFilters(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, step := range []int{1, 2, 3, 4, 6, 8} {
		for _, pixels := range []int{1, 2, 3, 5, 15, 16, 17, 33, 100} {
			for filter := none; filter <= paeth; filter++ {
				n := step * pixels
				for range 5 {
					cur, prev := noise(r, n+slack)[:n], noise(r, n+slack)[:n]
					if r.IntN(2) == 0 { // neighbours that are close, and the same
						for i := range cur {
							cur[i], prev[i] = 100+cur[i]%3, 100+prev[i]%3
						}
					}
					name := fmt.Sprintf("filter %d, %d pixels of %d bytes", filter, pixels, step)
					want := make([]byte, n)
					goFilterRow(filter, want, cur, prev, step)
					got := make([]byte, n)
					filterRow(filter, got, cur, prev, step)
					if !bytes.Equal(got, want) {
						t.Fatalf("%s: filtered %x, want %x", name, got, want)
					}
					if got, want := sums(cur, prev, step), goSums(cur, prev, step); got != want {
						t.Fatalf("%s: sums %v, want %v", name, got, want)
					}
					memory := make([]byte, 2*n+2*slack)
					raw := memory[slack:][:n]
					copy(raw, want)
					unfilter(filter, memory[:n], prev, raw, step)
					if !bytes.Equal(memory[:n], cur) {
						t.Fatalf("%s: unfiltered %x, want %x", name, memory[:n], cur)
					}
					goUnfilter(filter, got, prev, want, step)
					if !bytes.Equal(got, cur) {
						t.Fatalf("%s: unfiltered in Go %x, want %x", name, got, cur)
					}
				}
			}
		}
	}
}
