#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Shows what deploy/install-dependencies.sh does on a machine where all is there, where something is
# missing, and where nobody may install: with stubs in place of the package system.
. "$(dirname "$0")/lib.sh"

tree=$(mktemp -d) || exit 1
trap 'rm -rf "$tree"' EXIT
trap 'exit 1' INT TERM HUP
script=$PWD/deploy/install-dependencies.sh

# stub NAME LINE: a command of that name that notes its arguments and then runs the line.
stub() {
	printf '#!/bin/sh\necho "%s $*" >>"%s/calls"\n%s\n' "$1" "$tree" "$2" >"$tree/bin/$1"
	chmod +x "$tree/bin/$1"
}

# A machine: $1 the user id, $2 the packages that are missing. It has an apt-get that "installs" all
# and lets kannel enable itself, and no sudo.
machine() {
	rm -rf "${tree:?}"/*
	mkdir -p "$tree/bin" "$tree/work/deploy" "$tree/usr/sbin" "$tree/etc/rc2.d"
	cp "$script" "$tree/work/deploy/"
	printf '%s\n' "$2" | tr ' ' '\n' >"$tree/missing"
	for tool in sh sed grep find cat rm mkdir chmod cksum dirname tr env; do
		ln -s "$(command -v $tool)" "$tree/bin/$tool"
	done
	stub id "echo $1"
	stub node 'echo v18.19.0'
	stub npm 'mkdir -p node_modules'
	stub dpkg-query "for package; do :; done; grep -qx \"\$package\" '$tree/missing' || printf 'ii '"
	stub apt-get "[ \$1 = update ] && exit 0
		ls '$tree/usr/sbin/policy-rc.d' >'$tree/policy-seen' 2>&1
		grep -qx kannel '$tree/missing' && ln -sf ../init.d/kannel '$tree/etc/rc2.d/S01kannel'
		: >'$tree/missing'"
	stub update-rc.d "rm '$tree/etc/rc2.d/S01kannel'"
	ln -s "$(command -v ls)" "$(command -v ln)" "$tree/bin/"
}

install() {
	output=$(PATH="$tree/bin" MOTCUA_INSTALL_ROOT="$tree" sh "$tree/work/deploy/install-dependencies.sh" 2>&1)
	status=$?
	calls=$(grep -vE '^(dpkg-query|id|node) ' "$tree/calls" | tr '\n' ';')
}

# must WHAT CONDITION...
must() {
	what=$1
	shift
	"$@" || echo "deploy/install-dependencies.sh: not so: $what (status $status, calls $calls, output $output)"
}

samples() {
	machine 1000 ''
	install
	must 'with all there it succeeds' [ $status = 0 ]
	must 'with all there it says nothing and calls nothing' [ -z "$output$calls" ]

	machine 1000 'valgrind'
	install
	must 'without root and sudo it fails' [ $status = 1 ]
	must 'without root and sudo it says what is missing' \
		[ "${output#*needs root*valgrind}" != "$output" ]
	must 'without root and sudo it calls nothing' [ -z "$calls" ]

	stub sudo 'exec "$@"'
	install
	must 'with sudo it installs' [ $status = 0 ]
	must 'with sudo it installs the missing package alone' \
		[ "${calls%apt-get install -y -q --no-install-recommends valgrind;*}" != "$calls" ]

	machine 0 'kannel valgrind'
	install
	must 'as root it installs' [ $status = 0 ]
	must 'services are held while installing' grep -q "^$tree" "$tree/policy-seen"
	must 'its policy is gone afterwards' [ ! -e "$tree/usr/sbin/policy-rc.d" ]
	must 'a new kannel is not enabled for boot' [ ! -L "$tree/etc/rc2.d/S01kannel" ]

	machine 0 'kannel'
	echo theirs >"$tree/usr/sbin/policy-rc.d"
	install
	must 'a policy of the administrator stays' grep -q theirs "$tree/usr/sbin/policy-rc.d"

	machine 0 'valgrind'
	touch "$tree/etc/rc2.d/S01kannel"
	install
	must 'a kannel of the administrator stays enabled' [ -e "$tree/etc/rc2.d/S01kannel" ]

	machine 0 'valgrind'
	stub apt-get 'exit 100'
	install
	must 'a failed apt-get is a failure' [ $status = 1 ]
	must 'its policy is gone after a failure too' [ ! -e "$tree/usr/sbin/policy-rc.d" ]

	machine 1000 ''
	mkdir -p "$tree/work/tests"
	echo '{}' | tee "$tree/work/tests/package.json" >"$tree/work/tests/package-lock.json"
	install
	must 'npm packages are installed' [ "$calls" = 'npm ci --no-audit --no-fund;' ]
	install
	must 'npm packages are installed once' [ "$calls" = 'npm ci --no-audit --no-fund;' ]
	echo '{"a": 1}' >"$tree/work/tests/package-lock.json"
	install
	must 'npm packages are installed again when their list changed' \
		[ "$calls" = 'npm ci --no-audit --no-fund;npm ci --no-audit --no-fund;' ]

	machine 1000 'nodejs npm'
	stub node 'echo v16.0.0'
	install
	must 'an old node is replaced by the package' [ "${output#*nodejs npm}" != "$output" ]
}

verdict "mend deploy/install-dependencies.sh." samples
