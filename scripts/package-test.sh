#!/usr/bin/env bash
# Installs dist/*.deb in a clean Debian 12 and uses it there: converts photos in the terminal and
# opens the window under Xvfb. Writes a picture of the window to dist/package-test.png. Needs root, for
# the chroot.
set -euo pipefail
cd "$(dirname "$0")/.."
[ "$(id -u)" -eq 0 ] || { echo "package-test: needs root, for debootstrap and chroot" >&2; exit 1; }

version=$(awk -F '"' '/^Version *=/ { print $2 }' FyneApp.toml)
deb=dist/sizemill_${version}_$(go env GOARCH).deb
[ -f "$deb" ] || { echo "package-test: $deb is missing; make package makes it" >&2; exit 1; }

suite=bookworm
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
work=$(mktemp -d)
root=$work/root
children=()
mounts=()

cleanup() {
    local i
    for ((i = ${#children[@]} - 1; i >= 0; i--)); do
        kill "${children[i]}" 2>/dev/null || continue # ended by itself
        wait "${children[i]}" 2>/dev/null || continue # ended by the signal
    done
    for ((i = ${#mounts[@]} - 1; i >= 0; i--)); do
        umount "${mounts[i]}"
    done
    rm -rf --one-file-system "$work"
}
trap cleanup EXIT

fail() {
    echo "package-test: $*" >&2
    exit 1
}

mount_in_root() { # mount_in_root PLACE MOUNT-ARGUMENTS...
    mkdir -p "$root$1"
    mount "${@:2}" "$root$1"
    mounts+=("$root$1")
}

enter=(chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive)
in_root() { "${enter[@]}" "$@"; }

echo "package-test: making a clean Debian ($suite) in $root"
debootstrap --variant=minbase "$suite" "$root" "$mirror" >"$work/debootstrap.log" || { tail "$work/debootstrap.log" >&2; fail "debootstrap failed"; }
mount_in_root /proc -t proc proc
mount_in_root /dev/shm -t tmpfs tmpfs
for file in /etc/apt/apt.conf.d/*proxy* /etc/resolv.conf /etc/hosts; do # reach the mirror as this machine does
    if [ -f "$file" ]; then cp "$file" "$root$file"; fi
done

echo "package-test: installing $(basename "$deb")"
cp "$deb" "$root/root/"
in_root apt-get update -qq
in_root apt-get install -y -qq --no-install-recommends "/root/$(basename "$deb")" >"$work/install.log" 2>&1 ||
    { tail -n 20 "$work/install.log" >&2; fail "the package does not install"; }
in_root sizemill version | grep -F "$version" || fail "sizemill version does not say $version"

echo "package-test: converting photos"
go run -buildvcs=false ./internal/cmd/samples "$root/root/photos" >"$work/samples.txt"
in_root sizemill resize --fit 800x800 --out /root/small /root/photos || fail "sizemill resize failed"
wanted=$(wc -l <"$work/samples.txt")
made=$(find "$root/root/small" -type f ! -name '.*' | wc -l)
[ "$made" -eq "$wanted" ] || fail "$made pictures came out, of $wanted"
while IFS= read -r picture; do
    size=$(identify -format '%w %h\n' "$picture" | head -n 1)
    read -r width height <<<"$size"
    if [ "$width" -gt 800 ] || [ "$height" -gt 800 ]; then fail "$picture is $width by $height"; fi
    echo "  ${picture#"$root"/root/small/}: $width by $height"
done < <(find "$root/root/small" -type f)
turned=$(identify -format '%w %h' "$root/root/small/turned by the camera.jpg")
[ "$turned" = "533 800" ] || fail "the photo that the camera turned came out as $turned, not upright as 533 800"

echo "package-test: opening the window"
mkdir -p "$work/x"
Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp 3>"$work/x/display" 2>"$work/x/log" &
children+=($!)
for _ in $(seq 100); do
    [ -s "$work/x/display" ] && break
    sleep 0.1
done
[ -s "$work/x/display" ] || fail "Xvfb did not start: $(cat "$work/x/log")"
DISPLAY=:$(cat "$work/x/display")
export DISPLAY
mount_in_root /tmp/.X11-unix --bind /tmp/.X11-unix # where X11's socket is
# A graphics driver belongs to the machine, not to the package: here it is Mesa's software driver.
in_root apt-get install -y -qq --no-install-recommends libgl1-mesa-dri >"$work/mesa.log" 2>&1 || fail "Mesa does not install"
"${enter[@]}" DISPLAY="$DISPLAY" sizemill /root/photos >"$work/window.log" 2>&1 & # not in a function, so that $! is the program
children+=($!)
timeout 60 xdotool search --sync --onlyvisible --name '^Sizemill' >"$work/window.id" ||
    { cat "$work/window.log" >&2; fail "no window titled Sizemill within a minute"; }
sleep 5 # lets the window load its pictures
kill -0 "${children[1]}" 2>/dev/null || { cat "$work/window.log" >&2; fail "the window closed by itself"; }
import -window root dist/package-test.png
colors=$(identify -format '%k' dist/package-test.png)
[ "$colors" -gt 50 ] || fail "the window is blank: $colors colors"
echo "package-test: passed; the window is in dist/package-test.png ($colors colors)"
