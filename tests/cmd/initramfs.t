#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry initramfs: its contents, made without root, are the same each time.
. "$SRCDIR/tests/cmd/lib.sh"

printf 'the init' >init
chmod 755 init
mkdir -p files/etc
echo data >files/etc/data
ln -s data files/etc/link

run initramfs --out a.cpio --add files=/ init
is "$code" 0 'packs'
run initramfs --out b.cpio --add files=/ init
ok 'the same bytes again' cmp a.cpio b.cpio
sleep 1
touch init files/etc/data
run initramfs --out b.cpio --add files=/ init
ok 'whatever the times of its files' cmp a.cpio b.cpio

list=$(cpio -itv <a.cpio 2>/dev/null | tr -s ' ')
like "$list" 'crw------- 1 root root 5, 1 ' 'contains the node of the console'
like "$list" 'crw-rw-rw- 1 root root 1, 3 ' 'and that of null'
like "$list" 'etc/link -> data' 'links stay links'
is "$(cpio -i --to-stdout init <a.cpio 2>/dev/null)" 'the init' 'the init is complete'

run initramfs --out c.cpio missing
is "$code" 2 'a missing init is an error'
like "$err" 'missing: ' 'and it is named'
ok 'nothing is left behind' test ! -e c.cpio
run initramfs --out c.cpio --add init=/init init
is "$code" 2 'a path given twice is an error'
run initramfs --out c.cpio --add init=bin/sh init
is "$code" 2 'and so is a path that is not absolute'
run initramfs --out /dev/full/x init
is "$code" 2 'and an output that cannot be written'
ok 'no temporary file stays' test -z "$(ls -- c.cpio* 2>/dev/null)"
mkdir small
if mount -t tmpfs -o size=64k none small 2>/dev/null; then
	head -c 200000 /dev/zero >big
	run initramfs --out small/c.cpio --add big=/big init
	is "$code" 2 'a full disk is an error'
	like "$err" 'small/c.cpio: Write error: No space left on device' 'with the reason'
	is "$(ls small)" '' 'and nothing is left'
	umount small
else
	skip 'a full disk' 'no tmpfs can be mounted here'
fi

mkfifo pipe
cat pipe >read &
run initramfs --out pipe --add files=/ init
is "$code" 0 'a pipe is written to'
wait
ok 'and the decompressed file is the archive' cmp read a.cpio
ok 'and it stays a pipe' test -p pipe
ln -s real link
run initramfs --out link --add files=/ init
ok 'a symbolic link is followed' test -L link -a ! -L real
ok 'even to where nothing is' cmp real a.cpio
chmod 600 real
run initramfs --out link --add files=/ init
is "$(stat -c %a real)" 600 'permissions are kept'
"$KFERRY" initramfs --out /dev/stdout --add files=/ init >redirected
ok 'standard output is that, also where it is a file' cmp redirected a.cpio
"$KFERRY" initramfs --out /dev/stdout --add files=/ init | cat >redirected
ok 'or a pipe' cmp redirected a.cpio
if mknod null c 1 3 2>/dev/null && : 2>/dev/null >null; then
	run initramfs --out null init
	is "$code" 0 'output to a device'
	ok 'and stays one' test -c null
	mknod full c 1 7
	run initramfs --out full init
	is "$code" 2 'a full device is an error'
	ok 'and stays one, too' test -c full
else
	skip 'output to a device' 'no device node can be made'
fi
done_testing
