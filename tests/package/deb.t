#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# DEB packages as 'make deb' left them: what they are called, need and hold.
. "$SRCDIR/tests/cmd/lib.sh"
. "$SRCDIR/tests/package/lib.sh"
need deb

# needs FILE PACKAGE
needs() {
	ok "${1##*/} depends on $2" sh -c 'dpkg-deb -f "$1" Depends | tr , "\n" |
		grep -qE "^ ?$2( |$)"' sh "$1" "$2"
}

needs "$image" kmod
needs "$image" linux-base
needs "$image" 'initramfs-tools \| linux-initramfs-tool'
needs "$meta" "linux-image-$rel"
is "$(find "$debs" -name 'linux-libc-dev*' -o -name 'linux-kbuild*')" '' \
	'no package of the distribution is replaced'

dpkg-deb -x "$image" image
dpkg-deb -x "$headers" headers
ok 'the kernel is in /boot' test -s "image/boot/vmlinuz-$rel"
# without which the tools for the initramfs do not know what it can unpack
ok 'so is its configuration' grep -q '^CONFIG_RD_.*=y' "image/boot/config-$rel"
is "$(find image -type l)" '' 'no link waits for the headers'
is "$(find image/lib/modules/*/* -name 'modules.dep*')" '' "depmod's files are not shipped"
(cd image && find . ! -type d) >paths
is "$(grep -vF "$rel" paths | grep -v '^./usr/share/')" '' 'every path bears the release'
module=$(find image -name virtio_blk.ko)
is "$(modinfo -F vermagic "$module" | cut -d ' ' -f 1)" "$rel" 'modules are of that release'
is "$(readelf -S "$module" | grep -c '\.debug_info')" 0 'and stripped'

tree=$PWD/headers/usr/src/linux-headers-$rel
is "$(grep -rlF "${KFERRY_CACHE:-$HOME/.cache/kferry}" headers image)" '' \
	'nothing names the directory of the build'
headers_hold "$tree"
is "$(dpkg-deb -f "$headers" Depends | grep -o 'libc6 ([^)]*)')" \
	"libc6 (>= $(newest_libc "$tree"))" 'the libc that they need is asked for'
is "$(find "$tree/include/config" -empty)" '' 'nothing tells how the directory was configured before'

foreign_module "$tree"
boot_foreign "image/boot/vmlinuz-$rel" "image/boot/config-$rel"
ok 'and loads there' grep -q 'hello from outside' foreign/console.log

ok 'lintian has nothing to say' sh -c 'lintian --allow-root -c -EI --pedantic \
	--suppress-tags-from-file "$2" --tag-display-limit 0 "$1"/*.deb >lint 2>&1 &&
	! grep -E "^[EWIXP]: " lint' sh "$debs" "$SRCDIR/tests/package/lintian.tags"
sed 's/^/# /' lint | head -n 20
done_testing
