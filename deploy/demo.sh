#!/bin/bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# A whole counter on this machine: the portal simulator, Kannel (bearerbox, smsbox), Kannel's fake SMS
# centre and motcuad, all on loopback, with a phone in the terminal. Leaving the phone stops
# everything. Data stays in build/demo; the next start goes on with it.
#
#   deploy/demo.sh                    a phone to dial with
#   deploy/demo.sh --script FILE      plays a written dialogue and checks it (tests/demo/README.md)
#
# Settings, from the environment:
#   MOTCUA_DEMO_DATA      folder of data and logs (build/demo)
#   MOTCUA_DEMO_PHONE     the phone's number (0901234567)
#   MOTCUA_DEMO_HOST      loopback address (127.0.0.1), with the ports
#   MOTCUA_DEMO_INSIDE    15081  motcuad, inside listener      MOTCUA_DEMO_OUTSIDE  15080  outside
#   MOTCUA_DEMO_VTY       15065  motcuad, telnet               MOTCUA_DEMO_PORTAL   15090  portal
#   MOTCUA_DEMO_ADMIN     15000  bearerbox, status             MOTCUA_DEMO_BOX      15001  its smsbox
#   MOTCUA_DEMO_SENDSMS   15013  smsbox                        MOTCUA_DEMO_SMSC     15010  fake SMSC
set -u
cd "$(dirname "$0")/.." || exit 1
umask 077
PATH=$PATH:/usr/sbin:/sbin # Debian's bearerbox lies where only root looks

build=${B:-build/${VARIANT:-release}}
data=${MOTCUA_DEMO_DATA:-build/demo}
host=${MOTCUA_DEMO_HOST:-127.0.0.1}
number=${MOTCUA_DEMO_PHONE:-0901234567}
inside=${MOTCUA_DEMO_INSIDE:-15081}
outside=${MOTCUA_DEMO_OUTSIDE:-15080}
vty=${MOTCUA_DEMO_VTY:-15065}
portal=${MOTCUA_DEMO_PORTAL:-15090}
admin=${MOTCUA_DEMO_ADMIN:-15000}
box=${MOTCUA_DEMO_BOX:-15001}
sendsms=${MOTCUA_DEMO_SENDSMS:-15013}
smsc=${MOTCUA_DEMO_SMSC:-15010}
fakesmsc=/usr/lib/kannel/test/fakesmsc

ready_s=20 # for each part to become ready
stop_s=5   # for all parts to stop in order; then they are killed
parts=()   # names, in the order of their start
declare -A pids

say() {
	echo "demo: $1" >&2
}

# fail SENTENCE [PART]: says what is wrong, shows the end of that part's logs, stops everything.
fail() {
	say "$1"
	for log in "$data/log/${2:-}".*; do
		[ -s "$log" ] && [ -n "${2:-}" ] && { say "the end of $log:"; tail -n 15 "$log" >&2; }
	done
	exit 1
}

# --- parts ----------------------------------------------------------------------------------

# start NAME COMMAND...: in a session of its own, so that Ctrl-C reaches only this script, and with a
# parent whose death it does not survive.
start() {
	local name=$1
	shift
	setsid setpriv --pdeathsig KILL -- "$@" >"$data/log/$name.out" 2>&1 </dev/null 9>&- &
	pids[$name]=$!
	parts+=("$name")
	echo "${pids[$name]}" >"$data/run/$name.pid"
}

alive() {
	kill -0 "${pids[$1]}" 2>/dev/null
}

# ready NAME WHAT COMMAND...: asks until the command succeeds, the part ends or the time is over.
ready() {
	local name=$1 what=$2 deadline=$((SECONDS + ready_s))
	shift 2
	until "$@" >/dev/null 2>&1; do
		alive "$name" || fail "$name ended while starting" "$name"
		[ $SECONDS -lt $deadline ] || fail "$name does not $what within $ready_s s" "$name"
		sleep 0.1
	done
}

# stop_one NAME DEADLINE. A part is its whole process group: a smsbox that has lost its bearerbox goes
# on under another pid.
stop_one() {
	local target=-${pids[$1]}
	[ "$1" != phone ] || target=${pids[$1]}
	kill -TERM -- "$target" 2>/dev/null || return 0
	until ! kill -0 -- "$target" 2>/dev/null; do
		if [ "$SECONDS" -ge "$2" ]; then
			say "$1 does not stop by itself and is killed"
			kill -KILL -- "$target"
			break
		fi
		sleep 0.05
	done
	wait "${pids[$1]}" 2>/dev/null
}

# The last that started stops first: nobody then waits for one that is gone.
stop_all() {
	trap '' INT TERM HUP
	local deadline=$((SECONDS + stop_s)) i
	for ((i = ${#parts[@]} - 1; i >= 0; i--)); do
		stop_one "${parts[i]}" "$deadline"
		rm -f "$data/run/${parts[i]}.pid"
	done
}

# --- before the start -----------------------------------------------------------------------

script=
case "${1:-}" in
'') ;;
--script)
	script=${2:-}
	[ -r "$script" ] || { say "cannot read the script '$script'"; exit 2; }
	;;
*)
	say "unknown option '$1'; there is --script FILE"
	exit 2
	;;
