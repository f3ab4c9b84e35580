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

// Provenance tells how a result was made. Results carry it in an extended attribute of their file,
// where the file system has those: what carries it was made by Sizemill, and what does not may have
// been made by anyone. All of it are digests.
type Provenance struct {
	Source string // of the source's path
	State  string // of the source's size and date
	Job    string // of all that decides the result's bytes, beside the source's
	Recipe string // of what was asked for, whatever it comes to with this source
}

// Same reports whether p and q are the same bytes made of one source.
func (p Provenance) Same(q Provenance) bool {
	return p.Source == q.Source && p.State == q.State && (p.Job == q.Job || p.Recipe == q.Recipe)
}

// Provenance returns what the job's result will carry. Job.Source has to be that of the file as it
// is.
func (j *ImageJob) Provenance() Provenance {
	return Provenance{
		Source: digest(j.InputPath),
		State:  digest(fmt.Sprint(j.Source.Bytes, j.Source.ModTime.UnixNano())),
		Job:    digest(j.text()),
		Recipe: digest(fmt.Sprintf("%+v %v %t %t", j.Recipe, j.Format, j.KeepSize, j.Salvage)),
	}
}

// text is what decides the bytes of the job's result, beside its source. What makes no difference,
// such as the quality of a PNG, is left out.
func (j *ImageJob) text() string {
	if j.Recipe == nil {
		return ""
	}
	r := *j.Recipe
	r.Target, r.Small, r.TurnBox, r.Enlarge, r.KeepDates = Target{}, 0, false, false, false
	r.Format = j.Format
	if !j.lossy() {
		r.Quality, r.Lossless = 0, false
	}
	if j.Action == Copy {
		r = Recipe{Metadata: r.Metadata}
	}
	return fmt.Sprintf("%+v %+v %v %t %t", r, j.Geometry, j.Action, j.KeepSize, j.Salvage)
}

// ReadProvenance reads what the file at path carries, whose facts are info. It is false where the
// file carries nothing, or was written to after it was made.
func ReadProvenance(path string, info fs.FileInfo) (Provenance, bool) {
	fields := strings.Fields(xattr.Get(path, provenanceName))
	if len(fields) != 7 || fields[0] != provenanceVersion || [2]string(fields[5:]) != facts(info) {
		return Provenance{}, false
	}
	return Provenance{Source: fields[1], State: fields[2], Job: fields[3], Recipe: fields[4]}, true
}

// provenanceName is that of the extended attribute that holds a result's Provenance.
const provenanceName = "user.sizemill.result"

// provenanceVersion is the first field of the attribute; the others are the four digests, the
// result's size and its date.
const provenanceVersion = "2"

// write attaches p to the file at path, whose facts are info. Where the file system has no
// attributes, the ledger or the result's date tell where it comes from.
func (p Provenance) write(path string, info fs.FileInfo) {
	of := facts(info)
	text := strings.Join([]string{provenanceVersion, p.Source, p.State, p.Job, p.Recipe, of[0], of[1]}, " ")
	_ = xattr.Set(path, provenanceName, text)
}

// facts are a file's size and date, which change when it is written to.
func facts(info fs.FileInfo) [2]string {
	return [2]string{strconv.FormatInt(info.Size(), 10), strconv.FormatInt(info.ModTime().UnixNano(), 10)}
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}
