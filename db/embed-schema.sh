#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Writes C source with the text of each schema file given, in their order: version n is FILE n.
# Full-line comments stay out of the program.
set -eu

echo '/* Made by db/embed-schema.sh from db/schema; not to be edited. */'
echo '#include "db/schema.h"'
echo 'const char *const schema_sql[] = {'
for file in "$@"; do
	echo '	(' # one text in lines, as clang wants to be told
	sed -e '/^--/d' -e '/^$/d' -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/	"/' -e 's/$/\\n"/' "$file"
	echo '	),'
done
echo '};'
echo 'const int schema_versions = (int) (sizeof(schema_sql) / sizeof(schema_sql[0]));'
