package resize

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/codec/jpeg/turbo"
)

const (
	// ordersVariable is how many orders TestOrder tries; more than 2 take in the kinds that other
	// programs make, AVIF, more broken files, and more new processes.
	ordersVariable = "SIZEMILL_ORDERS"
	// casesVariable is a folder of pictures to be taken in too.
	casesVariable = "SIZEMILL_CASES"
	// orderFileVariable and orderIndexVariable say to a test in a new process which file to convert.
	orderFileVariable, orderIndexVariable = "SIZEMILL_ORDER_FILE", "SIZEMILL_ORDER_INDEX"
)

// task is a picture to be made into results, which its index chooses.
type task struct {
	path  string
	index int
	deep  bool // AVIF is among the formats
}

// recipes are what is made of the picture at once: a smaller one in a format by turns, and one of its
// own size without metadata, in the usual set of every other picture.
func (k task) recipes() []Recipe {
	formats := []Format{JPEG, PNG, WebP, TIFF, GIF, BMP}
	if k.deep {
		formats = append(formats, format.AVIF)
	}
	small := Recipe{Target: Target{Mode: Percent, Percent: 50}, Format: formats[k.index%len(formats)], Background: white}
	switch k.index / len(formats) % 4 {
	case 1:
		small.Sharpen, small.Color = SharpenLow, ColorSRGB
	case 2:
		small = Recipe{Target: Target{Mode: Fill, Width: 20, Height: 30}, Format: small.Format, Background: white, Metadata: NoLocation}
	case 3:
		small.Quality, small.MaxBytes = 0, 3000
	}
	if !k.deep && k.index%2 == 1 {
		return []Recipe{small}
	}
	return []Recipe{small, {Target: Target{Mode: NoResize}, Background: white, Metadata: NoMetadata}}
}

// allDoer is a Worker or Workers.
type allDoer interface {
	DoAll(ctx context.Context, jobs []ImageJob) []Result
}

// run carries the task out as a batch does, with salvage for what proves damaged, and tells all that came of it.
func (k task) run(t testing.TB, by allDoer) string {
	dir := t.TempDir()
	var text strings.Builder
	tell := func(format string, args ...any) {
		text.WriteString(strings.ReplaceAll(strings.ReplaceAll(fmt.Sprintf(format, args...), dir, "OUT"), k.path, "IN") + "\n")
	}
	src, err := Probe(t.Context(), k.path, Limits{})
	damaged := errors.Is(err, ErrDamaged)
	if damaged {
		tell("header: %v", err)
		src, err = ProbeDamaged(t.Context(), k.path, Limits{})
	}
	if err != nil {
		tell("header: %v", err)
		return text.String()
	}
	for _, salvage := range []bool{false, true} {
		if !salvage && damaged || salvage && !damaged {
			continue
		}
		jobs := k.jobs(src, dir, salvage)
		for i, r := range by.DoAll(t.Context(), jobs) {
			damaged = damaged || errors.Is(r.Err, ErrDamaged)
			b, err := os.ReadFile(jobs[i].OutputPath)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Error(err)
			}
			r.Outcome.ModTime = time.Time{}
			tell("%+v, error %v, %x", r.Outcome, r.Err, sha256.Sum256(b))
		}
	}
	return text.String()
}

func (k task) jobs(src Source, dir string, salvage bool) []ImageJob {
	var jobs []ImageJob
	for i, r := range k.recipes() {
		format := r.Format
		if spec, _ := codec.Lookup(src.Format); format == FormatSame && spec.Write {
			format = src.Format
		} else if format == FormatSame {
			format = JPEG
		}
		g := NewGeometry(src.Upright, r)
		job := ImageJob{
			InputPath: k.path, OutputPath: filepath.Join(dir, fmt.Sprint(salvage, i)), Width: g.Canvas.Width, Height: g.Canvas.Height,
			Recipe: &r, Source: src, Geometry: g, Format: format, Salvage: salvage,
		}
		if job.SmallEnough() {
			job.Action = Copy
		}
		jobs = append(jobs, job)
	}
	return jobs
}

