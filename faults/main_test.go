//go:build faults && linux

package faults

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// program is the binary under test: the command line without the window.
var program string

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(run(m))
}

// run builds the program, runs the tests, and prints the table of faults.
func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "sizemill-faults-")
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
	if err := build(context.Background(), program); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		return 1
	}
	code := m.Run()
	if err := table.print(); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// build compiles the program.
func build(ctx context.Context, output string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-tags", "headless", "-o", output, ".")
	cmd.Dir = ".." // go.mod's folder; tests run in that of their package
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build the program: %w\n%s", err, text)
	}
	return nil
}
