#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry cover: reports of a run whose coverage map is made here, and input that is refused.
. "$SRCDIR/tests/cmd/lib.sh"

data=$SRCDIR/tests/data/cover

# u32 N: prints N as four bytes, little-endian
u32() {
	printf "$(printf '\\%03o\\%03o\\%03o\\%03o' $(($1 & 255)) $(($1 >> 8 & 255)) \
		$(($1 >> 16 & 255)) $(($1 >> 24 & 255)))"
}

# words N...: prints each N as u32 does
words() {
	for word; do
		u32 "$word"
	done
}

# make_run DIR: a run directory with an empty map (see src/cover/plugin/map.h) of 4096 bytes of
# code and three phases
make_run() {
	mkdir -p "$1/coverage"
	cp "$data"/run/run.json "$data"/run/console.log "$data"/run/qemu.cmdline "$1"
	cp "$data/run/lines" "$data/patches/series" "$1/coverage"
	cp -r "$data/patches" "$data/tree" "$1/coverage"
	mv "$1/coverage/tree" "$1/coverage/source"
	{
		printf kfcover1
		words 266240 0 4096 0 64 2 2 2 1 3
		words 0x81000000 0xffffffff 0x81001000 0xffffffff 0 0
		head -c $((15 * 24)) /dev/zero
		for start in 64 128 192; do
			words $((0x81000000 + start)) 0xffffffff
			words $((0x81000020 + start)) 0xffffffff 0 0
		done
	} >"$1/coverage/map"
	truncate -s 266240 "$1/coverage/map"
	ran "$1" 0 0
}

# ran DIR PHASE OFFSET: marks eight bytes of code at OFFSET as executed in PHASE
ran() {
	printf '\377' | dd of="$1/coverage/map" bs=1 conv=notrunc status=none \
		seek=$((4096 + 4096 * $2 + $3 / 8))
}

make_run one
ran one 1 0x40
ran one 1 0x48
ran one 2 0xc0
run cover one
is "$code" 0 'a run is shown'
like "$out" 'fix.patch: changed lines run 3/3' 'with the coverage of each patch'
like "$out" 'later.patch: changed lines run 0/3' 'and the lines that did not run'
like "$out" 'run     | +	return schedule_work(left);' 'lines that ran are marked'
like "$out" 'NOT RUN | +	sink = n;' 'and those that did not run'
like "$out" 'gone    | +		return -n;' 'and those that a later patch removed'
like "$out" '        | +/* What the later patch adds. */' 'but not those without code'
like "$out" 'entered     free_later: v1-a' 'functions that were entered'
like "$out" 'not entered memcg_never' 'and not'
like "$out" 'changed lines run 3/6' 'and the total'

run cover --scenarios one
is "$out" 'mm/memcg.c:14: 3/3 every scenario
mm/memcg.c:18: 0/3' 'which scenario ran which hunk'
run cover --missing one
is "$out" 'mm/memcg.c:21: 	sink = n;
mm/memcg.c:22: 	return 1;
mm/memcg.c:28: 		return call_rcu(n);' 'lines that never ran'

make_run two
ran two 2 0x80
run cover --scenarios one two
like "$out" 'mm/memcg.c:18: 1/3 v1-b' 'runs are added'
like "$out" 'mm/memcg.c:14: 3/3 every scenario' 'all of them'

run cover --json one "$data/patches/fix.patch"
is "$code" 0 'one patch alone, by its path'
like "$out" '"changed": 3' 'counts its own lines'
like "$out" '"state": "gone"' 'and has every line in JSON'
run cover one later.patch
is "$code" 3 'none of its lines ran: INVALID'
like "$out" 'changed lines run 0/3' 'and the reason is shown'
run cover one "$data/run/lines"
is "$code" 2 'a patch of another kernel is refused'
like "$err" 'not a patch of the kernel that ran' 'and why'

