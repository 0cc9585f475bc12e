#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Every shell script at least parses, in the shell that its first line names.
. "$(dirname "$0")/lib.sh"

list=$(need_files '*.sh' 'tests/run-*' 'tests/lint/run' '.ci/run') || { echo "$list"; exit 1; }

broken_scripts() {
	printf '%s\n' "$list" | while IFS= read -r file; do
		shell="sh"
		head -n 1 "$file" | grep -q bash && shell=bash
		"$shell" -n "$file" 2>&1 | sed "s|^|$file:1: |"
	done
}

verdict "mend the syntax; '$0' asks sh -n or bash -n." broken_scripts
