# SPDX-License-Identifier: GPL-2.0-or-later
# cluster_start DIR, cluster_stop: a Slurm cluster of two nodes on this machine, with munge and
# without systemd. Slurm's commands find it by $SLURM_CONF. $hidden lists directories that its
# nodes do not see; their names must not have blanks. Jobs in the partition "urgent" preempt others.

cluster_config() {
	cat <<-END
	ClusterName=kferry
	SlurmctldHost=localhost(127.0.0.1)
	SlurmUser=root
	SlurmctldPort=$((port + 2))
	AuthType=auth/munge
	AuthInfo=socket=$cluster/munge.socket
	CredType=cred/munge
	StateSaveLocation=$cluster/state
	SlurmdSpoolDir=$cluster/spool-%n
	SlurmctldPidFile=$cluster/slurmctld.pid
	SlurmdPidFile=$cluster/slurmd-%n.pid
	SlurmctldLogFile=$cluster/slurmctld.log
	SlurmdLogFile=$cluster/slurmd-%n.log
	ProctrackType=proctrack/linuxproc
	TaskPlugin=task/none
	MpiDefault=none
	JobAcctGatherType=jobacct_gather/none
	SelectType=select/cons_tres
	SelectTypeParameters=CR_CPU
	ReturnToService=2
	SlurmdTimeout=10
	SlurmctldTimeout=10
	KillWait=1
	PreemptType=preempt/partition_prio
	PreemptMode=REQUEUE
	NodeName=n1 NodeHostname=$(hostname) NodeAddr=127.0.0.1 Port=$port CPUs=1
	NodeName=n2 NodeHostname=$(hostname) NodeAddr=127.0.0.1 Port=$((port + 1)) CPUs=1
	PartitionName=all Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
	PartitionName=urgent Nodes=n1,n2 PriorityTier=2 MaxTime=INFINITE State=UP
	END
}

# node_start NAME [OPTION...]: starts the slurmd of that node
node_start() {
	if [ -z "${hidden-}" ]; then
		slurmd -f "$SLURM_CONF" -N "$@"
		return
	fi
	# shellcheck disable=SC2016
	hidden=$hidden unshare --mount sh -c '
		for dir in $hidden; do mount -t tmpfs none "$dir" || exit; done
		exec slurmd "$@"' slurmd -f "$SLURM_CONF" -N "$@"
}

# controller_start, controller_kill: starts it, or kills it as a crash would
controller_start() {
	slurmctld -f "$SLURM_CONF"
}

controller_kill() {
	kill -KILL "$(cat "$cluster/slurmctld.pid")"
}

# ours PATTERN: lists the processes of this cluster and its clients whose command matches
ours() {
	for pid in $(pgrep -f -- "$1"); do
		! grep -qzsx "SLURM_CONF=$SLURM_CONF" "/proc/$pid/environ" || echo "$pid"
	done
}

# queue: prints the output and exit status of squeue once no job is left, or after 30 s
queue() {
	for _ in $(seq 150); do
		jobs=$(squeue -h) && [ -z "$jobs" ] && break
		sleep 0.2
	done
	squeue -h
	echo $?
}

# cluster_idle: waits until both nodes are idle
cluster_idle() {
	for _ in $(seq 120); do
		[ "$(sinfo -h -o %T 2>/dev/null)" != idle ] || return 0
		sleep 0.5
	done
	sinfo >&2
	return 1
}

cluster_start() {
	cluster=$1
	port=$((20000 + $$ % 20000))
	export SLURM_CONF="$cluster/slurm.conf"
	mkdir -p "$cluster/state" "$cluster/spool-n1" "$cluster/spool-n2"
	# munged refuses a socket in a directory that others cannot search.
	chmod 755 "$cluster" "$(dirname "$cluster")"
	cluster_config >"$SLURM_CONF"
	printf '%s\n' CgroupPlugin=cgroup/v1 CgroupAutomount=no >"$cluster/cgroup.conf"
	dd if=/dev/urandom of="$cluster/munge.key" bs=1 count=1024 2>/dev/null
	chmod 400 "$cluster/munge.key"
	munged --force --key-file="$cluster/munge.key" --socket="$cluster/munge.socket" \
		--pid-file="$cluster/munged.pid" --log-file="$cluster/munged.log" \
		--seed-file="$cluster/munge.seed" || return 1
	controller_start
	node_start n1
	node_start n2
	cluster_idle
}

cluster_stop() {
	scancel --quiet --state=RUNNING 2>/dev/null
	for pid in "$cluster"/slurmd-n*.pid "$cluster"/slurmctld.pid "$cluster"/munged.pid; do
		[ -f "$pid" ] && kill "$(cat "$pid")" 2>/dev/null
	done
	for _ in $(seq 50); do
		pgrep -f -- "-f $SLURM_CONF" >/dev/null || break
		sleep 0.2
	done
}
