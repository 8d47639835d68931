#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry smoke --on slurm of two branches at the same time, with fake commands of Slurm and a
# fake kernel. tests/slurm tests it on a real cluster.
. "$SRCDIR/tests/cmd/lib.sh"

cp -r "$SRCDIR/tests/data/project" project
cd project || exit 1
cp branches/fake.conf branches/other.conf
cp -r patches/fake patches/other
export KFERRY_CACHE="$scratch/cache" JUDGED="$SRCDIR/tests/data/judge" MEET="$scratch/meet"
export QUEUE="$scratch/queue"
mkdir "$scratch/bin" "$QUEUE"
PATH=$scratch/bin:$PATH

# The queue is a directory of files NAME:PID.
cat >"$scratch/bin/scontrol" <<'END'
#!/bin/sh
echo "SelectTypeParameters = ${PARAMETERS:-CR_CPU}"
END
cat >"$scratch/bin/sinfo" <<'END'
#!/bin/sh
echo "${FEATURES:-(null)}"
END
cat >"$scratch/bin/squeue" <<'END'
#!/bin/sh
for word; do
	case $word in
	--name=*) cd "$QUEUE" && ls | sed -n "s/^${word#--name=}://p" ;;
	esac
done
END
cat >"$scratch/bin/scancel" <<'END'
#!/bin/sh
for word; do
	case $word in
	--name=*) name=${word#--name=} ;;
	esac
done
echo "$name" >>"$QUEUE.cancelled"
for job in "$QUEUE/$name":*; do
	[ ! -e "$job" ] || { kill -KILL "${job##*:}"; rm -f "$job"; }
done
exit 0
END
# srun OPTION... KFERRY COMMAND ARG... BRANCH [VARIANT]: a boot copies a run directory, and
# $BOOT may change what it does.
cat >"$scratch/bin/srun" <<'END'
#!/bin/sh
echo "$*" >>"$QUEUE.srun"
while :; do
	case $1 in
	--job-name=*) name=${1#--job-name=} ;;
	--*) ;;
	*) break ;;
	esac
	shift
done
if [ "$2" != boot ]; then
	exec "$@"
fi
shift $(($# - 2))
branch=$1 variant=$2
case ${BOOT-} in
late-*)
	if [ "$branch" = "${BOOT#late-}" ]; then
		trap '' TERM
		touch "$MEET.submitting"
		sleep 2
		trap - TERM
	fi
	;;
esac
job=$QUEUE/$name:$$
touch "$job"
case ${BOOT-} in
meet)
	touch "$MEET.$branch"
	for try in $(seq 300); do
		[ ! -e "$MEET.fake" ] || [ ! -e "$MEET.other" ] || break
		[ "$try" != 300 ] || exit 2
		sleep 0.1
	done
	;;
die-*) [ "$branch" != "${BOOT#die-}" ] || { rm "$job"; exit 2; } ;;
hang | late-*)
	exec sleep 60 ;;
esac
dir=$KFERRY_CACHE/run/$branch/$variant
mkdir -p "${dir%/*}"
rm -rf "$dir"
cp -r "$JUDGED/base" "$dir"
sed -i -e '/"build_id":/d' -e "s/\"variant\": .*/\"variant\": \"$variant\",/" "$dir/run.json"
[ "$branch" != "${SPLATS-}" ] ||
	sed -i -f "$JUDGED/unexpected-splat/console.sed" "$dir/console.log"
