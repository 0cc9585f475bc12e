#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Files over 450 lines and C functions over 80 are refused: both are signs that two things live in
# one place. A function's body begins and ends with a brace in the first column.
. "$(dirname "$0")/lib.sh"

list=$(need_files '*.c' '*.h' '*.sh' '*.mjs' '*.awk' 'tests/run-*') || { echo "$list"; exit 1; }

program='
function say_file() {
	if (lines > 450)
		print name ":" lines ": " lines " lines, at most 450"
}
FNR == 1 {
	say_file()
	name = FILENAME
	start = 0
}
{ lines = FNR }
FILENAME ~ /\.[ch]$/ && /^\{/ { start = FNR }
FILENAME ~ /\.[ch]$/ && /^\}/ && start {
	if (FNR - start + 1 > 80)
		print FILENAME ":" start ": a function of " FNR - start + 1 " lines, at most 80"
	start = 0
}
END { say_file() }
'

too_long() {
	# shellcheck disable=SC2086 # names of source files hold no spaces
	awk "$program" $list
}

verdict "split it where two things meet: decide in one function and act in another, or give one of them a file of its own." too_long
