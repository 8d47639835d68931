#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry port: each directory of tests/data/port is a case with from/, to/ and patch. The file
# report has the expected exit code and output, expect/ the expected files of --out.
. "$SRCDIR/tests/cmd/lib.sh"

for case in "$SRCDIR"/tests/data/port/*/; do
	name=$(basename "$case")
	cp -r "$case" "$name"
	mkdir -p "$name/expect" "$name/got"
	cd "$name" || exit 1
	run port --from-tree from --to-tree to --out got/out.patch patch
	is "exit $code
$out" "$(cat report)" "$name: the report"
	ok "$name: what is written" diff -r expect got
	cd ..
done

run port --from-tree upstream/from --to-tree upstream/to upstream/patch
is "$code" 2 '--out is required'
mkfifo pipe
cat pipe >read &
run port --from-tree other-file/from --to-tree other-file/to \
	--out pipe other-file/patch
wait
ok 'a pipe is written to' cmp read other-file/expect/out.patch
ok 'and stays one' test -p pipe
printf -- '--- a/mm/pool.c\n+++ b/mm/pool.c\n@@ -1 +1 @@\n-a\n+b\n' >alien
run port --from-tree upstream/from --to-tree upstream/to --out x alien
is "$code" 2 'a patch that does not apply to the donor'
like "$err" 'neither applies to' 'is reported'

done_testing
