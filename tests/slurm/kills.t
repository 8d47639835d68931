#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry smoke --on slurm, while something is killed at a random moment, $KILLS times. A smoke
# that waits, a detached one, and one of two branches side by side all give the right verdicts, and
# leave neither a job nor a guest.
#
# VICTIMS lists which ones to kill, in turn; see victim() below. FORMS lists the kinds of smoke.
. "$SRCDIR/tests/cmd/lib.sh"
. "$SRCDIR/tests/slurm/cluster.sh"
. "$SRCDIR/tests/slurm/pair.sh"

branch=${BRANCH:-6.1}
real=${KFERRY_CACHE:-$HOME/.cache/kferry}
variant=mutant-whole-free-from-rcu
forms=${FORMS:-waiting leaving beside}
kills=${KILLS:-10}
victims=${VICTIMS:-node job controller step suspend-job suspend-qemu qemu-TERM make-TERM qemu-KILL make-KILL cancel kferry}
cd "$SRCDIR" || exit 1
for program in srun slurmctld slurmd munged; do
	command -v $program >/dev/null || skip_all "there is no $program"
done
[ "$(id -u)" = 0 ] || skip_all 'slurmd wants to be root'
for name in $variant plain; do
	[ -f "$real/kernel/$branch/$name/bzImage" ] || skip_all "no $name of $branch was built"
done
pair_make "$scratch" "$real" "$branch" plain
cluster_start "$scratch/cluster" || skip_all 'no cluster of two nodes starts here'
trap 'cluster_stop; cd /; rm -rf "$scratch" "$capture"' EXIT

# nap: sleeps up to 16 s
nap() {
	sleep "$(shuf -i 0-1600 -n 1 | sed 's/..$/.&/')"
}

# wait_for PATTERN: waits for a process of the cluster; its pid is $found, and it may end any
# time
wait_for() {
	for _ in $(seq 150); do
		found=$(ours "$1" | head -n 1)
		[ -z "$found" ] || return 0
		sleep 0.2
	done
	return 1
}

# kill_job: kills the processes of a job, but not its slurmstepd
kill_job() {
	wait_for 'slurmstepd: \[' && pkill -KILL -P "$found"
}

# kill_node: kills a node with all its processes, and starts it again as after a reboot (-b).
# The controller may have noticed or not; if not, srun is not told.
kill_node() {
	dead=n$(shuf -i 1-2 -n 1)
	kill -KILL "$(cat "$cluster/slurmd-$dead.pid")"
	for job in $(squeue -h -w "$dead" -o %A); do
		for step in $(ours "slurmstepd: \\[$job\\."); do
			pkill -KILL -P "$step"
			kill -KILL "$step"
		done
	done
	sleep "$(shuf -i 1-20 -n 1)"
	node_start "$dead" -b
}

# kill_step: kills the slurmstepd of a job; srun is not told, and the job's processes live on
kill_step() {
	wait_for 'slurmstepd: \[' && kill -KILL "$found"
}

# suspend HOW: suspends the job by Slurm, or its QEMU by a signal, for longer than is tolerated
suspend() {
	job=$(squeue -h -t running -o %A | head -n 1)
	case $1 in
	job) scontrol suspend "$job" ;;
	qemu) wait_for "^qemu.*$cache/run/" && kill -STOP "$found" ;;
	esac
	sleep "$(shuf -i 5-40 -n 1)"
	case $1 in
	job) scontrol resume "$job" ;;
	qemu) kill -CONT "$found" ;;
	esac
}

# victim NAME: kills that one
victim() {
	case $1 in
	node) kill_node ;;
	controller)
		controller_kill
		sleep "$(shuf -i 0-5 -n 1)"
		controller_start
		;;
	job) kill_job ;;
	step) kill_step ;;
	suspend-*) suspend "${1#*-}" ;;
	cancel) scancel --state=running --name="$(squeue -h -o %j | head -n 1)" ;;
	qemu-*) ! wait_for "^qemu.*$cache/run/" || kill -"${1#*-}" "$found" ;;
	make-*) ! wait_for '^make .*VARIANTS=' || kill -"${1#*-}" "$found" ;;
	kferry) kill -KILL $smoke ;;
	esac 2>/dev/null
}

# begin: starts the smoke of $arguments
begin() {
	# shellcheck disable=SC2086 # several words
	"$KFERRY" -C "$project" smoke --on slurm $arguments >"$capture/smoke" 2>>"$capture/log" &
	smoke=$!
}

# finish VICTIM: prints the exit status and verdicts of that smoke. If it was itself killed,
# its jobs have to end, and it is run again.
finish() {
	wait $smoke
	code=$?
	if [ "$1" = kferry ]; then
		[ "$(queue)" = 0 ] || { echo 'jobs are left'; return; }
		begin
		wait $smoke
		code=$?
	fi
	echo $code "$(awk '$2 ~ /^(plain|mutant-.*)$/ { print $NF }' "$capture/smoke" | tr '\n' ' ')"
}

waiting() {
	begin
	nap
	victim "$1"
	finish "$1"
}

# state: waits until the state of the detached run is final, and prints it. A dying controller
# may lose the job of the next try; then "kferry jobs --end" judges what there is, as its page
# says.
state() {
	for _ in $(seq 600); do
		now=$("$KFERRY" jobs --json "$id" | sed -n 's/.*"state": "\(.*\)".*/\1/p')
		case $now in
		running | pending | unknown) ;;
		lost) echo "# lost, and judged by hand"
			"$KFERRY" jobs --end "$id" >>"$capture/log" 2>&1 ;;
		*) break ;;
		esac
		sleep 0.5
	done
	echo "0 $now"
}

leaving() {
	id=$("$KFERRY" smoke --on slurm --detach --variant $variant "$branch" 2>"$capture/log")
	smoke= # nothing is left to be killed
	nap
	victim "$1"
	state
	cat "$cache/jobs/$id"/*.json "$cache/jobs/$id"/*.log >>"$capture/log"
	rm -rf "${cache:?}/jobs/$id"
}

# round FORM VICTIM
round() {
	cache=$real project=$SRCDIR arguments="--variant $variant $branch" wanted='0 PASS'
	if [ "$1" = beside ]; then
		cache=$scratch/cache project=$scratch/project
		arguments="--variant plain $branch again" wanted='0 PASS PASS'
		set -- waiting "$2" 'two branches'
	fi
	export KFERRY_CACHE="$cache"
	cluster_idle
	: >"$capture/log"
	began=$(date +%s)
	"$1" "$2" >"$capture/result"
	grep '^#' "$capture/result"
	result=$(sed -n '$s/ *$//p' "$capture/result")
	echo "# after $(($(date +%s) - began)) s"
	is "$result" "$wanted" "$number: ${3:-$1}, $2"
	[ "$result" = "$wanted" ] || sed 's/^/# /' "$capture/log" >&2
	is "$(queue) $(ours "^qemu.*$cache/run/")" '0 ' 'and nothing is left'
}

# In each turn a victim gets another form.
number=0
while [ "$number" -lt "$kills" ]; do
	for name in $victims; do
		[ "$number" -lt "$kills" ] || break
		number=$((number + 1))
		# shellcheck disable=SC2086 # several words
		set -- $forms
		shift $(((number + number / 12) % $#))
		round "$1" "$name"
	done
done
done_testing
