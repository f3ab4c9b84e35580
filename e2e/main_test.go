//go:build e2e && linux

package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"sizemill/internal/proctest"
)

// program is the binary under test.
var program string

func TestMain(m *testing.M) { os.Exit(run(m)) }

// run builds the program as users get it and runs the tests.
func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "sizemill-e2e-")
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	// In some tests other users run it.
	if err := os.Chmod(dir, 0o755); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		return 1
	}
	program = filepath.Join(dir, "sizemill")
	if err := build(context.Background(), program, "-tags", "migrated_fynedo"); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		return 1
	}
	// The history of these runs is not the user's.
	if err := os.Setenv("XDG_STATE_HOME", filepath.Join(dir, "state")); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// moduleRoot returns the folder of go.mod; tests run in the folder of their package.
const moduleRoot = ".."

// build compiles the program.
func build(ctx context.Context, output string, flags ...string) error {
	cmd := exec.CommandContext(ctx, "go", append(append([]string{"build", "-buildvcs=false", "-o", output}, flags...), ".")...)
	cmd.Dir = moduleRoot
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build the program: %w\n%s", err, text)
	}
	return nil
}

// sizemill starts the program's command line.
func sizemill(t *testing.T, args ...string) *proctest.Process {
	t.Helper()
	return proctest.Start(t, append(os.Environ(), "LC_ALL=C.UTF-8"), nil, program, args...)
}
