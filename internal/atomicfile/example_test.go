package atomicfile_test

import (
	"fmt"
	"os"
	"path/filepath"

	"sizemill/internal/atomicfile"
)

func ExampleCreate() {
	dir, err := os.MkdirTemp("", "example-*")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	write := func(path string) error {
		f, err := atomicfile.Create(path, atomicfile.Access{Mode: 0o644})
		if err != nil {
			return err
		}
		defer f.Discard()
		if _, err := f.Write([]byte("all of it")); err != nil {
			return err
		}
		_, err = f.Commit(true)
		return err
	}
	path := filepath.Join(dir, "notes")
	if err := write(path); err != nil {
		fmt.Println(err)
	}
	text, _ := os.ReadFile(path)
	fmt.Printf("%s\n", text)
	// Output: all of it
}
