package wording

import (
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2/lang"

	"sizemill/batch"
	"sizemill/ui/oneline"
)

// maxKinds is how many kinds of other files are named.
const maxKinds = 4

// others counts the files that are not pictures: "4 other files: CR2, MP4".
func others(o batch.Others) string {
	n := o.Total()
	if n == 0 {
		return ""
	}
	kinds := o.Kinds()
	if len(kinds) > maxKinds {
		kinds = append(kinds[:maxKinds:maxKinds], "…")
	}
	for i, kind := range kinds {
		kinds[i] = otherKind(kind)
	}
	return lang.N("{{.Count}} other files: {{.Kinds}}", n,
		words{"Count": count(n), "Kinds": strings.Join(kinds, ", ")})
}

// otherKind names a kind of file; most kinds are extensions.
func otherKind(kind string) string {
	switch kind {
	case batch.OtherUnnamed:
		return lang.L("no extension")
	case batch.OtherFolder:
		return lang.L("linked folder")
	case batch.OtherLink:
		return lang.L("linked file")
	case batch.OtherNode:
		return lang.L("special file")
	case batch.OtherKind:
		return lang.X("files.other", "other")
	default:
		return kind
	}
}

// Scanning returns how many pictures a scan has found so far.
func Scanning(p batch.ScanProgress) string {
	if p.Found == 0 {
		return lang.L("Looking for pictures…")
	}
	return lang.N("{{.Count}} pictures found…", p.Found, words{"Count": count(p.Found)})
}

// Inputs names what was opened: the path of one input, or the number of several.
func Inputs(inputs []string) string {
	switch len(inputs) {
	case 0:
		return ""
	case 1:
		return oneline.Name(inputs[0])
	}
	parent := filepath.Dir(inputs[0])
	for _, input := range inputs[1:] {
		if filepath.Dir(input) != parent {
			return lang.L("{{.N}} files and folders", words{"N": count(len(inputs))})
		}
	}
	return lang.L("{{.N}} from {{.Path}}",
		words{"N": count(len(inputs)), "Path": oneline.Name(parent)})
}
