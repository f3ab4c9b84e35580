//go:build windows || darwin

package chooser

import "context"

// askPortal returns an error: only free desktops have portals.
func askPortal(context.Context, request) ([]string, error) { return nil, ErrUnavailable }
