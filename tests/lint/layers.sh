#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The arrows between the folders, read from the #include lines:
#
#     gateway/base  <-  db  <-  sms          an arrow points at what may be included
#          ^                     ^
#        menus      <-------  gateway        the simulators see gateway/base alone,
#                                            the MSC the codec in gateway/bearer too
#
# and the libraries that belong to one folder: SQL to db, HTTP to gateway/base, and nothing that
# waits or does I/O to menus, which is pure.
. "$(dirname "$0")/lib.sh"

list=$(need_files '*.c' '*.h') || { echo "$list"; exit 1; }

program='
function folder(path) {
	sub(/\/[^\/]*$/, "", path)
	return path
}
function allowed(file) {
	if (file ~ /^gateway\/base\//) return "gateway/base"
	if (file ~ /^db\//) return "gateway/base db"
	if (file ~ /^menus\//) return "gateway/base menus"
	if (file ~ /^sms\//) return "gateway/base db sms"
	if (file ~ /^gateway\/cli\//) return "gateway/base db menus gateway/cli"
	if (file ~ /^gateway\//) return "gateway db menus sms"
	if (file ~ /^tests\/sim\/msc\//) return "gateway/base gateway/bearer tests/sim/msc"
	if (file ~ /^tests\/sim\//) return "gateway/base " folder(file)
	if (file ~ /^tests\/unit\/base\//) return "gateway/base tests/lib tests/unit/base"
	if (file ~ /^tests\/unit\/db\//) return "gateway/base db tests/lib tests/unit/db"
	if (file ~ /^tests\/unit\/menus\//) return "gateway/base menus tests/lib tests/unit/menus"
	if (file ~ /^tests\/unit\/sms\//) return "gateway/base db sms tests/lib tests/unit/sms"
	if (file ~ /^tests\//) return "gateway db menus sms tests"
	return ""
}
# Headers of libraries that one folder keeps to itself, "" where everybody may use them.
function home(header) {
	if (header ~ /^sqlite3/) return "db"
	if (header ~ /^curl\//) return "gateway/base gateway/cli"
	if (header ~ /^microhttpd/) return "gateway/base"
	return ""
}
function within(path, folders,    i, n, part) {
	n = split(folders, part, " ")
	for (i = 1; i <= n; i++)
		if (index(path, part[i] "/") == 1)
			return 1
	return 0
}
function say(what) {
	print FILENAME ":" FNR ": " what
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
	split($0, part, "\"")
	header = part[2]
	if (header !~ /\//)
		say("\"" header "\" is not spelled from the root of the tree")
	else if (!within(header, allowed(FILENAME)))
		say("may not include \"" header "\"; it may use: " allowed(FILENAME))
	else if (header ~ /^gateway\/cli\// && FILENAME !~ /^gateway\/cli\//)
		say("\"" header "\" belongs to the command line program alone")
	else if (FILENAME ~ /^menus\// &&
			header ~ /^gateway\/base\/(loop|turn|timer|http_client|http_server)\.h$/)
		say("menus is pure and may not include \"" header "\"")
}
/^[ \t]*#[ \t]*include[ \t]*</ {
	header = $0
	sub(/^[^<]*</, "", header)
	sub(/>.*/, "", header)
	if (FILENAME ~ /^tests\//)
		next
	if (home(header) != "" && !within(FILENAME, home(header)))
		say("<" header "> may be used in " home(header) "/ only")
	if (FILENAME ~ /^menus\// && header ~ /^(unistd|fcntl|time|poll|pthread|sys\/(socket|time|select|epoll))\.h$/)
		say("menus is pure and may not include <" header ">")
}
'

wrong_arrows() {
	# shellcheck disable=SC2086 # names of source files hold no spaces
	awk "$program" $list
}

verdict "turn the call around (a callback or a small struct of functions given at construction), or move the code to the layer that may know it." wrong_arrows
