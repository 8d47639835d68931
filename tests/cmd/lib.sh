# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by tests/cmd/*.t: TAP, a scratch directory as the working directory, and kferry.
#
#	run ARGS...		runs kferry; sets $code, $out (stdout) and $err (stderr)
#	is GOT WANTED NAME	ok NAME COMMAND...	like TEXT PATTERN NAME
#	skip NAME WHY		skips one check that cannot run here
#	skip_all WHY		skips the whole test
#
# Details of a failure go to stderr, where prove shows them. If $KFERRY_REQUIRE is set, all
# tests have to run: one that would be skipped fails.
count=0
scratch=$(mktemp -d)
# Not in the scratch directory, for tests compare its contents.
capture=$(mktemp -d)
trap 'cd /; rm -rf "$scratch" "$capture"' EXIT
cd "$scratch" || exit 1
export LC_ALL=C
# No test uses the network; one that needs an archive makes its own.
export KFERRY_SNAPSHOT="file:///none" KFERRY_KERNEL_ORG="file:///none"
export KFERRY_KERNEL_KEYS="/none"

run() {
	out=$("$KFERRY" "$@" 2>"$capture/err")
	code=$?
	err=
	[ ! -s "$capture/err" ] || err=$(cat "$capture/err")
}

# report RESULT NAME: ok if RESULT is 0
report() {
	count=$((count + 1))
	if [ "$1" = 0 ]; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
	fi
}

is() {
	if [ "$1" = "$2" ]; then
		report 0 "$3"
	else
		report 1 "$3"
		printf '%s\n' "$1" | sed 's/^/#   got: /' >&2
		printf '%s\n' "$2" | sed 's/^/#   not: /' >&2
	fi
}

skip_all() {
	if [ -n "${KFERRY_REQUIRE-}" ]; then
		report 1 "not skipped: $1"
		done_testing
		exit 1
	fi
	echo "1..0 # SKIP $1"
	exit 0
}

# bounded MIB COMMAND...: runs COMMAND in MIB of address space. Sanitizers reserve far more, so
# for them the limit is of resident memory.
bounded() {
	mib=$1
	shift
	if [ "${SANITIZE:-}" ]; then
		export ASAN_OPTIONS="hard_rss_limit_mb=$mib"
		"$@"
		unset ASAN_OPTIONS
	else
		limit=$(ulimit -v)
		ulimit -S -v $((mib * 1024))
		"$@"
		ulimit -S -v "$limit"
	fi
}

skip() {
	if [ -n "${KFERRY_REQUIRE-}" ]; then
		report 1 "$1: not skipped: $2"
	else
		report 0 "$1 # SKIP $2"
	fi
}

like() {
	[ -n "$2" ] || { report 1 "$3: looks for nothing"; return; }
	case $1 in
	*"$2"*) report 0 "$3" ;;
	*)
		report 1 "$3"
		printf '%s\n' "$1" | sed 's/^/#   in: /' >&2
		printf '%s\n' "$2" | sed 's/^/#   no: /' >&2
		;;
	esac
}

ok() {
	name=$1
	shift
	[ -n "${1-}" ] || { report 1 "$name: runs nothing"; return; }
	if "$@" >"$capture/out" 2>&1; then
		report 0 "$name"
	else
		report 1 "$name"
		tail -n 20 "$capture/out" | sed 's/^/#   /' >&2
	fi
}

done_testing() {
	[ "$count" -gt 0 ] || report 1 'something is tested'
	echo "1..$count"
}
