package ledger

import (
	"fmt"
	"testing"
	"time"
)

// fill records batches of 10,000 made entries each.
func fill(b *testing.B, l *Ledger, batches int) {
	b.Helper()
	const size = 10_000
	for i := range batches {
		entries := func(yield func(Entry) bool) {
			for k := range size {
				path := fmt.Sprintf("in/%02d/a picture with a name %06d.jpg", k%100, k+i*size)
				e := planned("/"+path, "/out/"+path)
				if !yield(e) {
					return
				}
			}
		}
		r, err := l.Begin(b.Context(), Batch{Began: began}, entries)
		if err == nil {
			for k := range int64(size) {
				path := fmt.Sprintf("in/%02d/a picture with a name %06d.jpg", k%100, int(k)+i*size)
				r.Put(made(planned("/"+path, "/out/"+path), r.First()+k))
			}
			err = r.Close(b.Context(), &Ending{At: began, Elapsed: time.Minute})
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}

// Benchmark100000 asks a ledger of 100,000 entries what the program asks it.
func Benchmark100000(b *testing.B) {
	dir := b.TempDir()
	l, err := Open(b.Context(), dir)
	if err != nil {
		b.Fatal(err)
	}
	fill(b, l, 10)
	for _, run := range []struct {
		name string
		ask  func(l *Ledger) error
	}{
		{"open", func(*Ledger) error {
			other, err := Open(b.Context(), dir)
			if err != nil {
				return err
			}
			return other.Close()
		}},
		{"history", func(l *Ledger) error { _, err := l.History(b.Context(), 100); return err }},
		{"known", func(l *Ledger) error { _, err := l.Known(b.Context(), []string{"/in"}); return err }},
		{"entries", func(l *Ledger) error { _, err := l.Entries(b.Context(), 1); return err }},
	} {
		b.Run(run.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := run.ask(l); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	if err := l.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkPut writes one entry per transaction, as watched folders do.
func BenchmarkPut(b *testing.B) {
	l, err := Open(b.Context(), b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	e := made(planned("/in/a.jpg", "/out/a.jpg"), 0)
	b.ReportAllocs()
	for b.Loop() {
		if err := l.put(b.Context(), []Entry{e}); err != nil {
			b.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		b.Fatal(err)
	}
}
