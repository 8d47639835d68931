#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# DEB packages in a Debian system with DKMS and a module: what the hooks of other packages do
# with them, in each order of installation, and what is left. Runs in namespaces of its own.
. "$SRCDIR/tests/cmd/lib.sh"
. "$SRCDIR/tests/package/lib.sh"
need deb
need_machine

cache=${packages%/*/*}
work=$scratch/work
root=$scratch/root
fail() {
	echo "Bail out! $1"
	exit 1
}
. "$SRCDIR/scripts/debian-root.sh"

if [ -z "${KFERRY_HOOKS_TAR-}" ]; then
	mkdir "$work"
	# The packages of the initramfs tool are kept for the last test.
	root_make dkms dkms,gcc,make,libelf1,kmod,linux-base,initramfs-tools,zstd \
		--customize-hook='mkdir "$1/tool" && cd "$1/tool" && exec env \
			APT_CONFIG="$MMDEBSTRAP_APT_CONFIG" apt-get download \
			initramfs-tools initramfs-tools-core'
	export KFERRY_HOOKS_TAR="$tar"
	cd "$SRCDIR" || exit 1
	rm -rf "$scratch" "$capture"
	trap - EXIT
	root_enter sh tests/package/hooks.t
fi
tar=$KFERRY_HOOKS_TAR

root_unpack || fail 'no system'
root_mount
trap 'cd /; root_unmount; rm -rf --one-file-system "$scratch" "$capture"' EXIT
mkdir "$root/packages"
cp "$image" "$headers" "$root/packages"
image=/packages/${image##*/}
headers=/packages/${headers##*/}
hooks=$root/etc/kernel
dir=$root/lib/modules/$rel
initrd=$root/boot/initrd.img-$rel

# The initrd has one module only, and is compressed fast.
printf 'MODULES=list\nCOMPRESS=zstd\nBUSYBOX=n\n' >"$root/etc/initramfs-tools/conf.d/kferry"
echo virtio_blk >>"$root/etc/initramfs-tools/modules"

mkdir "$root/usr/src/hello-1"
cat >"$root/usr/src/hello-1/dkms.conf" <<'END'
PACKAGE_NAME=hello
PACKAGE_VERSION=1
BUILT_MODULE_NAME[0]=hello
DEST_MODULE_LOCATION[0]=/updates
AUTOINSTALL=yes
END
hello_source "$root/usr/src/hello-1"

install() {
	root_run dpkg --force-unsafe-io -i "$@"
}

purge() {
	root_run dpkg --force-unsafe-io --purge "$@"
}

fails() {
	! "$@"
}

kept() {
	(cd "$root" && find . -xdev \( -path ./var/lib/dpkg -o -path ./var/log \
		-o -path ./var/cache -o -path ./var/lib/dkms -o -path ./tmp \) -prune \
		-o -print) | sort
}

# With the last kernel that it is built for, DKMS forgets a module.
tell_dkms() {
	ok 'DKMS knows a module' root_run dkms add hello/1
}

# has_hello WHEN: the module of DKMS is there, and modinfo finds it
has_hello() {
	is "$(root_run modinfo -k "$rel" -F vermagic hello | cut -d ' ' -f 1)" "$rel" \
		"$1: DKMS built its module"
}

# nothing_left WHEN: the system has the same files as before
nothing_left() {
	kept >after
	is "$(diff before after)" '' "$1: nothing is left"
}

tell_dkms
kept >before
ok 'image and headers in one transaction' install "$image" "$headers"
has_hello 'in one transaction'
ok 'an initrd is made' test -s "$initrd"
ok 'both go' purge "linux-headers-$rel" "linux-image-$rel"
nothing_left 'both at once'

tell_dkms
ok 'an image without headers' install "$image"
is "$(cd "$dir" && find . -name build -o -name source)" '' 'no dangling link to the headers'
ok 'headers that come later' install "$headers"
has_hello 'headers later'
for link in build source; do
	ok "$link leads to them" root_run test -f "/lib/modules/$rel/$link/Makefile"
done
ok 'the image again' install "$image"
has_hello 'the image again'
ok 'its initrd is there' test -s "$initrd"
ok 'the image goes first' purge "linux-image-$rel"
is "$(cd "$dir" && find . -type f)" '' 'none of its files is left'
ok 'the headers go' purge "linux-headers-$rel"
nothing_left 'headers last'

tell_dkms
ok 'headers without an image' install "$headers"
ok 'an image that comes later' install "$image"
has_hello 'headers first'
ok 'the headers go first' purge "linux-headers-$rel"
ok 'the module stays when they go' root_run modinfo -k "$rel" hello
ok 'the image goes' purge "linux-image-$rel"
nothing_left 'image last'

# A hook that fails, for example because the disk is full.
printf '#!/bin/sh\nexit 1\n' >"$hooks/postinst.d/zz-fails"
chmod 755 "$hooks/postinst.d/zz-fails"
ok 'a failing hook is an error' fails install "$image"
is "$(root_run dpkg-query -W -f '${db:Status-Status}' "linux-image-$rel")" half-configured \
	'and dpkg reports it as half-configured'
rm "$hooks/postinst.d/zz-fails"
ok 'the next attempt completes it' root_run dpkg --configure -a
ok 'with an initrd' test -s "$initrd"
printf '#!/bin/sh\nexit 1\n' >"$hooks/prerm.d/zz-fails"
chmod 755 "$hooks/prerm.d/zz-fails"
ok 'nor is a removal with a failing hook' fails purge "linux-image-$rel"
ok 'the kernel stays' test -s "$root/boot/vmlinuz-$rel"
rm "$hooks/prerm.d/zz-fails"
ok 'the next attempt succeeds' purge "linux-image-$rel"
nothing_left 'after failed hooks'

# The image comes first on the command line, but dpkg must configure it last.
root_run dpkg --purge initramfs-tools initramfs-tools-core >log 2>&1
cp -r "$root/tool/." "$root/packages"
ok 'the tool for the initramfs in the same transaction' install "$image" $(cd "$root" && ls packages/initramfs-tools*.deb)
ok 'makes one' test -s "$initrd"
done_testing
