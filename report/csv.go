package report

import (
	"bufio"
	"encoding/base64"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"sizemill/ledger"
)

// byteOrderMark tells spreadsheets that the file is UTF-8: without it they spoil other letters than
// English ones.
const byteOrderMark = "\ufeff"

// columns are the first row.
func columns() []string {
	return []string{
		"state", "source", "result", "size",
		"source bytes", "source width", "source height", "result bytes", "result width", "result height",
		"seconds", "warnings", "removed metadata", "error", "source base64", "result base64",
	}
}

// CSV writes a row per result, as RFC 4180 defines it, behind a row of names and a byte order mark.
// Numbers that are not known are empty. A cell that a spreadsheet would take for a formula begins
// with an apostrophe; paths are absolute, so none of them does. The last two columns hold paths
// that are not UTF-8, which have replacement characters in theirs.
func (r *Report) CSV(w io.Writer) error {
	out := newRowWriter(w)
	_, _ = out.WriteString(byteOrderMark) // Flush returns its error
	out.row(columns())
	for i := range r.Entries {
		out.row(row(&r.Entries[i]))
	}
	return out.Flush()
}

func row(e *ledger.Entry) []string {
	in, out := &e.Source, &e.Output
	return []string{
		e.State.String(), strings.ToValidUTF8(in.Path, "\ufffd"), strings.ToValidUTF8(out.Path, "\ufffd"),
		e.Size, number(in.Bytes), number(int64(in.Width)), number(int64(in.Height)),
		number(out.Bytes), number(int64(out.Width)), number(int64(out.Height)),
		strconv.FormatFloat(e.Elapsed.Seconds(), 'f', 3, 64), strings.Join(e.Warnings, "; "),
		strings.Join(e.Removed, "; "), strings.ToValidUTF8(e.Error, "\ufffd"), odd(in.Path), odd(out.Path),
	}
}

// number returns a number, or nothing for 0: no picture has 0 bytes or pixels.
func number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// odd returns a path that is not UTF-8 in base64, and nothing for others.
func odd(path string) string {
	if utf8.ValidString(path) {
		return ""
	}
	return base64.StdEncoding.EncodeToString([]byte(path))
}

// rowWriter writes rows. Package encoding/csv would change line ends in cells.
type rowWriter struct{ *bufio.Writer }

func newRowWriter(w io.Writer) rowWriter { return rowWriter{bufio.NewWriter(w)} }

// row writes cells. Flush returns its error.
func (w rowWriter) row(cells []string) {
	for i, cell := range cells {
		if i > 0 {
			_ = w.WriteByte(',')
		}
		_, _ = w.WriteString(quoted(harmless(cell)))
	}
	_, _ = w.WriteString("\r\n")
}

// harmless returns a cell that no spreadsheet takes for a formula.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

func quoted(cell string) string {
	if !strings.ContainsAny(cell, "\",\r\n") && strings.TrimSpace(cell) == cell {
		return cell
	}
	return `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
}
