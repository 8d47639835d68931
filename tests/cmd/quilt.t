#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry series and quilt take turns on one tree.
. "$SRCDIR/tests/cmd/lib.sh"

command -v quilt >/dev/null || skip_all 'quilt is not installed'

data=$SRCDIR/tests/data/series/basic
mkdir patches
cp -r "$data/patches/." patches
chmod -R u+w patches
sed -i '/^+arm/d' patches/series
series=$PWD/patches/series
export QUILT_PATCHES="$PWD/patches" QUILTRC=/dev/null

quilted() {
	(cd tree && quilt "$@" >../quilt.log 2>&1)
}

# same DIR: tree equals DIR; quilt leaves empty directories, which are removed first
same() {
	find tree -name .pc -prune -o -type d -empty -exec rmdir {} +
	diff -r --no-dereference --exclude=.pc "$1" tree
}

cp -r "$data/tree" tree
run series apply --quilt --tree tree "$series"
is "$code" 0 'kferry pushes all patches'
cp -r tree patched
is "$(cat tree/.pc/applied-patches | wc -l)" 3 'quilt recognizes it'
ok 'quilt pops it' quilted pop -a
ok 'to where we began' same "$data/tree"

ok 'quilt pushes one' quilted push
run series apply --tree tree "$series"
is "$code" 0 'kferry pushes the rest'
like "$out" '2 of 2 patches applied' 'and nothing else'
ok 'with the same result' same patched
ok 'quilt pops all of it' quilted pop -a
ok 'to the beginning' same "$data/tree"

ok 'quilt pushes all' quilted push -a
ok 'as we did' same patched
run series unapply --tree tree "$series"
is "$code" 0 'kferry pops it'
ok 'to the beginning again' same "$data/tree"
ok 'quilt agrees that nothing is applied' \
	sh -c 'cd tree && ! quilt applied >/dev/null 2>&1'

run series apply --tree tree "$series"
is "$code" 0 'the state is kept without --quilt'
echo edited >>tree/list/numbers
run series unapply --tree tree "$series"
is "$code" 1 'an edit that is in no patch is not lost'
like "$err" 'reverse.patch: list/numbers has changed' 'and is named'
ok 'quilt refuses too' sh -c '! (cd tree && quilt pop >/dev/null 2>&1)'
sed -i '$d' tree/list/numbers
run series unapply --tree tree "$series"
is "$code" 0 'without the edit it works'

# The state that quilt leaves when it is killed during a push.
mkdir -p tree/.pc/sub/first.patch
cp tree/numbers tree/.pc/sub/first.patch/numbers
sed -i 's/^12$/twelve/' tree/numbers
run series apply --tree tree "$series"
is "$code" 0 'a killed push is undone and repeated'
like "$err" 'interrupted in sub/first.patch' 'and this is reported'
ok 'with the right result' same patched

cp -r patches elsewhere
run series unapply --tree tree elsewhere/series
is "$code" 2 'the state of another series is refused'
sed -i 's/^git.patch/swapped.patch/' patches/series
run series unapply --tree tree "$series"
is "$code" 2 'and so is that of a reordered series'
like "$err" 'applied patch 2 is git.patch, the series has swapped.patch' 'and why'

rm -rf tree
cp -r "$data/tree" tree
cp "$data/patches/series" patches/series
sed -i 's/^28$/moved/' tree/numbers
run series apply --quilt --partial --tree tree "$series"
is "$code" 1 'a forced push fails'
ok 'leaves a reject' test -f tree/list/numbers.rej
ok 'is marked' test -f tree/.pc/reverse.patch~refresh
run series unapply --tree tree "$series"
is "$code" 2 'and must be refreshed first'

# A file whose hunks all failed still belongs to the patch; a file that does not exist does not.
rm -rf tree patches
mkdir tree patches
printf '1\n2\n3\n' >tree/a
printf 'x\ny\nz\n' >tree/b
for file in a b none; do
	printf -- '--- a/%s\n+++ b/%s\n@@ -1,3 +1,3 @@\n 1\n-2\n+two\n 3\n' $file $file
done >patches/p.patch
echo p.patch >patches/series
cp -r tree pushed
run series apply --quilt --partial --tree tree "$series"
(cd pushed && quilt push -f) >/dev/null 2>&1
is "$(cd tree && quilt files)" "$(cd pushed && quilt files)" 'a forced patch has the same files as by quilt'
sed -i 's/y/two/' tree/b pushed/b
run series refresh --tree tree "$series"
is "$code" 0 'and can be refreshed'
is "$(grep -c '^+two' patches/p.patch)" 2 'with what was edited by hand'
run series unapply --tree tree "$series"
is "$code" 0 'and popped'
is "$(cat tree/a tree/b | tr '\n' ' ')" '1 2 3 x y z ' 'completely'

# quilt decides by the time stamp only whether copies and binary patches can be popped.
cp -r "$SRCDIR/tests/data/apply/copied" copied
sed 's,\.\./patches,copied/patches,' /dev/null
QUILT_PATCHES=$PWD/copied/patches
for i in 1 2 3; do
	run series apply --quilt --tree copied/tree copied/patches/series
	is "$code" 0 'a copy is applied'
	ok 'quilt pops it at once' sh -c 'cd copied/tree && quilt pop -a'
done
ok 'to what it was' diff -r --exclude=.pc copied/tree "$SRCDIR/tests/data/apply/copied/tree"

# A patch after quilt new has no patch file yet.
QUILT_PATCHES=$PWD/patches
rm -rf tree patches
mkdir tree patches
printf '1\n2\n3\n' >tree/a
ok 'quilt begins a patch' sh -c 'cd tree && quilt new n.patch'
run series unapply --tree tree "$series"
is "$code" 0 'it is popped'
ok 'quilt begins another' sh -c 'cd tree && quilt new ./m.patch && quilt add a'
sed -i 's/2/two/' tree/a
run series apply --tree tree patches
like "$err" 'n.patch: no such patch' 'a patch that is not applied must exist'
sed -i '/n.patch/d' patches/series
run series refresh --tree tree patches
is "$code" 0 'an applied one gets its file'
like "$(cat patches/m.patch)" '+two' 'with the edits'
is "$(cat tree/.pc/applied-patches)" ./m.patch 'and is named as in the series'
ok 'quilt pops it' sh -c 'cd tree && quilt pop'
run series apply --tree tree patches
is "$code" 0 'and it is applied'
is "$(cat tree/.pc/applied-patches)" ./m.patch 'with the same name'
ok 'quilt pops that, too' sh -c 'cd tree && quilt pop'

done_testing
