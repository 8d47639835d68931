#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A project from kferry init, and its proof, with an installed kferry and nothing of the
# checkout. It uses the kernel of 'make smoke': the pin is the same, so nothing is built.
. "$SRCDIR/tests/cmd/lib.sh"
. "$SRCDIR/tests/vm/lib.sh"

ok 'make install' make -s -C "$SRCDIR" install DESTDIR="$scratch/root" PREFIX=/usr/local
KFERRY=$scratch/root/usr/local/bin/kferry
# kferry init makes a project for the architecture of this machine.
[ "${branch#*@}" = "$branch" ] || skip_all "a new project is for this machine's architecture"
conf=$SRCDIR/branches/$branch.conf
version=$(sed -n 's/^version=//p' "$conf")

# kferry init only reads the version of the tree. Then the pin of the repository's own branch
# replaces that of the tree, because the kernel in the cache was built from it.
mkdir tree
echo "$version" | awk -F . '{ printf "VERSION = %d\nPATCHLEVEL = %d\nSUBLEVEL = %d\n", $1, $2, $3 }' \
	>tree/Makefile
run init --tree tree --branch "$branch" mine
is "$code" 0 'a project'
pin() {
	awk -v group="[source $version]" '/^\[/ { on = $0 == group } on && /=/' "$1"
}
{
	sed '/^kind=/d; /^path=/d' "mine/branches/$branch.conf" | sed "/^\[source /q"
	pin "$conf"
	sed "1,/^path=/d" "mine/branches/$branch.conf"
} >branch
mv branch "mine/branches/$branch.conf"
cd mine/patches || exit 1
before=$(stat -c %Y "$kernel/bzImage")
run smoke --json --variant plain "$branch"
is "$code" 0 'kferry smoke in it'
[ "$code" = 0 ] || echo "$err" | tail -n 5 | sed 's/^/# /' >&2
like "$out" '"verdict": "PASS"' 'has a verdict'
is "$(stat -c %Y "$kernel/bzImage")" "$before" 'and the kernel was not rebuilt'
run status --json "$branch"
like "$out" '"verdict": "PASS"' 'which kferry status shows'
done_testing
