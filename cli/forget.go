package cli

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"sizemill/backup"
	"sizemill/internal/filetree"
	"sizemill/ledger"
)

// forgotten is which batches are deleted from the history: one, or those of an age.
type forgotten struct {
	id  int64
	age time.Duration // if id is 0
}

// maxDays is more than the age of any batch.
const maxDays = 100_000

// UnmarshalText reads the number of a batch, or an age in days such as 30d.
func (f *forgotten) UnmarshalText(text []byte) error {
	number, isAge := strings.CutSuffix(string(text), "d")
	n, err := strconv.ParseInt(number, 10, 64)
	switch {
	case err != nil || n < 0 || !isNumber(number):
		return fmt.Errorf("%q is neither the number of a batch nor an age in days such as 30d", text)
	case isAge && n > maxDays:
		return fmt.Errorf("%q: at most %dd", text, maxDays)
	case isAge:
		f.age = time.Duration(n) * 24 * time.Hour
	case n == 0:
		return errors.New("batches are numbered from 1")
	default:
		f.id = n
	}
	return nil
}

// forget deletes batches, and prints how many.
func (c *historyCmd) forget(ctx context.Context, env *Env, l *ledger.Ledger) error {
	batches, err := c.chosen(ctx, l)
	if err != nil {
		return err
	}
	forgotten, removed := 0, 0
	for _, id := range batches {
		if ctx.Err() != nil {
			break
		}
		backups, err := l.Forget(ctx, id)
		if err != nil {
			return err
		}
		forgotten++
		n, err := removeBackups(env.backups(), backups)
		removed += n
		if err != nil {
			return err
		}
	}
	if c.JSON {
		return newEncoder(env.Stdout).Encode(struct {
			Forgotten int `json:"forgotten"`
			Backups   int `json:"backups_deleted"`
		}{forgotten, removed})
	}
	text := fmt.Sprintf("%d batches forgotten", forgotten)
	if forgotten == 1 {
		text = "1 batch forgotten"
	}
	if removed > 0 {
		text += ", " + plural(removed, "backup") + " of originals deleted"
	}
	_, err = fmt.Fprintln(env.Stdout, text)
	return err
}

// chosen returns the IDs of the batches to forget. Those that are running are left out unless they
// are named, which is an error.
func (c *historyCmd) chosen(ctx context.Context, l *ledger.Ledger) ([]int64, error) {
	var ids []int64
	seen := make(map[int64]bool)
	add := func(id int64) {
		if !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	for _, f := range c.Forget {
		if f.id != 0 {
			if _, err := l.Get(ctx, f.id); err != nil { // before any is deleted
				return nil, err
			}
			add(f.id)
			continue
		}
		batches, err := l.History(ctx, math.MaxInt32)
		if err != nil {
			return nil, err
		}
		before := time.Now().Add(-f.age)
		for i := range batches {
			if b := &batches[i]; b.Began.Before(before) && b.Ended.Before(before) && !l.Live(b.ID) {
				add(b.ID)
			}
		}
	}
	return ids, nil
}

// removeBackups removes backups that lie below the folder of all backups, and returns how many.
func removeBackups(folder string, paths []string) (removed int, err error) {
	var errs []error
	for _, path := range paths {
		if _, inside := filetree.Below(folder, filepath.Clean(path)); !inside {
			errs = append(errs, fmt.Errorf("%s is not below %s, and stays", path, folder))
			continue
		}
		if err := backup.Remove(backup.Kept{Path: path}); err != nil {
			errs = append(errs, err)
			continue
		}
		removed++
	}
	return removed, errors.Join(errs...)
}
