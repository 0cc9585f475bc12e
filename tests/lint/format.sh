#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Every C file looks as clang-format 14 with the tree's .clang-format writes it.
. "$(dirname "$0")/lib.sh"

list=$(need_files '*.c' '*.h') || { echo "$list"; exit 1; }
command -v clang-format >/dev/null || { echo "clang-format is missing: run deploy/install-dependencies.sh"; exit 1; }

# One finding a file is enough: nobody mends formatting by hand. Any other complaint is shown whole.
unformatted() {
	# shellcheck disable=SC2086 # names of source files hold no spaces
	output=$(clang-format --dry-run -Werror --style=file $list 2>&1) && return
	short=$(printf '%s\n' "$output" | sed -nE 's/^([^:]+):([0-9]+):[0-9]+: error: .*/\1:\2: not formatted/p')
	printf '%s\n' "${short:-$output}" | awk -F: '!seen[$1]++'
}

verdict "run clang-format -i on these files, or 'make format' for all." unformatted
