#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Coverage of the changed lines of a real kernel, the branch's guarded variant.
. "$SRCDIR/tests/cmd/lib.sh"
. "$SRCDIR/tests/vm/lib.sh"

kernel=$cache/kernel/$branch/guarded
[ -f "$kernel/coverage/lines" ] ||
	skip_all "no guarded variant of $branch with coverage was built"

# watched RUNDIR SCENARIOS ARGS...: boots by TCG with coverage
watched() {
	dir=$1
	list=$2
	shift 2
	boot "$dir" --accel tcg --coverage "$kernel/coverage" --tests "$list" "$@"
}

# number KEY: that number of the totals in $out
number() {
	printf '%s\n' "$out" | sed -n "/^  \"coverage\"/,/}/s/.*\"$1\": \([0-9]*\).*/\1/p"
}

watched one v1-exit,v1-tcp-rst
is "$code" 0 'a guest is watched'
run cover --json one
is "$code" 0 'and its coverage is known'
changed=$(number changed)
ran=$(number run)
ok 'the series has lines with code' test "$changed" -gt 0
ok 'all of which ran' test "$ran" = "$changed"
like "$out" '"exact": true' 'by each scenario'
run cover --scenarios one
like "$out" 'every scenario' 'both run the change'
run judge --json one
like "$out" "\"run\": $ran" 'the verdict has the total'

suite=$SRCDIR/tests/vm/suites/bad
watched idle quiet
suite=memcg
run cover idle
is "$code" 3 'without a scenario that frees, the lines did not run'
like "$out" "changed lines run 0/$changed" 'all of them'
run judge idle
like "$out" "none of $changed changed lines ran" 'as a reason of the verdict'
run cover idle one
is "$code" 0 'added to another run'
like "$out" "changed lines run $ran/$changed" 'nothing is missing'

# QEMU is killed as soon as a scenario has ended.
"$KFERRY" boot --accel tcg --coverage "$kernel/coverage" --arch "$arch" --kernel "$kernel/$image" \
	--vmlinux "$kernel/vmlinux" --init "$init" --out killed \
	--suite memcg --tests v1-exit,v1-storm >/dev/null 2>&1 &
pid=$!
while kill -0 $pid 2>/dev/null && ! grep -q '^ok 1' killed.part/console.log 2>/dev/null; do
	sleep 0.1
done
ok 'QEMU is killed' kill -KILL "$(pgrep -P $pid qemu)"
wait $pid
run cover killed
is "$code" 0 'of a QEMU that was killed'
like "$out" "changed lines run $ran/$changed" 'the code that ran before is known'

boot bare --accel tcg --no-cover --tests v1-exit
is "$code" 0 'a guest that is not watched'
ok 'nothing is noted where it is not wanted' test ! -e bare/coverage/map
done_testing
