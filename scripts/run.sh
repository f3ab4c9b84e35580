#!/usr/bin/env bash
# Builds and runs Sizemill. On a desktop it opens the window with the arguments, or else with sample
# pictures. Without a desktop, or if packages for the window are missing and cannot be installed, it
# builds only the command line, which needs nothing but Go, and runs the arguments or resizes the
# sample pictures.
set -euo pipefail
caller=$PWD
cd "$(dirname "$0")/.."
root=$PWD

has_display() {
    case $(uname -s) in
    Darwin | MINGW* | MSYS* | CYGWIN*) [ -z "${SSH_CONNECTION:-}" ] ;;
    *) [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] ;;
    esac
}

can_install() { [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null || [ "$(uname -s)" = Darwin ]; }

# progress reads the output of `go build -v` and writes a line every five seconds. What is not the
# path of a package is an error.
progress() {
    local line count=0 said=$SECONDS
    while true; do
        if IFS= read -r -t 5 line; then
            case $line in
            *[[:space:]]* | "#"*) echo "$line" >&2 ;;
            *) count=$((count + 1)) ;;
            esac
        elif [ $? -le 128 ]; then # the end, not the time limit
            return 0
        fi
        if [ $((SECONDS - said)) -ge 5 ]; then
            said=$SECONDS
            echo "run: compiling, $count packages done after $said s"
        fi
    done
}

# build ARGUMENT...: go build of ./sizemill, with progress.
build() { go build -buildvcs=false -v "$@" -o sizemill . 2>&1 >/dev/null | progress; }

window=
if has_display; then
    missing=$(scripts/needs.sh list build)
    if [ -z "$missing" ] || can_install; then
        window=yes
    else
        echo "run: the window needs packages that are missing here, and installing them needs root or sudo:"
        echo "    $missing"
        echo "run: building only the command line"
    fi
fi

if [ -n "$window" ]; then
    scripts/needs.sh build
    [ -x sizemill ] || echo "run: compiling the window; the first time takes 4 to 10 minutes on two cores, later builds take seconds"
    hardened=()
    if [ "$(uname -s)" = Linux ]; then hardened=(-buildmode=pie '-ldflags=-extldflags=-Wl,-z,relro,-z,now'); fi
    build ${hardened[@]+"${hardened[@]}"} -tags "${TAGS:-migrated_fynedo}"
else
    scripts/needs.sh cli
    [ -x sizemill ] || echo "run: compiling the command line; the first time takes a minute or two"
    CGO_ENABLED=0 build -tags headless,nodynamic
fi

if [ $# -gt 0 ]; then
    cd "$caller"
    exec "$root/sizemill" "$@"
fi

cache=${XDG_CACHE_HOME:-$HOME/.cache}/sizemill
samples=$cache/samples
results="$cache/samples resized"
echo "run: drawing the sample pictures"
CGO_ENABLED=0 go run -buildvcs=false ./internal/cmd/samples "$samples" >/dev/null

if [ -n "$window" ]; then
    echo "run: opening the window with the pictures of $samples"
    exec ./sizemill "$samples"
fi

echo "run: no display, so the sample pictures are resized in the terminal"
./sizemill resize --fit 1600x1600 --collision overwrite --out "$results" "$samples"
cat <<END

Your own pictures:  make run ARGS="resize --fit 1600x1600 FOLDER"
The window opens on a desktop, or through ssh -X:  make run
END
