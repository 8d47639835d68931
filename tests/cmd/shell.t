#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry shell up to QEMU: the arguments of QEMU, and the initramfs.
. "$SRCDIR/tests/cmd/lib.sh"

cp -r "$SRCDIR/tests/data/project" project
cd project || exit 1
export KFERRY_CACHE="$scratch/cache"
mkdir -p bin guest
: >guest/init
printf '#!/bin/sh\nprintf "%%s\\n" "$@"\n' >bin/qemu
chmod 755 bin/qemu
KFERRY_QEMU=$PWD/bin/qemu
export KFERRY_QEMU

run shell --accel tcg fake plain
is "$code" 2 'a kernel that is not built'
like "$err" "fake plain is not built; run 'kferry build --variant plain fake'" 'and the command that builds it'
mkdir -p "$KFERRY_CACHE/kernel/fake/plain"
: >"$KFERRY_CACHE/kernel/fake/plain/bzImage"
echo CONFIG_SMP=y >"$KFERRY_CACHE/kernel/fake/plain/config"
run shell --own --accel tcg --append quiet fake plain
is "$code" 0 'a shell in the guest'
like "$out" "kernel/fake/plain/bzImage" 'with that kernel'
like "$out" 'kferry.shell quiet' 'and the additional words'
initrd=$KFERRY_CACHE/shell/fake/plain/initrd.cpio
is "$(cpio -t <"$initrd" 2>/dev/null | grep -c -e busybox -e '^/*init$')" 1 'the guest alone, without busybox'

mib=$(echo "$out" | sed -n '/^-m$/{n;p;}')
printf 'CONFIG_SMP=y\nCONFIG_KASAN=y\n' >"$KFERRY_CACHE/kernel/fake/plain/config"
run shell --own --accel tcg fake plain
is "$(($(echo "$out" | sed -n '/^-m$/{n;p;}') > mib))" 1 'a kernel with KASAN gets more memory'
run shell --own --accel tcg --memory 300 fake plain
like "$(echo "$out" | sed -n '/^-m$/{n;p;}')" 300 '--memory takes precedence'
rm "$KFERRY_CACHE/kernel/fake/plain/config"
run shell --own --accel tcg fake plain
is "$code" 2 'a kernel without its configuration'
like "$err" 'kernel/fake/plain/config: cannot read: No such file' 'is refused'
echo CONFIG_SMP=y >"$KFERRY_CACHE/kernel/fake/plain/config"

# A static program takes the place of busybox; a dynamic one is not used.
cp "$SRCDIR/build/guest/init" bin/busybox
PATH=$PWD/bin:$PATH run shell --accel tcg fake plain
like "$out" 'rdinit=/kferry/guest-shell' 'busybox is started'
is "$(cpio -t <"$initrd" 2>/dev/null | grep -c -e '^/*bin/busybox$' -e '^/*kferry/guest-shell$' \
	-e '^/*kferry/shrc$' -e '^/*init$')" 4 'it is packed completely, and so is the guest'
cp "$(command -v env)" bin/busybox
PATH=$PWD/bin:$PATH run shell --accel tcg fake plain
like "$err" 'no static busybox (package busybox-static)' 'a dynamic one is not used, with a message'

# The programs of a suite; a suite with shell scripts needs busybox, too.
mkdir -p suites/own
printf '[suite]\ndescription=own\n[test look]\nrun=look.sh\n' >suites/own/suite.conf
printf '#!/bin/sh\n' >suites/own/look.sh
chmod 755 suites/own/look.sh
cp "$SRCDIR/build/guest/init" bin/busybox
PATH=$PWD/bin:$PATH run shell --accel tcg --suite own fake plain
is "$code" 0 'with a suite'
is "$(cpio -t <"$initrd" 2>/dev/null | grep -c -e '^/*suites/own/look.sh$' -e '^/*bin/busybox$')" 2 \
	'its programs are there, and one busybox'
run shell --suite none fake plain
is "$code" 2 'an unknown suite'
run shell fake none
is "$code" 2 'an unknown variant'
run shell fake
is "$code" 2 'a missing variant'
done_testing
