//go:build windows || darwin

package chooser

import "context"

// askPortal has nothing to ask: portals are an affair of free desktops.
func askPortal(context.Context, request) ([]string, error) { return nil, ErrUnavailable }
