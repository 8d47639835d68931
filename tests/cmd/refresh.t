#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry series refresh: patches get the lines where they apply now, and no needless change.
. "$SRCDIR/tests/cmd/lib.sh"

data=$SRCDIR/tests/data/series/basic
mkdir patches
cp -r "$data/patches/." patches
chmod -R u+w patches
sed -i '/^+arm/d' patches/series
cp -r patches before
series=$PWD/patches/series
cp -r "$data/tree" tree

run series refresh --tree tree "$series"
is "$code" 0 'refreshing exact patches succeeds'
like "$out" '0 of 3 patches refreshed' 'and changes nothing'
ok 'not one byte' diff -r before patches

sed -i '1i inserted' tree/numbers
run series refresh --tree tree "$series"
is "$code" 0 'patches that moved are refreshed'
is "$(diff -r before patches | grep -c '^>')" 3 'one line each'
like "$(cat patches/sub/first.patch)" '@@ -10,7 +10,7 @@ section' 'the numbers'
ok 'the tree is not touched' test ! -e tree/list
run series refresh --tree tree "$series"
like "$out" '0 of 3 patches refreshed' 'once'

sed -i 's/^28$/moved/' tree/numbers
run series refresh --tree tree "$series"
is "$code" 1 'with fuzz 0, other context is a failure'
run series refresh --fuzz 2 --tree tree "$series"
is "$code" 0 'with fuzz it is used'
like "$out" 'reverse.patch: context' 'and reported'
run series apply --json --tree tree "$series"
is "$code" 0 'then all apply'
is "$(printf '%s\n' "$out" | grep -c '"status": "exact"')" 9 'with all hunks exact'

# Compressed patches stay compressed.
rm -rf tree
cp -r "$data/tree" tree
sed -i '1i inserted' tree/numbers
rm -rf patches
cp -r before patches
gzip patches/sub/first.patch
sed -i 's,sub/first.patch,&.gz,' patches/series
run series refresh --tree tree "$series"
is "$code" 0 "a compressed patch is refreshed"
like "$(gzip -cd patches/sub/first.patch.gz)" "@@ -10,7 +10,7 @@ section" "and compressed again"

# An edit of the patched tree.
rm -rf tree patches
cp -r before patches
cp -r "$data/tree" tree
run series apply --quilt --tree tree "$series"
run series refresh --tree tree "$series"
like "$out" '0 of 1 patches refreshed' 'the top patch needs no refresh'
sed -i 's/^thirty$/THIRTY/' tree/list/numbers
run series refresh --tree tree "$series"
like "$out" 'reverse.patch: content' 'an edit is added to the top patch'
is "$(grep '^-' patches/reverse.patch | tail -1)" -THIRTY 'which is applied in reverse'
echo more >>tree/dir/tail
mkdir -p tree/.pc/reverse.patch/dir
head -n 3 tree/dir/tail >tree/.pc/reverse.patch/dir/tail
: >tree/.pc/reverse.patch/fresh
echo fresh >tree/fresh
run series refresh --tree tree "$series"
is "$code" 0 'files of quilt add'
like "$(cat patches/reverse.patch)" '--- a/fresh' 'are added'
cp -r tree edited
run series unapply --tree tree "$series"
is "$code" 0 'and can be popped'
run series apply --tree tree "$series"
ok 'and put on again' diff -r --no-dereference --exclude=.pc edited tree

sed -i 's/^22.5$/22.75/' tree/list/numbers tree/.pc/reverse.patch/list/numbers
run series refresh --tree tree "$series" git.patch
like "$out" 'git.patch: content' 'a patch below the top'
like "$(cat patches/git.patch)" '+22.75' 'gets the state below the others'
like "$(cat patches/git.patch)" 'rename from numbers' 'and stays a rename'
is "$(diff before/git.patch patches/git.patch | grep -c '^>')" 1 'with everything else unchanged'

run series refresh --tree tree "$series" none.patch
is "$code" 2 'a patch that is not applied is refused'

# A patch that is a symbolic link: its target is written. The target is in the tree's own
# patches/, and once elsewhere.
for place in tree elsewhere; do
	rm -rf tree elsewhere
	mkdir -p tree/patches elsewhere
	seq 20 >tree/f
	printf -- '--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n 1\n-2\n+two\n 3\n' >$place/fix.patch
	ln -s "$PWD/$place/fix.patch" tree/patches/fix.patch
	echo fix.patch >tree/patches/series
	sed -i '1i 0' tree/f
	run series refresh --tree tree tree/patches/series
	is "$code" 0 "a patch that is a link to $place"
	like "$(cat $place/fix.patch)" '@@ -2,3 +2,3 @@' 'is refreshed in its place'
	ok 'the link stays' test -L tree/patches/fix.patch
	ok 'the tree is not patched' grep -qx 2 tree/f
	run series apply --quilt --tree tree tree/patches/series
	sed -i 's/two/TWO/' tree/f
	run series refresh --tree tree tree/patches/series
	is "$code" 0 'also when it is applied'
	like "$(cat $place/fix.patch)" +TWO 'too'
	ok 'the link stays again' test -L tree/patches/fix.patch
done
ln -s fix.patch tree/patches/same.patch
printf 'fix.patch\nsame.patch -R\n' >tree/patches/series
rm -rf tree/.pc
sed -i -e '1i 0' -e 's/TWO/2/' tree/f
run series refresh --tree tree tree/patches/series
is "$code" 2 'two entries for one file are refused'
like "$err" 'fix.patch and same.patch are the same file' 'and named'
ln -sf nowhere tree/patches/fix.patch
echo fix.patch >tree/patches/series
run series refresh --tree tree tree/patches/series
is "$code" 2 'a dangling link is refused'

done_testing
