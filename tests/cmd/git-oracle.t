#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry series against git, on random trees: a patch of git diff turns one tree into the other,
# and unapply turns it back. Files become symbolic links, directories, binary or empty, and are
# renamed; a patch may hold two commits, and may be truncated. KFERRY_CASES sets the number of
# cases, KFERRY_SEED the first seed.
. "$SRCDIR/tests/cmd/lib.sh"

export GIT_CONFIG_GLOBAL=/dev/null GIT_CEILING_DIRECTORIES="$PWD"
umask 022
git init -q g
git -C g config user.email a@example.org
git -C g config user.name A
mkdir p
echo x.patch >p/series

# choices SEED: prints for each name a kind from 0 to 15 and a number
choices() {
	awk -v seed="$1" 'BEGIN { srand(seed)
		n = split("a b c d d/x d/y d/deep/z e f", name, " ")
		for (i = 1; i <= n; i++) print name[i], int(rand() * 16), int(rand() * 30) }'
}

# make NAME KIND NUMBER: makes NAME a file of that kind
make() {
	case $2 in
	[0-5]) return ;;
	esac
	rm -rf "$1"
	# If a parent is not a directory, NAME is left out.
	mkdir -p "$(dirname "$1")" 2>/dev/null || return
	case $2 in
	6 | 7 | 8) seq 40 | sed "$3s/\$/ changed/" >"$1" ;;
	9) seq "$3" 60 >"$1" && chmod +x "$1" ;;
	10) : >"$1" ;;
	11) ln -s "to/$3" "$1" ;;
	12) seq "$3" 90 | tr '\n' '\000' >"$1" ;;
	13) seq "$3" | tr '\n' ' ' >"$1" ;;
	14) [ ! -f a ] || [ "$1" = a ] || mv a "$1" ;;
	15) [ ! -f b ] || [ "$1" = b ] || cp b "$1" ;;
	esac
}

# commit SEED: changes the tree at random, and commits it
commit() {
	(
		cd g || exit
		choices "$1" >../choices
		while read -r name kind number; do
			make "$name" "$kind" "$number"
		done <../choices
		git add -A . && git commit -q --allow-empty -m "$1"
	)
}

# export_tree COMMIT DIR: writes the files of COMMIT to DIR
export_tree() {
	rm -rf "$2"
	mkdir "$2"
	git -C g archive "$1" | tar -x -C "$2"
}

same() {
	diff -r --no-dereference --exclude=.pc "$1" "$2" || return
	[ "$(cd "$1" && find . -path ./.pc -prune -o -type f -perm -100 -print | sort)" = \
		"$(cd "$2" && find . -path ./.pc -prune -o -type f -perm -100 -print | sort)" ]
}

# there NAME: the patch turns old into new, and can be unapplied
there() {
	for quilt in '' --quilt; do
		rm -rf t
		cp -a old t
		# shellcheck disable=SC2086 # empty, or one option
		run series apply $quilt --tree t p/series
		is "$code" 0 "$1: it is applied${quilt:+ with quilt}"
		ok "$1: to the same tree" same new t
		run series unapply --tree t p/series
		is "$code" 0 "$1: it is unapplied"
		ok "$1: and nothing is left of it" same old t
	done
}

# cut_off NAME SEED: a truncated patch is refused, or gives the result of git apply or patch
cut_off() {
	size=$(wc -c <p/x.patch)
	head -c $(($2 * 7919 % size + 1)) p/x.patch >cut.patch
	mv cut.patch p/x.patch
	rm -rf t git patch
	cp -a old t
	cp -a old git
	cp -a old patch
	run series apply --tree t p/series
	if [ "$code" != 0 ]; then
		ok "$1: cut off it is refused, and nothing is written" same old t
		return
	fi
	(cd git && git apply ../p/x.patch) >/dev/null 2>&1
	(cd patch && patch -f -s -p1 --no-backup-if-mismatch -i ../p/x.patch) >/dev/null 2>&1
	ok "$1: cut off it is what git or patch makes of it" \
		sh -c "diff -r --no-dereference git t || diff -r --no-dereference patch t"
}

# one SEED: all checks for that seed
one() {
	commit $(($1 * 3 + 1))
	commit $(($1 * 3 + 2))
	commit $(($1 * 3 + 3))
	export_tree HEAD~2 old
	export_tree HEAD~1 new
	for options in '-M' '-B -M -C -C'; do
		# shellcheck disable=SC2086 # several options
		git -C g diff --binary $options HEAD~2 HEAD~1 >p/x.patch
		[ -s p/x.patch ] || continue
		there "seed $1 $options"
	done
	export_tree HEAD new
	git -C g diff --binary -M HEAD~2 HEAD~1 >p/x.patch
	git -C g diff --binary -M HEAD~1 HEAD >>p/x.patch
	[ -s p/x.patch ] || return
	there "seed $1 two commits"
	# The patch of one commit only: git itself mixes up two changes of one file.
	git -C g diff --binary -M HEAD~2 HEAD~1 >p/x.patch
	[ ! -s p/x.patch ] || cut_off "seed $1" "$1"
}

first=${KFERRY_SEED:-1}
last=$((first + ${KFERRY_CASES:-2} - 1))
for seed in $(seq "$first" "$last"); do
	one "$seed"
done

done_testing
