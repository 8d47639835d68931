#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry bisect: in a series, between two series, in a configuration fragment.
. "${SRCDIR}/tests/cmd/lib.sh"
export KFERRY_CACHE="$scratch/cache"

# Twenty patches, each for one file of its own; patch 14 needs patch 6.
mkdir src queue
i=1
while [ $i -le 20 ]; do
	echo 0 >src/f$i
	printf 'Subject: change %s\n\n--- a/f%s\n+++ b/f%s\n@@ -1 +1 @@\n-0\n+%s\n' \
		$i $i $i $i >queue/$i.patch
	echo "$i.patch" >>queue/series
	i=$((i + 1))
done
printf 'Subject: change 14\n\n--- a/f14\n+++ b/f14\n@@ -1 +1 @@\n-0\n+14\n--- a/f6\n+++ b/f6\n@@ -1 +1 @@\n-6\n+14\n' >queue/14.patch

try() {
	rm -rf cache
	run bisect --series queue/series --source src "$@"
}

try --run 'echo x >>'"$scratch"'/runs; ! grep -q 11 f11'
is "$code" 0 'a culprit is found'
is "$out" '11.patch is the first bad change, 11 of 20
proof: without it the test passes
proof: alone it fails
5 runs of the test: 4 to find it, 1 to prove it' 'with proof, in few runs'
is "$(wc -l <runs)" 5 'which were run'
like "$err" 'bad with 1-15: status 1' 'each run is reported'

