#!/usr/bin/env bash
# Compares what two builds make of the same pictures, byte for byte:
#
#	scripts/compare-builds.sh OLD NEW FOLDER...
#
# OLD and NEW are programs, the folders hold pictures. Every folder is resized as it is and into each
# format that both can write cheaply, copied without its metadata, and cropped to a canvas. It ends
# with 0 where all results agree.
set -euo pipefail

if [ $# -lt 3 ]; then
	sed -n '2,8s/^# \{0,1\}//p' "$0" >&2
	exit 2
fi
old=$(realpath "$1") new=$(realpath "$2")
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work/home XDG_CONFIG_HOME=$work/home

make() { # NAME PROGRAM FOLDER...
	local results=$work/$1 program=$2 i=0
	shift 2
	for folder in "$@"; do
		i=$((i + 1))
		"$program" resize "$folder" --out "$results/$i/same" --fit 1200x1200 || true
		for format in jpeg png webp gif tiff bmp; do
			"$program" resize "$folder" --out "$results/$i/$format" --percent 40 --format "$format" || true
		done
		"$program" resize "$folder" --out "$results/$i/copies" --fit 50000x50000 --metadata none || true
		"$program" resize "$folder" --out "$results/$i/square" --fill 300x300 || true
	done >"$results.log" 2>&1
}

mkdir -p "$work/home"
make old "$old" "$@"
make new "$new" "$@"
count=$(find "$work/new" -type f | wc -l)
if ! diff -rq "$work/old" "$work/new"; then
	echo "compare-builds: the results differ" >&2
	exit 1
fi
echo "compare-builds: $count results agree byte for byte"
