package watch_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"sizemill/watch"
)

// A folder is watched until the first file has arrived.
func ExampleWatcher() {
	inbox, err := os.MkdirTemp("", "inbox")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(inbox)
	if err := os.WriteFile(filepath.Join(inbox, "photo.jpg"), []byte("pixels"), 0o600); err != nil {
		fmt.Println(err)
		return
	}

	w, err := watch.New(inbox, watch.Options{Existing: true, Settle: 50 * time.Millisecond})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	err = w.Run(ctx, func(path string) {
		fmt.Println("arrived:", filepath.Base(path))
		cancel()
	})
	fmt.Println("stopped by us:", errors.Is(err, context.Canceled))
	// Output:
	// arrived: photo.jpg
	// stopped by us: true
}
