package pool_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite"

	"sizemill/pool"
)

// Database queries: as many workers as connections, so that none waits for one with a job in hand.
func Example_database() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "sizemill-pool-*")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	db, err := sql.Open("sqlite", filepath.Join(dir, "album.db"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	const connections = 4
	db.SetMaxOpenConns(connections)
	if _, err := db.ExecContext(ctx, `
		CREATE TABLE photo (album TEXT, bytes INTEGER);
		INSERT INTO photo VALUES ('sea', 900), ('sea', 850), ('town', 400), ('garden', 120), ('town', 610);
	`); err != nil {
		fmt.Println(err)
		return
	}

	type total struct{ photos, bytes int }
	p := pool.New(ctx, pool.Options{Workers: connections}, func(ctx context.Context, album string) (sum total, err error) {
		row := db.QueryRowContext(ctx, `SELECT count(*), sum(bytes) FROM photo WHERE album = ?`, album)
		if err := row.Scan(&sum.photos, &sum.bytes); err != nil {
			return total{}, fmt.Errorf("total of %s: %w", album, err)
		}
		return sum, nil
	})
	defer p.Discard()

	albums := []string{"garden", "sea", "town"}
	for _, album := range albums {
		if err := p.Submit(ctx, album); err != nil {
			fmt.Println(err)
		}
	}
	p.Close()
	totals := map[string]total{}
	for r := range p.Results() {
		if r.Err != nil {
			fmt.Println(r.Err)
		}
		totals[r.Job] = r.Value
	}
	for _, album := range albums {
		fmt.Printf("%s: %d photos, %d bytes\n", album, totals[album].photos, totals[album].bytes)
	}
	// Output:
	// garden: 1 photos, 120 bytes
	// sea: 2 photos, 1750 bytes
	// town: 2 photos, 1010 bytes
}
