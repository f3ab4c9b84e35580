//go:build !unix

package watch

import "io/fs"

// identOf knows nothing: there, a file's size and date alone tell its states apart.
func identOf(fs.FileInfo) ident { return ident{} }
