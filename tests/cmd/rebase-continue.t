#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry rebase: continuing after conflicts, and remembered resolutions.
. "$SRCDIR/tests/cmd/lib.sh"

data=$SRCDIR/tests/data/rebase/conflicts
export KFERRY_CACHE="$scratch/cache"

begin() {
	run rebase --old-tree "$data/old" --new-tree "$data/new" \
		--series "$data/series/series" --out "$1"
}

begin out
is "$code" 1 'conflicts'
like "$err" same-words.patch 'the first one is named'
run rebase --out out --continue
is "$code" 1 'a remaining marker'
like "$err" 'out/conflict/mm/pool.c:38: a conflict marker is left' 'is shown with its line'

sed -i -e '/^<<<<<<< /,/^>>>>>>> /{/pool_fill_many/!d;s/many/some_more/;}' \
	out/conflict/mm/pool.c
run rebase --out out --continue
is "$code" 1 'the next conflict is shown'
like "$err" gone.patch 'which is another patch'
like "$(cat out/same-words.patch)" '+	ret = pool_fill_some_more(pool, gfp);' \
	'the first is written as resolved'
like "$(cat out/same-words.patch)" 'Subject: pool: fill more' 'with its header'

for patch in gone twice removed function; do
	like "$err" "$patch.patch" "$patch is skipped"
	run rebase --out out --skip
done
is "$code" 0 'and nothing is in conflict'
is "$(cat out/series)" 'same-words.patch
fine.patch' 'the series has the rest'
cp -r "$data/new" tree
run series apply --tree tree out/series
is "$code" 0 'and applies'
run rebase --out out --skip
is "$code" 2 'there is nothing more to skip'

run rebase --out out --undo
is "$code" 1 'a decision is undone'
like "$err" function.patch 'the last one'

begin again
is "$code" 1 'the conflict is shown again'
ok 'has its resolution' grep -q pool_fill_some_more again/conflict/mm/pool.c
run rebase --out again --continue
like "$err" gone.patch 'and can be resolved'
run rebase --out again --abort
ok 'abort leaves nothing' test ! -e again

mkdir mine
touch mine/file
begin mine
is "$code" 2 'a directory with other files'
ok 'is not touched' test -e mine/file

done_testing
