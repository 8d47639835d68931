#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry series: plain apply, unapply and check, and invalid input.
. "$SRCDIR/tests/cmd/lib.sh"

data=$SRCDIR/tests/data/series/basic
series=$data/patches/series

cp -r "$data/tree" tree
run series apply --tree tree "$series"
is "$code" 0 'apply succeeds'
is "$(sed -n 12p tree/list/numbers)" twelve 'a line was changed before the rename'
is "$(sed -n 23p tree/list/numbers)" 22.5 'and one by the rename'
is "$(sed -n 31p tree/list/numbers)" thirty 'a patch with -R is reversed'
ok 'the old name is gone' test ! -e tree/numbers
ok 'an empty file was made, and its directory' test -f tree/new/empty
ok 'a mode was changed' test -x tree/run
is "$(readlink tree/link)" target 'a symbolic link was made'
is "$(tail -c 2 tree/dir/tail | head -c 1)" 3 'a last line got its newline'
ok 'a deleted file is gone' test ! -e tree/dir/old
ok 'a guarded patch is left out' test ! -e tree/arm
ok 'no journal is left' test ! -e tree/.kferry-journal

run series apply --tree tree "$series"
is "$code" 1 'applying twice is refused'
like "$err" 'first.patch:6: numbers: no such file' 'and the patch is named'

run series unapply --json --tree tree "$series"
is "$code" 0 'unapply succeeds'
like "$out" '"list/numbers"' 'and the files are listed'
ok 'the tree is what it was' diff -r "$data/tree" tree
ok 'modes too' test ! -x tree/run

run series check --guard arm --json --tree tree "$series"
is "$code" 0 'check with a guard succeeds'
like "$out" '"patch": "guarded.patch"' 'and uses the guarded patch'
like "$out" '"written": []' 'and writes nothing'
ok 'check writes nothing' diff -r "$data/tree" tree

sed 's/^28$/moved/' "$data/tree/numbers" >tree/numbers
run series apply --tree tree "$series"
is "$code" 1 'if a patch fails, nothing is written'
like "$err" 'reverse.patch:5: list/numbers: hunk 1 of 1 does not apply' \
	'with file, line and hunk'
ok 'nothing is written then' test -e tree/numbers -a ! -e tree/list
run series apply --fuzz 2 --tree tree "$series"
is "$code" 0 'fuzz lets it apply'
like "$out" 'reverse.patch: fuzz' 'and it is reported'


sed 's/^12$/twelve/' "$data/tree/numbers" >tree/numbers
run series check --json --tree tree "$series"
is "$code" 1 'a change that is already there is not a success'
like "$out" '"status": "upstream"' 'and reported as such'

done_testing
