#!/usr/bin/env bash
# Checks what linters cannot: no Go file but tests has more than 400 lines, tests sleep on synctest's
# fake clock only, and no code outside a codec asks which format it has.
set -euo pipefail
cd "$(dirname "$0")/.."
bad=0

while IFS= read -r -d '' file; do
    lines=$(wc -l <"$file")
    if [ "$lines" -gt 400 ]; then
        echo "$file: $lines lines, more than 400: one idea a file"
        bad=1
    fi
done < <(git ls-files -z --cached --others --exclude-standard '*.go' ':!*_test.go')

# A bubble( is a helper around synctest.Test. The window test waits for other programs, which have no fake clock; its only sleeps are those between two looks.
while IFS= read -r -d '' file; do
    if grep -q 'time\.Sleep(' "$file" && ! grep -qE '"testing/synctest"|\b(bubble|inRig)\(' "$file"; then
        echo "$file: sleeps on the real clock: wait for an event, or use testing/synctest"
        bad=1
    fi
done < <(git ls-files -z --cached --others --exclude-standard '*_test.go' ':!e2e/')

# Facts about a format are columns of the table in resize/codec, so that another format is a row. What
# may name one: the codecs and their table, the list of names in resize/mode.go, and what makes test
# pictures. resize/recipe.go decides what becomes of a picture whose own format is not written, and
# ui/form/formats.go whose default quality is shown where each picture keeps its format.
while IFS= read -r -d '' file; do
    if sed -E 's/"[^"]*"//g; s#//.*##' "$file" | grep -nE '(^|[^.[:alnum:]]|\b(resize|format)\.)(JPEG|PNG|WebP|GIF|TIFF|BMP|AVIF|HEIC)\b'; then
        echo "$file: names a format: make the fact a column of the table in resize/codec"
        bad=1
    fi
done < <(git ls-files -z --cached --others --exclude-standard 'batch/*.go' 'cli/*.go' 'hotfolder/*.go' 'resize/*.go' 'settings/*.go' 'ui/*.go' \
    ':!*_test.go' ':!resize/codec/*/*' ':!resize/codec/table.go' ':!resize/mode.go' ':!ui/uitest/*' ':!resize/recipe.go' ':!ui/form/formats.go')

exit $bad
