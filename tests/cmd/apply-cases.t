#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry series on each case of tests/data/apply: applied and taken off again, with
# quilt's state and without, and what lint has to say. A case is a directory:
#
#	tree/, patches/	what there is
#	after/		what it becomes, as git apply or GNU patch have it; none: nothing
#			is written
#	expect		"apply CODE", "options OPTIONS", "says TEXT" on stderr, "lint TEXT"
#			or "lint none"
. "$SRCDIR/tests/cmd/lib.sh"
umask 022

# same A B: contents, kinds, and what may be executed
same() {
	diff -r --no-dereference --exclude=.pc "$1" "$2" || return
	[ "$(cd "$1" && find . -path ./.pc -prune -o -type f -perm -100 -print | sort)" = \
		"$(cd "$2" && find . -path ./.pc -prune -o -type f -perm -100 -print | sort)" ]
}

# wanted WORD: what expect says after it
wanted() {
	sed -n "s/^$1 //p" "$case/expect"
}

# apply OPTIONS...: to a new copy of the tree
apply() {
	rm -rf tree patches
	cp -a "$case/tree" "$case/patches" .
	# shellcheck disable=SC2046 # some options
	run series apply "$@" $(wanted options) --tree tree patches/series
}

check_apply() {
	apply "$@"
	is "$code" "$(wanted apply)" "$label: apply $*"
	wanted says >.says
	while read -r text; do
		like "$err" "$text" "$label: says why"
	done <.says
	after=$case/after
	[ -d "$after" ] || after=$case/tree
	ok "$label: what becomes of the tree" same "$after" tree
	[ "$code" = 0 ] || return
	run series unapply --tree tree patches/series
	is "$code" 0 "$label: it can be taken off"
	ok "$label: and all is as before" same "$case/tree" tree
}

check_lint() {
	wanted lint >.lint
	[ -s .lint ] || return
	run lint --tree "$case/tree" patches/series
	while read -r text; do
		if [ "$text" = none ]; then
			is "$code$out" 0 "$label: lint has nothing to say"
		else
			like "$out" "$text" "$label: lint says it"
		fi
	done <.lint
}

for case in "$SRCDIR"/tests/data/apply/*; do
	label=${case##*/}
	check_apply
	[ "$(wanted apply)" != 0 ] || check_apply --quilt
	check_lint
done

done_testing
