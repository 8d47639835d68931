#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry smoke on a fake kernel, with the installed makefile. A launcher runs the stages; in the
# place of a boot it copies a run directory.
. "$SRCDIR/tests/cmd/lib.sh"

odd="a project, \$(touch made) 'of' \$HOME"
mkdir "$odd"
cp -r "$SRCDIR/tests/data/project/." "$odd"
cd "$odd" || exit 1
# With make= in the branch, the kernel's makefiles would refuse such a path.
sed -i '/^make=/d' branches/fake.conf
export KFERRY_CACHE="$scratch/cache"
export STAGES="$scratch/stages" JUDGED="$SRCDIR/tests/data/judge"

# launcher KFERRY COMMAND ARGS...: a boot of $FAILS fails; if SPLATS is set, each boot splats
cat >"$scratch/launcher" <<'END'
#!/bin/sh
shift
echo "$*" >>"$STAGES"
[ "$1" = boot ] || exec "$KFERRY" "$@"
shift $(($# - 2))
[ "$2" != "${FAILS-}" ] || exit 2
dir=$KFERRY_CACHE/run/$1/$2
rm -rf "$dir"
mkdir -p "${dir%/*}"
cp -r "$JUDGED/base" "$dir"
sed -i -e '/"build_id":/d' -e "s/\"variant\": .*/\"variant\": \"$2\",/" "$dir/run.json"
[ -z "${SPLATS-}" ] || sed -i -f "$JUDGED/unexpected-splat/console.sed" "$dir/console.log"
END
chmod 755 "$scratch/launcher"

# smoke ARGS...: runs kferry smoke by the launcher
smoke() {
	rm -f "$STAGES"
	run smoke --run "$scratch/launcher" "$@"
}

verdict_of() {
	echo "$out" | awk -v variant="$1" '$1 == "fake" && $2 == variant { print $NF }'
}

cd patches || exit 1
smoke --variant plain --variant fixed fake
cd ..
is "$code" 0 'two variants pass'
is "$(verdict_of plain) $(verdict_of fixed) $(verdict_of mutant-worse)" 'PASS PASS ' \
	'the table has only these'
is "$(cut -d ' ' -f 1 "$STAGES" | sort | uniq -c | tr -s ' \n' ' ')" ' 2 boot 2 build 1 source ' \
	'one source, two builds, two boots, run by the launcher'
ok 'nothing in names was run' test ! -e made -a ! -e patches/made

SPLATS=1
export SPLATS
smoke --seed 7 --from linux --config configs/more.config --variant plain fake
unset SPLATS
is "$code" 1 'a FAIL'
is "$(verdict_of plain)" FAIL 'is shown'
like "$(cat "$STAGES")" "build --from $PWD/linux --config $PWD/configs/more.config --variant plain fake" \
	'a tree and a fragment of the user are passed, from any directory'
like "$(cat "$STAGES")" 'boot --seed 7 fake plain' 'and so is the seed'

# After a failed build the old run remains, but proves nothing about the current series.
cp -r patches ../patches
sed -i 's/how + 1/how + ;/' patches/fake/fix.patch
smoke --json --variant plain --variant fixed fake
is "$code" 2 'a failed stage is an error'
is "$(echo "$out" | sed -n 's/.*"verdict": "\(.*\)".*/\1/p' | tr '\n' ' ')" 'PASS INVALID ' \
	'the others go on; a run of an older patch is INVALID'
like "$out" 'since the kernel was built, patches/fake/fix.patch changed' 'with the reason'
is "$(echo "$out" | head -n 1)" '[' 'only JSON is on stdout'
like "$err" 'fake plain: Linux 6.1.1' 'output of stages is on stderr'

# A variant with by-name=yes is reported as long as its run is up to date.
cp branches/fake.conf ..
sed -i '/^.variant fixed/a by-name=yes' branches/fake.conf
run report fake
is "$(verdict_of plain) $(verdict_of fixed)" 'PASS ' 'a by-name run of an older patch is omitted'
rm -r patches
mv ../patches patches
run report fake
is "$(verdict_of plain) $(verdict_of fixed)" 'PASS PASS' 'one of the present patch is not'
mv ../fake.conf branches

sed 's/^path=.*/path=nowhere/' branches/fake.conf >branches/gone.conf
mkdir -p patches/gone
cp patches/fake/series patches/fake/fix.patch patches/gone
FAILS=mutant-worse
export FAILS
smoke --tap --all
unset FAILS
like "$out" 'ok 1 - fake plain' '--all runs what it can, here as TAP'
like "$out" 'not ok 3 - fake mutant-worse' 'all variants of it'
like "$err" 'gone skipped, no source' 'names the branches that it skips'
like "$err" '1 skipped' 'and counts'

run smoke
is "$code" 2 'a missing branch is an error'
run smoke --all fake
is "$code" 2 'and so are --all and a branch'
run smoke --detach fake
is "$code" 2 'without a cluster, --detach is refused'
like "$err" 'nohup' 'with the requirement'
run jobs
is "$(echo "$out" | wc -l)" 1 'there is none'
run jobs kferry-00000000
is "$code" 2 'an unknown id'
mkdir -p "$KFERRY_CACHE/jobs/kferry-1"
echo '{"project": "/", "branches": [{"branch": "../x", "variants": []}]}' >"$KFERRY_CACHE/jobs/kferry-1/job.json"
run jobs kferry-1
is "$code" 3 'a record with an invalid name'
like "$err" 'job.json' 'is refused with its path'
echo '{"project": "/", "branches": [{"branch": "6.12@arm64", "variants": []}]}' >"$KFERRY_CACHE/jobs/kferry-1/job.json"
run jobs kferry-1
is "$code" 0 'a record of another architecture is valid'
like "$out" '6.12@arm64' 'and shown'
rm -r "$KFERRY_CACHE/jobs"
run smoke --variant none fake
is "$code" 2 'an unknown variant'
like "$err" "no variant 'none'; there are: plain fixed mutant-worse" 'with the existing ones'
run smoke --from "$(printf 'a\nb')" fake
is "$code" 2 'a line break in a path is refused'
like "$err" 'line break' 'with a message'

# A smoke that is stopped, by kill or by ^C (which the whole process group gets), leaves no
# process behind. (Only the command that make ran, here a sleep, ends by itself.)
left() {
	pgrep -r RSDT -as "$session" | grep -v " sleep "
}
for signal in TERM INT; do
	rm -rf "$KFERRY_CACHE"
	FAKE_DELAY=60.$$ setsid env --default-signal=INT "$KFERRY" smoke --variant plain fake >../log 2>&1 &
	session=$!
	for _ in $(seq 200); do
		pgrep -s "$session" sleep >/dev/null && break
		sleep 0.1
	done
	ok 'a build runs' pgrep -s "$session" sleep
	case $signal in
	TERM) kill -TERM "$session" ;;
	INT) kill -s INT -- "-$session" ;;
	esac
	for _ in $(seq 200); do
		left >/dev/null || break
		sleep 0.1
	done
	is "$(left)" '' "$signal: it exits with all its children"
	pkill -s "$session" sleep
done
done_testing
