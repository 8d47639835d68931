#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Debian's root file system in a real guest, made by the real mmdebstrap, and its cost.
. "$SRCDIR/tests/cmd/lib.sh"
. "$SRCDIR/tests/vm/lib.sh"

command -v mmdebstrap >/dev/null || skip_all 'no mmdebstrap (package mmdebstrap)'
suite=$SRCDIR/tests/vm/suites/userland
boot with
is "$code $(verdict with)" '0 PASS' 'programs of a distribution run'
log=$(cat with/console.log)
like "$log" 'ok 1 ip' 'a script of the distribution, with shell and tools, which cannot write to the root'
like "$log" 'ok 2 again' 'another has a /run of its own'
like "$log" 'ok 3 direct' 'a program by its name'
ok 'the run is small' test ! -e with/initrd.cpio
is "$("$KFERRY" judge with | grep -c 'left behind')" 0 'nothing is leaked'
done_testing
