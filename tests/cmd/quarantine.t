#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# [quarantine] in a branch file: failures that do not count until a date, and are still shown.
. "$SRCDIR/tests/cmd/lib.sh"

cp -r "$SRCDIR/tests/data/project" project
cd project || exit 1
export KFERRY_CACHE="$scratch/cache"
id=$(sed -n 's/.*"build_id": "\(.*\)",/\1/p' "$SRCDIR/tests/data/judge/base/run.json")
cp branches/fake.conf plain.conf

for variant in plain fixed mutant-worse; do
	mkdir -p "$KFERRY_CACHE/kernel/fake/$variant" "$KFERRY_CACHE/run/fake"
	echo 'int kernel;' | cc -xc -shared -nostdlib "-Wl,--build-id=0x$id" \
		-o "$KFERRY_CACHE/kernel/fake/$variant/vmlinux" -
	cp -r "$SRCDIR/tests/data/judge/base" "$KFERRY_CACHE/run/fake/$variant"
	sed -i "s/\"variant\": .*/\"variant\": \"$variant\",/" \
		"$KFERRY_CACHE/run/fake/$variant/run.json"
done

# fails VARIANT TEST: makes TEST fail in the run of VARIANT
fails() {
	sed -i "s/^ok \([0-9]*\) $2/not ok \1 $2 # 1 of 20 was late/; s/status=ok/status=fail/" \
		"$KFERRY_CACHE/run/fake/$1/console.log"
	sed -i 's/"status": 33/"status": 35/' "$KFERRY_CACHE/run/fake/$1/run.json"
}

# quarantine NAME UNTIL [LINE]: writes the branch file with that section
quarantine() {
	{
		cat plain.conf
		printf '\n[quarantine %s]\nowner=A Tester <a@example.org>\n' "$1"
		printf 'until=%s\nreason=late on slow <hosts>\n%s\n' "$2" "${3-}"
	} >branches/fake.conf
}

quarantine fixed 2999-12-31
sed -i 's/"end": "exit"/"end": "interrupted"/' "$KFERRY_CACHE/run/fake/fixed/run.json"
run report fake
is "$code" 3 'a run without evidence is INVALID, quarantine or not'
sed -i 's/"end": "interrupted"/"end": "exit"/' "$KFERRY_CACHE/run/fake/fixed/run.json"
cp plain.conf branches/fake.conf

fails plain v2-oom
run report fake
is "$code" 1 'a failed test'

quarantine plain 2999-12-31
run report fake
is "$code" 0 'a failed test in quarantine does not count'
like "$out" 'FAIL (quarantined)' 'and is shown'
like "$out" 'quarantined until 2999-12-31 by A Tester <a@example.org>: late on slow <hosts>' \
	'with its details'
like "$out" '2 passed, 0 failed, 0 invalid, 1 quarantined' 'and counted separately'
run report --json fake
is "$code" 0 'JSON has the same exit status'
like "$out" '"quarantine": "quarantined until 2999-12-31' 'and says so'
run report --tap fake
like "$out" 'not ok 1 - fake plain: expected clean, seen v2-oom: 1 of 20 was late # TODO quarantined' \
	'in TAP it is a TODO'
run report --junit fake
like "$out" 'failures="0" errors="0" skipped="1"' 'in JUnit it is skipped'
like "$out" '<skipped message="FAIL: v2-oom: 1 of 20 was late; quarantined until 2999-12-31' \
	'with the result'
run report --mail --tested-by 'A Tester <a@example.org>' fake
like "$out" 'FAIL     fake plain (quarantined)' 'mail mentions it'
is "$(echo "$out" | grep -c Tested-by:)" 0 'and has no Tested-by line'
run report --html "$scratch/site" fake
is "$code" 0 'and so does the site'
like "$(cat "$scratch/site/index.html")" 'quarantined until 2999-12-31' 'on its first page'
like "$(cat "$scratch/site/fake/plain.html")" 'quarantined until 2999-12-31' "and on the page of the run"

quarantine plain 2020-02-29
run report fake
is "$code" 1 'after the last day it counts again'
like "$out" 'its quarantine by A Tester <a@example.org> ended on 2020-02-29' 'and is reported'

quarantine '*' 2999-12-31 'tests=v2-oom;v1-oom'
run report fake
is "$code" 0 'a test in quarantine, in any variant'
fails plain v2-exit
run report fake
is "$code" 1 'excuses no other test'
quarantine '*' 2999-12-31 'tests=v2-oom;v2-exit'
run report fake
is "$code" 0 'both of them'
sed -i -f "$SRCDIR/tests/data/judge/unexpected-splat/console.sed" \
	"$KFERRY_CACHE/run/fake/plain/console.log"
run report fake
is "$code" 1 'nor a report of the kernel'
quarantine plain 2999-12-31
echo changed >>linux/Makefile
rm -r "$KFERRY_CACHE/run/fake/plain"
run report fake
is "$code" 3 'a variant that did not run is INVALID, quarantine or not'

# refuse WHERE WHAT: kferry report refuses line WHERE of the branch file
refuse() {
	run report fake
	is "$code" 2 "$2 is refused"
	like "$err" "branches/fake.conf:$1: " 'with file and line'
}

start=$(($(wc -l <plain.conf) + 2))
quarantine none 2999-12-31
refuse $start 'an unknown variant'
quarantine '*' 2999-12-31
refuse $start 'all tests of all variants'
for day in 2999-02-30 2999-2-3 tomorrow '' '2999-12-31 '; do
	quarantine plain "$day"
	[ "$day" = '2999-12-31 ' ] || refuse $((start + 2)) "the day '$day'"
done
quarantine plain 2999-12-31
run report fake
is "$code" 3 'a trailing blank is not part of a value'
sed -i 's/^owner=.*/owner=me/' branches/fake.conf
refuse $((start + 1)) 'an owner without an address'
sed -i '/^owner=/d' branches/fake.conf
refuse $start 'no owner'
done_testing
