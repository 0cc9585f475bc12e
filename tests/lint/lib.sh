# SPDX-License-Identifier: AGPL-3.0-or-later
# What the checks share: which files there are, and how a finding is told.
#
# A check is a script CHECK.sh that is started in the root of the tree. It has functions that print
# one line "file:line: what is wrong" for each finding, and ends by handing them to verdict.

# Prints the files of the tree whose names match one of the shell patterns, a line each: what git
# tracks and has not deleted, or, where there is no repository, all but what is built or installed.
# Everything passes a check that looks at nothing, so an empty tree is an error of the check itself.
files() {
	if [ -e .git ] && tracked=$(git -c safe.directory='*' ls-files 2>/dev/null) &&
		[ -n "$tracked" ]; then
		printf '%s\n' "$tracked"
	else
		find . \( -name build -o -name node_modules -o -name .git \) -prune -o -type f -print |
			sed 's|^\./||' | sort
	fi | while IFS= read -r file; do
		[ -f "$file" ] || continue
		for pattern in "$@"; do
			# shellcheck disable=SC2254 # it is meant as a pattern
			case "$file" in
			$pattern) printf '%s\n' "$file" && break ;;
			esac
		done
	done
}

# files() of the patterns, or the end of the check if there is not one.
need_files() {
	list=$(files "$@")
	if [ -z "$list" ]; then
		echo "no file matches $*: the check would pass without looking at anything"
		exit 1
	fi
	printf '%s\n' "$list"
}

# Prints what the functions after $1 find, and ends the check: with 0 if that is nothing, else with 1
# and $1, the sentence that tells a person what to do.
verdict() {
	advice=$1
	shift
	findings=$(for find; do "$find"; done)
	[ -z "$findings" ] && exit 0
	printf '%s\n' "$findings"
	echo "  what to do: $advice"
	exit 1
}
