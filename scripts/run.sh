#!/usr/bin/env bash
# Builds Sizemill and does its main job. With arguments: runs it with them. Without, on a desktop: opens the window with the
# sample pictures loaded; elsewhere: resizes the sample pictures in the terminal.
set -euo pipefail
caller=$PWD
cd "$(dirname "$0")/.."
root=$PWD

scripts/needs.sh build
[ -x sizemill ] || echo "run: building (the first build compiles the window toolkit and takes some minutes)"
hardened=() # as in the Makefile, so that neither builds what the other has built already
if [ "$(uname -s)" = Linux ]; then hardened=(-buildmode=pie '-ldflags=-extldflags=-Wl,-z,relro,-z,now'); fi
go build -buildvcs=false ${hardened[@]+"${hardened[@]}"} -tags "${TAGS:-migrated_fynedo}" -o sizemill .

if [ $# -gt 0 ]; then
    cd "$caller"
    exec "$root/sizemill" "$@"
fi

cache=${XDG_CACHE_HOME:-$HOME/.cache}/sizemill
samples=$cache/samples
results="$cache/samples resized"
echo "run: drawing the sample pictures"
go run -buildvcs=false ./internal/cmd/samples "$samples" >/dev/null

has_display() {
    case $(uname -s) in
    Darwin | MINGW* | MSYS* | CYGWIN*) [ -z "${SSH_CONNECTION:-}" ] ;;
    *) [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] ;;
    esac
}

if has_display; then
    echo "run: opening the window with the pictures of $samples"
    exec ./sizemill "$samples"
fi

echo "run: no display here, so the sample pictures are resized in the terminal"
./sizemill resize --fit 1600x1600 --collision overwrite --out "$results" "$samples"
cat <<END

The window opens on a desktop, or through ssh -X:  make run
Your own pictures:  make run ARGS="resize --fit 1600x1600 FOLDER"
END
