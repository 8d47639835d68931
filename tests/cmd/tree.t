#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry tree: creates and switches a hard-linked worktree.
. "$SRCDIR/tests/cmd/lib.sh"

data=$SRCDIR/tests/data/series/basic
series=$data/patches/series

cp -r "$data/tree" pristine
find pristine -type f -exec touch -d 2001-01-01 {} +
cp -a pristine before

run tree --pristine pristine --out work
is "$code" 0 'a worktree without series is created'
is "$(stat -c %i work/run)" "$(stat -c %i pristine/run)" 'from hard links'
ok 'nothing differs' diff -r --exclude=.kferry-state pristine work

run tree --pristine pristine --out work "$series"
is "$code" 0 'it is switched to a series'
is "$(sed -n 12p work/list/numbers)" twelve 'which is applied'
ok 'the pristine tree is unchanged' diff -r before pristine

stamp=$(stat -c %y work/list/numbers)
sleep 0.01
run tree --pristine pristine --out work "$series"
is "$code" 0 'switching to the same again'
is "$(stat -c %y work/list/numbers)" "$stamp" 'keeps timestamps'

run tree --pristine pristine --out work
is "$code" 0 'it is switched back'
ok 'nothing differs again' diff -r --exclude=.kferry-state pristine work
ok 'what came back is new to make' test work/numbers -nt pristine/numbers
ok 'an unchanged file is not' test ! work/dir/tail -ot pristine/dir/tail

mkdir other.kferry-clone
touch other.kferry-clone/leftover
run tree --pristine pristine --out other "$series"
is "$code" 0 'a leftover of a killed run is removed'
ok 'and not used' test ! -e other/leftover -a ! -e other.kferry-clone

run tree --pristine before --out other "$series"
is "$code" 2 'a worktree of another source is refused'
mkdir plain
run tree --pristine pristine --out plain
is "$code" 2 'and so is another directory'

echo moved >pristine/numbers
run tree --pristine pristine --out third "$series"
is "$code" 1 'a series that does not apply exits with 1'
ok 'and makes nothing' test ! -e third

done_testing
