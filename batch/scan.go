package batch

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"time"

	"github.com/maruel/natural"

	"sizemill/batch/naming"
	"sizemill/ledger"
	"sizemill/pool"
	"sizemill/resize"
)

// ScanOptions are how inputs are searched. The zero value is the default.
type ScanOptions struct {
	Shallow bool           // do not descend into subfolders
	Ledger  *ledger.Ledger // knows results of earlier runs; nil if none was kept
	Limits  resize.Limits
	// FollowLinks follows symbolic links out of the input folders, and links to folders. Without
	// it only links to files inside are followed, and the inputs themselves.
	FollowLinks bool
}

// Found is one picture that a scan met.
type Found struct {
	Path   string // absolute
	Root   string // the input folder, or the folder of an input file; absolute
	Rel    string // Path below Root
	Source resize.Source
	Err    error // why its header could not be read
	// Remains is what is left of a damaged picture's header, for Options.Salvage; nil if that is
	// too little.
	Remains *resize.Source
	// Link is the picture of the batch that a symbolic link leads to, and empty for any other file.
	// A link has no result.
	Link string

	real  string // Path with links resolved; empty if nothing resolved them
	named bool   // given by the user or by a picture's extension: a failure to read it is reported
}

// Sources is what a scan found: pictures in natural order, each once, however many inputs reach it.
type Sources struct {
	Pictures []Found
	Others   Others   // files of the input folders that were passed over
	Folders  []string // the input folders, absolute, in the order given
	// Known is what is recorded of the pictures' results; nil if nothing is.
	Known *ledger.Known

	// Unknown is why the ledger could not be read. Results are known by their files then.
	Unknown error

	inputs []string             // as given, absolute
	names  map[[2]string]string // output paths by source and size, of a resumed batch

	backups map[string]ledger.Entry // by source, of a resumed batch that replaces originals

	headers *naming.Headers // of existing files, for all plans of these sources
}

// ScanProgress counts what a running scan has met.
type ScanProgress struct {
	Found  int // files that may be pictures
	Probed int // headers read
}

// progressEvery is how often a scan reports: as often as a screen shows it.
const progressEvery = 50 * time.Millisecond

// Scan walks inputs, files and folders, and probes the header of every picture. It reads only. It
// calls progress, which may be nil, serially, about twenty times a second at most and once at the
// end. An input that is missing or unreadable is a Found with its Err; Scan's own error is ctx's.
func Scan(
	ctx context.Context, inputs []string, opts ScanOptions, progress func(ScanProgress),
) (*Sources, error) {
	var at ScanProgress
	var last time.Time
	report := func() {
		if progress == nil {
			return
		}
		if now := time.Now(); now.Sub(last) >= progressEvery {
			last = now
			progress(at)
		}
	}
	w := &walker{
		opts: opts, seen: make(map[string]int), others: make(Others),
		report: func(n int) { at.Found = n; report() },
	}
	src := &Sources{headers: &naming.Headers{}}
	for _, path := range inputs {
		if err := w.input(ctx, path); err != nil {
			return nil, err
		}
	}
	if err := w.follow(ctx); err != nil {
		return nil, err
	}
	if err := probe(ctx, w.found, opts.Limits, func(n int) { at.Probed = n; report() }); err != nil {
		return nil, err
	}
	w.gather()
	folders := make(map[string]struct{})
	src.Pictures = w.pictures()
	for _, root := range w.folders {
		if _, again := folders[root]; !again {
			folders[root] = struct{}{}
			src.Folders = append(src.Folders, root)
		}
	}
	src.Others = w.others
	src.inputs = absolute(inputs)
	src.recall(ctx, opts.Ledger)
	if progress != nil {
		progress(at)
	}
	return src, nil
}

// recall asks the ledger about the pictures' results.
func (s *Sources) recall(ctx context.Context, l *ledger.Ledger) {
	if l != nil {
		s.Known, s.Unknown = l.Known(ctx, s.inputs)
	}
}

// absolute returns the paths that have an absolute form.
func absolute(paths []string) []string {
	var all []string
	for _, path := range paths {
		if abs, err := filepath.Abs(path); err == nil {
			all = append(all, abs)
		}
	}
	return all
}

