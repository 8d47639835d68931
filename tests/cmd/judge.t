#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry judge: each safeguard of a verdict, on the directory of a real run.
#
# A case is a directory tests/data/judge/CASE. It has sed scripts that spoil the console and
# run.json of base/, and a file expect: the verdict, then patterns of its reasons.
. "$SRCDIR/tests/cmd/lib.sh"

data=$SRCDIR/tests/data/judge

# spoil FILE CASE: writes base's FILE to CASE, changed by the case's sed script
spoil() {
	script=$data/$2/${1%.*}.sed
	if [ -f "$script" ]; then
		sed -f "$script" "$data/base/$1"
	else
		cat "$data/base/$1"
	fi >"$2/$1"
}

status() {
	case $1 in
	PASS) echo 0 ;;
	FAIL) echo 1 ;;
	INVALID) echo 3 ;;
	esac
}

for expect in "$data"/*/expect; do
	case=${expect%/expect}
	case=${case##*/}
	mkdir "$case"
	spoil console.log "$case"
	spoil run.json "$case"
	run judge --json "$case"
	{
		read -r verdict
		is "$code" "$(status "$verdict")" "$case: exit status of $verdict"
		like "$out" "\"verdict\": \"$verdict\"" "$case: $verdict"
		like "$(cat "$case/verdict.json")" "\"verdict\": \"$verdict\"" \
			"$case: and in verdict.json"
		said=
		while read -r reason; do
			like "$out" "$reason" "$case: the reason is shown"
			said=yes
		done
		[ "$verdict" = PASS ] || ok "$case: has a reason" test "$said"
	} <"$expect"
done

mkdir empty
run judge empty
is "$code" 3 'a directory without a run is INVALID'
like "$out" 'no finished run' 'and the reason is shown'
run judge missing
is "$code" 3 'and so is a directory that does not exist'
ok 'nothing is made' test ! -e missing
run judge clean mutant-escapes silence
is "$code" 1 'of several, a FAIL decides'
like "$out" '1 passed, 1 failed, 1 invalid' 'and all are counted'
run judge --tap clean silence
is "$code" 3 'otherwise an INVALID'
like "$out" 'not ok 2 - ' 'which is "not ok" in TAP'
sed 's/"nonce"/"nonsense"/' clean/run.json >empty/run.json
run judge empty
is "$code" 3 'a run.json without its fields is INVALID'

# Input that a guest or another person can make large.
mkdir many huge
cp clean/run.json many
awk '{ print } /^ok 1 / { for (i = 0; i < 20000; i++) print "ok " i + 2 " more" }' \
	clean/console.log >many/console.log
run judge many
is "$code" 3 'more results than a suite has are INVALID'
like "$out" "more or longer lines than init prints" 'and the reason is shown'
cp clean/console.log huge
{
	cat clean/run.json
	head -c 2M /dev/zero | tr '\0' ' '
} >huge/run.json
run judge huge
is "$code" 3 'a run.json of 2 MiB is refused'
like "$out" 'huge/run.json: more than 1024 KiB' 'and named'
cp clean/run.json huge
truncate -s 300M huge/console.log
run judge huge
is "$code" 3 'a console of 300 MiB is INVALID'
like "$out" 'huge/console.log: more than 256 MiB' 'and named'
yes '[    1.000000] BUG: scheduling while atomic: a/1/0x00000002' | head -n 300000 >huge/console.log
bounded 586 run judge huge
is "$code" 1 'a report in every line is judged in little memory'
run judge
is "$code" 2 'a missing operand is an error'
done_testing
