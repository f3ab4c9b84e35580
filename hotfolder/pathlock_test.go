package hotfolder

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
)

func TestPathLock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l pathLock
		first, err := l.lock(t.Context(), "a")
		if err != nil {
			t.Fatal(err)
		}
		other, err := l.lock(t.Context(), "b")
		if err != nil {
			t.Fatal(err)
		}
		other()
		ctx, cancel := context.WithCancel(t.Context())
		gaveUp := make(chan error, 1)
		go func() {
			_, err := l.lock(ctx, "a")
			gaveUp <- err
		}()
		busy, most := 0, 0
		ended := make(chan struct{})
		for range 3 {
			go func() {
				unlock, err := l.lock(t.Context(), "a")
				if err != nil {
					t.Error(err)
				}
				busy++
				most = max(most, busy)
				busy--
				unlock()
				ended <- struct{}{}
			}()
		}
		synctest.Wait()
		if most != 0 {
			t.Error("two at once")
		}
		cancel()
		if err := <-gaveUp; !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled while it waits: %v", err)
		}
		first()
		for range 3 {
			<-ended
		}
		if most != 1 || len(l.locked) != 0 {
			t.Errorf("%d at once, %d locked in the end", most, len(l.locked))
		}
	})
}
