#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Nothing in C names a procedure, a field or a text: they are data in menus/service, so that a
# province changes them without a compiler. Refused in .c and .h outside tests/, comments aside:
#   - codes of procedures, such as 1.004873
#   - keys of the portal's online forms, read from the forms and procedures in the tree. Keys that
#     are plain English words ("address") cannot be told from C and are left out: only those with a
#     capital inside are looked for, and the prefixes that the forms share.
#   - Vietnamese letters
. "$(dirname "$0")/lib.sh"
LC_ALL=C
export LC_ALL

all=$(need_files '*.c' '*.h') || { echo "$all"; exit 1; }
list=$(printf '%s\n' "$all" | grep -v '^tests/')
[ -z "$list" ] && { echo "no C outside tests/: the check would pass without looking at anything"; exit 1; }
eforms=$(files 'menus/service/eforms/*.json')
[ -z "$eforms" ] && { echo "no online form in menus/service/eforms: there are no keys to look for"; exit 1; }

# shellcheck disable=SC2086 # names of source files hold no spaces
code=$(awk -f "$(dirname "$0")/strip-comments.awk" $list)
# shellcheck disable=SC2086
keys=$(grep -ohE '"key"[[:space:]]*:[[:space:]]*"[A-Za-z0-9_]+"' $eforms |
	sed -E 's/.*"([A-Za-z0-9_]+)"$/\1/' | grep -E '^[a-z0-9]+[A-Z]' | sort -u)

find_in_code() {
	printf '%s\n' "$code" | grep -E "$1" | sed "s/\$/   <- $2/"
}

procedure_codes() {
	find_in_code '(^|[^0-9.])[0-9]\.[0-9]{6}([^0-9]|$)' 'the code of a procedure'
}

form_keys() {
	for key in $keys; do
		find_in_code "(^|[^A-Za-z0-9_])$key([^A-Za-z0-9_]|\$)" 'the key of a form'
	done
	find_in_code '(^|[^A-Za-z0-9_])(nxn|nyc|nks|nkt|gbt)[A-Z]' 'the key of a form'
}

vietnamese() {
	find_in_code "$(printf '\303[\200-\277]|\304[\202\203\220\221\250\251]|\305[\250\251]|\306[\240\241\257\260]|\341[\272\273][\200-\277]')" \
		'Vietnamese letters'
}

verdict "move what is named into menus/service or sms/texts and let C read it from there." \
	procedure_codes form_keys vietnamese
