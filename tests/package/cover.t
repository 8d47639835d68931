#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Coverage of a patch to a module: the disk driver of the packaged kernel. The source has the
# patch's lines already; the module's own code shows that they ran.
. "$SRCDIR/tests/cmd/lib.sh"
. "$SRCDIR/tests/package/lib.sh"
need deb

cache=${packages%/*/*}
build=$cache/build/$branch@$flavour
tree=$cache/tree/$branch@$flavour
driver=drivers/block/virtio_blk.c
[ -e "$build/${driver%.c}.ko" ] ||
	skip_all "no modules in $build (make deb BRANCH=$branch builds them)"
case $rel in
[23].*)
	not_for "the driver of Linux ${rel%%-*} has no virtqueue_disable_cb()" ;;
esac

# The patch adds a line at the end of a request, which reading the partition table runs, and one
# in an ioctl that nobody calls.
mkdir -p a/drivers/block b/drivers/block
cp "$tree/$driver" b/drivers/block
sed -e '/virtqueue_disable_cb(vq);/d' -e '/geo->heads = 1 << 6;/d' "b/$driver" >"a/$driver"
diff -u "a/$driver" "b/$driver" >module.patch

dpkg-deb -x "$image" image
truncate -s 1M disk.img
set --
for module in virtio/virtio virtio/virtio_ring virtio/virtio_pci_legacy_dev \
	virtio/virtio_pci_modern_dev virtio/virtio_pci block/virtio_blk; do
	[ ! -e "$build/drivers/$module.ko" ] || set -- "$@" --module "$build/drivers/$module.ko"
done
run boot --accel tcg --arch "$deb_arch" --kernel "image/boot/vmlinuz-$rel" \
	--vmlinux "$build/vmlinux" --config "$build/.config" "$@" --disk disk.img \
	--suite memcg --tests v1-exit --out run
is "$code" 0 'the kernel boots with its modules'
run cover --build "$build" --source "$tree" run module.patch
is "$code" 0 'the code that ran in them is known'
like "$out" 'changed lines run 1/2' 'one of two lines'
ok 'the one of the interrupt' sh -c 'echo "$1" | grep -q "^run .*virtqueue_disable_cb"' sh "$out"
ok 'not that of the ioctl' sh -c 'echo "$1" | grep -q "^NOT RUN .*geo->heads"' sh "$out"
[ "$code" = 0 ] || printf '%s\n%s\n' "$out" "$err" | sed 's/^/# /' >&2
done_testing
