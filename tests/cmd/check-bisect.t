#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# scripts/check-bisect: mutants at random places of a series, and whether they are found.
. "$SRCDIR/tests/cmd/lib.sh"

mkdir -p src/a src/b queue
i=1
while [ $i -le 9 ]; do
	seq 100 140 >src/a/$i.c
	seq 100 140 >src/b/$i.c
	seq 100 140 >src/a/beside$i.c
	printf 'Subject: change %s\n\n--- a/a/%s.c\n+++ b/a/%s.c\n@@ -20,3 +20,3 @@\n 119\n-120\n+%s\n 121\n' \
		$i $i $i $i >queue/$i.patch
	echo "$i.patch" >>queue/series
	i=$((i + 1))
done
# The last patch changes a line of the first one.
printf 'Subject: again\n\n--- a/a/1.c\n+++ b/a/1.c\n@@ -20,3 +20,3 @@\n 119\n-1\n+one\n 121\n' >queue/again.patch
echo again.patch >>queue/series

check() {
	out=$("$SRCDIR/scripts/check-bisect" "$@" 2>&1)
	code=$?
}
check -n 6 queue/series src
is "$code" 0 'all are found: status 0'
like "$out" '6 of 6 found with proof, 0 wrong' 'and counted'
is "$(echo "$out" | grep -c ': found, [0-9]* of 11, a/[a-z0-9]*.c, [0-9]* runs')" 6 'each with its place'
is "$("$SRCDIR/scripts/check-bisect" -n 6 queue/series src)" "$out" 'the same places each time'
check -n 2 -f 50 -t 12 queue/series src
like "$out" '0 wrong' 'a test that fails in half of its runs'

# A kferry that calls another patch bad, and one without a proof.
cat >liar <<END
#!/bin/sh
[ "\$1" = bisect ] || exec "$KFERRY" "\$@"
"$KFERRY" "\$@" | sed "\$LIE"
END
chmod 755 liar
KFERRY=$PWD/liar LIE='s/^mutant-2.patch/4.patch/'
export KFERRY LIE
check -n 2 queue/series src
is "$code" 1 'another one is named: status 1'
like "$out" '1 of 2 found with proof, 1 wrong' 'and it is counted'
LIE='/^proof: without/d'
check -n 1 queue/series src
is "$code" 1 'no proof: status 1'
like "$out" '1: unproved' 'is reported'
done_testing
