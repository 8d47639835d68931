#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry series against quilt, on random series: one pushes and the other pops, and after a
# refresh quilt applies each patch without fuzz or offset. KFERRY_CASES sets the number of
# cases, KFERRY_SEED the first seed.
. "$SRCDIR/tests/cmd/lib.sh"

command -v quilt >/dev/null || skip_all 'quilt is not installed'
export QUILTRC=/dev/null QUILT_PATCHES=../patches

# edit SEED FILE: changes, removes and inserts some lines
edit() {
	awk -v seed="$1" 'BEGIN { srand(seed) }
		{ r = rand() }
		r < 0.03 { print "in " NR " " seed }
		r > 0.03 && r < 0.06 { next }
		r > 0.06 && r < 0.09 { print $0 " changed " seed; next }
		{ print }' "$2" >"$2.new" && mv "$2.new" "$2"
}

# make SEED: makes tree/ and patches/, whose patches were made for a slightly different tree
make() {
	rm -rf tree patches made old
	mkdir -p tree/d patches
	for i in 1 2 3 4; do
		seq "${i}000" "${i}060" >"tree/d/$i"
	done
	cp -r tree made
	for i in 1 2 3 4 5; do
		rm -rf old
		cp -r made old
		for file in $(((i + $1) % 4 + 1)) $(((i * $1) % 4 + 1)); do
			edit "$1$i" "made/d/$file"
		done
		diff -ru old made | sed -e '/^diff/d' \
			-e 's,^--- old/\([^	]*\).*,--- a/\1,' -e 's,^+++ made/\([^	]*\).*,+++ b/\1,' \
			>"patches/$i.patch"
		[ ! -s "patches/$i.patch" ] || echo "$i.patch" >>patches/series
	done
	[ $(($1 % 2)) = 0 ] || sed -i '1i before all' tree/d/*
	[ $(($1 % 3)) != 0 ] || sed -i '30s/$/ elsewhere/' tree/d/2
}

# alike A B: both are the same except for empty directories, times and the paths of the patches
alike() {
	find "$1" "$2" -depth -type d -empty -exec rmdir {} +
	diff -r --exclude=.timestamp --exclude='.quilt_*' "$1" "$2"
}

# one SEED: all checks for that seed
one() {
	make "$1"
	rm -rf q k pushed both k.patches
	cp -r tree q
	cp -r tree k
	(cd q && quilt push -a -q --fuzz=0) >/dev/null 2>&1
	pushed=$?
	run series apply --quilt --tree k patches/series
	if [ "$pushed" != 0 ]; then
		is "$code" 1 "seed $1: quilt refuses it, and kferry does"
		return
	fi
	is "$code" 0 "seed $1: both apply it"
	ok "seed $1: to the same files and state" alike q k
	ok "seed $1: quilt pops what kferry pushed" sh -c 'cd k && quilt pop -a -q'
	cp -r q pushed
	run series unapply --tree q patches/series
	is "$code" 0 "seed $1: kferry unapplies what quilt pushed"
	rm -rf q/.pc k/.pc
	ok "seed $1: and nothing is left of it" diff -r tree q
	ok "seed $1: in either" diff -r tree k

	cp -r patches k.patches
	run series refresh --tree tree k.patches/series
	is "$code" 0 "seed $1: kferry refreshes it"
	cp -r tree both
	run series apply --json --tree both k.patches/series
	is "$code $(printf '%s\n' "$out" | grep -c '"status": "[of]')" '0 0' "seed $1: then all patches apply exactly"
	ok "seed $1: to what quilt made of it" diff -r --exclude=.pc pushed both
	(cd k && QUILT_PATCHES=../k.patches quilt push -a --fuzz=0) >said 2>&1
	is "$? $(grep offset said)" '0 ' "seed $1: also for quilt"
	ok "seed $1: and the same" diff -r --exclude=.pc both k
}

first=${KFERRY_SEED:-1}
last=$((first + ${KFERRY_CASES:-1} - 1))
for seed in $(seq "$first" "$last"); do
	one "$seed"
done

done_testing