esac

for name in motcuad motcua motcua-phone motcua-portal-sim; do
	[ -x "$build/$name" ] || fail "$build/$name was not built: run make"
done
for name in bearerbox smsbox curl setpriv "$fakesmsc"; do
	command -v "$name" >/dev/null || fail "$name is missing: run deploy/install-dependencies.sh"
done

mkdir -p "$data/log" "$data/run" "$data/kannel/dlr" "$data/portal" || fail "cannot write to $data"
data=$(cd "$data" && pwd) # Kannel wants whole paths
exec 9>>"$data/lock"
flock -n 9 || fail "a demo is running on $data already (pid $(cat "$data/lock")); leave it first, or set MOTCUA_DEMO_DATA"
echo $$ >"$data/lock"

check_free() {
	if (: <>"/dev/tcp/$host/$1") 2>/dev/null; then
		fail "port $1 of $host is in use, and $3 needs it: stop what listens there, or set $2 to another port"
	fi
}
check_free "$inside" MOTCUA_DEMO_INSIDE 'motcuad (inside)'
check_free "$outside" MOTCUA_DEMO_OUTSIDE 'motcuad (outside)'
check_free "$vty" MOTCUA_DEMO_VTY 'motcuad (telnet)'
check_free "$portal" MOTCUA_DEMO_PORTAL 'the portal simulator'
check_free "$admin" MOTCUA_DEMO_ADMIN 'bearerbox (status)'
check_free "$box" MOTCUA_DEMO_BOX 'bearerbox (smsbox)'
check_free "$sendsms" MOTCUA_DEMO_SENDSMS 'smsbox'
check_free "$smsc" MOTCUA_DEMO_SMSC 'the fake SMSC'

trap stop_all EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# --- settings, made once, and configurations, made at each start ------------------------------

rm -f "$data"/log/*
[ -f "$data/motcua.key" ] || "$build/motcua" key new "$data/motcua.key" >/dev/null || fail "no key could be made"
[ -f "$data/inside.token" ] || "$build/motcua" token new "$data/inside.token" >/dev/null || fail "no token could be made"
[ -s "$data/sendsms.password" ] || od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$data/sendsms.password"
password=$(cat "$data/sendsms.password")

deploy/fill-in.sh deploy/kannel/kannel.conf.in HOST="$host" BEARERBOX_PORT="$box" ADMIN_PORT="$admin" \
	SENDSMS_PORT="$sendsms" SMSC_PORT="$smsc" INSIDE_PORT="$inside" ADMIN_PASSWORD="$password" \
	SENDSMS_PASSWORD="$password" DATA="$data/kannel" LOG="$data/log" SHORT_CODE=1022 \
	>"$data/kannel/kannel.conf" || fail "Kannel's configuration could not be written"
deploy/fill-in.sh deploy/motcua.cfg.in HOST="$host" INSIDE_PORT="$inside" OUTSIDE_PORT="$outside" \
	VTY_PORT="$vty" SENDSMS_PORT="$sendsms" PORTAL_PORT="$portal" DATA="$data" \
	OFFICES="$PWD/deploy/offices.example.json" MENUS="$(cd "$build" && pwd)/service" TEXTS="$PWD/sms/texts" \
	SHORT_CODE=1022 >"$data/motcua.cfg" || fail "motcuad's configuration could not be written"

# --- start ----------------------------------------------------------------------------------

ask() {
	curl -sf --noproxy '*' --max-time 2 "http://$host:$1"
}

kannel_says() {
	ask "$admin/status.txt" | grep -q "$1"
}

start portal "$build/motcua-portal-sim" --listen "$host:$portal" --data "$data/portal"
ready portal 'answer' ask "$portal/sim/dossiers"
start bearerbox bearerbox -v 2 "$data/kannel/kannel.conf"
ready bearerbox 'answer' kannel_says 'Status: running'
start smsbox smsbox -v 2 "$data/kannel/kannel.conf"
ready smsbox 'connect to bearerbox' kannel_says 'smsbox:motcua'
start fakesmsc "$fakesmsc" -H "$host" -r "$smsc" -m 0 'nobody nobody text never sent'
ready fakesmsc 'connect to bearerbox' kannel_says 'FAKE.*(online'
start motcuad "$build/motcuad" -c "$data/motcua.cfg"
ready motcuad 'become ready' ask "$inside/readyz"

# --- the phone ------------------------------------------------------------------------------

# The phone runs beside this script and not before it, so that a signal is heard at once.
exec 3<&0
setpriv --pdeathsig KILL -- "$build/motcua-phone" --url "http://$host:$inside" \
	--portal "http://$host:$portal" --phone "$number" --sms-log "$data/log/fakesmsc.out" \
	${script:+--script "$script"} <&3 9>&- &
pids[phone]=$!
parts+=(phone)
echo "${pids[phone]}" >"$data/run/phone.pid"

# Whichever ends first: the phone, or a part that should not.
wait -n "${pids[@]}"
status=$?
for name in "${parts[@]}"; do
	[ "$name" = phone ] || alive "$name" || fail "$name ended unexpectedly" "$name"
done
[ $status -eq 0 ] || [ -z "$script" ] || say "$script did not come true; logs are in $data/log"
exit $status
