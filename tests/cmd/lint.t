#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry lint: problems of a series.
. "$SRCDIR/tests/cmd/lib.sh"

mkdir tree
printf 'one\ntwo\nthree\n' >tree/list

# make NAME HEADER ADDED-LINE: makes a patch
make() {
	printf '%b---\n--- a/list\n+++ b/list\n@@ -1,3 +1,4 @@\n one\n+%b\n two\n three\n' \
		"$2" "$3" >"$1"
}

good='From: A Developer <dev@example.org>\nSubject: list: count on\n\ncommit 0123456789abcdef0123456789abcdef01234567 upstream.\n\nSigned-off-by: A Developer <dev@example.org>\n'
make good.patch "$good" 'one and a half'
echo good.patch >series
run lint --tree tree series
is "$code$out" 0 'a good series'

make unlisted.patch "$good" x
make bare.patch '' 'trailing '
make tab.patch "$good" '\040\011tab'
printf 'good.patch\nbare.patch\ntab.patch\nlost.patch\n' >series
run lint series
is "$code" 1 'a bad one'
is "$out" 'bare.patch:1: subject: no Subject or Description
bare.patch:1: author: no From or Author
bare.patch:1: signed-off: no Signed-off-by
bare.patch:1: provenance: no commit, Origin or Forwarded
bare.patch:6: whitespace: trailing whitespace
series:4: missing: lost.patch is missing
tab.patch:12: whitespace: a space before a tab
unlisted.patch: unlisted: not listed in any series' 'all findings are reported'

printf 'good.patch\ntwice.patch\n' >series
cp good.patch twice.patch
rm bare.patch tab.patch unlisted.patch
run lint --tree tree series
is "$out" 'twice.patch:10: applies: the tree already has this change' \
	'a patch that does not apply'
run lint --json series
is "$out" '[]' 'JSON'
run lint nowhere
is "$code" 2 'a missing series'

# The "From COMMIT" line of git format-patch counts as the origin of a patch.
from='From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001'
make mbox.patch "$from\nFrom: A Developer <dev@example.org>
Subject: list: count on\n\nSigned-off-by: A Developer <dev@example.org>\n" x
echo mbox.patch >series
rm -f good.patch twice.patch
run lint series
is "$code$out" 0 'a patch of git format-patch'
rm mbox.patch

# In reverse, the removed lines are the added ones.
printf -- '%b--- a/list\n+++ b/list\n@@ -1,3 +1,3 @@\n one\n-in \n+out \n two\n' "$good" \
	>back.patch
rm -f good.patch twice.patch
echo 'back.patch -R' >series
run lint series
is "$out" 'back.patch:11: whitespace: trailing whitespace' \
	'of a patch in reverse, the other side'

# A mutant.
mkdir -p patches/mutants/broken
cd patches/mutants/broken || exit 1
make mutant.patch 'Subject: mutant: break it\n\nWhat it breaks.\n' one
echo mutant.patch >series
printf '# why\nBUG: broken\n' >splat
run lint series
is "$code$out" 0 'a mutant needs no author'
make mutant.patch 'Subject: mutant: break it\nForwarded: not-needed\n\n' one
printf '# none\n' >splat
run lint series
is "$out" "mutant.patch:1: description: no description of what the mutant breaks
series: splat: ./splat:1: no report title" \
	'but text and titles'

done_testing
