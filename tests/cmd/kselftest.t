#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's own selftests: collections of a small tree are built, add their options to the
# kernel's configuration, and become tests of the plan. The kernel is fake, and QEMU a script.
. "$SRCDIR/tests/cmd/lib.sh"

command -v rsync >/dev/null || skip_all 'no rsync'
cp -r "$SRCDIR/tests/data/project" project
cd project || exit 1
cp -r "$SRCDIR/tests/data/kselftest/." linux
export KFERRY_CACHE="$scratch/cache"
echo 'obj-$(CONFIG_MEMCG) += memcontrol.o' >linux/mm/Makefile
echo 'obj-y += mm/' >linux/Kbuild
cat >>linux/Makefile <<'END_OF_RULE'

headers_install:
	@echo headers >>$(O)/compiled
	@mkdir -p $(INSTALL_HDR_PATH)/include/linux
	@echo '#define DEMO 0' >$(INSTALL_HDR_PATH)/include/linux/demo.h
END_OF_RULE
printf '\nCONFIG_BUS=y\n' >>configs/more.config
mkdir bin
cat >bin/qemu <<'END_OF_QEMU'
#!/bin/sh
# The host always boots by TCG.
case $* in *"-accel kvm"*) exit 1 ;; *-bios*) exit 85 ;; esac
for word; do
	case $last in
	-kernel) kernel=$word ;;
	-append) line=$word ;;
	-initrd) initrd=$word ;;
	esac
	last=$word
done
cp "${initrd%/*}/plan" "$BOOTS.plan"
cpio -t --quiet <"$initrd" 2>/dev/null >"$BOOTS.files"
echo boot >>"$BOOTS"
scale=${line##*kferry.scale=}
echo "${scale%% *}" >"$BOOTS.scale"
nonce=${line##*kferry.nonce=} nonce=${nonce%% *}
state='debug_locks=1 prove_locking=absent taint=0 printk=7'
count=$(grep -c '^test' "$BOOTS.plan")
status=fail good=
case $kernel in *-with/*) status=ok good=yes ;; esac
{
	echo 'KTAP version 1'
	echo "# kferry: begin nonce=$nonce seed=1 release=6.1.1 cpus=2"
	echo "# kferry: state before $state"
	echo "1..$count"
	awk -v good=$good '$1 == "test" {
		print (good ? "  ok 1 sub" : "  not ok 1 sub # old")
		print "  ok 2 other"
		n++
		print (good ? "ok " n " " $2 : "not ok " n " " $2 " # 1 of 2 subtests failed") }' "$BOOTS.plan"
	echo "# kferry: state after $state"
	echo "# kferry: end nonce=$nonce tests=$count lines=$((5 + 3 * count)) status=$status"
} >&3
[ -z "$good" ] || exit 33
exit 35
END_OF_QEMU
chmod 755 bin/qemu
KFERRY_QEMU=$PWD/bin/qemu
export KFERRY_QEMU BOOTS="$scratch/boots"

prove() {
	run prove --branch fake --patch patches/fake/fix.patch "$@"
}

# A whole collection, and one test of another collection whose other test does not compile.
prove --kselftest demo,broken:fine --save demo
is "$code $(echo "$out" | tail -n 1)" '0 PROVEN' 'tests that only fail without the patch'
is "$(cat "$BOOTS.plan")" "$(printf 'suite\tkselftest\nprocesses\t2048\nin\tselftests/demo\ntest\tdemo:good\t20\t./good\ntest\tdemo:script.sh\t20\t./script.sh\nin\tselftests/broken\ntest\tbroken:fine\t45\t./fine')" \
	'each program is a test, with its files and the timeout of its collection'
like "$(cat "$BOOTS.files")" suites/kselftest/selftests/demo/good 'they are packed'
like "$(cat "$BOOTS.files")" suites/kselftest/selftests/kselftest/shared.sh 'with the files that they share'
is "$("$KFERRY_CACHE"/kselftest/6*/*/demo/good | cat)" 'ok 1 once' 'their output is flushed line by line'
config=$(cat "$KFERRY_CACHE/build/fake@prove/.config")
like "$config" CONFIG_DEMO=y 'options of its config file: built in instead of modules'
like "$config" CONFIG_BASE=y 'with their dependencies'
like "$config" CONFIG_DEMO_SIZE=8 'and values'
like "$err" 'CONFIG_GONE is not available: GONE does not exist on this architecture (tools/testing/selftests/demo/config:4)' \
	'an option that is impossible is named'
is "$(sed 1,2d suites/demo/suite.conf)" "[suite]
description=the kernel's selftests demo,broken:fine
kselftest=demo;broken:fine
options=CONFIG_MEMCG=y" 'it can be kept as a suite'

# Errors that are reported before anything is built or booted.
rm -r "$BOOTS" "$KFERRY_CACHE/kernel"
prove --kselftest broken
is "$code" 2 'a collection that does not compile'
like "$err" 'kselftest broken: wrong.c:4:16: error: ' "with the compiler's first error"
prove --kselftest broken:wrong
like "$err" 'kselftest broken:wrong: wrong.c:4:16: error: ' 'and a test by name'
prove --kselftest none
like "$err" "Linux 6.1.1 has no collection 'none'" 'no such collection'
prove --kselftest demo:none
like "$err" "the collection demo of Linux 6.1.1 has no test 'none'" 'no such test'
prove --kselftest odd
like "$err" 'odd:odd.sh is a script for /bin/bash, which requires root=' 'a missing shell'
prove --kselftest ../demo
like "$err" "'../demo' is not a valid name" 'a path outside of the selftests'
ok 'nothing was built or booted' test ! -e "$BOOTS" -a ! -e "$KFERRY_CACHE/kernel"

# A suite of the project with selftests, some of which are known to fail.
mkdir -p suites/own/known-failures
printf '[suite]\ndescription=own\nkselftest=demo:good\ntimeout=90\n' >suites/own/suite.conf
echo 'demo:good/sub # it is old' >suites/own/known-failures/fake
printf '\n[variant selftests]\nseries=\nexpect=clean\nsuites=own\n' >>branches/fake.conf
run build --variant selftests fake
is "$code" 0 'a variant with selftests is built'
like "$(cat "$KFERRY_CACHE/build/fake@own/.config")" CONFIG_DEMO=y 'with their options'
: >"$scratch/init"
# A host that is slower than the reference by a fraction.
sed -i '2s/.*/1.03/' "$KFERRY_CACHE"/speed-tcg@*
run boot --init "$scratch/init" --no-cover fake selftests
is "$code" 0 'and booted'
is "$(cat "$BOOTS.scale")" 11 'init gets an integer'
is "$(grep -c headers "$KFERRY_CACHE"/kselftest/*/headers/compiled)" 1 'with the headers of its kernel'
like "$(cat "$BOOTS.plan")" 'test	demo:good	90	./good' 'a suite may set a longer limit'
run judge "$KFERRY_CACHE/run/fake/selftests"
is "$code" 0 'known failures are tolerated'
sed '/"known"/,/}/d' "$KFERRY_CACHE/run/fake/selftests/run.json" >run.json
cp run.json "$KFERRY_CACHE/run/fake/selftests"
run judge "$KFERRY_CACHE/run/fake/selftests"
is "$code" 1 'others are not'
run boot --kernel "$KFERRY_CACHE/kernel/fake/selftests/bzImage" --init "$scratch/init" --suite own --out x
like "$err" "kselftest= needs the source of a branch" 'a kernel without a branch has no selftests'
done_testing
