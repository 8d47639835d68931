#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry variants: what is there, and in which order.
. "$SRCDIR/tests/cmd/lib.sh"

cp -r "$SRCDIR/tests/data/project" project
cd project || exit 1
export KFERRY_CACHE="$scratch/cache"

# ran VARIANT SECONDS: it did, the last time
ran() {
	mkdir -p "$KFERRY_CACHE/run/fake/$1"
	sed "s/\"wall\": [0-9.]*/\"wall\": $2/" "$SRCDIR/tests/data/judge/base/run.json" \
		>"$KFERRY_CACHE/run/fake/$1/run.json"
}

words() {
	echo "$out" | tr '\n' ' '
}

run variants fake
is "$(words)" 'plain fixed mutant-worse ' 'the order of the branch file, then mutants'
run variants --slow-first fake
is "$(words)" 'plain fixed mutant-worse ' 'before the first run slow ones are not known'
ran plain 3.5
ran fixed 20
run variants --slow-first fake
is "$(words)" 'mutant-worse fixed plain ' 'the unknown, then the slow'
run variants fake
is "$(words)" 'plain fixed mutant-worse ' 'only if asked for'
run variants --slow-first --json fake
is "$(echo "$out" | sed -n 's/.*"variant": "\(.*\)".*/\1/p' | tr '\n' ' ')" \
	'mutant-worse fixed plain ' 'in JSON, too'
ln -s /dev/zero branches/endless.conf
run variants endless
is "$code" 2 'a branch file without an end is refused'
like "$err" 'branches/endless.conf: more than 65536 KiB' 'by its name'
rm branches/endless.conf
run variants nosuch
is "$code" 2 'a branch that is not there is trouble'
like "$err" "no branch 'nosuch'; there are: fake" 'which says what there is'
done_testing
