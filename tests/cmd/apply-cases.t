#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry series apply, unapply and lint on each case of tests/data/apply, with quilt's state and
# without. A case is a directory:
#
#	tree/, patches/	the input
#	after/		the tree after apply, as git apply or GNU patch makes it; without
#			this directory nothing is written
#	expect		lines "apply CODE", "options OPTIONS", "says TEXT" (on stderr), and
#			"lint TEXT" or "lint none"
. "$SRCDIR/tests/cmd/lib.sh"
umask 022

# same A B: both have the same contents, file types and executable files
same() {
	diff -r --no-dereference --exclude=.pc "$1" "$2" || return
	find "$1" "$2" -name .pc -prune -o -type f -perm -100 -printf '%P\n' >.executable
	while read -r name; do
		[ -x "$1/$name" ] && [ -x "$2/$name" ] || return
	done <.executable
}

# read_case CASE: reads its expect by the shell alone, for a case runs many processes already
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

# check_apply [OPTION]: applies the series to a new copy of the tree
check_apply() {
	work=$label$1
	cp -a "$case" "$work"
	# shellcheck disable=SC2086 # $options has several words or none
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
