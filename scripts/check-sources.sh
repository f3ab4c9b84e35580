#!/usr/bin/env bash
# Checks what linters cannot: no Go file but tests has more than 400 lines, and tests sleep on synctest's fake clock only.
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

exit $bad
