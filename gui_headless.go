//go:build headless

package main

import (
	"context"
	"fmt"
	"os"

	"sizemill/cli"
)

// runWindow reports that this build has no window.
func runWindow(context.Context, appDetails, []string) int {
	_, _ = fmt.Fprintln(os.Stderr, "sizemill: this build has no window; try: sizemill help")
	return cli.ExitUsage
}
