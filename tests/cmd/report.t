#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry report: the newest run of every variant, of the build that is newest.
. "$SRCDIR/tests/cmd/lib.sh"

cp -r "$SRCDIR/tests/data/project" project
cd project || exit 1
export KFERRY_CACHE="$scratch/cache"
id=$(sed -n 's/.*"build_id": "\(.*\)",/\1/p' "$SRCDIR/tests/data/judge/base/run.json")
old=$(sed -n 's/.*"nonce": "\(.*\)",/\1/p' "$SRCDIR/tests/data/judge/base/run.json")
nonce=0

# build VARIANT ID: a vmlinux with that build id
build() {
	mkdir -p "$KFERRY_CACHE/kernel/fake/$1"
	echo 'int kernel;' | cc -xc -shared -nostdlib "-Wl,--build-id=0x$2" \
		-o "$KFERRY_CACHE/kernel/fake/$1/vmlinux" -
}

# ran VARIANT [SED]: a good run of it, as a real guest left one; run.json edited by SED
ran() {
	mkdir -p "$KFERRY_CACHE/run/fake"
	cp -r "$SRCDIR/tests/data/judge/base" "$KFERRY_CACHE/run/fake/$1"
	sed -i -e "s/\"variant\": .*/\"variant\": \"$1\",/" -e "$2" \
		"$KFERRY_CACHE/run/fake/$1/run.json"
	nonce=$(printf "%016x" $((nonce + 1)))
	sed -i "s/$old/$nonce/g" "$KFERRY_CACHE/run/fake/$1/run.json" \
		"$KFERRY_CACHE/run/fake/$1/console.log"
}

# verdict_of VARIANT: in the table
verdict_of() {
	echo "$out" | awk -v variant="$1" '$1 == "fake" && $2 == variant { print $NF }'
}

run report fake
is "$code" 3 'no run at all is INVALID'
is "$(verdict_of plain) $(verdict_of fixed) $(verdict_of mutant-worse)" \
	'INVALID INVALID INVALID' 'as every variant is'
like "$out" '0 passed, 0 failed, 3 invalid' 'and the last line counts'

for variant in plain fixed mutant-worse; do
	build $variant "$id"
done
ran plain
ran fixed
ran mutant-worse 's/"splats": .*/"splats": ["WARNING in free_it"],/; s/"expect": .*/"expect": "splat",/'
run report fake
is "$code" 1 'a mutant that escaped is a FAIL'
is "$(verdict_of plain) $(verdict_of fixed) $(verdict_of mutant-worse)" \
	'PASS PASS FAIL' 'its alone'
like "$out" 'not caught: a complete run without the splat' 'with the reason'
like "$out" '2 passed, 1 failed, 0 invalid' 'and the counts'

run report --tap fake
is "$code" 1 'TAP has the same exit status'
is "$(echo "$out" | sed -n 2p)" 1..3 'a plan'
like "$out" 'ok 1 - fake plain: expected clean, seen clean' 'a line for what passed'
like "$out" 'not ok 3 - fake mutant-worse' 'one for what did not'
like "$out" '# FAIL: not caught' 'and the reason below it'

run report --json fake
is "$code" 1 'JSON has the same exit status'
is "$(echo "$out" | grep -c '"verdict": "PASS"')" 2 'two variants passed in it'
is "$(echo "$out" | grep -c '"verdict": "FAIL"')" 1 'one failed'

run report --junit fake
is "$code" 1 'JUnit has the same exit status'
is "$(echo "$out" | perl -ne 'print "$1 " while /(?:tests|failures|errors)="(\d+)"/g')" '3 1 0 ' \
	'its suite counts'
like "$out" '<testcase classname="kferry.fake" name="plain"' 'a case for each variant'
like "$out" '<failure message="' 'a failure in it'

run report --kcidb kferry_test fake
is "$code" 1 'KCIDB has the same exit status'
is "$(echo "$out" | perl "$SRCDIR/tests/cmd/kcidb.pl")" '' 'as its schema wants it'
is "$(echo "$out" | grep -c '"path": "kferry.')" 3 'a test for each variant'
is "$(echo "$out" | grep -c '"status": "FAIL"')" 1 'that failed where it did'
run report --kcidb Not-An-Origin fake
is "$code" 2 'an origin that KCIDB would refuse'
run report --json --tap fake
is "$code" 2 'two forms at once'

run report --mail --tested-by 'A Tester <a@example.org>' fake
like "$out" '2 of 3 variants as expected' 'a mail counts'
is "$(echo "$out" | grep -c Tested-by:)" 0 'and is signed by nobody where something failed'

mv branches/fake.conf all.conf
sed '/^\[variant/,$d' all.conf >branches/fake.conf
printf '[variant plain]\nseries=\nexpect=clean\n' >>branches/fake.conf
rm -r patches/fake/mutants
run report fake
is "$code" 0 'where all passed the exit status is 0'
run report --mail --tested-by 'A Tester <a@example.org>' fake
like "$out" 'Tested-by: A Tester <a@example.org>' 'a mail is signed where all passed'

build plain 0123456789abcdef
run report fake
is "$code" 3 'a run of an older build tells nothing'
like "$out" 'the run is of another build than the newest' 'which is the reason'

run report nosuch
is "$code" 2 'an unknown branch is an error'
like "$err" 'nosuch' 'that names it'
run report
is "$code" 2 'so is none'
done_testing
