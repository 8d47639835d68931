#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Cross-compiled packages of the fake kernel: their names, and the machine that each file is
# for. tests/package/*.t tests the packages of real kernels.
. "$SRCDIR/tests/cmd/lib.sh"
[ "$(uname -m)" = x86_64 ] || skip_all 'not a cross build here'
command -v aarch64-linux-gnu-gcc >/dev/null || skip_all 'no compiler for arm64'

cp -r "$SRCDIR/tests/data/project" project
cd project || exit 1
export KFERRY_CACHE="$scratch/cache"
sed -i 's/^version=/arch=x86_64;arm64\n&/' branches/fake.conf
cat >>branches/fake.conf <<END

[package]
release=1
date=2026-11-24T11:00:00Z
maintainer=Nobody <nobody@kferry.example>
series=series

[flavour small]
config=base;more
description=for tests
END
cp -r "$SRCDIR/scripts" "$SRCDIR/debian" "$SRCDIR/specs" .
rel=6.1.1-kferry1-small

# Host programs as Kbuild makes and records them: in one step, from an object, and with a
# library.
mkdir -p linux/include linux/scripts/kconfig linux/scripts/basic linux/scripts/mod \
	linux/arch/arm64/include linux/arch/arm64/boot/dts
echo licence >linux/COPYING
echo olddefconfig >linux/scripts/kconfig/Makefile
touch linux/include/Kbuild linux/arch/arm64/include/Kbuild linux/arch/arm64/boot/dts/Makefile
for name in basic/fixdep mod/modpost sign-file; do
	printf '#include <stdio.h>\nint main(void) { puts("%s" __FILE__); return 0; }\n' "$name" \
		>"linux/scripts/$name.c"
done
cat >linux/scripts/programs.mk <<'END'
note = $(1) && echo 'cmd_$(2) := $(1)' >$(dir $(2)).$(notdir $(2)).cmd
programs:
	mkdir -p scripts/basic scripts/mod
	touch Module.symvers
	$(call note,gcc -O2 -o scripts/basic/fixdep $(S)/scripts/basic/fixdep.c,scripts/basic/fixdep)
	$(call note,gcc -O2 -c -o scripts/mod/modpost.o $(S)/scripts/mod/modpost.c,scripts/mod/modpost.o)
	$(call note,gcc -o scripts/mod/modpost scripts/mod/modpost.o,scripts/mod/modpost)
	$(call note,gcc -o scripts/sign-file $(S)/scripts/sign-file.c -lcrypto,scripts/sign-file)
END
# shellcheck disable=SC2016
sed -i '/sign-file/d; s|^olddefconfig:|&\n\t@echo CONFIG_OF_EARLY_FLATTREE=y >>$(O)/.config\n\t@$(MAKE) -s -C $(O) -f $(CURDIR)/scripts/programs.mk S=$(CURDIR)|' linux/Makefile

# machine FILE: the machine in its ELF header
machine() {
	readelf -h "$1" | sed -n 's/.*Machine: *//p'
}

run package stage fake@arm64
is "$code" 0 'a stage'
[ "$code" = 0 ] || echo "$err" >&2
is "$out" "fake@arm64 stage: Linux $rel
$KFERRY_CACHE/stage/fake@arm64" 'the branch has its architecture, the release has none'
stage=$KFERRY_CACHE/stage/fake@arm64/small
ok 'the image is the one of that architecture' cmp "$stage/kernel/vmlinuz" \
	"$KFERRY_CACHE/build/fake@arm64@small/arch/arm64/boot/Image"
is "$(machine "$stage/modules/lib/modules/$rel/kernel/mm/memcontrol.ko")" AArch64 \
	'modules are for it'
is "$(cat "$stage/dtbs/maker/board.dtb")" tree 'device trees are there'
for name in basic/fixdep mod/modpost; do
	is "$(machine "$stage/headers/scripts/$name")" AArch64 "$name runs there"
	ok "but $name ran here" "$KFERRY_CACHE/build/fake@arm64@small/scripts/$name"
done
is "$(grep -rl "$KFERRY_CACHE" "$stage/headers")" '' 'nothing names a directory of the build'
ok 'a program with a library is not there' test ! -e "$stage/headers/scripts/sign-file"
ok 'nor is it for this machine' test -x "$KFERRY_CACHE/build/fake@arm64@small/scripts/sign-file"
is "$(find "$stage/headers" -name '*.o' -o -name '*.cmd')" '' 'no object is left'
ok 'headers are those of the architecture' test -e "$stage/headers/arch/arm64/include/Kbuild"

# A program that was not built again for the architecture is refused: here it is in the source.
mkdir -p linux/arch/x86/include
touch linux/arch/x86/include/Kbuild
aarch64-linux-gnu-gcc -o linux/include/stray linux/scripts/basic/fixdep.c
run package stage fake
is "$code" 2 'a program for another machine is refused'
like "$err" "include/stray: a program for another machine than the kernel's" 'by its name'
rm linux/include/stray

if command -v dh >/dev/null; then
	run package deb --fast fake@arm64
	is "$code" 0 'DEB packages are made'
	[ "$code" = 0 ] || echo "$err" >&2
	debs=$KFERRY_CACHE/package/fake@arm64/deb
	is "$(cd "$debs" && ls ./*.deb)" "./linux-headers-${rel}_6.1.1-1_arm64.deb
./linux-headers-kferry-fake-small_6.1.1-1_arm64.deb
./linux-image-${rel}_6.1.1-1_arm64.deb
./linux-image-kferry-fake-small_6.1.1-1_arm64.deb" 'with the names of that architecture'
	ok 'and of no other' test -e "$debs/linux-kferry-fake_6.1.1-1.dsc"
	is "$(dpkg-deb -f "$debs/linux-headers-${rel}_6.1.1-1_arm64.deb" Depends)" \
		"gcc, make, libc6 (>= 2.34)" 'the libc that the programs need is asked for'
	ok 'the image unpacks' dpkg-deb -x "$debs/linux-image-${rel}_6.1.1-1_arm64.deb" image
	ok 'it has the device trees' test -s "image/usr/lib/linux-image-$rel/maker/board.dtb"
else
	skip 'DEB packages' 'no debhelper'
fi

if command -v rpmbuild >/dev/null; then
	run package rpm --fast fake@arm64
	is "$code" 0 'RPM packages are made'
	[ "$code" = 0 ] || echo "$err" >&2
	rpms=$KFERRY_CACHE/package/fake@arm64/rpm
	core=$rpms/kernel-small-core-6.1.1-kferry1.aarch64.rpm
	is "$(rpm -qp --qf '%{ARCH}' "$core")" aarch64 'they are for that architecture'
	like "$(rpm -qpl "$core")" "/lib/modules/$rel/dtb/maker/board.dtb" \
		'with the device trees'
	like "$(rpm -qp --requires "$rpms/kernel-small-6.1.1-kferry1.aarch64.rpm")" \
		'kernel-small-core(aarch-64) = 6.1.1-kferry1' 'of which they need each other'
	ok 'a source package has the sources' test -s "$rpms/kernel-6.1.1-kferry1.src.rpm"
else
	skip 'RPM packages' 'no rpmbuild'
fi
done_testing
