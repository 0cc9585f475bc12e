#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Fills a template: every @NAME@ becomes the value given for NAME. Comment lines stay as they are.
#
#   deploy/fill-in.sh TEMPLATE NAME=VALUE ... > FILE
#
# Refused, with nothing printed: a placeholder without a value, a value without a placeholder, and a
# value with a double quote or a line break, which no line of the templates could hold.
set -eu

fail() {
	echo "fill-in: $1" >&2
	exit 1
}

[ -r "${1:-}" ] || fail "cannot read the template '${1:-}'"
template=$1
shift
text=$(cat "$template")

newline='
'
edits=''
for pair; do
	name=${pair%%=*}
	value=${pair#*=}
	[ "$name" != "$pair" ] || fail "'$pair' is not NAME=VALUE"
	case "$value" in
	*\"* | *"$newline"*) fail "the value of $name has a double quote or a line break" ;;
	esac
	case "$text" in
	*@"$name"@*) ;;
	*) fail "$template has no @$name@" ;;
	esac
	edits="$edits/^[[:space:]]*[#!]/!s|@$name@|$(printf '%s' "$value" | sed 's/[\\&|]/\\&/g')|g;"
done

filled=$(printf '%s\n' "$text" | sed "$edits")
missing=$(printf '%s\n' "$filled" | grep -v '^[[:space:]]*[#!]' | grep -o '@[A-Z][A-Z_]*@' | sort -u | tr '\n' ' ' || true)
[ -z "$missing" ] || fail "$template: no value for $missing"
printf '%s\n' "$filled"
