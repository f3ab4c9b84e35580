package format

import "fmt"

// RowsMissing says in words for the user that n of a picture's rows are missing, the "first" or the
// "last" ones.
func RowsMissing(side string, n, rows int) string {
	if n == 1 {
		return fmt.Sprintf("the %s of %d rows is missing", side, rows)
	}
	return fmt.Sprintf("the %s %d of %d rows are missing", side, n, rows)
}
