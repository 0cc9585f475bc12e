#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Installs what building, running and testing Motcua needs on Debian 12, and nothing that is there.
#
#   deploy/install-dependencies.sh
#
# When all is there it ends at once and touches neither the network nor the package system. For
# missing packages it needs root or sudo. Debian's kannel starts itself and enables itself for boot;
# that is held back here, but for a Kannel that was installed before, which stays as it was.
#
# MOTCUA_INSTALL_ROOT is put before the paths of the system (tests use it).
set -eu
cd "$(dirname "$0")/.."

root=${MOTCUA_INSTALL_ROOT:-}
policy=$root/usr/sbin/policy-rc.d

# Package, and what it is for. nodejs and npm are asked for only where neither Debian nor anybody
# else has put node >= 18 and npm.
packages='
libc6-dev               gcc alone does not bring the headers of the C library
pkg-config              tells the Makefile how to compile and link with the libraries below
libosmocore-dev         libosmocore, libosmovty: the select loop, logging, configuration
libosmo-gsup-client-dev the link to OsmoHLR: native USSD
libmicrohttpd-dev       HTTP server
libsqlite3-dev          the store
libcurl4-openssl-dev    HTTP client
libjansson-dev          JSON
libsodium-dev           sealed fields, keyed hashes
libutf8proc-dev         NFC and grapheme clusters
libcmocka-dev           unit tests
libm17n-dev             another implementation of Telex and VNI, which ours is compared with
m17n-db                 its tables
clang                   make fuzz
libclang-rt-14-dev      the fuzzing and sanitizer libraries of clang
clang-format            make lint, make format
valgrind                memory tests
kannel                  bearerbox and smsbox: SMS
kannel-extras           fakesmsc: the SMS centre of the demo and the tests
osmo-hlr                the HLR of the tests and the demo: native USSD (started by nobody but them)
curl                    the demo asks its parts whether they are ready
'
node_packages='
nodejs                  end-to-end tests, comparisons with independent implementations
npm                     installs the packages that those tests use
'

say() {
	echo "install-dependencies: $1" >&2
}

installed() {
	[ "$(dpkg-query -W -f='${db:Status-Abbrev}' "$1" 2>/dev/null)" = 'ii ' ]
}

node_is_there() {
	command -v npm >/dev/null || return 1
	major=$(node --version 2>/dev/null | sed -nE 's/^v([0-9]+)\..*/\1/p')
	[ "${major:-0}" -ge 18 ]
}

# The packages that are missing, on one line.
missing_packages() {
	node_is_there || packages="$packages$node_packages"
	printf '%s' "$packages" | while read -r package _; do
		[ -z "$package" ] || installed "$package" || printf '%s ' "$package"
	done
}

# --- as root --------------------------------------------------------------------------------

starts_at_boot() {
	find "$root/etc" -path "$root/etc/rc[2-5].d/S??kannel" 2>/dev/null | grep -q .
}

# Keeps services from being started by their installation, unless the administrator has a policy.
hold_services() {
	[ ! -e "$policy" ] || return 0
	printf '#!/bin/sh\nexit 101\n' >"$policy"
	chmod 755 "$policy"
	trap 'rm -f "$policy"' EXIT
	trap 'exit 1' INT TERM HUP
}

# $1: the packages. Leaves a Kannel that came with them neither enabled nor running.
install_as_root() {
	kannel_is_new=no
	installed kannel || kannel_is_new=yes
	enabled_before=no
	starts_at_boot && enabled_before=yes
	hold_services

	export DEBIAN_FRONTEND=noninteractive
	apt-get update -q || { say "apt-get update failed, see above"; exit 1; }
	# shellcheck disable=SC2086 # a list of names
	apt-get install -y -q --no-install-recommends $1 || { say "apt-get install failed, see above"; exit 1; }

	[ $kannel_is_new = yes ] || return 0
	if [ $enabled_before = no ] && starts_at_boot; then
		update-rc.d kannel disable
	fi
	# Stops by the pid file of the package's own service, so no other Kannel is touched.
	[ ! -x "$root/etc/init.d/kannel" ] || "$root/etc/init.d/kannel" stop >/dev/null 2>&1 || true
}

if [ "${1:-}" = --as-root ]; then
	install_as_root "$2"
	exit 0
fi

# --- as anybody -----------------------------------------------------------------------------

install_packages() {
	missing=$(missing_packages)
	[ -n "$missing" ] || return 0
	if ! command -v apt-get >/dev/null; then
		say "this is not Debian; install what corresponds to: $missing"
		exit 1
	fi
	say "missing: $missing"
	if [ "$(id -u)" -eq 0 ]; then
		sh deploy/install-dependencies.sh --as-root "$missing"
	elif command -v sudo >/dev/null; then
		sudo env "MOTCUA_INSTALL_ROOT=$root" sh "$PWD/deploy/install-dependencies.sh" --as-root "$missing"
	else
		say "this needs root, and there is no sudo. As root: apt-get install --no-install-recommends $missing"
		exit 1
	fi
	still=$(missing_packages)
	[ -z "$still" ] || { say "still missing after the installation: $still"; exit 1; }
}

# The npm packages of the tests, when their list is another than at the last installation.
install_node_packages() {
	[ -f tests/package-lock.json ] || return 0
	stamp=tests/node_modules/.motcua-installed
	wanted=$(cat tests/package.json tests/package-lock.json | cksum)
	[ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ] || return 0
	(cd tests && npm ci --no-audit --no-fund) || { say "npm ci failed in tests/, see above"; exit 1; }
	mkdir -p tests/node_modules
	echo "$wanted" >"$stamp"
}

install_packages
install_node_packages
