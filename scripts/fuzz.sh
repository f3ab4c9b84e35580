#!/usr/bin/env bash
# Fuzzes every fuzz test of the module, one after the other: fuzz.sh TIME
set -euo pipefail
cd "$(dirname "$0")/.."
time=${1:-30s}
tags=migrated_fynedo
found=0
for package in $(go list -tags "$tags" -f '{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}' ./...); do
    dir=$(go list -tags "$tags" -f '{{.Dir}}' "$package")
    for name in $(grep -hoE '^func Fuzz[A-Za-z0-9_]*' "$dir"/*_test.go | sed 's/^func //' || true); do
        found=1
        echo "fuzz: $package $name for $time"
        # Slow targets would spend all their time minimizing each new input.
        go test -tags "$tags" -run '^$' -fuzz "^$name\$" -fuzztime "$time" -fuzzminimizetime 2s "$package"
    done
done
[ "$found" = 1 ] || { echo "fuzz: no fuzz tests found" >&2; exit 1; }
