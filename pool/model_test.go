package pool_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sizemill/pool"
)

var modelSeed = flag.Uint64("pool.seed", 0, "run only the schedule of this seed in TestModel")

// TestModel throws random schedules at the pool: some submitters, one kind of reader, some ways to
// end it, all at once and at random moments of a synthetic clock, with jobs that misbehave in every
// way. Each runs in a bubble, which panics on a deadlock and ends only if no goroutine is left.
func TestModel(t *testing.T) {
	first, count := rand.Uint64(), 400
	if *modelSeed != 0 {
		first, count = *modelSeed, 1
	}
	t.Logf("seeds %d to %d; run one again with -pool.seed", first, first+uint64(count)-1)
	for i := range uint64(count) {
		t.Run(fmt.Sprint("seed ", first+i), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { newModel(t, first+i).run() })
		})
	}
}

// What a job does, besides taking its time.
const (
	succeeds = iota
	fails
	panics
	exits
	obeys    // returns the error of its context when that ends
	submits  // another job, to its own pool
	behavior // how many there are
)

type modelJob struct{ id, kind int }

var errModel = errors.New("bad picture")

// model remembers what happened, for comparison with what the pool says.
type model struct {
	*testing.T
	pool *pool.Pool[modelJob, int]
	opts pool.Options

	ending  atomic.Bool // something has begun to end the pool
	cancels atomic.Bool // something may have cancelled it
	drops   atomic.Bool // something may have dropped results
	running atomic.Int64
	waiting atomic.Int64 // calls of Submit

	mu       sync.Mutex
	rng      *rand.Rand
	lastID   int
	accepted map[int]bool
	started  map[int]bool
	results  map[int]error
	previous pool.Stats
}

func newModel(t *testing.T, seed uint64) *model {
	rng := rand.New(rand.NewPCG(seed, 0))
	workers := 1 + rng.IntN(4)
	return &model{
		T: t, rng: rng,
		opts:     pool.Options{Workers: workers, MaxWorkers: workers + max(0, rng.IntN(8)-3), IdleTimeout: 5 * time.Millisecond, Queue: 1 + rng.IntN(5)},
		accepted: map[int]bool{}, started: map[int]bool{}, results: map[int]error{},
	}
}

// roll and pause may be called from any goroutine.
func (m *model) roll(n int) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.rng.IntN(n)
}

// pause lets up to limit of synthetic time pass, one time in two none at all.
func (m *model) pause(limit time.Duration) {
	if n := m.roll(2 * int(limit)); n < int(limit) {
		time.Sleep(time.Duration(n))
	}
}

func (m *model) run() {
	newCtx, cancelNew := context.WithCancel(m.Context())
	defer cancelNew()
	m.pool = pool.New(newCtx, m.opts, m.work)

	var users sync.WaitGroup
	for range 1 + m.roll(4) {
		users.Go(m.submitSome)
	}
	reader := m.roll(5)
	switch reader {
	case 0: // reads early
		users.Go(func() { m.read(-1) })
	case 1: // reads a little and leaves
		users.Go(func() { m.read(m.roll(8)) })
	case 2: // takes the channel and reads late
		m.pool.Results()
	} // or reads late, or never
	for range 1 + m.roll(3) {
		users.Go(func() { m.end(cancelNew) })
	}
	over := make(chan struct{})
	users.Go(func() { m.watch(newCtx, over) })
	users.Go(func() {
		defer close(over)
		time.Sleep(60 * time.Millisecond) // an end has begun
		err := m.pool.Shutdown(m.Context())
		if (err != nil) != (m.pool.Stats().Cancelled > 0) {
			m.Errorf("Shutdown = %v with %+v", err, m.pool.Stats())
		}
	})
	users.Wait()
	switch reader {
	case 4: // never reads, never takes the channel
	default:
		m.read(-1)
	}
	m.compare(reader == 4 || m.drops.Load())
}

func (m *model) submitSome() {
	for range m.roll(30) {
		m.pause(2 * time.Millisecond)
		m.submit(m.roll(behavior))
	}
}

// submit is for users and jobs alike; the deadline lets a job do it while the queue is full.
func (m *model) submit(kind int) {
	ctx, cancel := context.WithTimeout(m.Context(), time.Duration(m.roll(int(8*time.Millisecond))))
	defer cancel()
	m.mu.Lock()
	m.lastID++
	id := m.lastID
	m.mu.Unlock()
	ended := m.ending.Load()
	m.waiting.Add(1)
	err := m.pool.Submit(ctx, modelJob{id, kind})
	m.waiting.Add(-1)
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case err == nil:
		m.accepted[id] = true
	case errors.Is(err, context.DeadlineExceeded), ended, m.ending.Load():
	default:
		m.Errorf("Submit to an open pool = %v", err)
	}
}

func (m *model) work(ctx context.Context, job modelJob) (int, error) {
	if n := m.running.Add(1); n > int64(m.opts.MaxWorkers) {
		m.Errorf("%d jobs run at once, %+v", n, m.opts)
	}
	defer m.running.Add(-1)
	m.mu.Lock()
	if m.started[job.id] {
		m.Errorf("job %d runs twice", job.id)
	}
	m.started[job.id] = true
	m.mu.Unlock()
	m.check()
	m.pause(6 * time.Millisecond)
	switch job.kind {
	case fails:
		return 0, errModel
	case panics:
		panic(errModel)
	case exits:
		runtime.Goexit()
	case obeys:
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-time.After(6 * time.Millisecond):
		}
	case submits:
		m.submit(succeeds)
	}
	return 3 * job.id, nil
}

