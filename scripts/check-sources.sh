#!/usr/bin/env bash
# Checks what linters cannot: only test files have more than 400 lines, tests sleep only on the fake
# clock of synctest, and only codecs and their table name a format.
set -euo pipefail
cd "$(dirname "$0")/.."
bad=0

while IFS= read -r -d '' file; do
    lines=$(wc -l <"$file")
    if [ "$lines" -gt 400 ]; then
        echo "$file: $lines lines, more than 400: one idea per file"
        bad=1
    fi
done < <(git ls-files -z --cached --others --exclude-standard '*.go' ':!*_test.go')

# bubble( and inRig( are helpers around synctest.Test. The e2e tests wait for other programs, which
# have no fake clock.
while IFS= read -r -d '' file; do
    if grep -q 'time\.Sleep(' "$file" && ! grep -qE '"testing/synctest"|\b(bubble|inRig)\(' "$file"; then
        echo "$file: sleeps on the real clock: wait for an event, or use testing/synctest"
        bad=1
    fi
done < <(git ls-files -z --cached --others --exclude-standard '*_test.go' ':!e2e/')

# Facts about a format are columns of the table in resize/codec, so that another format is a row.
# Exceptions: resize/choices.go gives the formats their names in package resize, ui/uitest makes test
# data, resize/recipe.go says what becomes of a picture whose own format cannot be written, and
# ui/form/formats.go which default quality is shown where each picture keeps its format.
formats='JPEG|PNG|WebP|GIF|TIFF|BMP|AVIF|HEIC'
while IFS= read -r -d '' file; do
    if sed -E 's/"[^"]*"//g; s#//.*##' "$file" | grep -nE "(^|[^.[:alnum:]]|\\b(resize|format)\\.)($formats)\\b"; then
        echo "$file: names a format: make the fact a column of the table in resize/codec"
        bad=1
    fi
done < <(git ls-files -z --cached --others --exclude-standard \
    'batch/*.go' 'cli/*.go' 'hotfolder/*.go' 'resize/*.go' 'settings/*.go' 'ui/*.go' \
    ':!*_test.go' ':!resize/codec/*/*' ':!resize/codec/table.go' \
    ':!resize/choices.go' ':!resize/recipe.go' ':!ui/form/formats.go' ':!ui/uitest/*')

exit $bad
