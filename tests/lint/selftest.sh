#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Shows that every check finds what it is for and leaves alone what is right: each is run over a
# small tree with one good or bad file. A check that cannot fail would be no check.
. "$(dirname "$0")/lib.sh"
checks=$(cd "$(dirname "$0")" && pwd)
spdx='/* SPDX-License-Identifier: AGPL-3.0-or-later */'

tree=$(mktemp -d) || exit 1
trap 'rm -rf "$tree"' EXIT
trap 'exit 1' INT TERM HUP

# Makes the small tree: a form with one key, the formatting rules, and one file ($1, octets of $2).
plant() {
	rm -rf "${tree:?}"/*
	mkdir -p "$tree/menus/service/eforms" "$tree/$(dirname "$1")"
	cp .clang-format "$tree/"
	echo '{"components": [{"key": "fooBar", "label": "x"}]}' >"$tree/menus/service/eforms/sample.json"
	printf '%s\nint fine(void);\n' "$spdx" >"$tree/menus_free.h"
	printf '%s\n%b\n' "$spdx" "$2" >"$tree/$1"
}

run_check() {
	output=$(cd "$tree" && sh "$checks/$1.sh" 2>&1)
}

# refuses CHECK FILE CONTENT: the check fails, names the file and says what to do.
refuses() {
	plant "$2" "$3"
	if run_check "$1"; then
		echo "$1 accepts $2: $(printf %.60s "$3")"
	elif ! printf '%s\n' "$output" | grep -q "^$2:"; then
		echo "$1 refuses $2 without naming it: $output"
	elif ! printf '%s\n' "$output" | grep -q 'what to do: '; then
		echo "$1 refuses $2 without saying what to do: $output"
	fi
}

accepts() {
	plant "$2" "$3"
	run_check "$1" || echo "$1 refuses $2: $3: $output"
}

long_function() {
	printf 'void f(void)\\n{\\n'
	yes 'x();' | head -n "$1" | sed 's/$/\\n/' | tr -d '\n'
	printf '}\\n'
}

samples() {
	refuses texts menus/service/texts/vi.json '    "home.word": "x"'
	refuses texts menus/service/overlays/1.json '  "texts": {\n    "vi": {\n      "said": "x"\n    }\n  }'
	accepts texts menus/service/overlays/1.json '  "text": "said",\n  "texts": {\n    "vi": {\n      "name": "n",\n      "said": "x"\n    }\n  }'
	refuses layers db/a.c '#include "sms/sms.h"'
	refuses layers menus/a.c '#include "db/store.h"'
	refuses layers menus/a.c '#include "gateway/base/loop.h"'
	refuses layers menus/a.c '#include <sys/socket.h>'
	refuses layers sms/a.c '#include "gateway/portal/portal.h"'
	refuses layers gateway/base/a.h '#include "db/store.h"'
	refuses layers gateway/portal/a.c '#include "gateway/cli/x.h"'
	refuses layers gateway/cli/a.c '#include "gateway/portal/portal.h"'
	refuses layers tests/sim/portal/a.c '#include "db/store.h"'
	refuses layers tests/unit/base/test_a.c '#include "db/store.h"'
	refuses layers sms/a.c '#include "sms.h"'
	refuses layers gateway/a.c '#include <sqlite3.h>'
	refuses layers gateway/portal/a.c '  #  include <curl/curl.h>'
	accepts layers gateway/portal/a.c '#include "db/store.h"\n#include "gateway/base/http_client.h"\n#include <jansson.h>'
	accepts layers db/a.c '#include <sqlite3.h>\n#include "gateway/base/err.h"'
	accepts layers tests/replay/test_a.c '#include "sms/sms.h"\n#include <sqlite3.h>'

	refuses words gateway/a.c 'static const char *code = "1.004873";'
	refuses words menus/a.c 'static const char *key = "fooBar";'
	refuses words menus/a.c '#define KEY nycHoTen'
	refuses words db/a.h 'static const char *text = "h\0341\0273\0223 s\0306\0241";'
	refuses words db/a.h '/* a */ static const char *d = "\0304\0221"; // b'
	accepts words gateway/a.c '/* such as 1.004873, or nycHoTen, or h\0341\0273\0223 s\0306\0241\n * on two lines */ int fooBarBaz, v11_004873;'
	accepts words tests/unit/base/test_a.c 'static const char *key = "fooBar 1.004873";'
	accepts words gateway/a.c 'static const char *version = "10.004873";'

	refuses format db/a.c 'int   f( void );'
	accepts format db/a.c '\nint f(void);'

	refuses scripts deploy/a.sh 'if true; then'
	accepts scripts deploy/a.sh 'true'

	refuses paths deploy/a.sh 'data=/home/somebody/data'
	refuses paths db/a.c 'const char *place = "/root/x";'
	accepts paths deploy/a.sh 'data=build/home/data; other=/var/lib/motcua; url=http://host/root/x'

	refuses size db/a.c "$(long_function 79)"
	refuses size db/a.c "$(yes ' ' | head -n 450 | tr '\n' '~' | sed 's/~/\\n/g')"
	accepts size db/a.c "$(long_function 78)"

	plant db/a.c 'int x;'
	sed -i 1d "$tree/db/a.c"
	run_check heads && echo "heads accepts a file without the SPDX line"
	accepts heads db/a.c 'int x;'

	rm -rf "${tree:?}"/* "$tree/.clang-format"
	for check in layers words format heads scripts paths size; do
		run_check $check && echo "$check passes in an empty tree"
	done
}

verdict "the check named no longer does its work: mend it before trusting the rest." samples
