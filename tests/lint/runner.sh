#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Shows that tests/run-check notices every way in which a test can fail to pass: it is run over a
# small tree whose programs print what cmocka and libFuzzer print in each case.
. "$(dirname "$0")/lib.sh"

tree=$(mktemp -d) || exit 1
trap 'rm -rf "$tree"' EXIT
trap 'exit 1' INT TERM HUP

# program SOURCE LINES...: plants a test with its "built" program, which prints the lines and then
# does what the last one says.
program() {
	mkdir -p "$tree/$(dirname "$1")" "$tree/build/release/$(dirname "$1")"
	: >"$tree/$1"
	built=$tree/build/release/${1%.c}
	printf '#!/bin/sh\n' >"$built"
	shift
	while [ $# -gt 1 ]; do
		printf "echo '%s'\n" "$1" >>"$built"
		shift
	done
	printf '%s\n' "$1" >>"$built"
	chmod +x "$built"
}

# A tree in which all is well: 1 unit, 1 replay, 1 fuzz, 1 oracle test.
plant() {
	rm -rf "${tree:?}"/*
	mkdir -p "$tree/tests/fuzz/corpus/x" "$tree/tests/unit/base/oracle"
	cp tests/run-check "$tree/tests/"
	program tests/unit/base/test_x.c '1..1' 'noiseok 1 - it_works' 'exit 0'
	program tests/replay/test_x.c '1..1' 'ok 1 - it_works' 'exit 0'
	program tests/fuzz/fuzz_x.c 'exit 0'
	echo input >"$tree/tests/fuzz/corpus/x/1"
	echo "import test from 'node:test'; test('a', () => {});" >"$tree/tests/unit/base/oracle/x.test.mjs"
}

# expect LINE WHEN: the run over the planted tree ends with that line.
expect() {
	output=$(VARIANT=release B='' sh "$tree/tests/run-check" --no-lint --no-e2e 2>&1)
	status=$?
	last=$(printf '%s\n' "$output" | tail -n 1)
	[ "$last" = "$1" ] || echo "tests/run-check: $2: \"$last\" instead of \"$1\""
	case "$1" in
	*' 0 failed') [ $status = 0 ] || echo "tests/run-check: $2: exit status $status" ;;
	*) [ $status != 0 ] || echo "tests/run-check: $2: exit status 0" ;;
	esac
}

samples() {
	plant
	expect '4 passed, 0 failed' 'all is well'
	program tests/unit/base/test_x.c '1..2' 'ok 1 - a' 'not ok 2 - b' 'exit 1'
	expect '4 passed, 1 failed' 'a test fails'
	program tests/unit/base/test_x.c '1..3' 'ok 1 - a' 'kill -ABRT $$'
	expect '4 passed, 2 failed' 'a program dies between its tests'
	program tests/unit/base/test_x.c '1..1' 'ok 1 - a' 'exit 23'
	expect '4 passed, 1 failed' 'a program ends badly after good tests'
	program tests/unit/base/test_x.c '1..2' 'ok 1 - a' 'not ok 2 # SKIP b' 'exit 0'
	expect '4 passed, 1 failed' 'a test skips itself'
	program tests/unit/base/test_x.c 'exit 0'
	expect '3 passed, 1 failed' 'a program runs no test'
	rm "$tree/build/release/tests/unit/base/test_x"
	expect '3 passed, 1 failed' 'a program was not built'
	rm "$tree/tests/unit/base/test_x.c"
	expect '3 passed, 1 failed' 'a stage has no program'

	plant
	program tests/fuzz/fuzz_x.c 'exit 1'
	expect '3 passed, 1 failed' 'a corpus input fails'
	program tests/fuzz/fuzz_x.c 'exit 0'
	rm "$tree/tests/fuzz/corpus/x/1"
	expect '3 passed, 1 failed' 'a corpus is empty'

	plant
	echo "import test from 'node:test'; test('a', { skip: true }, () => {});" \
		>"$tree/tests/unit/base/oracle/x.test.mjs"
	expect '3 passed, 1 failed' 'a Node test skips itself'
	echo "import 'no-such-package'; test('a', () => {});" >"$tree/tests/unit/base/oracle/x.test.mjs"
	expect '3 passed, 1 failed' 'a Node package is missing'
	echo "" >"$tree/tests/unit/base/oracle/x.test.mjs"
	expect '3 passed, 1 failed' 'a Node file holds no test'
}

verdict "tests/run-check lets something pass that did not: mend it before trusting its last line." samples
