#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# tests/data/reported names a test for each reported fault; each of these tests exists. If
# $KFERRY_REPORTED has the original inputs, all of them are in the list, and those that are
# files equal the test data.
. "$SRCDIR/tests/cmd/lib.sh"

list=$SRCDIR/tests/data/reported
inputs=${KFERRY_REPORTED-}

# check_entry WHAT TEST NAME: checks one line of the list
check_entry() {
	if [ -n "$3" ]; then
		ok "$1: $2: $3" grep -qF -- "$3" "$SRCDIR/$2"
	else
		ok "$1: $2" test -e "$SRCDIR/$2"
	fi
	[ ! -f "$inputs/$1" ] || ok "$1: the same" cmp "$inputs/$1" "$SRCDIR/$2"
}

grep -v -e '^#' -e '^$' "$list" | sed 's/ *| */|/g' >entries
while IFS='|' read -r what test name; do
	check_entry "$what" "$test" "$name"
done <entries

if [ -n "$inputs" ]; then
	for input in "$inputs"/*/*; do
		input=${input#"$inputs"/}
		case $input in
		*/README*) continue ;;
		esac
		ok "$input is in the list" grep -q "^$input|" entries
	done
fi
done_testing
