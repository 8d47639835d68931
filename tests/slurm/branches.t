#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry smoke --on slurm of two branches, on a cluster of two nodes on this machine: they run at
# the same time, with the verdicts of one after the other, and an interrupt ends both. The second
# is the branch itself, by another name and with another expectation.
. "$SRCDIR/tests/cmd/lib.sh"
. "$SRCDIR/tests/slurm/cluster.sh"
. "$SRCDIR/tests/slurm/pair.sh"

branch=${BRANCH:-6.1}
real=${KFERRY_CACHE:-$HOME/.cache/kferry}
variant=plain
for program in srun slurmctld slurmd munged; do
	command -v $program >/dev/null || skip_all "there is no $program"
done
[ "$(id -u)" = 0 ] || skip_all 'slurmd wants to be root'
[ -f "$real/kernel/$branch/$variant/bzImage" ] || skip_all "no $variant of $branch was built"

pair_make "$scratch" "$real" "$branch" $variant 'no such report'
cache=$scratch/cache
export KFERRY_CACHE="$cache"
cd project || exit 1
cluster_start "$scratch/cluster" || skip_all 'no cluster of two nodes starts here'
trap 'cluster_stop; cd /; umount "$cache/run" 2>/dev/null; rm -rf "$scratch" "$capture"' EXIT

# smoke BRANCH...: starts it in the background, in a session of its own
smoke() {
	setsid env --default-signal=INT "$KFERRY" smoke --on slurm --variant $variant "$@" \
		>"$capture/smoke" 2>"$capture/smoke.err" &
	smoke=$!
}

# finish: waits for that smoke; $found is its exit status, and BRANCH VERDICT of each line
finish() {
	wait $smoke
	found="$? $(awk -v variant=$variant '$2 == variant { printf "%s %s ", $1, $NF }' "$capture/smoke")"
}

# boots NUMBER: waits until that many branches have a guest that writes to its console
boots() {
	for _ in $(seq 600); do
		[ "$(find "$cache/run" -path '*.part/console.log' -size +0 2>/dev/null | wc -l)" != "$1" ] || return 0
		kill -0 $smoke || return 1
		sleep 0.1
	done
	return 1
}

smoke "$branch"
finish
first=$found
smoke again
finish
is "$first, $found" "0 $branch PASS , 1 again FAIL " 'one after the other, one passes and one fails'

rm -r "$cache/run"
smoke again "$branch"
ok 'side by side, guests of both run at the same time' boots 2
is "$(squeue -h -t running -o '%N %k' | sort | tr '\n' ' ')" 'n1 boot n2 boot ' 'each on a node'
is "$(squeue -h -o %j | sort -u | wc -l)" 2 'and jobs of each have a name'
finish
is "$found" "1 again FAIL $branch PASS " 'the verdicts are the same, in the order of the command line'
is "$(queue)" 0 'no job is left'

# Nothing can be written where the runs are.
rm -r "$cache/run"
mkdir "$cache/run"
if mount -t tmpfs -o size=64k none "$cache/run" 2>/dev/null; then
	smoke "$branch"
	finish
	is "$found" "2 $branch INVALID " 'a full disk gives no verdict'
	like "$(cat "$capture/smoke.err")" 'did not finish in try 3 of 3' 'after three tries'
	like "$(cat "$capture/smoke.err")" 'No space left on device' 'and the reason is shown'
	umount "$cache/run"
else
	skip 'a full disk' 'no tmpfs can be mounted here'
fi

# As ^C on a terminal, and as the kernel does when memory is short.
for signal in INT KILL; do
	rm -r "$cache/run"
	smoke "$branch" again
	boots 2
	case $signal in
	INT) kill -s INT -- "-$smoke" ;;
	*) kill -s $signal "$smoke" ;;
	esac
	wait $smoke
	is "$(queue) $(ours "^qemu.*$cache/run/")" '0 ' "$signal: the jobs of both are cancelled"
	run judge "$cache/run/$branch/$variant"
	like "$out" 'the run was interrupted' 'the run of one was interrupted'
	run judge "$cache/run/again/$variant"
	like "$out" 'the run was interrupted' 'and that of the other'
done
done_testing
