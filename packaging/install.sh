#!/bin/sh
# Installs Sizemill from this folder, or removes it again:
#
#   ./install.sh               into ~/.local, for you alone
#   PREFIX=/usr/local ./install.sh     for everybody (as root)
#   ./install.sh --uninstall   removes it from the same place
set -eu
cd "$(dirname "$0")"
prefix=${PREFIX:-$HOME/.local}

refresh() { # menus and icons notice the change at once where these tools exist
    if command -v update-desktop-database >/dev/null; then update-desktop-database -q "$prefix/share/applications" || :; fi
    if command -v gtk-update-icon-cache >/dev/null; then gtk-update-icon-cache -qtf "$prefix/share/icons/hicolor" || :; fi
}

case ${1:-} in
--uninstall)
    find bin share -type f | while IFS= read -r file; do rm -f "$prefix/$file"; done
    refresh
    echo "Sizemill is removed from $prefix"
    ;;
"")
    find bin share -type f | while IFS= read -r file; do
        mkdir -p "$prefix/$(dirname "$file")"
        cp "$file" "$prefix/$file.new" # then rename: a running program's file is never written to
        mv -f "$prefix/$file.new" "$prefix/$file"
    done
    for entry in share/applications/*.desktop; do # a menu may not know the PATH of a shell
        sed -e "s|^Exec=sizemill|Exec=\"$prefix/bin/sizemill\"|" -e "s|^TryExec=sizemill|TryExec=$prefix/bin/sizemill|" "$entry" >"$prefix/$entry"
    done
    refresh
    echo "Sizemill is installed: $prefix/bin/sizemill"
    case ":$PATH:" in
    *":$prefix/bin:"*) ;;
    *) echo "$prefix/bin is not on your PATH; the menu entry works all the same." ;;
    esac
    ;;
*)
    echo "usage: [PREFIX=DIR] ./install.sh [--uninstall]" >&2
    exit 2
    ;;
esac
