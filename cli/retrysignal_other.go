//go:build !unix

package cli

// onRetrySignal does nothing: there is no such signal.
func onRetrySignal(func()) (stop func()) { return func() {} }
