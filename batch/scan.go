package batch

import (
	"context"
	"errors"
	"os"
	"slices"
	"time"

	"github.com/maruel/natural"

	"sizemill/pool"
	"sizemill/resize"
)

// ScanOptions says how inputs are searched. The zero value is the default.
type ScanOptions struct {
	Shallow bool // do not descend into subfolders
}

// Found is one picture that a scan met.
type Found struct {
	Path   string // absolute
	Root   string // the input folder, or the folder of an input file; absolute
	Rel    string // Path below Root
	Source resize.Source
	Err    error // why its header could not be read
	// Remains is what the header of a damaged picture says, for Options.Salvage; zero where it says too little.
	Remains resize.Source
	// Link is the picture of the batch that a symbolic link leads to; empty for every other file. Of the link nothing is made.
	Link string

	real string // Path with links resolved; empty where nobody looked
}

// Sources is what a scan found: pictures in natural order, each once, however many inputs reach it.
type Sources struct {
	Pictures []Found
	Others   Others   // files of the input folders that were passed over
	Folders  []string // the input folders, absolute, in the order given

	headers *headers // of existing files, for all plans that are built of the sources
}

// ScanProgress counts what a running scan has met.
type ScanProgress struct {
	Found  int // files that may be pictures
	Probed int // headers read
}

// progressEvery is how often a scan reports: more often than a screen is painted serves nobody.
const progressEvery = 50 * time.Millisecond

// Scan walks inputs, files and folders, and probes the header of every picture. It reads only. progress, which may be
// nil, is called serially, at most some twenty times a second and once at the end. An input that is missing or
// unreadable is a Found with its Err; Scan's own error is ctx's.
func Scan(ctx context.Context, inputs []string, opts ScanOptions, progress func(ScanProgress)) (*Sources, error) {
	var at ScanProgress
	var last time.Time
	report := func() {
		if now := time.Now(); progress != nil && now.Sub(last) >= progressEvery {
			last = now
			progress(at)
		}
	}
	w := &walker{opts: opts, seen: make(map[string]int), others: make(Others), report: func(n int) { at.Found = n; report() }}
	src := &Sources{headers: &headers{}}
	for _, path := range inputs {
		if err := w.input(ctx, path); err != nil {
			return nil, err
		}
	}
	w.follow()
	if err := probe(ctx, w.found, func(n int) { at.Probed = n; report() }); err != nil {
		return nil, err
	}
	w.gather()
	folders := make(map[string]struct{})
	for _, c := range w.found {
		if !c.named && (errors.Is(c.Err, resize.ErrUnsupported) || errors.Is(c.Err, resize.ErrDamaged) && empty(c.Path)) {
			w.others[otherKind(c.Path)]++
			continue
		}
		src.Pictures = append(src.Pictures, c.Found)
	}
	for _, root := range w.folders {
		if _, again := folders[root]; !again {
			folders[root] = struct{}{}
			src.Folders = append(src.Folders, root)
		}
	}
	src.Others = w.others
	sortPictures(src.Pictures)
	if progress != nil {
		progress(at)
	}
	return src, nil
}

// empty says whether a file has no bytes, as those that mark or lock something.
func empty(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Size() == 0
}

// probe reads the headers of all candidates, several at once: on a cold disk the time goes into waiting.
func probe(ctx context.Context, found []candidate, report func(n int)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	p := pool.New(ctx, pool.Options{Workers: pool.IOBound(probeWait)}, func(ctx context.Context, i int) (probed, error) {
		return probeFile(ctx, found[i].Path)
	})
	fed := make(chan struct{})
	go func() {
		defer close(fed)
		defer p.Close()
		for i := range found {
			if found[i].Err != nil || found[i].Link != "" {
				continue
			}
			if p.Submit(ctx, i) != nil {
				return // ctx has ended: the results say so
			}
		}
	}()
	n := 0
	for r := range p.Results() {
		c := &found[r.Job]
		c.Source, c.Remains, c.Err = r.Value.source, r.Value.remains, r.Err
		n++
		report(n)
	}
	<-fed
	return context.Cause(ctx)
}

// probed is what headers say: of a whole picture, or else of what is left of a damaged one.
type probed struct{ source, remains resize.Source }

func probeFile(ctx context.Context, path string) (p probed, err error) {
	p.source, err = resize.Probe(ctx, path, resize.Limits{})
	if errors.Is(err, resize.ErrDamaged) {
		if remains, err := resize.ProbeDamaged(ctx, path, resize.Limits{}); err == nil {
			p.remains = remains
		}
	}
	return p, err
}

// probeWait is the ratio of waiting to computing that probing is sized for: a header is two small reads, and a few
// microseconds of parsing, so even warm caches keep three times the cores busy without harm.
const probeWait = 2

// sortPictures orders by folder, then by name, the way people count: "2" before "10".
func sortPictures(pictures []Found) {
	slices.SortStableFunc(pictures, func(a, b Found) int {
		if a.Root != b.Root {
			return naturalCompare(a.Root, b.Root)
		}
		return naturalCompare(a.Rel, b.Rel)
	})
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
