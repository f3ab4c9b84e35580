package ledger

import (
	"context"
	"database/sql"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Result is a file that was made of a source, as far as is known.
type Result struct {
	Entry  int64 // ID of the Entry that wrote it
	Source File
	Size   string // see Entry
	Recipe string // Entry.Recipe
	Output File
}

// Known is what is recorded of the results of some sources, at the moment of the question. A nil
// Known knows nothing. Its methods may be called from any goroutine.
type Known struct {
	results  []Result // by source, oldest first
	bySource map[string]int
	byOutput map[string]int
}

// Known returns what is recorded of the sources at the paths, which may be files, or folders with
// all that is below them.
func (l *Ledger) Known(ctx context.Context, paths []string) (*Known, error) {
	read := reader{texts: make(map[string]string)}
	for _, path := range outermost(paths) {
		if err := read.below(ctx, l.db, path); err != nil {
			return nil, failed("read", l.Path(), err)
		}
	}
	k := &Known{results: read.results}
	k.index()
	return k, nil
}

// outermost returns the paths that lie in none of the others, each once.
func outermost(paths []string) []string {
	var outer []string
	paths = slices.Clone(paths)
	for i := range paths {
		paths[i] = filepath.Clean(paths[i])
	}
	slices.SortFunc(paths, func(a, b string) int { return strings.Compare(folderText(a), folderText(b)) })
	for _, path := range paths {
		n := len(outer)
		if n == 0 || path != outer[n-1] && !strings.HasPrefix(path, folderText(outer[n-1])) {
			outer = append(outer, path)
		}
	}
	return outer
}

// folderText returns what the paths of all files in a folder begin with.
func folderText(path string) string {
	const slash = string(filepath.Separator)
	return strings.TrimSuffix(path, slash) + slash
}

// index finds the results by their paths.
func (k *Known) index() {
	k.bySource = make(map[string]int, len(k.results))
	k.byOutput = make(map[string]int, len(k.results))
	for i := range k.results {
		r := &k.results[i]
		if _, ok := k.bySource[r.Source.Path]; !ok {
			k.bySource[r.Source.Path] = i
		}
		k.byOutput[r.Output.Path] = i
	}
}

// Of returns what was made of a source, the newest last.
func (k *Known) Of(source string) []Result {
	if k == nil {
		return nil
	}
	first, ok := k.bySource[source]
	if !ok {
		return nil
	}
	end := first
	for end < len(k.results) && k.results[end].Source.Path == source {
		end++
	}
	results := slices.Clone(k.results[first:end])
	slices.SortFunc(results, func(a, b Result) int { return int(a.Entry - b.Entry) })
	return results
}

// Result returns what was recorded of the file at path, if it is as it was written.
func (k *Known) Result(path string, file fs.FileInfo) (Result, bool) {
	if k == nil {
		return Result{}, false
	}
	i, ok := k.byOutput[path]
	if !ok || !k.results[i].Output.Unchanged(file) {
		return Result{}, false
	}
	return k.results[i], true
}

// IsOutput reports whether a result of one of the sources was written to path.
func (k *Known) IsOutput(path string) bool {
	if k == nil {
		return false
	}
	_, ok := k.byOutput[path]
	return ok
}

// reader reads results.
type reader struct {
	results []Result
	texts   map[string]string // texts that many results have in common
}

// below reads the results of the source at path, or of those in the folder path.
func (r *reader) below(ctx context.Context, db *sql.DB, path string) error {
	const query = `SELECT entry, source, source_bytes, source_date, size, recipe, output,
		output_bytes, output_date FROM result WHERE `
	if err := r.read(ctx, db, query+`source = ?`, []byte(path)); err != nil {
		return err
	}
	first := folderText(path)
	end := []byte(first)
	end[len(end)-1]++ // the first text behind all those that begin with first
	return r.read(ctx, db, query+`source >= ? AND source < ?`, []byte(first), end)
}

func (r *reader) read(ctx context.Context, db *sql.DB, query string, args ...any) error {
	found, err := collect(ctx, db, r.scan, query, args...)
	if len(r.results) == 0 {
		r.results = found
	} else {
		r.results = append(r.results, found...)
	}
	return err
}

func (r *reader) scan(rows *sql.Rows) (result Result, err error) {
	var source, output, size, recipe sql.RawBytes
	var sourceDate, outputDate int64
	err = rows.Scan(&result.Entry, &source, &result.Source.Bytes, &sourceDate, &size, &recipe, &output,
		&result.Output.Bytes, &outputDate)
	result.Source.Path, result.Source.ModTime = string(source), time.Unix(0, sourceDate)
	result.Output.Path, result.Output.ModTime = string(output), time.Unix(0, outputDate)
	result.Size, result.Recipe = r.shared(size), r.shared(recipe)
	return result, err
}

// shared returns text, in the memory of an equal one that was read before.
func (r *reader) shared(text []byte) string {
	if known, ok := r.texts[string(text)]; ok {
		return known
	}
	known := string(text)
	r.texts[known] = known
	return known
}
