#!/bin/sh
# kferry lint: what is wrong with a series.
. "$SRCDIR/tests/cmd/lib.sh"

mkdir tree
printf 'one\ntwo\nthree\n' >tree/list

# make NAME HEADER ADDED-LINE
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
is "$out" 'bare.patch:1: subject: there is no Subject or Description
bare.patch:1: author: there is no From or Author
bare.patch:1: signed-off: there is no Signed-off-by
bare.patch:1: provenance: neither an upstream commit nor an Origin or Forwarded is named
bare.patch:6: whitespace: blanks at the end of a line
series:4: missing: lost.patch is missing
tab.patch:12: whitespace: a space before a tab
unlisted.patch: unlisted: no series names it' 'all of it is told'

printf 'good.patch\ntwice.patch\n' >series
cp good.patch twice.patch
rm bare.patch tab.patch unlisted.patch
run lint --tree tree series
is "$out" 'twice.patch:10: applies: the tree has this change already' \
	'a patch that does not apply'
run lint --json series
is "$out" '[]' 'JSON'
run lint nowhere
is "$code" 2 'no such series'

done_testing