// TestOrder: what becomes of a picture does not depend on what its worker has done before, nor on what other workers do: in any order, by
// one worker and by several, it is what it is alone in a new worker and in a new process.
func TestOrder(t *testing.T) {
	orders, deep := 2, false
	if text := os.Getenv(ordersVariable); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		orders, deep = n, n > 2
	}
	random := rand.New(rand.NewPCG(9, 1))
	tasks := orderTasks(t, random, deep)
	alone := together(tasks, func(k task) string {
		var w Worker
		defer w.Close()
		return k.run(t, &w)
	})
	processes := 2
	switch {
	case deep:
		processes = 60
	case raceEnabled: // it sees nothing of what happens between processes
		processes = 0
	}
	checkProcesses(t, tasks, alone, processes)
	differences := 0
	differ := func(k task, got, how string) {
		if got != alone[k.index] {
			differences++
			t.Errorf("%s, %s:\n%s\nalone:\n%s", filepath.Base(k.path), how, got, alone[k.index])
		}
	}
	for order := range orders {
		random.Shuffle(len(tasks), func(i, j int) { tasks[i], tasks[j] = tasks[j], tasks[i] })
		if order%2 == 0 {
			var w Worker
			for _, k := range tasks {
				differ(k, k.run(t, &w), fmt.Sprintf("order %d by one worker", order))
			}
			w.Close()
			continue
		}
		var workers Workers
		for i, got := range together(tasks, func(k task) string { return k.run(t, &workers) }) {
			differ(tasks[i], got, fmt.Sprintf("order %d by several workers", order))
		}
		workers.Close()
	}
	t.Logf("%d files in %d orders, %d differences", len(tasks), orders, differences)
}

// together runs tasks by four goroutines.
func together(tasks []task, run func(task) string) []string {
	got := make([]string, len(tasks))
	next := make(chan int)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for i := range next {
				got[i] = run(tasks[i])
			}
		})
	}
	for i := range tasks {
		next <- i
	}
	close(next)
	wait.Wait()
	return got
}

// checkProcesses compares as many tasks, spread over all, with a new process for each, which takes some
// time to start.
func checkProcesses(t *testing.T, tasks []task, alone []string, processes int) {
	t.Helper()
	for n := range processes {
		i := (2*n + 1) * len(tasks) / (2 * processes)
		k := tasks[i]
		child := exec.Command(os.Args[0], "-test.run=^TestOrderAlone$", "-test.v")
		child.Env = append(os.Environ(), orderFileVariable+"="+k.path, fmt.Sprintf("%s=%d", orderIndexVariable, k.index), fmt.Sprintf("%s=%v", ordersVariable, k.deep))
		out, err := child.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if !strings.Contains(string(out), alone[i]) {
			t.Errorf("%s, in a new process:\n%s\nin this one:\n%s", filepath.Base(k.path), out, alone[i])
		}
	}
	t.Logf("%d files in processes of their own", processes)
}

// TestOrderAlone is TestOrder's other process.
func TestOrderAlone(t *testing.T) {
	path := os.Getenv(orderFileVariable)
	if path == "" {
		t.Skip("TestOrder starts this in a process of its own")
	}
	index, err := strconv.Atoi(os.Getenv(orderIndexVariable))
	if err != nil {
		t.Fatal(err)
	}
	var w Worker
	defer w.Close()
	fmt.Print("\n", task{path, index, os.Getenv(ordersVariable) == "true"}.run(t, &w))
}