// end ends the pool in one of the ways there are, after a while.
func (m *model) end(cancelNew func()) {
	time.Sleep(time.Duration(m.roll(int(50 * time.Millisecond))))
	way := m.roll(5)
	if way >= 2 {
		m.cancels.Store(true)
	}
	if way == 4 {
		m.drops.Store(true)
	}
	m.ending.Store(true)
	switch way {
	case 0:
		m.pool.Close()
		m.pool.Close()
	case 1:
		_ = m.pool.Shutdown(m.Context())
	case 2:
		ctx, cancel := context.WithTimeout(m.Context(), time.Duration(m.roll(int(9*time.Millisecond))))
		defer cancel()
		_ = m.pool.Shutdown(ctx)
	case 3:
		cancelNew()
	case 4:
		m.pool.Discard()
	}
}

// read takes limit results, or with -1 all.
func (m *model) read(limit int) {
	for count := 0; count != limit; count++ {
		r, open := <-m.pool.Results()
		if !open {
			return
		}
		m.mu.Lock()
		if _, twice := m.results[r.Job.id]; twice {
			m.Errorf("job %d came back twice", r.Job.id)
		}
		m.results[r.Job.id] = r.Err
		m.checkResult(r)
		m.mu.Unlock()
		m.pause(time.Millisecond / 2)
	}
}

// checkResult compares a result with what its job did. The caller holds mu.
func (m *model) checkResult(r pool.Result[modelJob, int]) {
	var failure *pool.PanicError
	good := false
	switch {
	case errors.Is(r.Err, pool.ErrCancelled):
		good = m.cancels.Load() && errors.Is(r.Err, context.Canceled) || errors.Is(r.Err, context.DeadlineExceeded)
		good = good && (!m.started[r.Job.id] || r.Job.kind == obeys)
	case !m.started[r.Job.id]:
	case r.Job.kind == fails:
		good = r.Err == errModel
	case r.Job.kind == panics:
		good = errors.As(r.Err, &failure) && errors.Is(r.Err, errModel)
	case r.Job.kind == exits:
		good = r.Err == pool.ErrGoexit
	default:
		good = r.Err == nil && r.Value == 3*r.Job.id
	}
	if !good {
		m.Errorf("started %t: %+v", m.started[r.Job.id], r)
	}
}

// watch looks at the pool all the time, also whenever everybody has come to rest.
func (m *model) watch(newCtx context.Context, over <-chan struct{}) {
	for {
		m.check()
		synctest.Wait()
		s := m.check()
		if m.waiting.Load() > 0 && s.Queued < m.opts.Queue {
			m.Errorf("a Submit waits beside a free place: %+v with %+v", s, m.opts)
		}
		if newCtx.Err() != nil && s.Queued > 0 {
			m.Errorf("a job still waits in a cancelled pool: %+v", s)
		}
		select {
		case <-over:
			return
		case <-time.After(time.Millisecond / 3):
		}
	}
}

// check takes a snapshot that has to be consistent in itself, and never behind the one before.
func (m *model) check() pool.Stats {
	m.mu.Lock()
	defer m.mu.Unlock()
	open := !m.ending.Load()
	s, old := m.pool.Stats(), m.previous
	open = open && !m.ending.Load()
	m.previous = s
	switch {
	case s.Submitted != s.Queued+s.Active+s.Processed+s.Failed+s.Cancelled:
		m.Errorf("the sum is wrong: %+v", s)
	case s.Queued < 0 || s.Queued > m.opts.Queue || s.Active < 0 || s.Active > s.Workers || s.Workers > m.opts.MaxWorkers:
		m.Errorf("out of bounds: %+v with %+v", s, m.opts)
	case open && s.Workers < m.opts.Workers:
		m.Errorf("too few workers: %+v with %+v", s, m.opts)
	case s.Queued > 0 && s.Active < s.Workers:
		m.Errorf("a job waits beside an idle worker: %+v", s)
	case s.Submitted < old.Submitted || s.Processed < old.Processed || s.Failed < old.Failed || s.Cancelled < old.Cancelled:
		m.Errorf("%+v came after %+v", s, old)
	case s.Cancelled > 0 && !m.cancels.Load():
		m.Errorf("cancelled by nobody: %+v", s)
	}
	return s
}

// compare checks what has become of each job in the end. Results may be missing if they were
// dropped.
func (m *model) compare(dropped bool) {
	m.check()
	var tally pool.Stats
	for _, err := range m.results {
		switch {
		case err == nil:
			tally.Processed++
		case errors.Is(err, pool.ErrCancelled):
			tally.Cancelled++
		default:
			tally.Failed++
		}
	}
	tally.Submitted = len(m.results)
	s := m.pool.Stats()
	if s.Submitted != len(m.accepted) || s.Queued+s.Active+s.Workers != 0 {
		m.Errorf("%d jobs were accepted, but %+v", len(m.accepted), s)
	}
	if !dropped && s != tally {
		m.Errorf("%+v, but the results say %+v", s, tally)
	}
	for id := range m.results {
		if !m.accepted[id] {
			m.Errorf("job %d was not accepted and came back", id)
		}
	}
	for id := range m.started {
		if !m.accepted[id] {
			m.Errorf("job %d was not accepted and ran", id)
		}
	}
}
