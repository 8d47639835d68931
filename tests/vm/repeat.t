#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry repeat: counts boots of a real kernel.
. "$SRCDIR/tests/cmd/lib.sh"
. "$SRCDIR/tests/vm/lib.sh"

cd "$SRCDIR" || exit 1
variant=mutant-whole-free-from-rcu
[ -f "$cache/kernel/$branch/$variant/$image" ] || skip_all "no $variant of $branch was built"

run repeat --boots 2 --seed 7 "$branch" $variant
is "$code" 0 'two boots have the expected result'
like "$out" 'as expected in 2 of 2, 34 % to 100 % at 95 percent' 'with the precision of two tries'
is "$(ls "$cache/repeat/$branch/$variant")" "7
8" 'a run directory for each seed'
run history --json -n 2 "$branch" $variant
is "$(echo "$out" | grep -c '"seed": [78],')" 2 'both are in the history'
run repeat --json --until 50 --margin 40 "$branch" $variant
is "$code" 0 'until the rate is known'
like "$out" '"tried": 1' 'which needs one run for a wide margin'
done_testing
