// Package assets holds the embedded icon and translations.
package assets

import (
	"bytes"
	"embed"
)

// Translations holds one file per language, translations/LANG.json, in the format of Fyne's lang
// package. Pass it to lang.AddTranslationsFS with the folder "translations".
//
//go:embed translations/*.json
var Translations embed.FS

//go:embed icon.svg
var icon []byte

// Icon returns the program's icon as SVG text, drawn on a grid of 512 by 512. The caller owns the
// bytes.
func Icon() []byte { return bytes.Clone(icon) }