run cover --html x.html --lcov x.info --cobertura x.xml one
is "$code" 0 'formats for other tools'
like "$(cat x.info)" 'SF:mm/memcg.c' 'lcov'
like "$(cat x.info)" 'DA:14,1' 'its lines'
like "$(cat x.info)" 'FN:11,free_later
FNDA:1,free_later
FN:20,memcg_never
FNDA:0,memcg_never
FNF:2
FNH:1' 'its functions'
like "$(cat x.info)" 'LF:6
LH:3' 'its sums'
like "$(cat x.xml)" 'lines-covered="3" lines-valid="6"' 'Cobertura'
like "$(cat x.html)" '3 of 6 changed lines' 'HTML'
for kind in html lcov cobertura; do
	mkfifo $kind
	cat $kind >read &
	run cover --$kind $kind one
	wait
	ok "--$kind to a pipe" test "$code" = 0 -a -p $kind -a -s read
done

run judge --json one
like "$out" '"coverage": {
      "changed": 6,
      "run": 3
    }' 'the verdict has the total'
run judge two
make_run none
run judge none
like "$out" 'none of 6 changed lines ran' 'a doubt if none of them ran'
ok 'and no PASS' test "$code" != 0

make_run kvm
rm kvm/coverage/map
printf 'kvm does not tell what it executes' >kvm/coverage/why
run cover kvm
is "$code" 3 'under KVM there is no coverage'
like "$err" 'kvm: no coverage: kvm does not tell' 'and the reason is shown'
run judge --json kvm
like "$out" '"unknown": "kvm does not tell what it executes"' 'also in the verdict'

make_run cut
truncate -s 200000 cut/coverage/map
run cover cut
is "$code" 3 'a truncated map is refused'
like "$err" 'cut/coverage/map: truncated' 'and named'
run judge cut
like "$out" 'coverage: cut/coverage/map: truncated' 'and the verdict is a doubt'

# 64 phases of 2^58 bytes are 2^64 bytes, which overflow to 0.
make_run vast
{
	printf kfcover1
	words 4096 0 0 0x04000000 64
} | dd of=vast/coverage/map conv=notrunc status=none
truncate -s 4096 vast/coverage/map
run cover vast
is "$code" 3 'a map whose sizes overflow is refused'
like "$err" 'vast/coverage/map: damaged' 'and named'

make_run random
truncate -s 4096 random/coverage/map
truncate -s 266240 random/coverage/map
sed -i 's/ nokaslr//' random/qemu.cmdline
run cover random
is "$code" 3 'KASLR left on is refused'
like "$err" 'KASLR was left on' 'and named as the reason'

make_run refused
sed -i '/^file mm/,/^compiled/s/^compiled yes/&\nrefused the code of memcg_free differs from that in vmlinux/' \
	refused/coverage/lines
run cover refused
is "$code" 3 'code that differs is refused'
like "$err" 'mm/memcg.c: the code of memcg_free differs' 'and the place is shown'

mkdir plain
cp "$data/run/run.json" plain
run cover plain
is "$code" 3 'a run without lines is refused'
like "$err" 'no line information; use --build with the O= directory' 'and the solution is shown'
run cover "$data/patches/fix.patch"
is "$code" 2 'a run directory is required'
run cover --build . one
is "$code" 2 'and patches with --build'
run cover --build nowhere one "$data/patches/fix.patch"
is "$code" 2 'a directory that is not an O= directory'

# Hostile names, which get into the HTML page and into the files for other tools.
make_run evil
ran evil 1 0x40
name=$(printf '<b=1>&\342\200\256\377\033[1m".patch')
mv evil/coverage/patches/fix.patch "evil/coverage/patches/$name"
printf '%s\nlater.patch\n' "$name" >evil/coverage/series
run cover --html page evil
is "$code" 0 'a patch name with HTML markup'
ok 'is no markup' grep -qF '&lt;b=1&gt;&amp;\u202e\xff\x1b[1m&quot;.patch' page
ok 'and the page is UTF-8' iconv -f UTF-8 -t UTF-8 page -o page.utf8
done_testing
