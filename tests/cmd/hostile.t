#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Hostile patches: what they must not do, and input that must not take forever.
. "$SRCDIR/tests/cmd/lib.sh"

mkdir tree tree/dir tree/.git outside s
echo one >tree/file
echo secret >outside/file
ln -s ../outside tree/way
ln -s ../outside/file tree/link
echo x.patch >s/series

# refused NAME WHY: a patch for a file NAME is refused, and changes nothing
refused() {
	printf -- '--- a/%s\n+++ b/%s\n@@ -1 +1 @@\n-one\n+two\n' "$1" "$1" >s/x.patch
	run series apply --tree tree s/series
	is "$code" 2 "a patch for $1 is refused"
	like "$err" "$2" 'and the reason is shown'
}

refused ../outside/file "with '..'"
refused dir/../../outside/file "with '..'"
refused .git/hooks/pre-commit 'in a .git directory'
refused .pc/applied-patches "own state"
refused way/file 'is reached through a symbolic link'

printf -- '--- /etc/x\n+++ /etc/x\n@@ -0,0 +1 @@\n+two\n' >s/x.patch
echo 'x.patch -p0' >s/series
run series apply --tree tree s/series
is "$code" 2 'an absolute name is refused'
echo x.patch >s/series

printf -- '--- a/link\n+++ b/link\n@@ -1 +1 @@\n-secret\n+two\n' >s/x.patch
run series apply --tree tree s/series
is "$code" 1 'a link is not followed to a file'
is "$(cat outside/file)" secret 'and its target is unchanged'

for numbers in -1,99999999999999999999 -1,9000000000000000 -9999999999999999999,1; do
	printf -- '--- a/file\n+++ b/file\n@@ %s +1 @@\n-one\n+two\n' "$numbers" >s/x.patch
	run series apply --tree tree s/series
	ok "a hunk of $numbers is no trouble" test "$code" -gt 0 -a "$code" -le 2
done

printf -- '--- a/dir\n+++ b/dir\n@@ -1 +1 @@\n-one\n+two\n' >s/x.patch
run series apply --tree tree s/series
is "$code" 2 'a directory is not a file'

printf -- '--- /dev/null\n+++ b/file/below\n@@ -0,0 +1 @@\n+two\n' >s/x.patch
run series apply --tree tree s/series
is "$code" 2 'a file is not a directory'
like "$err" 'file/below: would be below a file' 'and the reason is shown'
ok 'before anything is written' test ! -e tree/.kferry-journal

printf -- '--- a/file\n+++ b/file\n@@ -1 +1 @@\n-one\n+t\0o\n' >s/x.patch
run series apply --tree tree s/series
is "$code" 0 'a NUL byte is data'
is "$(wc -c <tree/file)" 4 'and is kept'

printf 'x.patch\0y\n' >s/series
run series apply --tree tree s/series
is "$code" 2 'but not in a series'
for name in ../x.patch /x.patch a/../../x.patch; do
	echo "$name" >s/series
	run series apply --tree tree s/series
	is "$code" 2 "a patch at $name is refused"
done
echo x.patch >s/series

awk 'BEGIN { for (i = 0; i < 200000; i++) print "same" }' >tree/big
awk 'BEGIN { print "--- a/big\n+++ b/big"
	for (i = 1; i < 200000; i += 2) printf "@@ -%d +%d @@\n-same\n+else\n", i, i }' >s/x.patch
run series apply --tree tree s/series
is "$code" 0 'a hundred thousand hunks apply'
is "$(grep -c else tree/big)" 100000 'each of them'
awk 'BEGIN { print "--- a/big\n+++ b/big"
	for (i = 0; i < 300; i++) {
		print "@@ -1,300 +1,299 @@"
		for (j = 0; j < 298; j++) print " same"
		print "-never\n same"
	} }' >s/x.patch
awk 'BEGIN { for (i = 0; i < 200000; i++) print "same" }' >tree/big
run series apply --tree tree s/series
is "$code" 1 'hunks that fit almost everywhere fail in bounded time'

mkdir tree/.kferry-journal
printf 'put 0 ../outside/file\n' >tree/.kferry-journal/list
echo evil >tree/.kferry-journal/0
run series apply --tree tree s/series
is "$code" 2 'a journal with a path outside of the tree is refused'
is "$(cat outside/file)" secret 'and not executed'

done_testing
