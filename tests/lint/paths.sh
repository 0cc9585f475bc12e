#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# No file of the tree holds a path that exists only on the machine it was written on.
. "$(dirname "$0")/lib.sh"

list=$(need_files '*') || { echo "$list"; exit 1; }
here=$(pwd -P)

local_paths() {
	printf '%s\n' "$list" | grep -vE '^(LICENSE|tests/lint/)|package-lock\.json$' | while IFS= read -r file; do
		grep -nIE '(^|[^A-Za-z0-9_.@/-])/(home|Users)/[a-z]|(^|[^A-Za-z0-9_.@/-])/(root|work)/' "$file" | sed "s|^|$file:|"
		# The tree's own place, where it is deep enough to be more than a word.
		case "$here" in
		/*/*) grep -nIF "$here/" "$file" | sed "s|^|$file:|" ;;
		esac
	done
}

verdict "name the place relative to the tree, or make it a setting." local_paths
