#!/usr/bin/env bash
# Checks what linters cannot: only test files have more than 400 lines, and tests sleep only on the
# fake clock of synctest.
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

exit $bad
