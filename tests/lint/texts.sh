#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Every text of the menus is shown somewhere: translators are not given words that nobody reads.
# An id of the shared catalogue or of an overlay counts as used where it stands as a value in a tree,
# a frame, the samples or an overlay, or as a text in C, there also as what a format ("@status.%d") or
# a pattern of the samples ("@status.#") makes. The names that every procedure must have are left out.
. "$(dirname "$0")/lib.sh"
LC_ALL=C
export LC_ALL

catalogues=$(need_files 'menus/service/texts/vi.json' 'menus/service/overlays/*.json') || {
	echo "$catalogues"
	exit 1
}
users=$(files 'menus/service/home.json' 'menus/service/frames.json' 'menus/service/samples.json' \
	'menus/service/overlays/*.json')
code=$(files '*.c' '*.h' | grep -E '^(gateway|menus|sms)/')

# Values, not names of members; with what C says of texts.
# shellcheck disable=SC2086 # names of source files hold no spaces
used=$({
	[ -z "$users" ] || grep -ohE '"@?[A-Za-z0-9_.#*-]+"([^:]|$)' $users | grep -oE '"[^"]*"'
	[ -z "$code" ] || grep -ohE '"@?[A-Za-z0-9_.%*-]+"' $code
} | tr -d '"@' | sort -u)

program='
FNR == NR {
	if ($0 ~ /[%#*]/) {
		sub(/[%#*].*/, "", $0)
		if ($0 ~ /^[a-z_]+\.(.*\.)?$/ && $0 != "procedure.")
			begins[$0] = 1
	} else {
		used[$0] = 1
	}
	next
}
FNR == 1 { inside = FILENAME ~ /texts\/vi.json$/ }
/^    "vi": \{/ && FILENAME ~ /overlays/ { inside = 1; next }
/^    }/ && FILENAME ~ /overlays/ { inside = 0 }
inside && /^ +"[^"]+": "/ {
	split($0, parts, "\"")
	id = parts[2]
	found = id in used || (FILENAME ~ /overlays/ && id ~ /^(name|short|papers)$/) || id == "language" || id == "name"
	for (start in begins)
		found = found || index(id, start) == 1
	if (!found)
		print FILENAME ":" FNR ": nothing shows the text \"" id "\""
}
'

unused() {
	# shellcheck disable=SC2086 # names of source files hold no spaces
	printf '%s\n' "$used" | awk "$program" - $catalogues
}

verdict "drop the text from every language, or show it." unused
