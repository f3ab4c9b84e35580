package batch

import (
	"context"

	"sizemill/resize"
)

// DoAll does the jobs of one picture, as resize.Workers.DoAll.
type DoAll func(ctx context.Context, jobs []resize.ImageJob) []resize.Result

// Share is what the work on one picture holds of Budget: nothing at first. For one goroutine.
type Share struct {
	Budget *Budget
	// Hold, which may be nil, is given what returns memory to the budget, and returns what is
	// called when the work is done. It may return the memory before.
	Hold func(release func()) (done func())

	bytes   int64
	release func()
}

// Cover waits until the share is at least need bytes, or ctx ends; what never fits is refused in
// path's name. A share that is too small is given back first, so that no two of them wait for each
// other.
func (s *Share) Cover(ctx context.Context, path string, need int64) error {
	if err := s.Budget.Refuse(path, need); err != nil {
		return err
	}
	if s.release != nil && need <= s.bytes {
		return nil
	}
	s.Free()
	release, err := s.Budget.Acquire(ctx, need)
	if err != nil {
		return err
	}
	if s.Hold != nil {
		release = s.Hold(release)
	}
	s.bytes, s.release = need, release
	return nil
}

// Free gives the share back.
func (s *Share) Free() {
	if s.release != nil {
		s.release()
	}
	s.bytes, s.release = 0, nil
}

// Within returns do with a share that covers its jobs, without those that the budget refuses. What
// is tried again in another way may need more than what was planned: most pictures are whole, and
// need not wait for what they would take if they were not.
func (s *Share) Within(do DoAll) DoAll {
	return func(ctx context.Context, jobs []resize.ImageJob) []resize.Result {
		results := make([]resize.Result, len(jobs))
		var most int64
		var fit []resize.ImageJob
		var places []int // of what fits, among jobs
		for i := range jobs {
			need := jobs[i].MemoryBytes()
			if results[i].Err = s.Budget.Refuse(jobs[i].InputPath, need); results[i].Err == nil {
				most, fit, places = max(most, need), append(fit, jobs[i]), append(places, i)
			}
		}
		if len(fit) == 0 {
			return results
		}
		if s.Cover(ctx, fit[0].InputPath, most) != nil { // ctx has ended
			for _, i := range places {
				results[i].Err = ctx.Err()
			}
			return results
		}
		for k, r := range do(ctx, fit) {
			results[places[k]] = r
		}
		return results
	}
}
