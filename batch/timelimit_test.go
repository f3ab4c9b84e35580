package batch_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"sizemill/batch"
	"sizemill/resize"
)

// TestInTime ends what takes too long, under the name of the picture, and nothing else. Steps of
// the limit that a stopped process misses do not count.
func TestInTime(t *testing.T) {
	failed := errors.New("failed")
	for _, c := range []struct {
		name   string
		limit  time.Duration
		takes  time.Duration
		cancel time.Duration // of the batch; 0 is never
		fails  error         // of the first job
		want   time.Duration // what it took
		late   bool
		err    error // of the second job, if it is not late
	}{
		{name: "in time", limit: time.Minute, takes: 59 * time.Second, want: 59 * time.Second},
		{name: "too long", limit: time.Minute, takes: time.Hour, want: time.Minute, late: true},
		{name: "the default", takes: time.Hour, want: batch.DefaultTimeLimit, late: true},
		{name: "no limit", limit: -1, takes: time.Hour, want: time.Hour},
		{name: "canceled before", limit: time.Minute, takes: time.Hour, cancel: time.Second, want: time.Second, err: context.Canceled},
		{name: "too long, one failed before", limit: time.Minute, takes: time.Hour, fails: failed, want: time.Minute, late: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if c.cancel > 0 {
					time.AfterFunc(c.cancel, cancel)
				}
				do := func(ctx context.Context, jobs []resize.ImageJob) []resize.Result {
					results := make([]resize.Result, len(jobs))
					results[0].Err = c.fails
					select {
					case <-time.After(c.takes):
					case <-ctx.Done():
						results[1].Err = resize.PathError("encode", "out", ctx.Err())
					}
					return results
				}
				began := time.Now()
				results := batch.InTime(c.limit, do)(ctx, []resize.ImageJob{{InputPath: "in"}, {InputPath: "in"}})
				if took := time.Since(began); took < c.want || took > c.want+time.Second {
					t.Errorf("took %v, want %v", took, c.want)
				}
				if !errors.Is(results[0].Err, c.fails) {
					t.Errorf("the first: %v", results[0].Err)
				}
				var late *batch.TimeError
				if err := results[1].Err; errors.As(err, &late) != c.late || !c.late && !errors.Is(err, c.err) {
					t.Errorf("the second: %v", err)
				}
				if c.late && results[1].Err.Error() != "encode in: it took longer than "+late.Limit.String()+"; use a longer --time-limit to allow it" {
					t.Errorf("the second: %v", results[1].Err)
				}
			})
		})
	}
}
