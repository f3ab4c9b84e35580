#!/usr/bin/env bash
# Installs what a stage needs and this machine does not have: needs.sh cli|build|test|lint|package|package-test
# `needs.sh list STAGE` installs nothing and prints the packages that it would install, on one line.
#
# Each need is looked for by what it provides (a command, a library that pkg-config knows), so nothing
# is installed that is there from another source. Every installed package is printed with its reason.
# Uses sudo only if not root.
set -euo pipefail
cd "$(dirname "$0")/.."

die() {
    echo "needs: $*" >&2
    exit 1
}

manager() {
    local name
    for name in apt-get dnf pacman brew; do
        if command -v "$name" >/dev/null; then
            echo "$name"
            return
        fi
    done
    die "no package manager known here (apt, dnf, pacman, brew); please install: $*"
}

missing=() # "package ... # reason", one per need

# need REASON CHECK APT DNF PACMAN BREW: if CHECK fails, remembers the packages of this system. "-"
# means that it has none.
need() {
    local reason=$1 check=$2 manager packages
    if eval "$check" >/dev/null 2>&1; then
        return
    fi
    manager=$(manager "$reason")
    case $manager in
    apt-get) packages=$3 ;;
    dnf) packages=$4 ;;
    pacman) packages=$5 ;;
    brew) packages=$6 ;;
    esac
    if [ "$packages" = - ]; then
        die "$reason is missing, and no package of this system's manager brings it"
    fi
    missing+=("$packages # $reason")
}

# header NAME: checks that the C compiler finds a header, for libraries without a pkg-config file.
header() { echo "#include <$1>" | cc -E -x c - >/dev/null; }

listing=

install_missing() {
    [ ${#missing[@]} -gt 0 ] || return 0
    local row sudo=() packages=()
    if [ -n "$listing" ]; then
        for row in "${missing[@]}"; do
            printf '%s ' "${row%% # *}"
        done
        missing=()
        return
    fi
    for row in "${missing[@]}"; do
        echo "needs: installing ${row%% # *} (${row##* # })"
        read -r -a row <<<"${row%% # *}"
        packages+=("${row[@]}")
    done
    local manager
    manager=$(manager "${packages[*]}")
    if [ "$(id -u)" -ne 0 ] && [ "$manager" != brew ]; then
        command -v sudo >/dev/null || die "not root and no sudo; please install: ${packages[*]}"
        sudo=(sudo)
        echo "needs: using sudo, because installing needs root"
    fi
    case $manager in
    apt-get)
        ${sudo[@]+"${sudo[@]}"} apt-get -o DPkg::Lock::Timeout=600 update -qq
        ${sudo[@]+"${sudo[@]}"} env DEBIAN_FRONTEND=noninteractive \
            apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
        ;;
    dnf) ${sudo[@]+"${sudo[@]}"} dnf install -y -q "${packages[@]}" ;;
    pacman) ${sudo[@]+"${sudo[@]}"} pacman -S --needed --noconfirm "${packages[@]}" ;;
    brew) brew install --quiet "${packages[@]}" ;;
    esac
    missing=()
}

check_go() {
    local wanted have
    wanted=$(awk '$1 == "go" { print $2 }' go.mod)
    command -v go >/dev/null ||
        die "Go $wanted or newer is needed: https://go.dev/dl (or: brew install go, dnf install golang, pacman -S go)"
    have=$(GOTOOLCHAIN=local go env GOVERSION)
    have=${have#go}
    if [ "$(printf '%s\n%s\n' "$wanted" "${have%%[- ]*}" | sort -V | head -n 1)" != "$wanted" ]; then
        case $(go env GOTOOLCHAIN) in
        local*) die "Go $wanted or newer is needed, this is $have: https://go.dev/dl" ;;
        *) echo "needs: this is Go $have; go will fetch $wanted itself" >&2 ;;
        esac
    fi
}

