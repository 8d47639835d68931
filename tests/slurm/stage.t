#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry smoke --on slurm --node-cache, on two nodes that see neither the project nor the cache
# of the submitter: a fake kernel is built there and copied back, a real one booted, and no file
# is sent to a node twice.
. "$SRCDIR/tests/cmd/lib.sh"
. "$SRCDIR/tests/slurm/cluster.sh"

branch=${BRANCH:-6.1}
real=${KFERRY_CACHE:-$HOME/.cache/kferry}
variant=mutant-whole-free-from-rcu
for program in srun slurmctld slurmd munged zstd; do
	command -v $program >/dev/null || skip_all "there is no $program"
done
[ "$(id -u)" = 0 ] || skip_all 'slurmd wants to be root'
unshare --mount true 2>/dev/null || skip_all 'no mount namespaces'
[ -f "$real/kernel/$branch/$variant/bzImage" ] || skip_all "no $variant of $branch was built"

mkdir here node-n1 node-n2
cp -r "$SRCDIR/tests/data/project" here/project
export KFERRY_CACHE="$scratch/one"
cd here/project || exit 1
run build fake
is "$code" 0 'a fake kernel is built on this machine'

hidden="$scratch/here $real"
cluster_start "$scratch/cluster" || skip_all 'no cluster of two nodes starts here'
trap 'cluster_stop; cd /; rm -rf "$scratch" "$capture"' EXIT
export KFERRY_CACHE="$scratch/here/cache"
is "$(srun -n1 -Q --chdir=/ ls -A "$scratch/here")" '' 'a node does not see it'

# stage VARIANT NODE: builds VARIANT on NODE by scripts/pipeline.mk
stage() {
	make -s -f "$SRCDIR/scripts/pipeline.mk" KFERRY="$KFERRY" BRANCH=fake \
		RUN_BUILD="$SRCDIR/scripts/stage-slurm $scratch/node-%n --nodelist=$2 --" \
		"built-$1" >"$capture/make" 2>&1
	code=$?
	out=$(cat "$capture/make")
}

# sent: the number of bytes that were sent to a node
sent() {
	echo "$out" | sed -n 's/^stage-slurm: .*: \([0-9]*\) bytes to .*/\1/p'
}

stage plain n1
is "$code" 0 'it is built on one node'
first=$(sent)
stage fixed n2
is "$code" 0 'and on the other'
stage mutant-worse n1
is "$code" 0 'and again on the first'
again=$(sent)
ok 'which has its source and project by now' test "$again" -lt "$((first / 2))"
for name in plain fixed mutant-worse; do
	ok "$name is bit for bit that of one machine" \
		cmp "$scratch/one/kernel/fake/$name/bzImage" "$KFERRY_CACHE/kernel/fake/$name/bzImage"
done
ok 'each node has a build directory of its own' \
	test -d "$scratch/node-n1/build/fake+n1" -a -d "$scratch/node-n2/build/fake+n2"
stage plain n1
is "$code $(sent)" '0 ' 'a kernel that is up to date needs no job'
like "$out" 'fake plain: Linux 6.1.1 is up to date' 'which is reported'

sed -i 's/how + 1/how + ;/' patches/fake/fix.patch
stage fixed n1
is "$code" 2 'a failed build there fails here'
like "$out" 'fake fixed: make failed: mm/memcontrol.c:5:' "with the compiler's error"
ok 'what was built before stays' test -f "$KFERRY_CACHE/kernel/fake/fixed/bzImage"
make -s -f "$SRCDIR/scripts/pipeline.mk" KFERRY="$KFERRY" BRANCH=fake built-fixed \
	RUN_BUILD="$SRCDIR/scripts/stage-slurm /proc/none --" \
	>"$capture/make" 2>&1
like "$(cat "$capture/make")" 'cannot use /proc/none there' 'an impossible cache directory is an error'
is "$(ls -A "$scratch/node-n1/work")$(ls -A "$scratch/node-n2/work")" '' \
	'no input or result is left there'

# A kernel that is already built, by kferry smoke itself.
export KFERRY_CACHE="$real"
cd "$SRCDIR" || exit 1
run smoke --on slurm --node-cache "$scratch/node-%n" --variant $variant "$branch"
is "$code" 0 'a guest runs on a node without files of ours'
like "$out" PASS 'and its run is judged here'
like "$err" "stage-slurm: $branch $variant: " 'the time is printed'
echo "$err" | sed -n 's/^stage-slurm/# &/p'
is "$(queue)" 0 'no job is left'
run smoke --on slurm --node-cache "$scratch/node-%n" --detach "$branch"
is "$code" 2 '--detach is refused'
run smoke --on slurm --node-cache here "$branch"
is "$code" 2 'a relative path is refused'
done_testing
