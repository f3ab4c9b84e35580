package ledger

import (
	"bytes"
	"context"
	"database/sql"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Result is a file that was made of a source, as far as is known.
type Result struct {
	Entry       int64 // ID of the Entry that wrote it
	Source      File
	Size        string // see Entry
	Job, Recipe string
	Output      File
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

// Around returns what is recorded of the source at path, and of results, of whatever source, whose
// paths begin with output: those that compete for a name.
func (l *Ledger) Around(ctx context.Context, path, output string) (*Known, error) {
	read := reader{texts: make(map[string]string)}
	err := read.read(ctx, l.db, selectResults+`source = ?1 OR output >= ?2 AND output < ?3
		ORDER BY source`, []byte(path), []byte(output), after(output))
	if err != nil {
		return nil, failed("read", l.Path(), err)
	}
	k := &Known{results: read.results}
	k.index()
	return k, nil
}

// Output returns what was recorded of the file at path, whatever its source.
func (l *Ledger) Output(ctx context.Context, path string) (Result, bool, error) {
	r := reader{texts: make(map[string]string)}
	err := r.read(ctx, l.db, selectResults+`output = ?`, []byte(path))
	if err != nil || len(r.results) == 0 {
		return Result{}, false, failed("read", l.Path(), err)
	}
	return r.results[0], true, nil
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

// Result returns what was recorded of the file at path, if it still has the size and the date with
// which it was written.
func (k *Known) Result(path string, bytes int64, modTime time.Time) (Result, bool) {
	if k == nil {
		return Result{}, false
	}
	i, ok := k.byOutput[path]
	if !ok || !k.results[i].Output.Unchanged(bytes, modTime) {
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

// selectResults begins a query of what scan reads.
const selectResults = `SELECT entry, source, source_bytes, source_date, size, job, recipe, output,
	output_bytes, output_date FROM result WHERE `

// below reads the results of the source at path, or of those in the folder path.
func (r *reader) below(ctx context.Context, db *sql.DB, path string) error {
	if err := r.read(ctx, db, selectResults+`source = ?`, []byte(path)); err != nil {
		return err
	}
	first := folderText(path)
	return r.read(ctx, db, selectResults+`source >= ? AND source < ?`, []byte(first), after(first))
}

// after returns the first text behind all those that begin with prefix, which is a path: no byte of
// it is 255, except in names that are not UTF-8.
func after(prefix string) []byte {
	end := []byte(prefix)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i]++; end[i] != 0 {
			return end[:i+1]
		}
	}
	return bytes.Repeat([]byte{255}, len(prefix)+1)
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
	var source, output, size, job, recipe sql.RawBytes
	var sourceDate, outputDate int64
	err = rows.Scan(&result.Entry, &source, &result.Source.Bytes, &sourceDate, &size, &job, &recipe, &output,
		&result.Output.Bytes, &outputDate)
	result.Source.Path, result.Source.ModTime = string(source), time.Unix(0, sourceDate)
	result.Output.Path, result.Output.ModTime = string(output), time.Unix(0, outputDate)
	result.Size = r.shared(size)
	result.Job, result.Recipe = r.shared(job), r.shared(recipe)
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
