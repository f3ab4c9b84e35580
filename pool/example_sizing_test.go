package pool_test

import (
	"fmt"
	"time"

	"sizemill/pool"
)

// Downloads of 90 ms that take 10 ms of a CPU to decode: ten workers keep one CPU busy.
func ExampleIOBound() {
	fmt.Println(pool.IOBound(90.0/10) == 10*pool.CPUBound())
	// Output: true
}

// A service that allows 50 calls a second and answers each after 200 ms: ten calls are under way at
// any time.
func ExampleRateLimited() {
	fmt.Println(pool.RateLimited(50, 200*time.Millisecond))
	// Output: 10
}
