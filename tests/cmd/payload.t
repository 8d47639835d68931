#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry payload on packages without a kernel that can be booted. tests/package/payload.t boots
# real ones.
. "$SRCDIR/tests/cmd/lib.sh"

export KFERRY_CACHE="$scratch/cache"
: >init

# make_deb NAME FOLDER [TAR-OPTION...]: makes a package of the directory FOLDER
make_deb() {
	name=$1 directory=$2
	shift 2
	echo 2.0 >debian-binary
	tar -czf control.tar.gz -T /dev/null
	tar "$@" -C "$directory" -cJf data.tar.xz .
	ar rc "$name" debian-binary control.tar.gz data.tar.xz 2>/dev/null
}

# refused WHAT WHY PACKAGE...: kferry payload fails with WHY in its message
refused() {
	what=$1 why=$2
	shift 2
	run payload --init init --out run "$@"
	is "$code" 2 "$what: exits with 2"
	like "$err" "$why" "$what: the reason is shown"
	ok "$what: nothing stays behind" test ! -e run.payload
}

refused 'a missing file' 'absent.deb: No such file' absent.deb
: >empty.deb
refused 'an empty file' 'empty.deb: empty' empty.deb
echo kernel >text.deb
refused 'a text file' 'text.deb: neither a Debian package nor an RPM' text.deb

mkdir -p other/usr/bin one/lib/modules/6.1.1-a/kernel two/usr/lib/modules/6.1.2-b
echo x >other/usr/bin/x
echo x >one/lib/modules/6.1.1-a/kernel/x.ko
echo x >two/usr/lib/modules/6.1.2-b/modules.order
make_deb other.deb other
make_deb one.deb one
make_deb two.deb two
refused 'another package' 'no kernel modules' other.deb
refused 'modules without an image' 'no image of kernel 6.1.1-a' other.deb one.deb
refused 'two kernels' 'packages of two kernels' one.deb two.deb

# The machine of the modules is that of the kernel: here a MIPS.
mkdir -p mips/boot mips/lib/modules/6.1.3-c
echo 'char license[] __attribute__((section(".modinfo"))) = "license=GPL";' |
	gcc -x c -c -o mips/lib/modules/6.1.3-c/x.ko -
printf '\010\000' | dd of=mips/lib/modules/6.1.3-c/x.ko bs=1 seek=18 conv=notrunc 2>/dev/null
echo kernel >mips/boot/vmlinuz-6.1.3-c
make_deb mips.deb mips
refused 'an unknown machine' 'x.ko: for a machine that kferry does not know (8)' mips.deb

head -c $(($(stat -c %s one.deb) - 40)) one.deb >cut.deb
refused 'a truncated package' 'cut.deb: ' cut.deb

make_deb out.deb one --transform 's,^\./lib/modules/6.1.1-a/kernel,lib/modules/../../../escaped,'
refused 'a path out of the package' 'leads out of the package' out.deb
is "$(find . -path '*escaped*')" '' 'and nothing is written'

# Packages that unpack to far more than they should, in an address space of about 1.5 GB. zeros
# prints the xz stream of 16 MiB of zeros 16 times, which xz reads as one file.
zeros() {
	head -c 16M /dev/zero | xz -1 >zeros.xz
	for part in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
		cat zeros.xz
	done
}

# refused_small WHAT WHY PACKAGE: like refused, in a small address space
refused_small() {
	bounded 1460 refused "$@"
}

mkdir -p bomb/lib/modules/6.1.1-a
zeros >bomb/lib/modules/6.1.1-a/x.ko.xz
make_deb module.deb bomb
refused_small 'a module of 256 MiB' 'module.deb: unpacks to far more' module.deb

# cpio reads a whole name into memory, and eight hex digits give its length.
rm -r bomb/lib/modules/6.1.1-a/x.ko.xz
{
	printf '070701%088d%s%s' 0 0fffff00 00000000
	zeros | xz -dc
} | xz -0 >payload.xz
{
	printf '\355\253\356\333\3\0\0\0\0\1'
	head -c 86 /dev/zero
	printf '\216\255\350\001\0\0\0\0\0\0\0\0\0\0\0\0'
	printf '\216\255\350\001\0\0\0\0\0\0\0\0\0\0\0\0'
	cat payload.xz
} >name.rpm
refused_small 'a name of 256 MiB' 'name.rpm: unpacks to far more' name.rpm

truncate -s 10G bomb/lib/modules/6.1.1-a/hole.ko
make_deb hole.deb bomb -S
refused_small 'a hole of 10 GiB' 'hole.deb: contains a file that is far larger' hole.deb
rm bomb/lib/modules/6.1.1-a/hole.ko
make_deb long.deb one --transform "s,kernel/,kernel/$(printf '%05000d' 0),"
refused 'a name of 5000 bytes' 'long.deb: contains a file whose name is too long' long.deb
xz -c data.tar.xz >twice && mv twice data.tar.xz
rm -f twice.deb
ar rc twice.deb debian-binary control.tar.gz data.tar.xz
refused 'a package compressed twice' 'twice.deb: compressed several times' twice.deb
done_testing
