#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Builds that are killed, with what their children leave half written: the next build waits for
# the children, resumes, and gives the same kernel and verdict.
. "$SRCDIR/tests/cmd/lib.sh"
. "$SRCDIR/tests/vm/lib.sh"

variant=mutant-free-under-lock
made=$cache/kernel/$branch/$variant
[ -f "$made/vmlinux" ] ||
	skip_all "no $variant of $branch (make smoke BRANCH=$branch builds it)"
cd "$SRCDIR" || exit 1

build_id() {
	readelf -n "$made/vmlinux" | sed -n 's/.*Build ID: //p'
}

before=$(build_id)
ok 'the kernel has a build id' test -n "$before"
rm "$made/fingerprint"
killed=0
for seconds in 0.1 0.5 2 5 10; do
	"$KFERRY" build --variant "$variant" "$branch" >"$scratch/log" 2>&1 &
	pid=$!
	sleep "$seconds"
	kill -KILL $pid 2>/dev/null && killed=$((killed + 1))
	wait $pid 2>/dev/null
done
ok 'builds were killed' test "$killed" -gt 2
run build --variant "$variant" "$branch"
is "$code" 0 'the next run finishes'
is "$(build_id)" "$before" 'with the same kernel'
run boot --init "$init" --out "$scratch/run" "$branch" "$variant"
is "$code" 0 'it boots'
is "$(verdict "$scratch/run")" PASS 'and the verdict is the same'
done_testing
