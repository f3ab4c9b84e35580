// Command samples draws the sample pictures into a folder.
//
//	go run ./internal/cmd/samples DIR
package main

import (
	"fmt"
	"os"

	"sizemill/internal/samples"
)

func main() {
	if len(os.Args) != 2 || os.Args[1] == "" {
		fmt.Fprintln(os.Stderr, "usage: samples DIR")
		os.Exit(2)
	}
	paths, err := samples.Write(os.Args[1])
	for _, path := range paths {
		fmt.Println(path)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "samples:", err)
		os.Exit(1)
	}
}
