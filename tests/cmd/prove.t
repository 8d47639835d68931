#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry prove on a fake kernel. QEMU is a script that prints the output of init and the kernel;
# everything else, from the configuration to the verdicts, is real.
. "$SRCDIR/tests/cmd/lib.sh"

cp -r "$SRCDIR/tests/data/project" project
cd project || exit 1
export KFERRY_CACHE="$scratch/cache"
printf 'config SMP\n\tbool\n\nconfig MEMCG\n\tbool "groups"\n' >linux/Kconfig
echo 'obj-$(CONFIG_MEMCG) += memcontrol.o' >linux/mm/Makefile
echo 'obj-y += mm/' >linux/Kbuild
mkdir -p bin suites/mine
printf '[suite]\ndescription=one test\noptions=CONFIG_MEMCG=y\n\n[test t]\nrun=t.sh\n' \
	>suites/mine/suite.conf
printf '#!/bin/sh\n' >suites/mine/t.sh
printf 'int main(void)\n{\n\treturn 0;\n}\n' >bug.c
chmod 755 suites/mine/t.sh

# QEMU. $WITHOUT and $WITH have a word for each boot of the kernel without and with the patch.
cat >bin/qemu <<'END'
#!/bin/sh
case $* in *-bios*) exit 85 ;; esac
for word; do
	case $last in
	-kernel) kernel=$word ;;
	-append) line=$word ;;
	-initrd) plan=${word%/*}/plan ;;
	esac
	last=$word
done
nonce=${line##*kferry.nonce=} nonce=${nonce%% *}
seed=${line##*kferry.seed=} seed=${seed%% *}
test=$(awk '$1 == "test" || $1 == "repro" { print $2 }' "$plan")
case $kernel in
*-without/*) side=without does=$WITHOUT ;;
*) side=with does=$WITH ;;
esac
echo "$side $seed" >>"$BOOTS"
does=$(echo "$does" | cut -d ' ' -f "$(grep -c "^$side " "$BOOTS")")
state='debug_locks=1 prove_locking=absent taint=0 printk=7'
result="ok 1 $test" status=ok code=33
case $does in
fail) result="not ok 1 $test # exit status 1" status=fail code=35 ;;
other) result="not ok 1 $test # signal 11" status=fail code=35 ;;
odd) result="not ok 1 $test # $(printf 'left\033\377it')" status=fail code=35 ;;
esac
{
	echo 'KTAP version 1'
	echo "# kferry: begin nonce=$nonce seed=$seed release=6.1.1 cpus=2"
	echo "# kferry: state before $state"
	echo 1..1
	case $does in
	splat | splat2) cat <<SPLAT
[    6.1] ------------[ cut here ]------------
[    6.1] WARNING: CPU: 0 PID: 12 at mm/memcontrol.c:5 memcg_${does}+0x12/0x34
[    6.1] CPU: 0 PID: 12 Comm: kworker/0:1 Not tainted 6.1.1 #1
[    6.1] RIP: 0010:memcg_${does}+0x12/0x34
[    6.1] Call Trace:
[    6.1]  <TASK>
[    6.1]  process_one_work+0x1f0/0x570
[    6.1]  </TASK>
[    6.1] ---[ end trace 0000000000000000 ]---
SPLAT
	esac
	echo "$result"
	[ "$does" != cut ] || exit 33
	echo "# kferry: state after $state"
	echo "# kferry: end nonce=$nonce tests=1 lines=6 status=$status"
} >&3
exit $code
END
chmod 755 bin/qemu
KFERRY_QEMU=$PWD/bin/qemu
export KFERRY_QEMU BOOTS="$scratch/boots"
fix=$PWD/patches/fake/fix.patch

# prove WITHOUT WITH ARGS...: runs kferry prove of $fix with these words for the boots
prove() {
	WITHOUT=$1 WITH=$2
	export WITHOUT WITH
	shift 2
	rm -f "$BOOTS"
	run prove --branch fake --patch "$fix" "$@"
}

result() {
	echo "$out" | tail -n 1
}

mine='--suite mine'


prove 'clean splat clean' 'clean clean clean' --tries 3 --seed 7 $mine
is "$code $(result)" '0 PROVEN' 'a report without the patch, clean with it'
like "$out" 'without  WARNING in memcg_splat' 'the result is shown'
like "$out" '2 clean, 1 failed, 0 invalid' 'and how often'
is "$(tr '\n' ' ' <"$BOOTS")" 'without 7 without 8 without 9 with 7 with 8 with 9 ' \
	'with the same seeds on both sides'
is "$(ls "$KFERRY_CACHE/build" | grep -v -e '\.')" fake@mine 'options of a suite: the directory of its variants'
ok 'which has them' grep -q CONFIG_MEMCG=y "$KFERRY_CACHE/build/fake@mine/.config"
prove splat cut $mine
is "$code $(result)" '3 INVALID' 'an incomplete run with the patch'
like "$out" "the console ends before init's last line" 'and the reason is shown'
prove splat splat2 --json $mine
is "$code" 1 'another report with the patch'
like "$out" '"result": "WORSE"' 'as JSON'
like "$out" '"seen": "WARNING in memcg_splat2"' 'with the result'

# Two proofs at once use the same run directory: one waits for the other.
WITHOUT='splat splat' WITH='clean clean'
rm -f "$BOOTS"
"$KFERRY" prove --branch fake --patch "$fix" $mine >"$scratch/first" 2>&1 &
run prove --branch fake --patch "$fix" $mine
wait $!
is "$code $(result) $(tail -n 1 "$scratch/first")" '0 PROVEN PROVEN' 'two proofs at the same time'

# Errors that are reported before anything is built or booted.
prove splat clean --suite none
is "$code" 2 'an unknown suite'
printf 'int main(void)\n{\n\treturn x;\n}\n' >wrong.c
prove splat clean --repro wrong.c
is "$code" 2 'a reproducer that does not compile'
like "$err" "wrong.c:3:16: error: " "with the compiler's first error"
prove splat clean --save mutant-x $mine
is "$code" 2 'an invalid name for --save'
is "$(test -e "$BOOTS"; echo $?)" 1 'nothing was booted'
sed 's,mm/memcontrol,arch/arm/x,' "$fix" >foreign.patch
run kconfig --for "$fix" fake
is "$code $(echo "$out" | grep -v '^#')" '0 CONFIG_MEMCG=y' 'the options that a patch needs'
like "$out" '# mm/memcontrol.c: CONFIG_MEMCG (mm/Makefile:1)' 'with the line that compiles its file'
run kconfig --for foreign.patch fake
is "$code" 1 'code of another architecture needs others'
run prove --branch fake --patch foreign.patch $mine
is "$code" 1 'code of another architecture'
like "$err" 'no configuration for x86 compiles' 'is reported as such'

# A fix on top of a series of the branch, which changes the same lines.
echo fix.patch >patches/fake/below
cp linux/mm/memcontrol.c was.c
patch -s -o between.c was.c "$fix"
{ cat between.c; echo '/* more */'; } >then.c
diff -u between.c then.c | sed '1s,.*,--- a/mm/memcontrol.c,;2s,.*,+++ b/mm/memcontrol.c,' >more.patch
prove fail clean $mine --series no-such
is "$code" 2 'a missing series'
like "$err" 'patches/fake/no-such: no such series' 'is reported'
is "$(test -e "$BOOTS"; echo $?)" 1 'before a boot'
first=$fix fix=$PWD/more.patch
prove fail clean $mine
is "$code" 1 'a fix that needs another one does not apply alone'
prove fail clean $mine --series below --save upon
is "$code $(result)" '0 PROVEN' 'on top of a series of the branch'
like "$(cat branches/fake.conf)" 'series=below;upon/without' 'which its variants also have'
run build --variant upon-fixed --variant upon-unfixed fake
is "$code" 0 'and they can be built'
fix=$first

# --save
cp branches/fake.conf before
prove clean clean --save bug --repro bug.c
is "$code" 1 'a fix that is not proven'
like "$err" 'nothing is saved' 'is not saved'
ok 'nothing was' test ! -e suites/bug -a ! -e patches/fake/bug
ok 'and the branch is unchanged' cmp before branches/fake.conf
prove fail clean --save bug --repro bug.c --time 5
is "$code $(result)" '0 PROVEN' 'a reproducer'
is "$("$KFERRY" variants fake | grep bug | tr '\n' ' ')" 'bug-unfixed bug-fixed ' 'two variants'
like "$(cat branches/fake.conf)" 'splat=ktap: bug # exit status *' 'that expect the result'
like "$(cat suites/bug/suite.conf)" 'options=CONFIG_MEMCG=y' 'a suite with what the patch needs'
ok 'and the program' cmp bug.c suites/bug/bug.c
is "$(cat patches/fake/bug/with)" fix.patch 'and a series with the patch'
WITHOUT=fail WITH=clean
run build --variant bug-fixed --variant bug-unfixed fake
is "$code" 0 'which can be built'
prove fail clean --save bug --repro bug.c
is "$code" 2 'a name that exists'
prove odd clean --save odd --repro bug.c
is "$code $(result)" '0 PROVEN' 'a failure that no text expresses'
run variants fake
is "$code" 0 'leaves a branch file that can be read'
like "$(cat branches/fake.conf)" 'splat=ktap: bug # left??it' 'which accepts it'
patch -s -d linux -p1 <"$fix"
prove fail clean --revert --save gone $mine
is "$code $(result)" '0 PROVEN' 'a fix that the branch has'
like "$(cat branches/fake.conf)" 'suites=mine' 'the variants name its suite'
is "$(cat patches/fake/gone/without patches/fake/gone/with)" 'fix.patch -R
fix.patch -R
again.patch' 'is taken off, and for its lines put on again'
done_testing
