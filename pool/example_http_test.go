package pool_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"time"

	"sizemill/pool"
)

// HTTP fetches wait far more than they compute, so the pool is larger than the number of CPUs. The
// job's context goes into the request: cancelling the pool ends the transfers.
func Example_http() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/missing.jpg" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, "picture at ", r.URL.Path)
	}))
	defer server.Close()
	client := server.Client()
	client.Timeout = 10 * time.Second

	fetch := func(ctx context.Context, path string) (int, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+path, nil)
		if err != nil {
			return 0, err
		}
		response, err := client.Do(request)
		if err != nil {
			return 0, err
		}
		defer response.Body.Close()
		if response.StatusCode != http.StatusOK {
			return 0, fmt.Errorf("fetch %s: %s", path, response.Status)
		}
		n, err := io.Copy(io.Discard, response.Body)
		return int(n), err
	}

	ctx := context.Background()
	p := pool.New(ctx, pool.Options{Workers: pool.IOBound(9), Queue: 100}, fetch)
	defer p.Discard()
	for _, path := range []string{"/a.jpg", "/album/b.jpg", "/missing.jpg"} {
		if err := p.Submit(ctx, path); err != nil {
			fmt.Println(err)
		}
	}
	p.Close()

	var lines []string
	for r := range p.Results() {
		if r.Err != nil {
			lines = append(lines, r.Err.Error())
			continue
		}
		lines = append(lines, fmt.Sprintf("%s: %d bytes", r.Job, r.Value))
	}
	slices.Sort(lines)
	for _, line := range lines {
		fmt.Println(line)
	}
	// Output:
	// /a.jpg: 17 bytes
	// /album/b.jpg: 23 bytes
	// fetch /missing.jpg: 404 Not Found
}
