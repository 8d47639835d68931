#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry variants: which ones it lists, and in which order.
. "$SRCDIR/tests/cmd/lib.sh"

cp -r "$SRCDIR/tests/data/project" project
cd project || exit 1
export KFERRY_CACHE="$scratch/cache"

# ran VARIANT SECONDS: makes a last run that took so long
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
is "$(words)" 'plain fixed mutant-worse ' 'before the first run, slow ones are unknown'
ran plain 3.5
ran fixed 20
run variants --slow-first fake
is "$(words)" 'mutant-worse fixed plain ' 'unknown ones first, then slow ones'
run variants fake
is "$(words)" 'plain fixed mutant-worse ' 'only with the option'
run variants --slow-first --json fake
is "$(echo "$out" | sed -n 's/.*"variant": "\(.*\)".*/\1/p' | tr '\n' ' ')" \
	'mutant-worse fixed plain ' 'also in JSON'
ln -s /dev/zero branches/endless.conf
run variants endless
is "$code" 2 'a truncated branch file is refused'
like "$err" 'branches/endless.conf: more than 65536 KiB' 'and named'
rm branches/endless.conf
run variants nosuch
is "$code" 2 'an unknown branch is an error'
like "$err" "no branch 'nosuch'; there are: fake" 'with the existing ones'
done_testing
