//go:build unix

package cli

import (
	"os"
	"os/signal"
	"syscall"
)

// onRetrySignal calls f at each SIGUSR1, until stop.
func onRetrySignal(f func()) (stop func()) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGUSR1)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for range signals {
			f()
		}
	}()
	return func() {
		signal.Stop(signals)
		close(signals)
		<-ended
	}
}