needs_build() {
    check_go
    case $(uname -s) in
    Darwin)
        xcode-select -p >/dev/null 2>&1 || die "Apple's command line tools are missing (they bring the C compiler): xcode-select --install"
        need "pkg-config, finds the library below" "command -v pkg-config" - - - pkgconf
        install_missing # the check below needs pkg-config
        need "libjpeg-turbo, reads and writes JPEG" "pkg-config libjpeg" - - - jpeg-turbo
        need "libdeflate, reads and writes the pixels of PNG" "pkg-config libdeflate" - - - libdeflate
        need "libwebp, reads and writes WebP" "pkg-config libwebp" - - - webp
        return
        ;;
    Linux) ;;
    *) return ;; # Windows: needs a C compiler; TAGS=migrated_fynedo,purego needs no C libraries
    esac
    need "C compiler, for the window's OpenGL and X11 parts" "command -v cc && header stdlib.h" "gcc libc6-dev" "gcc glibc-devel" gcc -
    need "pkg-config, finds the libraries below" "command -v pkg-config" pkg-config pkgconf-pkg-config pkgconf -
    install_missing # the checks below need pkg-config
    need "libjpeg-turbo, reads and writes JPEG" "pkg-config libjpeg" libjpeg-dev libjpeg-turbo-devel libjpeg-turbo -
    need "libdeflate, reads and writes the pixels of PNG" "pkg-config libdeflate" libdeflate-dev libdeflate-devel libdeflate -
    need "libwebp, reads and writes WebP" "pkg-config libwebp" libwebp-dev libwebp-devel libwebp -
    need "OpenGL, draws the window" "pkg-config gl" libgl1-mesa-dev mesa-libGL-devel libglvnd -
    need "X11, the window on most desktops" "pkg-config x11" libx11-dev libX11-devel libx11 -
    need "X11 cursors" "pkg-config xcursor" libxcursor-dev libXcursor-devel libxcursor -
    need "X11 screens" "pkg-config xrandr" libxrandr-dev libXrandr-devel libxrandr -
    need "X11 screens side by side" "pkg-config xinerama" libxinerama-dev libXinerama-devel libxinerama -
    need "X11 mouse and touch" "pkg-config xi" libxi-dev libXi-devel libxi -
    need "X11 video modes" "pkg-config xxf86vm" libxxf86vm-dev libXxf86vm-devel libxxf86vm -
    need "Wayland, the window on newer desktops" "pkg-config wayland-client wayland-cursor wayland-egl" libwayland-dev wayland-devel wayland -
    need "keyboard layouts" "pkg-config xkbcommon" libxkbcommon-dev libxkbcommon-devel libxkbcommon -
}

needs_display() {
    need "Xvfb, a display without a screen" "command -v Xvfb" xvfb xorg-x11-server-Xvfb xorg-server-xvfb -
    need "OpenGL in software, for that display" "software_gl" libgl1-mesa-dri mesa-dri-drivers mesa -
    need "xdotool, moves the mouse and types" "command -v xdotool" xdotool xdotool xdotool -
    need "ImageMagick, takes screenshots" "command -v import" imagemagick ImageMagick imagemagick -
}

software_gl() {
    compgen -G "/usr/lib*/dri/swrast_dri.so" || compgen -G "/usr/lib/*/dri/swrast_dri.so" ||
        compgen -G "/usr/lib*/libgallium*.so" || compgen -G "/usr/lib/*/libgallium*.so"
}

# hevc: checks that libheif decodes HEVC, built in or with a plugin.
hevc() { ldconfig -p | grep libde265 || compgen -G "/usr/lib*/libheif/*de265*" || compgen -G "/usr/lib/*/libheif/plugins/*de265*"; }

