#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry smoke --on slurm, on a cluster of two nodes on this machine: it gives the verdicts of
# one machine, also if a job is cancelled, a node dies, or kferry itself is stopped.
. "$SRCDIR/tests/cmd/lib.sh"
. "$SRCDIR/tests/slurm/cluster.sh"

branch=${BRANCH:-6.1}
cache=${KFERRY_CACHE:-$HOME/.cache/kferry}
one=mutant-whole-free-from-rcu
two=mutant-free-under-lock
cd "$SRCDIR" || exit 1
for program in srun slurmctld slurmd munged; do
	command -v $program >/dev/null || skip_all "there is no $program"
done
[ "$(id -u)" = 0 ] || skip_all 'slurmd wants to be root'
for variant in $one $two; do
	[ -f "$cache/kernel/$branch/$variant/bzImage" ] ||
		skip_all "no $variant of $branch was built"
done

run smoke --on slurm "$branch"
is "$code" 2 'without a cluster it is an error'

cluster_start "$scratch/cluster" || skip_all 'no cluster of two nodes starts here'
trap 'cluster_stop; cd /; rm -rf "$scratch" "$capture"' EXIT

# verdict_of VARIANT: its verdict in the table
verdict_of() {
	echo "$out" | awk -v variant="$1" '$2 == variant { print $NF }'
}

# booting VARIANT: waits until a guest has written to its console after $capture/asked. A killed
# guest may have left its directory.
booting() {
	log=$cache/run/$branch/$1.part/console.log
	for _ in $(seq 300); do
		[ -z "$(find "$log" -size +0 -newer "$capture/asked" 2>/dev/null)" ] || return 0
		sleep 0.2
	done
	return 1
}

# tell FILE...: prints the files of a failure
tell() {
	for file; do
		[ ! -f "$file" ] || sed "s|^|#   ${file##*/}: |" "$file" >&2
	done
}

# passes VARIANT TEXT NAME: TEXT, exit status and verdict of a smoke, is '0 PASS'
passes() {
	is "$2" '0 PASS' "$3"
	[ "$2" = '0 PASS' ] || tell "$capture/smoke" "$capture/smoke.err" \
		"$cache/run/$branch/$1/run.json" "$cache/run/$branch/$1/verdict.json"
}

# in_background VARIANT...: starts a smoke; finish() waits for it
in_background() {
	touch "$capture/asked"
	arguments=
	for variant; do
		arguments="$arguments --variant $variant"
	done
	# shellcheck disable=SC2086 # several options
	"$KFERRY" smoke --on slurm $arguments "$branch" >"$capture/smoke" 2>"$capture/smoke.err" &
	smoke=$!
}

# jobs_end: waits until the cluster has no job
jobs_end() {
	for _ in $(seq 600); do
		[ -n "$(squeue -h)" ] || break
		sleep 0.3
	done
}

finish() {
	wait $smoke
	code=$?
	out=$(cat "$capture/smoke")
	err=$(cat "$capture/smoke.err")
}

# A node has one processor, and so boots one guest at a time: the second uses the other node.
in_background $one $two
nodes=
while kill -0 $smoke 2>/dev/null && [ "$nodes" != 'n1 n2 ' ]; do
	now=$(squeue -h -t running -o %N | sort -u | tr '\n' ' ')
	# shellcheck disable=SC2086 # several words
	nodes=$(printf '%s\n' $nodes $now | sort -u | tr '\n' ' ')
	sleep 0.1
done
finish
is "$nodes" 'n1 n2 ' 'both nodes work'
is "$code $(verdict_of $one) $(verdict_of $two)" '0 PASS PASS' 'the verdicts are those of one machine'
is "$(queue)" 0 'no job is left'

in_background $one
booting $one
scancel --state=running
finish
passes $one "$code $(verdict_of $one)" 'a cancelled job is retried'
like "$err" 'did not finish in try 1 of 3' 'which is reported'

# A job of a partition with a higher priority takes both nodes: srun's job ends.
in_background $one
booting $one
srun --quiet --partition=urgent --nodes=2 true
finish
passes $one "$code $(verdict_of $one)" 'a preempted job is retried'
like "$err" 'did not finish in try 1 of 3' 'which is reported as well'

# When a job ends, QEMU may get the signal before kferry does. To kferry, the guest then ended
# by itself.
in_background $one
booting $one
for qemu in $(ours "^qemu.*$cache/run/$branch/$one.part/"); do
	kill -TERM "$qemu"
done
finish
passes $one "$code $(verdict_of $one)" 'and so is one whose QEMU was killed'
like "$err" 'did not finish in try 1 of 3' 'which is reported, too'

# A node that dies suddenly with all its processes.
in_background $one
booting $one
node=$(squeue -h -t running -o %N)
step=$(ours "slurmstepd: .*$(squeue -h -t running -o %A)" | head -n 1)
kill -KILL "$(cat "$cluster/slurmd-$node.pid")"
[ -z "$step" ] || pkill -KILL -P "$step"
[ -z "$step" ] || kill -KILL "$step" 2>/dev/null
pkill -KILL -f "$cache/run/$branch/$one.part/" 2>/dev/null
finish
passes $one "$code $(verdict_of $one)" 'variants of a dying node run on the other one'
node_start "$node"

in_background $one
booting $one
kill -TERM $smoke
finish
ok 'smoke that is ended says that it was' test "$code" -ne 0
is "$(queue)" 0 'and its jobs are cancelled'
run judge "$cache/run/$branch/$one"
is "$code" 3 'an interrupted run is INVALID'
like "$out" 'the run was interrupted' 'and says so'

# A detached smoke: somebody cancels the job of a guest, and it is retried.
touch "$capture/asked"
run smoke --on slurm --detach --variant $one "$branch"
id=$out
is "$code" 0 'smoke --detach submits its work to the cluster'
booting $one
scancel --state=running --name="$id"
run jobs "$id"
like "$out" "0/1" 'and kferry jobs shows its status'
jobs_end
run jobs --json "$id"
like "$out" '"state": "PASS"' 'the last of its jobs has judged'
like "$out" '"tries": 2' 'after a second try'
found=$cache/jobs/$id/verdicts.json
ok 'what was found is a file' grep -q '"verdict": "PASS"' "$found"
grep -q '"verdict": "PASS"' "$found" || tell "$cache/jobs/$id"/*.json "$cache/jobs/$id"/*.log
run jobs --cancel "$id"
is "$code" 2 'a finished run cannot be cancelled'
rm -rf "${cache:?}/jobs/$id"

# A preempted batch job is queued again by Slurm.
touch "$capture/asked"
run smoke --on slurm --detach --variant $one "$branch"
id=$out
booting $one
srun --quiet --partition=urgent --nodes=2 true
is "$(squeue -h --name="$id" --format=%A | wc -l)" 2 'the job of a guest that was preempted is not lost'
jobs_end
run jobs --json "$id"
like "$out" '"state": "PASS"' 'its variant has a verdict in the end'
rm -rf "${cache:?}/jobs/$id"

make -s RUN='srun -n1 -Q' REPORT=: BRANCH="$branch" VARIANTS=$one prove >"$capture/make" 2>&1
code=$?
run judge "$cache/run/$branch/$one"
is "$code" 0 'a launcher of the user'
tail -n 5 "$capture/make" | sed 's/^/# /'

run smoke --on slurm --run nice "$branch"
is "$code" 2 'two launchers at the same time'
done_testing
