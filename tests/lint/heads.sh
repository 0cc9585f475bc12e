#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Every source file says under which licence it is, in its first three lines.
. "$(dirname "$0")/lib.sh"

list=$(need_files '*.c' '*.h' '*.sh' '*.mjs' '*.awk' 'tests/run-*' 'tests/lint/run') || { echo "$list"; exit 1; }

headless() {
	printf '%s\n' "$list" | while IFS= read -r file; do
		head -n 3 "$file" | grep -q 'SPDX-License-Identifier: AGPL-3.0-or-later' ||
			echo "$file:1: no SPDX line"
	done
}

verdict "put 'SPDX-License-Identifier: AGPL-3.0-or-later' into a comment at the top." headless
