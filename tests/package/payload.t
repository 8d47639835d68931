#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Boots the kernel of the packages without installing them.
. "$SRCDIR/tests/cmd/lib.sh"
. "$SRCDIR/tests/package/lib.sh"
need deb rpm

# payload KIND PACKAGE...: boots and judges it
payload() {
	kind=$1
	shift
	run payload --project "$SRCDIR" --out "$kind" "$@"
	is "$code" 0 "$kind: the kernel of the package passes"
	[ "$code" = 0 ] || printf '%s\n%s\n' "$out" "$err" | sed 's/^/# /' >&2
	like "$(cat "$kind/verdict.json")" '"verdict": "PASS"' "$kind: verdict.json has the PASS"
	ok "$kind: modules were loaded" grep -q '^# kferry: module ext4 0x' "$kind/console.log"
	ok "$kind: a disk was mounted" grep -q '^ok [0-9]* disk' "$kind/console.log"
}

[ -z "${image-}" ] || payload deb "$image"
[ -z "${core-}" ] || payload rpm "$core" "$(rpm_of modules)"
done_testing
