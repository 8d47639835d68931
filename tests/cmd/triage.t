#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry triage on the log of each directory of tests/data/triage: its output equals the file
# expect, and with an option the file of that name, if it exists.
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

for directory in */; do
	check "${directory%/}" "$(cd "$directory" && "$KFERRY" triage log | diff expect - 2>&1)"
	for option in explain dot json; do
		[ -f "$directory$option" ] || continue
		check "${directory%/} --$option" "$(cd "$directory" &&
			"$KFERRY" triage --$option log | diff $option - 2>&1)"
	done
	[ ! -f "${directory}explain.json" ] || check "${directory%/} --explain --json" "$(
		cd "$directory" && "$KFERRY" triage --explain --json log | diff explain.json - 2>&1)"
done

# A log of each kind, as the kernel prints it. Its first lines are the expected title and type.
for log in ../triage-kinds/*; do
	wanted=$(sed -n '1,/^$/{s/^TITLE: //p;s/^TYPE: \(.*\)/[\1]/p}' "$log" | paste -sd' ' -)
	check "${log##*/} has its title" "$(
		sed '1,/^$/d' "$log" | "$KFERRY" triage - | grep -v '(notice)$' |
			sed 's/^-:[0-9]*: //;q' | {
			read -r got || got=none
			[ "$got" = "$wanted" ] || echo "'$got' is not '$wanted'"
		}
	)"
done

check "standard input gives the same as a file" "$(
	"$KFERRY" triage --json - <circular-6.1/log | sed 's/"log":"-"/"log":"log"/' >"${TMPDIR:-/tmp}/kferry-triage.$$"
	(cd circular-6.1 && "$KFERRY" triage --json log) | diff "${TMPDIR:-/tmp}/kferry-triage.$$" - 2>&1
	rm -f "${TMPDIR:-/tmp}/kferry-triage.$$"
)"
check "reports in the baseline are hidden" "$(
	cd circular-6.1 && "$KFERRY" triage --exit-code --baseline baseline log ||
		echo "exit code $?"
)"
check "other reports are not" "$(
	cd inconsistent-3.6 &&
		"$KFERRY" triage --exit-code --baseline ../circular-6.1/baseline log | diff expect -
)"
check "--exit-code exits with 1 for a report" "$(
	"$KFERRY" triage --exit-code circular-6.1/log >/dev/null
	[ $? = 1 ] || echo "no exit code 1"
)"
check "a missing log is an error" "$(
	"$KFERRY" triage missing/log >/dev/null 2>&1
	[ $? = 2 ] || echo "no exit code 2"
)"
echo "1..$count"
