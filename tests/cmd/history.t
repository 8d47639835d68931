#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry history, compare: the judged runs by branch and variant.
. "$SRCDIR/tests/cmd/lib.sh"

export KFERRY_CACHE="$scratch/cache" TZ=UTC
runs=$KFERRY_CACHE/run/6.1

# ran VARIANT NONCE SED DAY: a run of a real guest on DAY, its run.json edited by SED, and
# judged
ran() {
	rm -rf "$runs/$1"
	mkdir -p "$runs"
	cp -r "$SRCDIR/tests/data/judge/base" "$runs/$1"
	sed -i -e 's/"branch": .*/"branch": "6.1",/' -e "s/\"variant\": .*/\"variant\": \"$1\",/" \
		-e "$3" "$runs/$1/run.json"
	old=$(sed -n 's/.*"nonce": "\(.*\)",/\1/p' "$runs/$1/run.json")
	sed -i "s/$old/$2/g" "$runs/$1/run.json" "$runs/$1/console.log"
	touch -d "$4 12:00" "$runs/$1/run.json"
	"$KFERRY" judge "$runs/$1" >"$capture/judged"
}

run history 6.1
is "$code" 0 'an empty history is no error'
is "$(echo "$out" | wc -l)" 1 'and shows nothing'

escaped='s/"splats": .*/"splats": ["WARNING in free_it"],/; s/"expect": .*/"expect": "splat",/'
ran fixed 00000000000000a1 '' 2026-11-01
ran fixed 00000000000000a2 '' 2026-11-02
ran mutant 00000000000000b1 "$escaped" 2026-11-02

run history 6.1
is "$(echo "$out" | awk '$2 == "fixed" { print $3, $4, $5, $6, $7, $9 }')" \
	'2 0 0 PASS 2026-11-02 2026-11-01' 'counts, the last run, and since when its verdict is the same'
is "$(echo "$out" | awk '$2 == "mutant" { print $3, $4, $5, $6 }')" '0 1 0 FAIL' \
	'each variant has a row'
run history 6.1 fixed
is "$(echo "$out" | sed 1d | cut -c1-10 | tr '\n' ' ')" '2026-11-02 2026-11-01 ' \
	'the runs of a variant, the newest first'
run history -n 1 6.1/fixed
is "$(echo "$out" | sed 1d | wc -l)" 1 'limited to the newest'
run history --since 2026-11-02 6.1 fixed
is "$(echo "$out" | sed 1d | wc -l)" 1 'since a day'
run history 6.1@2026-11-01 fixed
is "$(echo "$out" | sed 1d | cut -c1-10)" 2026-11-01 'on a day'
run history --json 6.1 mutant
like "$out" '"verdict": "FAIL"' 'as JSON'
like "$out" '"nonce": "00000000000000b1"' 'which run it was'

"$KFERRY" judge "$runs/fixed" >"$capture/judged"
run history 6.1
is "$(echo "$out" | awk '$2 == "fixed" { print $3 }')" 2 \
	'judging a run again adds no row'

cp -r "$runs/fixed" elsewhere
"$KFERRY" judge elsewhere >"$capture/judged"
sed -i s/00000000000000a2/00000000000000a3/ elsewhere/run.json elsewhere/console.log
"$KFERRY" judge elsewhere >"$capture/judged"
run history 6.1
is "$(echo "$out" | awk '$2 == "fixed" { print $3 }')" 2 \
	'a run directory outside of the cache is not recorded'

ran fixed 00000000000000a4 "$escaped" 2026-11-03
run compare 6.1@2026-11-02 6.1@2026-11-03
is "$code" 1 'a new failure'
is "$(echo "$out" | awk '$2 == "fixed" { print $1 }')" new 'is reported as new'
is "$(echo "$out" | awk '$2 == "mutant" { print $1 }')" untried 'what was not run is untried'
run compare --only-new 6.1@2026-11-02 6.1@2026-11-03
is "$(echo "$out" | sed 1d | wc -l)" 1 'and alone with --only-new'
run compare --json 6.1@2026-11-03 6.1@2026-11-01
is "$code" 0 'the other way round nothing is new'
like "$out" '"kind": "fixed"' 'but fixed'
run compare 6.1@2026-11-01 6.1@2026-10-01
is "$code" 3 'without runs the result is not good'

run history 6.1@
is "$code" 2 'an invalid query'
like "$err" "'6.1@' does not select runs" 'is named in the error'
run history --since tomorrow 6.1
is "$code" 2 'an invalid day'
like "$err" "'tomorrow' is not a date" 'by name'
run compare 6.1
is "$code" 2 'comparing needs two sets'

echo 'no database' >"$KFERRY_CACHE/history.sqlite"
run judge "$runs/fixed"
is "$code" 1 'failing to write the history changes no verdict'
like "$err" 'warning: not in the history:' 'but is reported'
run history 6.1
is "$code" 2 'and cannot be read'
done_testing