// orderTasks writes the pictures: of all kinds, those of the folder of cases where there is one, and broken ones made of both.
func orderTasks(t *testing.T, random *rand.Rand, deep bool) []task {
	t.Helper()
	files := tableFiles(t)
	kinds := matrixKinds()
	if deep {
		kinds = append(kinds, toolKinds()...)
	}
	for _, k := range kinds {
		if k.format == format.HEIC && codec.Missing(format.HEIC) != "" {
			t.Log("without HEIC: ", codec.Missing(format.HEIC))
			continue
		}
		if !deep && metadataOnly(k) {
			continue
		}
		files = append(files, k.file(t))
	}
	folder := os.Getenv(casesVariable)
	if folder == "" {
		folder = "../../shared/cases"
	}
	if _, err := os.Stat(folder); err != nil {
		t.Log("without a folder of cases: ", err)
	} else {
		tree := imgtest.ReadTree(t, folder)
		for _, name := range slices.Sorted(maps.Keys(tree)) {
			if !deep && strings.Contains(name, "gif_grows") { // a fifth of the time, and there are other animations
				continue
			}
			files = append(files, tree[name])
		}
	}
	if !deep {
		files = swept(files)
	}
	for i, b := range files[:len(files):len(files)] {
		each := i % 2 // of the usual set every other file
		if deep {
			each = 3
		}
		for range each {
			files = append(files, broken(random, b, files[random.IntN(len(files))]))
		}
	}
	dir := t.TempDir()
	tasks := make([]task, len(files))
	for i, b := range files {
		tasks[i] = task{filepath.Join(dir, fmt.Sprintf("%04d", i)), i, deep}
		if err := os.WriteFile(tasks[i].path, b, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return tasks
}

// metadataOnly reports whether a kind repeats the pixels and the coding of another one.
func metadataOnly(k sourceKind) bool {
	_, orientation, turned := strings.Cut(k.name, ", orientation ")
	return turned && !strings.HasPrefix(orientation, "6") || strings.Contains(k.name, "sRGB's profile")
}

// tableFiles are JPEGs with tables of their own, and without any.
func tableFiles(t *testing.T) [][]byte {
	t.Helper()
	plain := imgtest.JPEG(t, 60, 40)
	files := [][]byte{
		plain, bytes.ReplaceAll(plain, []byte{0xFF, 0xC4}, []byte{0xFF, 0xFE}), bytes.ReplaceAll(plain, []byte{0xFF, 0xDB}, []byte{0xFF, 0xFE}),
	}
	if !turbo.Available {
		t.Log("without JPEGs that have tables of their own: ", turbo.ErrUnavailable)
		return files
	}
	var d turbo.Decoder
	defer d.Close()
	var e turbo.Encoder
	defer e.Close()
	for _, o := range []turbo.EncodeOptions{{Quality: 20, Optimize: true}, {Quality: 60, Progressive: true}} {
		planes, err := d.Decode(t.Context(), plain, turbo.DecodeOptions{})
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := e.Encode(t.Context(), &b, planes, o); err != nil {
			t.Fatal(err)
		}
		files = append(files, b.Bytes(), bytes.ReplaceAll(b.Bytes(), []byte{0xFF, 0xC4}, []byte{0xFF, 0xFE}))
	}
	return files
}

// broken is b with a fault: wrong bits, a part that is missing or another file's, or a JPEG's table that is none.
func broken(random *rand.Rand, b, other []byte) []byte {
	b = bytes.Clone(b)
	at := random.IntN(len(b))
	switch random.IntN(6) {
	case 0:
		return b[:at]
	case 1:
		return append(b[:at], b[min(at+1+random.IntN(20), len(b)):]...)
	case 2:
		return append(b[:at], other[random.IntN(len(other)):]...)
	case 3:
		marker := []byte{0xC4, 0xDB, 0xDD, 0xE0, 0xEE}[random.IntN(5)]
		if bytes.Contains(b, []byte{0xFF, marker}) {
			return bytes.Replace(b, []byte{0xFF, marker}, []byte{0xFF, 0xFE}, 1+random.IntN(2))
		}
	}
	for range 1 + random.IntN(3) {
		b[random.IntN(len(b))] ^= 1 << random.IntN(8)
	}
	return b
}
