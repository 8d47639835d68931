#!/bin/sh
# The command triage on each folder of tests/data/triage: what it prints about
# the folder's log is the folder's expect.
cd "$SRCDIR/tests/data/triage" || exit 1
count=0

check() { # name, diff's output
	count=$((count + 1))
	if [ -z "$2" ]; then
		echo "ok $count - $1"
	else
		echo "not ok $count - $1"
		echo "$2" | sed 's/^/# /'
	fi
}

for folder in */; do
	check "${folder%/}" "$(cd "$folder" && "$KFERRY" triage log | diff expect - 2>&1)"
done

check "standard input gives what a file gives" "$(
	"$KFERRY" triage --json - <circular-6.1/log | sed 's/"log":"-"/"log":"log"/' >"${TMPDIR:-/tmp}/kferry-triage.$$"
	(cd circular-6.1 && "$KFERRY" triage --json log) | diff "${TMPDIR:-/tmp}/kferry-triage.$$" - 2>&1
	rm -f "${TMPDIR:-/tmp}/kferry-triage.$$"
)"
check "a log that is not there is an error" "$(
	"$KFERRY" triage missing/log >/dev/null 2>&1
	[ $? = 2 ] || echo "no exit code 2"
)"
echo "1..$count"
