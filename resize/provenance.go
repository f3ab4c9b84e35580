package resize

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"sizemill/internal/xattr"
)

// Provenance tells which job made a result. Results carry it in an extended attribute of their
// file, where the file system has those: what carries it was made by Sizemill, and what does not
// may have been made by anyone.
type Provenance struct {
	Job    string // a digest of all that decides the result's bytes: the source's path, size and date, and the job
	Source string // a digest of the source's path
}

// Provenance returns what the job's result will carry. Job.Source has to be that of the file as it
// is.
func (j *ImageJob) Provenance() Provenance {
	source := digest(j.InputPath)
	return Provenance{Source: source, Job: digest(fmt.Sprintf("%s %d %d %s %d %d %v %d %t %t", source,
		j.Source.Bytes, j.Source.ModTime.UnixNano(), recipeText(j.Recipe), j.Width, j.Height, j.Format, j.Action, j.KeepSize, j.Salvage))}
}

// recipeText is all of a recipe, with its Target as if its fields were the recipe's own: results of
// earlier versions are recognized by that text.
func recipeText(r *Recipe) string {
	text := fmt.Sprintf("%+v", r)
	if r == nil {
		return text
	}
	target := fmt.Sprintf("%+v", r.Target)
	return strings.Replace(text, "Target:"+target, strings.Trim(target, "{}"), 1)
}

// ReadProvenance reads what the file at path carries, whose facts are info. It is false where the
// file carries nothing, or was written to after it was made.
func ReadProvenance(path string, info fs.FileInfo) (Provenance, bool) {
	fields := strings.Fields(xattr.Get(path, provenanceName))
	if len(fields) != 5 || fields[0] != provenanceVersion || fields[3] != facts(info)[0] || fields[4] != facts(info)[1] {
		return Provenance{}, false
	}
	return Provenance{Job: fields[1], Source: fields[2]}, true
}

// provenanceName is that of the extended attribute that holds a result's Provenance.
const provenanceName = "user.sizemill.result"

// provenanceVersion is the first field of the attribute; the others are the two digests, the
// result's size and its date.
const provenanceVersion = "1"

// write attaches p to the file at path, whose facts are info. Where the file system has no
// attributes, results are recognized by their date and size instead.
func (p Provenance) write(path string, info fs.FileInfo) {
	of := facts(info)
	_ = xattr.Set(path, provenanceName, strings.Join([]string{provenanceVersion, p.Job, p.Source, of[0], of[1]}, " "))
}

// facts are a file's size and date, which change when it is written to.
func facts(info fs.FileInfo) [2]string {
	return [2]string{strconv.FormatInt(info.Size(), 10), strconv.FormatInt(info.ModTime().UnixNano(), 10)}
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}
