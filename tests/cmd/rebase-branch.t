#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry rebase BRANCH VERSION: trees and series come from the branch file.
. "$SRCDIR/tests/cmd/lib.sh"
export KFERRY_CACHE="$scratch/cache"

# tree VERSION: makes a kernel tree with that version in its Makefile
tree() {
	mkdir -p "linux-$1/lib"
	echo "$1" | awk -F. '{
		printf "VERSION = %s\nPATCHLEVEL = %s\nSUBLEVEL = %s\nEXTRAVERSION =\n", $1, $2, $3
	}' >"linux-$1/Makefile"
	seq 100 140 >"linux-$1/lib/list"
}

tree 1.0.1
tree 1.0.2
sed -i '1i top' linux-1.0.2/lib/list
mkdir -p branches patches/1.0
cat >branches/1.0.conf <<'END'
[branch]
version=1.0.1
description=x
config=base
[source 1.0.1]
kind=local
path=linux-1.0.1
[source 1.0.2]
kind=local
path=linux-1.0.2
[variant plain]
series=
expect=clean
END
printf 'Subject: fix\n---\n--- a/lib/list\n+++ b/lib/list\n@@ -10,3 +10,3 @@\n 109\n-110\n+fixed\n 111\n' \
	>patches/1.0/fix.patch
echo fix.patch >patches/1.0/series

run rebase 1.0 1.0.2
is "$code" 0 'a series is carried to another version of its branch'
like "$out" '1 offset' 'by an offset'
new=$KFERRY_CACHE/rebase/1.0
is "$(cat "$new/series")" fix.patch 'the new series is in the cache'
is "$(sed -n 's/^@@ \(-[0-9]*\).*/\1/p' "$new/fix.patch")" -11 'with the new line numbers'
run rebase --out here 1.0 1.0.2
ok 'or where --out says' cmp here/fix.patch "$new/fix.patch"
run rebase 1.0 1.0.3
is "$code" 2 'a version that is not pinned is an error'
like "$err" 'no group [source 1.0.3]' 'that names it'
run rebase 2.0 1.0.2
is "$code" 2 'and so is an unknown branch'
like "$err" "no branch '2.0'" 'by its name'
run rebase --abort 1.0
is "$code" 0 '--abort finds the directory by the branch'
ok 'which is gone' test ! -e "$new"
done_testing
