#!/usr/bin/env bash
# Makes dist/sizemill_VERSION_ARCH.deb and dist/sizemill-VERSION-linux-ARCH.tar.xz. All metadata comes from FyneApp.toml.
#
# The .deb is written by dpkg-deb. nfpm would run on any system, but one of its dependencies cannot be
# fetched through the Go module proxy, and the list of libraries needs dpkg-shlibdeps anyway.
set -euo pipefail
cd "$(dirname "$0")/.."

field() { awk -F '"' -v key="$1" '$1 ~ "^" key " *= *$" { print $2; exit }' FyneApp.toml; }
version=$(field Version)
comment=$(field Comment)
description=$(field Description)
arch=$(go env GOARCH)
date=$(git log -1 --format=%cs)
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH # for reproducible dates inside the packages

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p dist

# libdeflate and libwebp are linked statically if the system has their archives, so that the package
# needs nothing that a desktop may not have. The flags have no paths, so that builds are reproducible.
# The compiler knows where an archive is; libdir in Debian 12's libdeflate.pc is wrong.
archives=()
for name in webp deflate; do
    if [ -e "$(cc -print-file-name="lib$name.a")" ] && [ -e "/usr/share/doc/lib$name-dev/copyright" ] && [ "$(pkg-config --libs --static "lib$name" | grep -c sharpyuv)" = 0 ]; then
        archives+=("-l$name")
    fi
done
if [ ${#archives[@]} -gt 0 ]; then
    export CGO_LDFLAGS="-g -O2 -Wl,--as-needed -Wl,-Bstatic ${archives[*]} -Wl,-Bdynamic -lm"
fi

echo "package: building sizemill $version for linux/$arch${archives[*]:+ with ${archives[*]} inside}"
go build -buildvcs=false -trimpath -tags "${TAGS:-migrated_fynedo}" -buildmode=pie -ldflags '-s -w -extldflags=-Wl,-z,relro,-z,now' -o "$work/sizemill" .
go run -buildvcs=false ./packaging -metadata FyneApp.toml -date "$date" -out "$work/files"
desktop-file-validate "$work"/files/share/applications/*.desktop "$work"/files/share/sizemill/autostart/*.desktop
if command -v systemd-analyze >/dev/null; then # with a program that exists: sizemill may not be installed
    sed 's|^ExecStart=sizemill|ExecStart=/bin/true|' "$work/files/share/systemd/user/sizemill-watch.service" >"$work/sizemill-watch.service"
    XDG_RUNTIME_DIR=$work systemd-analyze verify --user --man=no "$work/sizemill-watch.service"
fi

# The Debian packages of the libraries that the program is linked with, and of those that GLFW, the
# toolkit's window library, opens by name when the window starts, which no tool can find. Desktops have
# all of them.
opened="libegl1, libwayland-cursor0, libwayland-egl1, libx11-6, libx11-xcb1, libxcursor1, libxext6, libxi6, libxinerama1"
opened="$opened, libxkbcommon0, libxrandr2, libxrender1, libxxf86vm1"
mkdir -p "$work/shlibs/debian/sizemill/DEBIAN" "$work/shlibs/debian/sizemill/usr/bin"
cp "$work/sizemill" "$work/shlibs/debian/sizemill/usr/bin/"
printf 'Source: sizemill\n\nPackage: sizemill\nArchitecture: any\n' >"$work/shlibs/debian/control"
depends=$(cd "$work/shlibs" && dpkg-shlibdeps -O debian/sizemill/usr/bin/sizemill | sed -n 's/^shlibs:Depends=//p')

deb=$work/deb
mkdir -p "$deb/DEBIAN" "$deb/usr/bin" "$deb/usr/share/doc/sizemill"
install -m 755 "$work/sizemill" "$deb/usr/bin/sizemill"
cp -R "$work/files/share/." "$deb/usr/share/"
mkdir -p "$deb/usr/lib/systemd" # where Debian's packages have their units
mv "$deb/usr/share/systemd/user" "$deb/usr/lib/systemd/user"
rmdir "$deb/usr/share/systemd"
cp README.md "$deb/usr/share/doc/sizemill/"
{
    printf 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\n'
    printf 'Copyright: The Sizemill authors\nLicense: Expat\n'
    sed -n '/^Permission/,$ { s/^$/./; s/^/ /; p }' LICENSE
} >"$deb/usr/share/doc/sizemill/copyright"
printf 'sizemill (%s) stable; urgency=medium\n\n  * See CHANGELOG.md of the source.\n\n -- The Sizemill authors <sizemill@users.noreply.github.com>  %s\n' \
    "$version" "$(date -u -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9n >"$deb/usr/share/doc/sizemill/changelog.gz"
cat >"$deb/DEBIAN/control" <<END
Package: sizemill
Version: $version
Section: graphics
Priority: optional
Architecture: $arch
Maintainer: The Sizemill authors <sizemill@users.noreply.github.com>
Installed-Size: $(du -sk "$deb/usr" | cut -f 1)
Depends: $depends, $opened
Recommends: libgl1-mesa-dri, xdg-desktop-portal | zenity, libdecor-0-0
Description: ${comment,}
$(fold -s -w 76 <<<"$description" | sed 's/ *$//; s/^/ /')
END
for name in "${archives[@]#-l}"; do # their licenses require a copy
    install -m 644 "/usr/share/doc/lib$name-dev/copyright" "$deb/usr/share/doc/sizemill/lib$name.copyright"
done
find "$deb" -type d -exec chmod 755 {} +
find "$deb/usr/share" "$deb/usr/lib" -type f -exec chmod 644 {} +
(cd "$deb" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$deb/DEBIAN/md5sums"
dpkg-deb --root-owner-group -Zxz --build "$deb" "dist/sizemill_${version}_$arch.deb" >/dev/null

name=sizemill-$version-linux-$arch
mkdir -p "$work/$name/bin"
install -m 755 "$work/sizemill" "$work/$name/bin/sizemill"
cp -R "$work/files/share" "$work/$name/share"
cp LICENSE README.md FyneApp.toml "$work/$name/"
install -m 755 packaging/install.sh "$work/$name/install.sh"
for library in "${archives[@]#-l}"; do
    install -m 644 "/usr/share/doc/lib$library-dev/copyright" "$work/$name/lib$library.copyright"
done
tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" -cJf "dist/$name.tar.xz" "$name"

if command -v lintian >/dev/null; then
    lintian --fail-on error --profile debian "dist/sizemill_${version}_$arch.deb"
fi
ls -l "dist/sizemill_${version}_$arch.deb" "dist/$name.tar.xz"
