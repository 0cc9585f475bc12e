#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Kannel without its 88 milliseconds. bearerbox and smsbox write to each other in small pieces and
# without TCP_NODELAY, so twice per message one waits until the other's kernel acknowledges, which
# it puts off for 44 ms. With "quickack 1" on the loopback routes it acknowledges at once.
#
#   deploy/quickack.sh set  [--dry-run]    for all of this machine's (or namespace's) loopback
#   deploy/quickack.sh undo [--dry-run]    as it was
#   deploy/quickack.sh show                "on" or "off"; exit status 1 when off
#
# Both may be repeated. It needs CAP_NET_ADMIN and lasts until the next boot: deploy/quickack.service.in
# is a unit that sets it before Kannel starts and undoes it when stopped. It costs some more packets
# on loopback and nothing elsewhere.
set -eu

fail() {
	echo "quickack: $1" >&2
	exit 1
}

usage() {
	fail "say set, undo or show; set and undo take --dry-run"
}

# The loopback routes of the table "local", as ip writes them, one a line.
routes() {
	ip -4 route show table local | grep '^local 127\.[0-9./]* dev lo ' || fail "there is no loopback route: is lo up?"
}

# change LINE: the same route, with quickack as $quickack says.
change() {
	# shellcheck disable=SC2086 # a route is words
	set -- ip -4 route change table local $(printf '%s\n' "$1" | sed 's/ quickack [0-9]*//') $quickack
	if [ "$dry" = yes ]; then
		echo "$*"
	else
		"$@" || fail "'$*' failed"
	fi
}

command -v ip >/dev/null || fail "ip is missing: install iproute2"
what=${1:-}
dry=no
case "${2:-}" in
'') ;;
--dry-run) dry=yes ;;
*) usage ;;
esac
[ $# -le 2 ] || usage

case "$what" in
set) quickack='quickack 1' ;;
undo) quickack= ;;
show)
	[ $# -eq 1 ] || usage
	all=$(routes)
	case "$(printf '%s\n' "$all" | grep -vc ' quickack 1' || true)" in
	0) echo on ;;
	*)
		echo off
		exit 1
		;;
	esac
	exit 0
	;;
*) usage ;;
esac

all=$(routes)
printf '%s\n' "$all" | while IFS= read -r route; do
	change "$route"
done
