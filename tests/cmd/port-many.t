#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry port to several targets: branches of a small project, and trees.
. "$SRCDIR/tests/cmd/lib.sh"
export KFERRY_CACHE="$scratch/cache"

# branch NAME: makes a branch whose source is the tree linux-NAME
branch() {
	mkdir -p "linux-$1/lib" "patches/$1"
	printf 'VERSION = %s\nPATCHLEVEL = 0\nSUBLEVEL = 0\nEXTRAVERSION =\n' \
		"${1%.0}" >"linux-$1/Makefile"
	seq 100 140 >"linux-$1/lib/list"
	printf '[branch]\nversion=%s.0\ndescription=x\nconfig=base\n[source %s.0]\nkind=local\npath=%s\n[variant plain]\nseries=\nexpect=clean\n' \
		"$1" "$1" "linux-$1" >"branches/$1.conf"
}

mkdir branches
for name in 1.0 2.0 3.0 4.0 5.0; do
	branch $name
done

# In 1.0 the fix applies on top of another patch.
printf -- '--- a/lib/list\n+++ b/lib/list\n@@ -10,3 +10,3 @@\n 109\n-110\n+110 changed\n 111\n' \
	>patches/1.0/first.patch
printf -- 'Subject: fix\n\ncommit 0123456789abcdef upstream.\n---\n--- a/lib/list\n+++ b/lib/list\n@@ -10,5 +10,5 @@\n 109\n 110 changed\n-111\n+111 fixed\n 112\n 113\n' \
	>patches/1.0/fix.patch
printf 'first.patch\nfix.patch\n' >patches/1.0/series
# 2.0 needs the fix unchanged, but further down; 3.0 has other lines there; 4.0 has the fix.
sed -i 's/^110$/110 changed/' linux-2.0/lib/list linux-4.0/lib/list
sed -i '1i top' linux-2.0/lib/list
sed -i 's/^111$/another/' linux-3.0/lib/list
sed -i 's/^111$/111 fixed/' linux-4.0/lib/list
# 5.0 has the fix in its series under another name, and a later patch that needs it.
cp patches/1.0/first.patch patches/5.0/first.patch
cp patches/1.0/fix.patch patches/5.0/backport.patch
printf -- '--- a/lib/list\n+++ b/lib/list\n@@ -12 +12 @@\n-111 fixed\n+111 fixed more\n' \
	>patches/5.0/last.patch
printf 'first.patch\nbackport.patch\nlast.patch\n' >patches/5.0/series

run port --from 1.0 --to 3.0 --to 2.0 --to 4.0 --to 5.0 --out out fix.patch
is "$code" 1 'one in conflict does not stop the others'
is "$(printf '%s\n' "$out" | sed 's/ *$//')" 'target  status    written
3.0     conflict  out/3.0/fix.patch.rej
  lib/list: hunk 1 at line 11: conflict: too few of the old lines are left
    perhaps at line 10: 3 of its 5 lines
2.0     offset    out/2.0/fix.patch
4.0     upstream
  lib/list: hunk 1 at line 12: upstream: the new tree has the same change
5.0     exact     out/5.0/fix.patch
  already in the series; tried at its place there' 'each has a line'
cp -r linux-2.0 tried
printf 'fix.patch\n' >out/2.0/series
run series apply --tree tried out/2.0/series
is "$code" 0 'the result applies'
ok 'and does the same' grep -q '^111 fixed$' tried/lib/list
ok 'markers for the conflict' grep -q '^<<<<<<<' out/3.0/fix.patch.conflict/lib/list

sed -i 's/^another$/111/; s/^110$/110 changed/' linux-3.0/lib/list
run port --from 1.0 --to 3.0 --out out patches/1.0/fix.patch
is "$code" 0 'the file of the series can also be given by its path'
is "$(ls out/3.0)" fix.patch 'the conflict of an earlier run is removed'

run port --from 1.0 --to 2.0 --to 9.0 --out out fix.patch
is "$code" 2 'an unknown branch'
like "$out" "no branch '9.0'" 'is reported'
like "$out" '2.0     offset' 'and does not stop the others'

run port --json --from 1.0 --to 2.0 --to-tree linux-4.0 --out out fix.patch
is "$code" 0 'a branch and a tree'
is "$(printf '%s\n' "$out" | grep -e '"target"' -e '"status"' | tr -d ' ,\n')" \
	'"status":"offset""target":"2.0""status":"upstream""target":"linux-4.0"' 'JSON'

cp -r linux-1.0 applied
run series apply --tree applied patches/1.0/series
run port --from-tree applied --to-tree linux-2.0 --to-tree linux-4.0 --out trees \
	patches/1.0/fix.patch
is "$code" 0 'from a tree to trees'
ok 'each has a directory' cmp trees/linux-2.0/fix.patch out/2.0/fix.patch
run port --from 1.0 --to 2.0 fix.patch
ok 'without --out they go to the cache' cmp cache/port/2.0/fix.patch out/2.0/fix.patch

run port --from 1.0 --to-tree linux-2.0 --to-tree ./linux-2.0 --out out fix.patch
is "$code" 2 'two targets with one name are refused'
run port --from 1.0 --from-tree linux-1.0 --to 2.0 fix.patch
is "$code" 2 'and so are two donors'
sed -i 's/^113$/other/' linux-1.0/lib/list
sed -i 's/^109$/other/' linux-1.0/lib/list
run port --from 1.0 --to 2.0 --out out fix.patch
is "$code" 2 'and a donor whose series does not apply'
like "$err" 'patches/1.0/series:1: first.patch does not apply' 'with the line'

done_testing