// pictures returns what was found in natural order. It leaves out files that are not pictures,
// unless their names promise one.
func (w *walker) pictures() []Found {
	w.found = slices.DeleteFunc(w.found, func(f *Found) bool {
		unsupported := errors.Is(f.Err, resize.ErrUnsupported)
		isEmpty := errors.Is(f.Err, resize.ErrDamaged) && empty(f.Path)
		if f.named || !unsupported && !isEmpty {
			return false
		}
		w.others[otherKind(f.Path)]++
		return true
	})
	sortPictures(w.found)
	if len(w.found) == 0 {
		return nil
	}
	pictures := make([]Found, len(w.found))
	for i, f := range w.found {
		pictures[i] = *f
	}
	return pictures
}

// empty reports whether a file has no bytes, like one that marks or locks something.
func empty(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Size() == 0
}

// probe reads the headers of all files that were found, several at once: on a cold disk most of the
// time is waiting.
func probe(
	ctx context.Context, found []*Found, limits resize.Limits, report func(n int),
) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	workers := pool.IOBound(probeWait)
	p := pool.New(ctx, pool.Options{Workers: workers}, func(ctx context.Context, files []*Found) (int, error) {
		return probeAll(ctx, files, limits)
	})
	fed := make(chan struct{})
	go func() {
		defer close(fed)
		defer p.Close()
		for files := range slices.Chunk(found, min(max(len(found)/(probeShares*workers), 1), maxProbes)) {
			if p.Submit(ctx, files) != nil {
				return // ctx has ended: the results say so
			}
		}
	}()
	n := 0
	for r := range p.Results() {
		n += r.Value
		report(n)
	}
	<-fed
	return context.Cause(ctx)
}

// probeAll reads the headers of files one after another, and returns how many it has read. Its
// error is ctx's.
func probeAll(ctx context.Context, files []*Found, limits resize.Limits) (n int, err error) {
	var p resize.Prober
	for _, f := range files {
		if f.Err != nil || f.Link != "" {
			continue
		}
		if ctx.Err() != nil {
			return n, ctx.Err()
		}
		f.probe(ctx, &p, limits)
		n++
	}
	return n, nil
}

// probe reads the file's header, or what is left of it if the picture is damaged. A panic is the
// file's error.
func (f *Found) probe(ctx context.Context, p *resize.Prober, limits resize.Limits) {
	defer func() {
		if v := recover(); v != nil {
			f.Err = &pool.PanicError{Value: v, Stack: debug.Stack()}
		}
	}()
	f.Source, f.Err = p.Probe(ctx, f.Path, limits)
	if errors.Is(f.Err, resize.ErrDamaged) {
		if remains, err := resize.ProbeDamaged(ctx, f.Path, limits); err == nil {
			f.Remains = &remains
		}
	}
}

// Files are probed in groups, because handing one over costs about as much as probing it. A group
// has at most maxProbes files, so that slow disks show progress, and there are several per worker,
// so that none is idle for long at the end.
const (
	maxProbes   = 32
	probeShares = 8
)

// probeWait is the ratio of waiting to computing that probing is sized for: a header is two small
// reads, and a few microseconds of parsing, so even warm caches keep three times the cores busy
// without harm.
const probeWait = 2

// sortPictures orders by folder, then by name, the way people count: "2" before "10".
func sortPictures(pictures []*Found) {
	order := func(a, b *Found) int {
		if a.Root != b.Root {
			return naturalCompare(a.Root, b.Root)
		}
		return naturalCompare(a.Rel, b.Rel)
	}
	// Mostly they are sorted, because folders are read in the order of their bytes.
	if !slices.IsSortedFunc(pictures, order) {
		slices.SortStableFunc(pictures, order)
	}
}

func naturalCompare(a, b string) int {
	switch {
	case a == b:
		return 0
	case natural.Less(a, b):
		return -1
	case natural.Less(b, a):
		return 1
	case a < b: // equal to a reader ("01" and "1"), still in a fixed order
		return -1
	default:
		return 1
	}
}
