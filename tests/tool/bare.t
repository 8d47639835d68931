#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry's own deb, as 'make tool-deb' left it, in a system of Debian's essential packages, apt,
# and kferry's dependencies. In it a maintainer makes a project from Debian's kernel and a
# series, sees its status, and has its kernels booted and judged.
. "$SRCDIR/tests/cmd/lib.sh"
deb=$SRCDIR/build/dist/kferry_$VERSION-1_amd64.deb
for program in dpkg-deb mmdebstrap; do
	command -v $program >/dev/null || skip_all "no $program"
done
[ -f "$deb" ] || skip_all 'no package; make tool-deb'

branch=6.1
cache=${KFERRY_CACHE:-$HOME/.cache/kferry} work=$scratch/work root=$scratch/root
version=$(sed -n 's/^version=//p' "$SRCDIR/branches/$branch.conf")
fail() {
	report 1 "$*"
	done_testing
	exit 1
}
. "$SRCDIR/scripts/debian-root.sh"
mkdir "$work" said
wanted=$(dpkg-deb -f "$deb" Depends Recommends | sed 's/^[A-Za-z]*: //; s/([^)]*)//g; s/|[^,]*//g' |
	tr -d ' ' | paste -sd, -)
root_make tool "apt,$wanted"
export SRCDIR deb root cache work tar version branch
ok 'a bare system' sh -c '. "$SRCDIR/scripts/debian-root.sh"; root_enter sh "$0"' \
	"$SRCDIR/tests/tool/bare.sh"

# said STEP TEXT WHAT: the step of tests/tool/bare.sh succeeded and printed TEXT
said() {
	text=$(cat "$scratch/said/$1" 2>&1)
	is "$(echo "$text" | tail -n 1)" 'status 0' "$3"
	like "$text" "$2" "$3: it says so"
}

said install 'Setting up kferry' 'the package is installed'
said version "kferry $VERSION" 'kferry prints its version'
said man 'KFERRY(1)' 'man shows its page'
said whatis 'kferry-branch (5)' 'whatis finds its pages'
said completion 'complete -F _kferry kferry' 'bash finds its completion'
said update 'Reading package lists' 'the archive is there'
said init "Linux $version, 1 patch" 'a project is created from Debian and a series'
said env 'kferry smoke can run here' 'everything for kferry smoke is there'
said status 'exact, tried' 'the series applies'
if [ -d "$cache/kernel/$branch/guarded" ]; then
	said smoke '2 passed, 0 failed, 0 invalid' 'its kernels are booted and judged'
	is "$(grep -c 'built again\|\[.*%\]' "$scratch/said/smoke")" 0 'with kernels from the cache'
	said after '2 of 2 PASS' 'which kferry status shows'
else
	skip 'kernels are booted' "no kernels of $branch; make smoke"
fi
done_testing
