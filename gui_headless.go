//go:build headless

package main

import (
	"context"
	"fmt"
	"os"

	"sizemill/cli"
)

// runWindow says that this build has none.
func runWindow(context.Context, appDetails, []string) int {
	_, _ = fmt.Fprintln(os.Stderr, "sizemill: this build has no window; try: sizemill help")
	return cli.ExitUsage
}
