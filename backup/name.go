package backup

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Folder returns the folder for the backups of a batch, below that of the ledger.
func Folder(state string, batch int64) string {
	return filepath.Join(state, "backups", strconv.FormatInt(batch, 10))
}

// Find returns the path of the first backup of the file at path that Keep has made in the folder
// dir, or nothing if there is none: for a program that was killed before it recorded that.
func Find(path, dir string) string {
	to := filepath.Join(dir, name(path, 1))
	if info, err := os.Lstat(to); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	return to
}

// mostName bounds the names of backups, in bytes: encrypted folders allow no more than 143.
const mostName = 140

// name returns the n'th name for the backup of the file at path, the first being 1. It begins with
// a digest of the whole path, so those of two originals differ; the rest is for people to read.
func name(path string, n int) string {
	digest := sha256.Sum256([]byte(path))
	begin := hex.EncodeToString(digest[:12])
	if n > 1 {
		begin += "-" + strconv.Itoa(n)
	}
	begin += "-"
	readable := strings.Map(plain, strings.ToValidUTF8(filepath.Base(path), "_"))
	ext := filepath.Ext(readable)
	room := mostName - len(begin)
	if len(ext) > room/2 {
		ext = ""
	}
	if len(readable) > room {
		stem := readable[:room-len(ext)]
		for !utf8.ValidString(stem) { // cut inside of a letter
			stem = stem[:len(stem)-1]
		}
		readable = stem + ext
	}
	return begin + readable
}

// plain replaces characters that some disk cannot have in names.
func plain(r rune) rune {
	if !unicode.IsPrint(r) || strings.ContainsRune(`/\:*?"<>|`, r) {
		return '_'
	}
	return r
}
