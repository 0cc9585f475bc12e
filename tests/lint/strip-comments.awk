# SPDX-License-Identifier: AGPL-3.0-or-later
# Prints C without its comments, line by line, so that line numbers stay. Strings are kept.
# A comment explains; only what the compiler sees can make C know a procedure, a field or a text.
FNR == 1 { inside = 0 }
{
	out = ""
	n = length($0)
	quote = ""
	for (i = 1; i <= n; i++) {
		c = substr($0, i, 1)
		two = substr($0, i, 2)
		if (inside) {
			if (two == "*/") {
				inside = 0
				i++
			}
		} else if (quote != "") {
			out = out c
			if (c == "\\") {
				i++
				out = out substr($0, i, 1)
			} else if (c == quote) {
				quote = ""
			}
		} else if (two == "/*") {
			inside = 1
			i++
		} else if (two == "//") {
			break
		} else {
			if (c == "\"" || c == "'")
				quote = c
			out = out c
		}
	}
	print FILENAME ":" FNR ":" out
}
