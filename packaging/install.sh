#!/bin/sh
# Installs Sizemill from this folder, or removes it again:
#
#   ./install.sh               into ~/.local, for you alone
#   PREFIX=/usr/local ./install.sh     for everybody (as root)
#   ./install.sh --uninstall   removes it from the same place
set -eu

fail() {
    printf 'install.sh: %s\n' "$*" >&2
    exit 1
}

prefix=${PREFIX:-}
[ -n "$prefix" ] || prefix=${HOME:?install.sh needs HOME, or PREFIX=DIR}/.local
case $prefix in
/*) ;;
*) prefix=$PWD/$prefix ;; # before the working folder changes
esac
cd "$(dirname "$0")"

refresh() { # menus and icons notice the change at once where these tools exist
    if command -v update-desktop-database >/dev/null; then update-desktop-database -q "$prefix/share/applications" || :; fi
    if command -v gtk-update-icon-cache >/dev/null; then gtk-update-icon-cache -qtf "$prefix/share/icons/hicolor" || :; fi
}

# package LIBRARY: prints the Debian package that has it, guessed from its name if it is not known.
package() {
    case $1 in
    libjpeg.so.62) echo libjpeg62-turbo ;;
    libwebp.so.7) echo libwebp7 ;;
    libdeflate.so.0) echo libdeflate0 ;;
    libGL.so.1) echo libgl1 ;;
    libEGL.so.1) echo libegl1 ;;
    *) echo "$1" | sed -e 's/\([0-9]\)\.so\./\1-/' -e 's/\.so\.//' | tr '[:upper:]' '[:lower:]' ;;
    esac
}

packages() { # packages LIBRARIES: prints their packages in one line
    for library in "$@"; do package "$library"; done | sort -u | paste -s -d ' ' -
}

# check_libraries stops if the program could not start, and warns if only its window could not open.
check_libraries() {
    if command -v ldd >/dev/null; then
        linked=$(LC_ALL=C ldd bin/sizemill 2>&1) || fail "bin/sizemill does not fit this system: $linked"
        old=$(printf '%s\n' "$linked" | sed -n "s/.*version \`\(.*\)' not found.*/\1/p" | sort -u | tr '\n' ' ')
        [ -z "$old" ] || fail "this system is too old: it lacks $old"
        missing=$(printf '%s\n' "$linked" | awk '/=> not found/ { print $1 }' | sort -u)
        # shellcheck disable=SC2086 # names of libraries have no spaces
        [ -z "$missing" ] || fail "libraries are missing:" $missing "(on Debian and Ubuntu: apt install $(packages $missing))"
    fi
    known=$(env PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null) || return 0
    missing=
    # GLFW, the toolkit's window library, opens these by name when the window starts.
    for library in libEGL.so.1 libwayland-cursor.so.0 libwayland-egl.so.1 libX11.so.6 libX11-xcb.so.1 libXcursor.so.1 libXext.so.6 \
        libXi.so.6 libXinerama.so.1 libxkbcommon.so.0 libXrandr.so.2 libXrender.so.1 libXxf86vm.so.1; do
        case $known in
        *"$library "*) ;;
        *) missing="$missing $library" ;;
        esac
    done
    # shellcheck disable=SC2086 # as above
    [ -z "$missing" ] || printf 'The window needs libraries that are missing:%s (on Debian and Ubuntu: apt install %s)\n' "$missing" "$(packages $missing)" >&2
}

# desktop_entry FILE: prints the menu entry with the full path of the program, since a menu may not
# know the PATH of a shell. The path is quoted as the Desktop Entry Specification requires, once for
# the argument of the command and once for the value. GLib does not read %% as % when it looks for the
# program, so env starts one whose path has a percent sign.
desktop_entry() {
    PROGRAM=$prefix/bin/sizemill awk '
        function escaped(text, special, with,    out, i, c) {
            out = ""
            for (i = 1; i <= length(text); i++) {
                c = substr(text, i, 1)
                out = out (index(special, c) ? with : "") c
            }
            return out
        }
        function value(text,    out, i, c) {
            out = ""
            for (i = 1; i <= length(text); i++) {
                c = substr(text, i, 1)
                out = out (c == "\\" ? "\\\\" : c == "\n" ? "\\n" : c == "\t" ? "\\t" : c)
            }
            return out
        }
        BEGIN {
            program = ENVIRON["PROGRAM"]
            quoted = "\"" escaped(escaped(program, "\"`$\\", "\\"), "%", "%") "\""
            if (index(program, "%")) quoted = "/usr/bin/env " quoted
        }
        /^Exec=sizemill/ { print "Exec=" value(quoted) substr($0, length("Exec=sizemill") + 1); next }
        /^TryExec=sizemill/ { print "TryExec=" value(program); next }
        { print }' "$1"
}

# unit FILE: prints the service with the full path of the program, which systemd would not search for.
# The path is quoted as systemd.service(5) requires. env starts it, since systemd starts no program
# whose path has quotes or backslashes.
unit() {
    PROGRAM=$prefix/bin/sizemill awk '
        BEGIN {
            for (i = 1; i <= length(ENVIRON["PROGRAM"]); i++) {
                c = substr(ENVIRON["PROGRAM"], i, 1)
                quoted = quoted (c == "\n" ? "\\n" : c == "\t" ? "\\t" : index("%$", c) ? c c : index("\"\\", c) ? "\\" c : c)
            }
        }
        /^ExecStart=sizemill / { print "ExecStart=/usr/bin/env \"" quoted "\"" substr($0, length("ExecStart=sizemill") + 1); next }
        { print }' "$1"
}

case ${1:-} in
--uninstall)
    find bin share -type f | while IFS= read -r file; do rm -f "$prefix/$file"; done
    refresh
    printf 'Removed Sizemill from %s\n' "$prefix"
    ;;
"")
    check_libraries
    find bin share -type f | while IFS= read -r file; do
        mkdir -p "$prefix/$(dirname "$file")"
        case $file in # then rename, so that the file of a running program is not written to
        *.desktop) desktop_entry "$file" >"$prefix/$file.new" ;;
        *.service) unit "$file" >"$prefix/$file.new" ;;
        *) cp "$file" "$prefix/$file.new" ;;
        esac
        mv -f "$prefix/$file.new" "$prefix/$file"
    done
    refresh
    printf 'Installed Sizemill as %s/bin/sizemill\n' "$prefix"
    case ":$PATH:" in
    *":$prefix/bin:"*) ;;
    *) printf '%s/bin is not on your PATH; the menu entry works anyway.\n' "$prefix" ;;
    esac
    ;;
*)
    echo "usage: [PREFIX=DIR] ./install.sh [--uninstall]" >&2
    exit 2
    ;;
esac
