#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The DEB packages that 'make deb' left: names, dependencies and contents.
. "$SRCDIR/tests/cmd/lib.sh"
. "$SRCDIR/tests/package/lib.sh"
need deb

# needs FILE PACKAGE: FILE depends on PACKAGE
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

needs "$headers_meta" "linux-headers-$rel"
ok "all files that .changes lists are there, and whole" sh -c 'cd "$1" && cat ./*.changes |
	sed -n "/^Checksums-Sha256:/,/^[^ ]*:\$/s/^ \([0-9a-f]*\) [0-9]* /\1  /p" |
	sha256sum --check --strict --quiet' sh "$debs"

ok "the image unpacks" dpkg-deb -x "$image" image
ok "so do the headers" dpkg-deb -x "$headers" headers
ok 'the kernel is in /boot' test -s "image/boot/vmlinuz-$rel"
# The tools for the initramfs read in it what the kernel can unpack.
ok 'so is its configuration' grep -q '^CONFIG_RD_.*=y' "image/boot/config-$rel"
is "$(find image -type l)" '' 'no dangling link to the headers'
ok "kbuild's lists of modules are shipped" test -s "image/lib/modules/$rel/modules.order"
is "$(find image -name 'modules.dep*')" '' "and those of depmod are not"
(cd image && find . ! -type d) >paths
is "$(grep -vF "$rel" paths | grep -v '^./usr/share/')" '' 'every path contains the release'
is "$(find image -name '*.ko' -exec modinfo -F vermagic {} \; | cut -d ' ' -f 1 | sort -u)" "$rel" \
	'modules are of that release'
is "$(find image -name '*.ko' -exec readelf -S {} + | grep -c '\.debug_info')" 0 'and stripped'
if [ -n "$dbgsym" ]; then
	ok 'the debug symbols unpack' dpkg-deb -x "$dbgsym" debug
	debug_holds image debug
	rm -r debug
else
	not_fast=$(sed -n 's/^Binary:.*-dbgsym.*/listed/p' "$debs"/*.changes)
	is "$not_fast" '' 'debug symbols are only omitted by --fast'
fi

tree=$PWD/headers/usr/src/linux-headers-$rel
is "$(grep -rlF "${KFERRY_CACHE:-$HOME/.cache/kferry}" headers image)" '' \
	'nothing contains the name of the build directory'
headers_hold "$tree" image
is "$(dpkg-deb -f "$headers" Depends | grep -o 'libc6 ([^)]*)')" \
	"libc6 (>= $(newest_libc "$tree"))" 'the required libc is a dependency'
ok 'the configuration is there' test -s "$tree/include/config/auto.conf"
is "$(find "$tree/include/config" -empty)" '' 'no file has an earlier configuration of the directory'

module_loads "$tree" "image/boot/vmlinuz-$rel" "image/boot/config-$rel"

ok 'lintian has nothing to say' sh -c 'lintian --allow-root -c -EI --pedantic \
	--suppress-tags-from-file "$2" --tag-display-limit 0 "$1"/*.deb >lint 2>&1 &&
	! grep -E "^[EWIXP]: " lint' sh "$debs" "$SRCDIR/tests/package/lintian.tags"
sed 's/^/# /' lint | head -n 20
done_testing
