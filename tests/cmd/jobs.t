#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry jobs where Slurm's commands fail or give odd output. tests/slurm tests it on a real
# cluster.
. "$SRCDIR/tests/cmd/lib.sh"

cp -r "$SRCDIR/tests/data/project" project
export KFERRY_CACHE="$scratch/cache"
dir=$KFERRY_CACHE/jobs/kferry-1
mkdir -p "$dir" bin
cat >"$dir/job.json" <<END
{"id": "kferry-1", "project": "$scratch/project", "seed": 1, "started": 1700000000, "ended": 0,
 "tries": 3, "cancelled": false, "status": 0,
 "branches": [{"branch": "fake", "variants": [{"name": "plain", "nonce": ""}]}]}
END
cp "$dir/job.json" before
# A squeue that cannot reach the controller, or prints $QUEUE.
cat >bin/squeue <<'END'
#!/bin/sh
[ "${QUEUE-}" ] || { echo 'slurm_load_jobs error: Unable to contact slurm controller' >&2; exit 1; }
[ "$QUEUE" = empty ] || echo "$QUEUE"
END
chmod 755 bin/squeue
PATH=$PWD/bin:$PATH

run jobs
like "$out" 'unknown' 'a controller that does not answer'
run jobs --end kferry-1
is "$code" 2 'nothing is judged without it'
like "$err" 'Unable to contact slurm controller' 'which is reported'
ok 'and nothing is written' cmp "$dir/job.json" before

export QUEUE=RUNNING
run jobs --json
like "$out" '"state": "running"' 'one of its jobs runs'
run jobs --end kferry-1
is "$code" 2 'nothing is judged while it runs'
like "$err" 'its jobs have not ended' 'which is reported'

QUEUE=empty
run jobs
like "$out" 'lost' 'no job is left, and none has judged'
run jobs --end kferry-1
is "$code" 3 'then it can be judged by hand'
like "$out" 'INVALID' 'as INVALID without a run'
ok 'and the verdict is there' grep -q 'no finished run' "$dir/verdicts.json"
run jobs
like "$out" 'INVALID' 'JSON has the same status'
run jobs --end ../x
is "$code" 2 'an unknown id'
done_testing
