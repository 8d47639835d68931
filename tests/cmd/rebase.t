#!/bin/sh
# kferry rebase: each folder of tests/data/rebase is a case: old/, new/, series/,
# and what must come of it: report (exit code, output) and expect/ (--out).
. "$SRCDIR/tests/cmd/lib.sh"

data=$SRCDIR/tests/data/rebase

check_case() {
	run rebase --old-tree "$data/$1/old" --new-tree "$data/$1/new" \
		--series "$data/$1/series/series" --out "$1"
	is "exit $code
$out" "$(cat "$data/$1/report")" "$1: the report"
	ok "$1: the new series" diff -r --exclude=.kferry "$data/$1/expect" "$1"
	cp -r "$data/$1/new" "$1.tree"
	run series apply --tree "$1.tree" "$1/series"
	is "$code" 0 "$1: which applies without fuzz"
}

for case in "$data"/*/; do
	check_case "$(basename "$case")"
done

done_testing
