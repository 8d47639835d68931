#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry report: the newest run of each variant, if it is of the newest build.
. "$SRCDIR/tests/cmd/lib.sh"

cp -r "$SRCDIR/tests/data/project" project
cd project || exit 1
export KFERRY_CACHE="$scratch/cache"
id=$(sed -n 's/.*"build_id": "\(.*\)",/\1/p' "$SRCDIR/tests/data/judge/base/run.json")
old=$(sed -n 's/.*"nonce": "\(.*\)",/\1/p' "$SRCDIR/tests/data/judge/base/run.json")
nonce=0

# build VARIANT ID: makes a vmlinux with that build ID
build() {
	mkdir -p "$KFERRY_CACHE/kernel/fake/$1"
	echo 'int kernel;' | cc -xc -shared -nostdlib "-Wl,--build-id=0x$2" \
		-o "$KFERRY_CACHE/kernel/fake/$1/vmlinux" -
}

# ran VARIANT [SED]: copies a real run that passed; SED edits its run.json
ran() {
	mkdir -p "$KFERRY_CACHE/run/fake"
	cp -r "$SRCDIR/tests/data/judge/base" "$KFERRY_CACHE/run/fake/$1"
	sed -i -e "s/\"variant\": .*/\"variant\": \"$1\",/" -e "$2" \
		"$KFERRY_CACHE/run/fake/$1/run.json"
	nonce=$(printf "%016x" $((nonce + 1)))
	sed -i "s/$old/$nonce/g" "$KFERRY_CACHE/run/fake/$1/run.json" \
		"$KFERRY_CACHE/run/fake/$1/console.log"
}

# verdict_of VARIANT: its verdict in the table
verdict_of() {
	echo "$out" | awk -v variant="$1" '$1 == "fake" && $2 == variant { print $NF }'
}

run report fake
is "$code" 3 'without a run INVALID'
is "$(verdict_of plain) $(verdict_of fixed) $(verdict_of mutant-worse)" \
	'INVALID INVALID INVALID' 'and so is each variant'
like "$out" '0 passed, 0 failed, 3 invalid' 'with a summary'

for variant in plain fixed mutant-worse; do
	build $variant "$id"
done
ran plain
ran fixed
ran mutant-worse 's/"splats": .*/"splats": ["WARNING in free_it"],/; s/"expect": .*/"expect": "splat",/'
run report fake
is "$code" 1 'an undetected mutant is FAIL'
is "$(verdict_of plain) $(verdict_of fixed) $(verdict_of mutant-worse)" \
	'PASS PASS FAIL' 'and nothing else'
like "$out" 'not caught: a complete run without the splat' 'with the reason'
like "$out" '2 passed, 1 failed, 0 invalid' 'and a summary'

run report --tap fake
is "$code" 1 'TAP has the same exit status'
is "$(echo "$out" | sed -n 2p)" 1..3 'a plan'
like "$out" 'ok 1 - fake plain: expected clean, seen clean' 'a line for a PASS'
like "$out" 'not ok 3 - fake mutant-worse' 'and one for a FAIL'
like "$out" '# FAIL: not caught' 'and the reason below it'

run report --json fake
is "$code" 1 'JSON has the same exit status'
is "$(echo "$out" | grep -c '"verdict": "PASS"')" 2 'two variants passed in it'
is "$(echo "$out" | grep -c '"verdict": "FAIL"')" 1 'one failed'

run report --junit fake
is "$code" 1 'JUnit has the same exit status'
is "$(echo "$out" | perl -ne 'print "$1 " while /(?:tests|failures|errors)="(\d+)"/g')" '3 1 0 ' \
	'its suite has counts'
like "$out" '<testcase classname="kferry.fake" name="plain"' 'a case for each variant'
like "$out" '<failure message="' 'with a failure'

run report --kcidb kferry_test fake
is "$code" 1 'KCIDB has the same exit status'
is "$(echo "$out" | perl "$SRCDIR/tests/cmd/kcidb.pl")" '' 'in the form of its schema'
is "$(echo "$out" | grep -c '"path": "kferry.')" 3 'a test for each variant'
is "$(echo "$out" | grep -c '"status": "FAIL"')" 1 'with its failure'
run report --kcidb Not-An-Origin fake
is "$code" 2 'an invalid origin for KCIDB'
run report --json --tap fake
is "$code" 2 'two formats at the same time'

run report --mail --tested-by 'A Tester <a@example.org>' fake
like "$out" '2 of 3 variants as expected' 'a mail has counts'
is "$(echo "$out" | grep -c Tested-by:)" 0 'and no Tested-by line after a failure'

mv branches/fake.conf all.conf
sed '/^\[variant/,$d' all.conf >branches/fake.conf
printf '[variant plain]\nseries=\nexpect=clean\n' >>branches/fake.conf
rm -r patches/fake/mutants
run report fake
is "$code" 0 'if all pass, the exit status is 0'
run report --mail --tested-by 'A Tester <a@example.org>' fake
like "$out" 'Tested-by: A Tester <a@example.org>' 'a mail has a Tested-by line if all pass'

build plain 0123456789abcdef
run report fake
is "$code" 3 'a run of an older build is INVALID'
like "$out" 'the run is of another build than the newest' 'and the reason is shown'

run report nosuch
is "$code" 2 'an unknown branch is an error'
like "$err" 'nosuch' 'and named'
run report
is "$code" 2 'and a missing operand'
done_testing
