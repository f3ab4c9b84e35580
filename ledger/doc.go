// Package ledger remembers what was made of what, in one SQLite file.
//
// A Batch is recorded before its first output, with an Entry for each planned result. A Recording
// takes what becomes of them, and writes it in grouped transactions on a goroutine of its own.
// History, undo, resume and reports read batches and entries; Known answers whether a picture's
// result exists already.
//
// The ledger is an aid: work goes on without it. Open's error says what is missing then. Several
// processes may use one file at once.
package ledger
