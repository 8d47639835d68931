#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry bisect --variant on a fake kernel. QEMU is a script that prints the output of init and
# the kernel; the rest is real: a kernel is built with each set of patches.
. "$SRCDIR/tests/cmd/lib.sh"

cp -r "$SRCDIR/tests/data/project" project
cd project || exit 1
export KFERRY_CACHE="$scratch/cache"
mkdir -p bin suites/mine patches/fake/sixteen
printf '[suite]\ndescription=one test\n\n[test t]\nrun=t.sh\n' >suites/mine/suite.conf
printf '#!/bin/sh\n' >suites/mine/t.sh
chmod 755 suites/mine/t.sh
printf '\n[variant sixteen]\nseries=sixteen/series\nexpect=clean\nby-name=yes\n[guest]\nsuites=mine\n' \
	>>branches/fake.conf

# Sixteen patches, each with a line of its own.
i=1
while [ $i -le 16 ]; do
	echo "int line$i;" >linux/mm/line$i.h
	printf '#include "line%s.h"\n' $i >>linux/mm/memcontrol.c
	printf -- '--- a/mm/line%s.h\n+++ b/mm/line%s.h\n@@ -1 +1 @@\n-int line%s;\n+int patched%s;\n' \
		$i $i $i $i >patches/fake/sixteen/$i.patch
	echo $i.patch >>patches/fake/sixteen/series
	i=$((i + 1))
done
# Their objects differ, and make does not know of the headers.
sed -i 's,^\$(O)/mm/memcontrol.o: mm/memcontrol.c,& $(wildcard mm/line*.h),' linux/Makefile

# QEMU. $BUG is the symbol whose kernel splats, $OTHER that of another report, $CUT that of an
# incomplete run.
cat >bin/qemu <<'END'
#!/bin/sh
case $* in *-bios*) exit 85 ;; esac
for word; do
	case $last in
	-kernel) kernel=${word%/*}/vmlinux ;;
	-append) line=$word ;;
	esac
	last=$word
done
echo boot >>"$BOOTS"
has() {
	[ -n "$1" ] && nm "$kernel" | grep -q " $1\$"
}
nonce=${line##*kferry.nonce=} nonce=${nonce%% *}
seed=${line##*kferry.seed=} seed=${seed%% *}
state='debug_locks=1 prove_locking=absent taint=0 printk=7'
title=
has "$OTHER" && title=other_bug
has "$BUG" && title=the_bug
{
	echo 'KTAP version 1'
	echo "# kferry: begin nonce=$nonce seed=$seed release=6.1.1 cpus=2"
	echo "# kferry: state before $state"
	echo 1..1
	[ -z "$title" ] || cat <<SPLAT
[    6.1] ------------[ cut here ]------------
[    6.1] WARNING: CPU: 0 PID: 12 at mm/memcontrol.c:5 ${title}+0x12/0x34
[    6.1] CPU: 0 PID: 12 Comm: kworker/0:1 Not tainted 6.1.1 #1
[    6.1] RIP: 0010:${title}+0x12/0x34
[    6.1] Call Trace:
[    6.1]  <TASK>
[    6.1]  process_one_work+0x1f0/0x570
[    6.1]  </TASK>
[    6.1] ---[ end trace 0000000000000000 ]---
SPLAT
	echo "ok 1 t"
	has "$CUT" && exit 33
	echo "# kferry: state after $state"
	echo "# kferry: end nonce=$nonce tests=1 lines=6 status=ok"
} >&3
exit 33
END
chmod 755 bin/qemu
KFERRY_QEMU=$PWD/bin/qemu
export KFERRY_QEMU BOOTS="$scratch/boots" BUG= OTHER= CUT=

try() {
	rm -rf "$BOOTS" "$KFERRY_CACHE/bisect"
	run bisect --variant sixteen "$@" fake
	boots=$(cat "$BOOTS" 2>/dev/null | wc -l)
}

BUG=patched9
try
is "$out" '9.patch is the first bad change, 9 of 16
proof: without it the test passes
proof: alone it fails
5 runs of the test: 4 to find it, 1 to prove it' 'one of 16 patches'
is "$code $boots" '0 5' 'in five boots'
like "$err" 'bad with 9: FAIL, WARNING in the_bug' 'each with its verdict'
BUG=patched12
try
is "$code $boots" '0 6' 'or six'
like "$out" '12.patch is the first bad change' 'of the second of the last two'

OTHER=patched5
try --report '*the_bug*'
like "$err" 'skip with 1-8: FAIL, WARNING in other_bug' 'another report is a skip'
like "$out" '  12.patch' 'so the culprit is among the suspects'
OTHER=
BUG= CUT=patched12
try
is "$code" 3 'a run that is INVALID is a skip'
like "$err" 'skip with 1-12: INVALID' 'and never bad'
CUT=
sed -i 's/patched3/patched3 = /' patches/fake/sixteen/3.patch
sed -i 's/int line4/int line4 = 0/; s/patched4/patched4 = 0/' patches/fake/sixteen/4.patch
BUG=patched1
try
like "$err" 'skip with 1-4: fake bisect-sixteen: ' 'so is what does not apply, or not compile'
like "$out" '1.patch is the first bad change' 'the search goes on beside it'

# A test that does not compile is an error, and found before a kernel is built.
printf 'int main(void)\n{\n\treturn x;\n}\n' >suites/mine/c.c
printf '[program c]\nsources=c.c\n\n[test c]\nrun=c\n' >>suites/mine/suite.conf
rm -rf "$KFERRY_CACHE/kernel"
try
is "$code $(ls "$KFERRY_CACHE/kernel" 2>&1 | grep -c bisect)" '2 0' 'tests are compiled first'
like "$err" 'c.c:3:16: error: ' "with the compiler's error"

run bisect --variant sixteen --run true fake
is "$code" 2 'not with --run'
run bisect --variant none fake
is "$code" 2 'an unknown variant'
run bisect --variant mutant-worse fake
like "$err" 'has 2 series; give one with --series' 'a variant with several series'
done_testing
