#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry rebase: each directory of tests/data/rebase is a case with old/, new/ and series/. The
# file report has the expected exit code and output, expect/ the expected files of --out.
. "$SRCDIR/tests/cmd/lib.sh"

data=$SRCDIR/tests/data/rebase

check_case() {
	run rebase --old-tree "$data/$1/old" --new-tree "$data/$1/new" \
		--series "$data/$1/series/series" --out "$1"
	is "exit $code
$out" "$(cat "$data/$1/report")" "$1: the report"
	ok "$1: the new series" diff -r --exclude=.kferry "$data/$1/expect" "$1"
	cp -r "$data/$1/new" "$1.tree"
	run series apply --tree "$1.tree" "$1/series"
	is "$code" 0 "$1: which applies without fuzz"
}

for case in "$data"/*/; do
	case=${case%/}
	check_case "${case##*/}"
done

# A series with more than plain patches: compressed ones, one that a guard excludes, and one
# that is only a header.
cp -r "$data/carried" forms
cd forms || exit 1
chmod -R u+w .
printf -- '--- /dev/null\n+++ b/note\n@@ -0,0 +1 @@\n+new\n' >series/exact.patch
printf 'Subject: what the series is for\n\nNo diff.\n' >series/header.patch
printf -- '--- a/gone\n+++ b/gone\n@@ -1 +1 @@\n-a\n+b\n' >series/guarded.patch
gzip -9 series/offset.patch
bzip2 -1 series/three-way.patch
xz series/context.patch
gzip -1 series/exact.patch
{
	sed -e 's/offset.patch/&.gz/; s/three-way.patch/&.bz2/' \
		-e 's/context.patch/&.xz/' series/series
	printf '%s\n' 'header.patch # why' '+xen guarded.patch' exact.patch.gz
} >series/new
mv series/new series/series
run rebase --old-tree old --new-tree new --series series --out out
is "$code" 0 'a series with all kinds of diffs is rebased'
ok 'its series file is unchanged' cmp series/series out/series
for name in exact.patch.gz header.patch guarded.patch; do
	ok "$name is carried byte for byte" cmp "series/$name" "out/$name"
done
gzip -cd out/offset.patch.gz >plain
ok 'what moved is compressed again' cmp plain ../carried/offset.patch
is "$(od -An -tx1 -j4 -N4 out/offset.patch.gz)" ' 00 00 00 00' 'without a date'
bzip2 -cd out/three-way.patch.bz2 >plain
ok 'by bzip2' cmp plain ../carried/three-way.patch
xz -cd out/context.patch.xz >plain
ok 'by xz' cmp plain ../carried/context.patch
cp -r out again
run rebase --old-tree old --new-tree new --series series --out out
ok 'always to the same bytes' diff -r again out

# With its symbol, the patch behind the guard is carried, too.
seq 1 20 >old/guard.c
{
	echo zero
	cat old/guard.c
} >new/guard.c
printf -- '--- a/guard.c\n+++ b/guard.c\n@@ -9,3 +9,3 @@\n 9\n-10\n+ten\n 11\n' >series/guarded.patch
run rebase --old-tree old --new-tree new --series series --out with --guard xen
is "$code" 0 'a symbol for guards'
like "$(cat with/guarded.patch)" '@@ -10,3 +10,3 @@' 'selects a patch, which is carried'
ok 'and keeps its guard' cmp series/series with/series
cd ..

done_testing
