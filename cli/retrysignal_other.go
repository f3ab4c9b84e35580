//go:build !unix

package cli

// onRetrySignal does nothing: other systems lack the signal.
func onRetrySignal(func()) (stop func()) { return func() {} }
