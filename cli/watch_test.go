package cli_test

import (
	"bytes"
	"context"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"sizemill/cli"
	"sizemill/internal/imgtest"
)

// TestWatchClosedOutput: a closed output ends a watch too, which would otherwise go on without a
// reader.
func TestWatchClosedOutput(t *testing.T) {
	for lines := range 2 { // watching, done
		for _, args := range [][]string{{"watch"}, {"watch", "--json"}} {
			in := filepath.Join(t.TempDir(), "in")
			imgtest.WriteTree(t, in, map[string][]byte{"a.jpg": imgtest.JPEG(t, 400, 300)})
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			var errs bytes.Buffer
			code := cli.Run(ctx, cli.Env{Args: append(args, in), Stdout: &broken{lines}, Stderr: &errs})
			cancel()
			if text := errs.String(); code != cli.ExitFailed || text != "sizemill: "+syscall.EPIPE.Error()+"\n" {
				t.Errorf("%q, after %d lines: exit code %d, stderr %q", args, lines, code, text)
			}
		}
	}
}