rm "$job"
END
chmod 755 "$scratch"/bin/*

# smoke ARG...: of the variant plain, on the cluster, without earlier runs
smoke() {
	rm -rf "$KFERRY_CACHE/run"
	run smoke --on slurm --variant plain "$@"
}

# verdicts: "BRANCH VERDICT " for each line of the table
verdicts() {
	echo "$out" | awk '$2 == "plain" { printf "%s %s ", $1, $NF }'
}

run smoke --on slurm --variant plain fake nonsense
is "$code" 2 'an unknown branch is refused'
ok 'before anything is done' test ! -e "$KFERRY_CACHE"

BOOT=meet
export BOOT
smoke other fake other
is "$code" 0 'two branches run side by side: each boot waits for that of the other'
is "$(verdicts)" 'other PASS fake PASS ' 'in the order of the command line, each once'
like "$err" 'fake plain: Linux 6.1.1 built' 'the stages of one are shown'
like "$err" 'other plain: Linux 6.1.1 built' 'and those of the other'
like "$err" 'fake: all jobs have finished' 'and that it has finished'
is "$(sort -u "$QUEUE.cancelled" | wc -l)" 2 'the jobs of each have a name'

SPLATS=other
BOOT=
export SPLATS
smoke fake other
is "$code $(verdicts)" '1 fake PASS other FAIL ' 'one passes, the other fails: the worst exit status'
smoke --json fake other
is "$(echo "$out" | sed -n 's/.*"verdict": "\(.*\)".*/\1/p' | tr '\n' ' ')" 'PASS FAIL ' \
	'the same in JSON, with nothing else on stdout'
unset SPLATS

BOOT=die-fake
smoke fake other
is "$code $(verdicts)" '2 fake INVALID other PASS ' 'a dead stage of one does not affect the other'
like "$err" 'fake: 1 of its variants did not finish in try 3 of 3' 'which is tried three times'
is "$(echo "$err" | grep -c 'other: 1 of its')" 0 'the other only once'
is "$(echo "$err" | grep -v '^fake[: ]' | grep -v '^other[: ]')" '' 'every line begins with its branch'
BOOT=
sed -i 's/how + 1/how + ;/' patches/other/fix.patch
rm -rf "$KFERRY_CACHE/run"
run smoke --on slurm --variant fixed fake other
is "$code $(echo "$out" | awk '$2 == "fixed" { print $NF }' | tr '\n' ' ')" '2 PASS INVALID ' \
	'neither does a build that fails'

# needs STAGE: the resources that jobs of this stage request
needs() {
	sed -n "s/.* --comment=$1 \(--time.*\) [^ ]*kferry .*/\1/p" "$QUEUE.srun"
}
rm "$QUEUE.srun"
PARAMETERS=CR_CPU_MEMORY FEATURES=ssd,kvm smoke fake
is "$(needs source)" '--time=60 --cpus-per-task=1 --mem=1024M' 'a source requests a processor and memory'
is "$(needs build)" '--time=240 --exclusive --mem=2048M' 'a build a node'
is "$(needs boot)" '--time=60 --cpus-per-task=1 --mem=1536M --constraint=kvm' 'a boot a node with KVM'
rm "$QUEUE.srun"
smoke fake
is "$(needs boot)" '--time=60 --cpus-per-task=1' 'unless the cluster has neither'

# A smoke that is stopped leaves no job, and no process.
left() {
	pgrep -r RSDT -as "$session"
	ls "$QUEUE"
}
for stop in TERM INT KILL late; do
	BOOT=hang
	[ $stop != late ] || BOOT=late-other
	rm -rf "$QUEUE.cancelled" "$MEET.submitting"
	setsid env --default-signal=INT "$KFERRY" smoke --on slurm --variant plain fake other \
		>../log 2>&1 &
	session=$!
	for _ in $(seq 300); do
		[ ! -e "$MEET.submitting" ] || break
		[ "$(ls "$QUEUE" | wc -l)" != 2 ] || break
		sleep 0.1
	done
	case $stop in
	INT) kill -s INT -- "-$session" ;;
	late) kill -TERM "$session" ;;
	*) kill -s $stop "$session" ;;
	esac
	for _ in $(seq 200); do
		[ "$(left)" ] || break
		sleep 0.1
	done
	is "$(left)" '' "$stop: the jobs of both are cancelled"
	is "$(sort -u "$QUEUE.cancelled" | wc -l)" 2 'by their names'
	pkill -s "$session" sleep
done
done_testing
