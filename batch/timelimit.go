package batch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sizemill/resize"
)

// DefaultTimeLimit is how long one picture may take: five times what the largest AVIF takes, the
// slowest of all results.
const DefaultTimeLimit = 10 * time.Minute

// TimeError is the error of a picture that took longer than one picture may.
type TimeError struct{ Limit time.Duration }

func (e *TimeError) Error() string {
	return fmt.Sprintf("it took longer than %s; use a longer --time-limit to allow it", e.Limit)
}

// limitSteps is how many steps a time limit is counted in.
const limitSteps = 64

// InTime returns do with a time limit for each call; 0 is DefaultTimeLimit, and less than that is
// none. Results that are not made then have a *TimeError. It waits for do, which ends at the next
// row, frame or read. Encoders of AVIF and lossless WebP cannot be interrupted: they go on, for some
// minutes if the picture is as large as it may be, and the limit ends the picture when they return.
func InTime(limit time.Duration, do DoAll) DoAll {
	return func(ctx context.Context, jobs []resize.ImageJob) []resize.Result {
		limited, stop := WithTimeLimit(ctx, limit)
		defer stop()
		results := do(limited, jobs)
		var late *TimeError
		if ctx.Err() != nil || !errors.As(context.Cause(limited), &late) {
			return results
		}
		for i := range results {
			results[i].Err = late.instead(results[i].Err, jobs[i].InputPath)
		}
		return results
	}
}

// instead returns e in place of the error of an interrupted job, and every other error as it is.
func (e *TimeError) instead(err error, path string) error {
	if !errors.Is(err, context.Canceled) {
		return err
	}
	op := "resize"
	if interrupted := (*resize.Error)(nil); errors.As(err, &interrupted) {
		op = interrupted.Op
	}
	return &resize.Error{Op: op, Path: path, Err: e}
}

// WithTimeLimit returns a context that ends after limit, which is as that of InTime, with a
// *TimeError as its cause. Time in which the process is stopped (Ctrl+Z) does not count.
func WithTimeLimit(ctx context.Context, limit time.Duration) (limited context.Context, stop func()) {
	switch {
	case limit < 0:
		return ctx, func() {}
	case limit == 0:
		limit = DefaultTimeLimit
	}
	ctx, cancel := context.WithCancelCause(ctx)
	step := max(limit/limitSteps, 1)
	tick := time.NewTicker(step)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for c := startClock(step); c.spent < limit; c.count() {
			select {
			case <-tick.C:
			case <-ctx.Done():
				return
			}
		}
		cancel(&TimeError{limit})
	}()
	return ctx, func() {
		cancel(nil)
		tick.Stop()
		<-ended
	}
}

// clock counts the time in which the process may have worked. A process that misses steps was
// stopped, and has used no processor; or it had to wait for an encoder that Go's scheduler cannot
// interrupt, and has.
type clock struct {
	step, spent time.Duration
	at          time.Time
	used        time.Duration // processor time
}

func startClock(step time.Duration) clock {
	used, _ := processorTime()
	return clock{step: step, at: time.Now(), used: used}
}

// count adds the time since the last count.
func (c *clock) count() {
	now := time.Now()
	passed := now.Sub(c.at)
	if used, known := processorTime(); known {
		const late = 2 // steps, on a busy machine
		passed = min(passed, max(late*c.step, used-c.used))
		c.used = used
	}
	c.spent += passed
	c.at = now
}