# Sixteen patches: a run may be a boot.
mkdir sixteen
head -16 queue/series | sed 's/^14.patch$/20.patch/' >sixteen/series
cp queue/*.patch sixteen
sed '/f6$/,$d' queue/14.patch >sixteen/20.patch
count() {
	rm -rf cache runs
	run bisect --series sixteen/series --source src --run "echo x >>$scratch/runs; $1"
	out="of 16, $(wc -l <runs): $out"
}
count '! grep -q 7 f7'
like "$out" 'of 16, 5: 7.patch is the first bad change, 7 of 16' 'of 16 patches, one is found in 5 runs'
like "$out" ': 4 to find it, 1 to prove it' 'or if the search does not prove it,'
count '! grep -q 6 f6'
like "$out" 'of 16, 6: 6.patch is the first bad change, 6 of 16' 'in 6'
like "$out" ': 4 to find it, 2 to prove it' 'with its proof'
count '! grep -q 16 f16'
like "$out" ': 5 to find it, 1 to prove it' 'the last one needs a run of all'
like "$err" 'bad with 1-16' 'because no other prefix fails'
case $err in *'with none'*) report 1 'but none of none' ;; *) report 0 'but none of none' ;; esac
count 'exit 0'
like "$out" 'of 16, 5: the test passes with all changes' 'a series where nothing fails is tested whole at the end'
count 'exit 1'
like "$out" 'of 16, 6: the test fails even without the changes' 'and one where everything fails, without any patch'
# Patch 9 fails without what it needs; patch 10 is the culprit.
count 'if grep -q 9 f9; then ! grep -q 0 f8; fi && ! grep -q 10 f10'
like "$out" '10.patch is the first bad change' 'a patch that fails without its prerequisites is not blamed'

try --run '! grep -q 14 f14' --smallest
like "$out" 'alone it cannot be tested: it depends on other changes' 'a culprit that needs another change'
like "$out" 'smallest set that fails:
  6.patch
  14.patch' 'and the smallest set that fails'

try --run 'exit 0'
is "$code" 3 'a test that does not fail proves nothing'
like "$out" 'the test passes with all changes' 'and the reason is shown'
try --run 'exit 1'
like "$out" 'fails even without the changes' 'nor does a test that always fails'
try --run 'grep -q 11 f11 && ! grep -q 14 f14 && exit 125; ! grep -q 14 f14'
is "$code" 3 'sets in the middle cannot be tested'
like "$out" 'one of these is the first bad change' 'the suspects are named'
like "$out" '  12.patch
  13.patch
  14.patch' 'all of them'
try --run 'kill -9 $$'
is "$code" 2 'a test that is killed by a signal ends the bisection'
try --run 'exit 127'
is "$code" 2 'and so does one that cannot be run'

# --- a report and no other --------------------------------------------------------------
cat >say <<'S'
#!/bin/sh
grep -q 4 f4 && [ ! -e other ] && grep -q 9 f9 ||
	echo '[    1.000000] random: fine'
if grep -q 9 f9; then
	printf '[    1.000000] BUG: sleeping function called from invalid context at mm/slab.h:1\n[    1.0] in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: 1, name: x\n[    1.0] Call Trace:\n[    1.0]  foo+0x1/0x2\n'
elif grep -q 4 f4; then
	printf '[    1.000000] WARNING: CPU: 0 PID: 1 at kernel/x.c:1 other_function+0x1/0x2\n[    1.0] Call Trace:\n[    1.0]  bar+0x1/0x2\n'
fi
S
chmod 755 say
try --run "$scratch/say" --report '*sleeping*'
is "$code" 3 'another report is a skip'
like "$out" '  4.patch' 'so the change that causes it is among the suspects'
like "$out" '  9.patch' 'with the change that causes the right one'
sed -i '/^elif/,/printf/d' say
try --run "$scratch/say" --report '*sleeping*'
like "$out" '9.patch is the first bad change' 'the report is selected by its title'

# --- killed and resumed -----------------------------------------------------------------
rm -rf cache runs
# kferry is killed in the fifth run.
run bisect --series queue/series --source src --log log \
	--run 'echo x >>'"$scratch"'/runs; [ $(wc -l <'"$scratch"'/runs) = 5 ] && kill -9 $PPID; ! grep -q 3 f3'
is "$(grep -c '^[gbs][oak]' log)" 4 'a kill leaves a log of the earlier runs'
run bisect --series queue/series --source src --log log --run 'echo x >>'"$scratch"'/runs; ! grep -q 3 f3'
like "$out" '3.patch is the first bad change' 'the same command resumes'
like "$out" '4 of them from log' 'with the results in the log'
cp log whole
run bisect --series queue/series --source src --log log --run 'exit 1' --replay
like "$out" '3.patch is the first bad change' 'a complete log is replayed'
cmp -s log whole
report $? 'and stays unchanged'
head -4 whole >log
printf 'good 1-' >>log
run bisect --series queue/series --source src --log log --run 'exit 1' --replay
is "$code" 3 'a truncated log is not enough'
sed -i 's/+20/+21/' queue/20.patch
run bisect --series queue/series --source src --log whole --run 'exit 1'
is "$code" 2 'a log of other patches is refused'
like "$err" 'whole:2' 'by line'
sed -i 's/+21/+20/' queue/20.patch

# --- two versions -----------------------------------------------------------------------
cp -r queue new
sed -i 's/^+5$/+five/' new/5.patch
sed -i '/^8.patch/d; /^15.patch/d' new/series
sed 's/f1$/extra/; s/^-0$//; s/^@@.*/@@ -0,0 +1 @@/; s,--- a/extra,--- /dev/null,; /^$/d' new/1.patch |
	sed '1a\\' >new/extra.patch
sed -i 's/^10.patch/&\nextra.patch/' new/series
for what in '! grep -q five f5|~5.patch' 'grep -q 15 f15|-15.patch' 'test ! -e extra|+extra.patch'; do
	rm -rf cache
	run bisect --old queue/series --series new/series --source src --run "${what%|*}"
	like "$out" "${what#*|} is the first bad change" "what is different: ${what#*|}"
done

# --- a configuration --------------------------------------------------------------------
printf '# why\nCONFIG_A=y\n# CONFIG_B is not set\nCONFIG_C="x"\nCONFIG_D=m\n' >fragment
rm -rf cache
run bisect --config fragment --run '! grep -q "B is not set" "$KFERRY_CONFIG"'
like "$out" 'CONFIG_B is the first bad change, 2 of 4' 'a symbol of a fragment'
run bisect --config queue/series --run true
like "$err" 'sets no symbol' 'a line that is not a symbol is refused'
done_testing