needs_test() {
    needs_build
    [ "$(uname -s)" = Linux ] || return 0 # the window test drives X11
    need "avifenc and avifdec, make and check AVIF pictures" "command -v avifenc && command -v avifdec" libavif-bin libavif-tools libavif -
    need "heif-enc and heif-convert, make and check HEIC pictures" "command -v heif-enc && command -v heif-convert" libheif-examples libheif-tools libheif -
    need "libheif with a decoder for HEVC, which HEIC pictures are read with" "ldconfig -p | grep libheif.so.1 && hevc" "libheif1 libde265-0" libheif-freeworld libheif -
    need "libtiff's tools, judge our TIFFs" "command -v tiffcp" libtiff-tools libtiff-tools libtiff -
    need "jpegtran, writes arithmetic coding" "command -v jpegtran" libjpeg-turbo-progs libjpeg-turbo-utils libjpeg-turbo -
    need "qemu, runs the tests of the NEON code" "command -v qemu-aarch64-static" qemu-user-static qemu-user-static qemu-user-static -
    need "exiftool, judges what is kept of metadata" "command -v exiftool" libimage-exiftool-perl perl-Image-ExifTool perl-image-exiftool -
    need "strace, shows that there is no network, and lets system calls fail" "command -v strace" strace strace strace -
    need "webpinfo, judges the WebP files that we write" "command -v webpinfo" webp libwebp-tools libwebp -
    if command -v apt-get >/dev/null; then # on other systems the tests do without
        need "apngdis, judges the animated PNG files that we write" "command -v apngdis" apngdis - - -
        need "exfat-fuse and mkfs.exfat, a file system of memory cards" "command -v mount.exfat-fuse && command -v mkfs.exfat" "exfat-fuse exfatprogs" - - -
        need "bindfs, a file system that reports no events" "command -v bindfs" bindfs - - -
    fi
    need "mkfs.vfat, the file system of older memory cards" "command -v mkfs.vfat" dosfstools dosfstools dosfstools -
    need "gifsicle, whose animations ours are compared with" "command -v gifsicle" gifsicle gifsicle gifsicle -
    need "littlecms, another engine to compare colors with" "command -v transicc" liblcms2-utils lcms2-utils lcms2 -
    if command -v apt-get >/dev/null; then # on other systems the test is skipped
        need "measurements of printed inks, to compare colors with" "test -e /usr/share/color/icc/TR006.ti3" icc-profiles-free - - -
    fi
    needs_display # its ImageMagick also judges animations
    need "openbox, a window manager" "command -v openbox" openbox openbox openbox -
    need "Thunar, the file manager that pictures are dragged from" "command -v thunar" thunar Thunar thunar -
    need "D-Bus daemon, for a session of the tests' own" "command -v dbus-daemon" dbus-daemon dbus-daemon dbus -
}

needs_lint() {
    needs_build # linters also type-check the packages of the window
    need "shellcheck, checks our scripts" "command -v shellcheck" shellcheck ShellCheck shellcheck shellcheck
}

needs_package() {
    needs_build
    [ "$(uname -s)" = Linux ] || die "packages are made on Linux"
    need "dpkg-deb, writes the .deb" "command -v dpkg-deb" dpkg dpkg dpkg -
    need "dpkg-shlibdeps, finds the libraries the program needs" "command -v dpkg-shlibdeps" dpkg-dev dpkg-dev dpkg -
    need "xz, packs the portable archive" "command -v xz" xz-utils xz xz -
    need "desktop-file-validate, checks the menu entry" "command -v desktop-file-validate" desktop-file-utils desktop-file-utils desktop-file-utils -
}

needs_package_test() {
    needs_package
    needs_display
    need "debootstrap, makes a clean Debian" "command -v debootstrap" debootstrap debootstrap debootstrap -
}

if [ "${1:-}" = list ]; then
    listing=yes
    shift
fi
case ${1:-} in
cli) check_go ;;
build) needs_build ;;
test) needs_test ;;
lint) needs_lint ;;
package) needs_package ;;
package-test) needs_package_test ;;
*) die "usage: needs.sh [list] cli|build|test|lint|package|package-test" ;;
esac
install_missing
