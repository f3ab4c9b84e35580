package pool_test

import (
	"context"
	"runtime"
	"testing"
	"testing/synctest"
	"weak"

	"sizemill/pool"
)

type picture [4096]byte

func copyPicture(_ context.Context, in *picture) (*picture, error) { out := *in; return &out, nil }

func TestPoolKeepsNothingThatWasRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pool.New(t.Context(), pool.Options{Workers: 2}, copyPicture)
		defer p.Discard()
		var jobs, values []weak.Pointer[picture]
		for range 10 {
			submit(t, p, new(picture))
		}
		for range 10 {
			r := <-p.Results()
			jobs, values = append(jobs, weak.Make(r.Job)), append(values, weak.Make(r.Value))
		}
		synctest.Wait()
		runtime.GC()
		for i := range jobs {
			if jobs[i].Value() != nil || values[i].Value() != nil {
				t.Errorf("job %d is alive: %t, its value: %t", i, jobs[i].Value() != nil, values[i].Value() != nil)
			}
		}
	})
}

func TestPoolForgetsItsLargestBacklog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const jobs = 8192
		p := pool.New(t.Context(), pool.Options{Workers: 1}, func(_ context.Context, _ int) (picture, error) {
			return picture{}, nil
		})
		defer p.Discard()
		before := heap()
		for i := range jobs {
			submit(t, p, i)
		}
		synctest.Wait()
		if full := heap() - before; full < jobs*4096 {
			t.Fatalf("a backlog of %d pictures is only %d bytes", jobs, full)
		}
		for range jobs {
			<-p.Results()
		}
		synctest.Wait()
		if left := heap() - before; left > jobs*4096/8 {
			t.Errorf("%d bytes are left of a backlog that was read", left)
		}
	})
}

// heap returns the bytes that are in use.
func heap() int {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}
