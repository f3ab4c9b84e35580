package hotfolder

import (
	"context"
	"slices"
	"sync"
	"time"

	"sizemill/batch"
	"sizemill/ledger"
)

// memory is what the service remembers of its results, in the ledger of Options or, if that is nil,
// in one of its own that ends with it.
type memory struct {
	ledger *ledger.Ledger
	own    bool
	failed func(error) // see Options.Unrecorded

	mu         sync.Mutex
	recordings map[*folder]*ledger.Recording // of folders that have made something
	told       bool
}

// open makes the memory ready.
func (m *memory) open(ctx context.Context) {
	if m.ledger == nil {
		var err error
		if m.ledger, err = ledger.OpenMemory(ctx); err != nil {
			m.tell(err)
			return
		}
		m.own = true
	}
	m.recordings = make(map[*folder]*ledger.Recording)
}

// close writes what is left. No picture is in progress any more.
func (m *memory) close(ctx context.Context) {
	for _, recording := range m.recordings {
		m.tell(recording.Close(ctx, &ledger.Ending{At: time.Now()}))
	}
	m.recordings = nil
	if m.own {
		m.tell(m.ledger.Close())
		m.ledger, m.own = nil, false
	}
}

// tell reports the first error.
func (m *memory) tell(err error) {
	m.mu.Lock()
	told := m.told || err == nil || m.failed == nil
	m.told = m.told || err != nil
	m.mu.Unlock()
	if !told {
		m.failed(err)
	}
}

// known returns what is recorded of a picture's results, and of others of its name. If it cannot be read, they are known by
// their files.
func (m *memory) known(ctx context.Context, a arrival) *ledger.Known {
	if m.ledger == nil {
		return nil
	}
	m.mu.Lock()
	recordings := make([]*ledger.Recording, 0, len(m.recordings))
	for _, r := range m.recordings {
		recordings = append(recordings, r)
	}
	m.mu.Unlock()
	for _, r := range recordings {
		m.tell(r.Flush(ctx))
	}
	known, err := m.ledger.Around(ctx, a.path, a.resultStem())
	if ctx.Err() == nil {
		m.tell(err)
	}
	return known
}

// isResult reports whether the file at path was made from a picture of the folder, and is as it was
// made.
func (m *memory) isResult(ctx context.Context, f *folder, found *batch.Found) bool {
	if m.ledger == nil {
		return false
	}
	r, recorded, err := m.ledger.Output(ctx, found.Path)
	if err != nil || !recorded {
		return false
	}
	return r.Source.Path != found.Path && f.holds(r.Source.Path) &&
		r.Output.Unchanged(found.Source.Bytes, found.Source.ModTime)
}

// recording returns the record of a folder's results in this run, which begins with the first of
// them.
func (m *memory) recording(ctx context.Context, f *folder) *ledger.Recording {
	m.mu.Lock()
	defer m.mu.Unlock()
	if r := m.recordings[f]; r != nil || m.ledger == nil {
		return r
	}
	none := slices.Values([]ledger.Entry(nil))
	r, err := m.ledger.Begin(ctx, ledger.Batch{
		Kind: ledger.Watch, Began: time.Now(), Inputs: []string{f.path}, Outputs: []string{f.out},
	}, none)
	if err != nil {
		return nil // known tells why
	}
	m.recordings[f] = r
	return r
}

// record records what became of a picture: its results, and its failures if they are new.
func (s *Service) record(
	ctx context.Context, f *folder, plan *batch.Plan, events []batch.Event, failures bool,
) {
	for _, e := range events {
		if e.State != batch.Done && (e.State != batch.Failed || !failures) {
			continue
		}
		if r := s.memory.recording(ctx, f); r != nil {
			plan.Record(ctx, r, e)
		}
	}
}
