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
	find "$1" "$2" -name .pc -prune -o -type f -perm -100 -printf '%P\n' >.executable
	while read -r name; do
		[ -x "$1/$name" ] && [ -x "$2/$name" ] || return
	done <.executable
}

# read_case CASE: what it expects, line by line; this is a test of many processes as it is
read_case() {
	case=$1
	label=${case##*/}
	wanted='' options='' says='' lint=''
	while read -r word text; do
		case $word in
		apply) wanted=$text ;;
		options) options=$text ;;
		says) says=$says$text$newline ;;
		lint) lint=$lint$text$newline ;;
		*) report 1 "$label: expect says $word" ;;
		esac
	done <"$case/expect"
}
newline='
'

# check_apply [OPTION]: to a new copy of the tree
check_apply() {
	work=$label$1
	cp -a "$case" "$work"
	# shellcheck disable=SC2086 # some options
	run series apply $1 $options --tree "$work/tree" "$work/patches/series"
	is "$code" "$wanted" "$label: apply $1"
	while read -r text; do
		[ -z "$text" ] || like "$err" "$text" "$label: says why"
	done <<-END
		$says
	END
	after=$case/after
	[ -d "$after" ] || after=$case/tree
	ok "$label: what becomes of the tree" same "$after" "$work/tree"
	[ "$code" = 0 ] || return
	run series unapply --tree "$work/tree" "$work/patches/series"
	is "$code" 0 "$label: it can be unapplied"
	ok "$label: and all is as before" same "$case/tree" "$work/tree"
}

check_lint() {
	[ -n "$lint" ] || return
	run lint --tree "$case/tree" "$case/patches/series"
	while read -r text; do
		case $text in
		'') ;;
		none) is "$code$out" 0 "$label: lint has nothing to say" ;;
		*) like "$out" "$text" "$label: lint says it" ;;
		esac
	done <<-END
		$lint
	END
}

for case in "$SRCDIR"/tests/data/apply/*; do
	read_case "$case"
	check_apply ''
	[ "$wanted" != 0 ] || check_apply --quilt
	check_lint
done

done_testing
