package pool_test

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain fails the run if a test, example or benchmark leaves a goroutine behind.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}
