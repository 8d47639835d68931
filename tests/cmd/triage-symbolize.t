#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry triage --vmlinux: tests/data/symbolize is compiled as if it were a kernel, and a log
# has traces of it. The offsets come from the program itself, for they depend on the compiler.
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
cp -r "$SRCDIR/tests/data/symbolize/." "$dir"
cd "$dir" || exit 1
cc -g -O2 -o vmlinux init/main.c mm/memcontrol.c || exit 1

count=0
check() { # name, expected line, where it should be
	count=$((count + 1))
	if grep -qxF -- "$2" "$3"; then
		echo "ok $count - $1"
	else
		echo "not ok $count - $1"
		sed 's/^/# /' "$3"
	fi
}

# The last byte of kernel_init() belongs to the last line of the function.
size=$(nm -S vmlinux | awk '$4 == "kernel_init" { print "0x" $2 }')
last=$(printf '0x%x' $((size - 1)))
size=$(printf '0x%x' "$size")

cat >log <<END
[    1.000000] ------------[ cut here ]------------
[    1.000001] WARNING: CPU: 0 PID: 1 at init/main.c:5 kernel_init+0x1/$size
[    1.000002] RIP: 0010:kernel_init+$last/$size
[    1.000003] Call Trace:
[    1.000004]  [<ffffffff81000000>] kernel_init+$last/$size
[    1.000005]  nothing_known+0x3/0x20
[    1.000006]  kernel_init+$last/$size [nomodule]
END
"$KFERRY" triage --vmlinux vmlinux log >out 2>&1
check "the title stays" "log:52: WARNING in kernel_init [WARNING]" out
check "the code segment stays before the function" \
	"[    1.000002] RIP: 0010:kernel_init (init/main.c:6) " out
check "file and line replace the address" "[    1.000004] kernel_init (init/main.c:6) " out
check "an unknown function stays" "[    1.000005]  nothing_known+0x3/0x20" out
check "a missing module is not an error" \
	"[    1.000006]  kernel_init+$last/$size [nomodule]" out

# helper() contains inner(), inlined by middle(), which is inlined, too.
helper=$(nm -S vmlinux | awk '$4 == "helper" { print "0x" $2 }')
echo "[    1.000000] BUG: Bad page map in process x pte:0 pmd:0" >log
offset=0
while [ $offset -lt $((helper)) ]; do
	printf '[    1.000001]  helper+0x%x/0x%x\n' $offset $((helper)) >>log
	offset=$((offset + 1))
done
"$KFERRY" triage --vmlinux vmlinux log >out 2>&1
check "inlined functions are shown, the innermost first" \
	"[    1.000001] helper (mm/../include/inlined.h:3 mm/../include/inlined.h:8 mm/memcontrol.c:6) " out

# The kernel's own script on the same traces, old style and new, if a kernel source is unpacked.
decode=${DECODE_STACKTRACE:-$(ls "${KFERRY_CACHE:-$HOME/.cache/kferry}"/src/6.*/scripts/decode_stacktrace.sh 2>/dev/null | head -n 1)}
count=$((count + 1))
if [ -f "$decode" ] && command -v addr2line >/dev/null; then
	sed -n 's/^\(\[.*\]\)  helper/\1 [<ffffffff81000000>] helper/p' log >old
	sed "s,helper+0x0/.*,kernel_init+$last/$size," old >>log
	"$KFERRY" triage --vmlinux vmlinux log | sed 1d >ours
	bash "$decode" vmlinux auto <log 2>/dev/null | cmp - ours >out 2>&1 &&
		echo "ok $count - it is what decode_stacktrace.sh prints" || {
		echo "not ok $count - it is what decode_stacktrace.sh prints"
		sed 's/^/# /' out
	}
else
	echo "ok $count # skip no scripts/decode_stacktrace.sh of a kernel"
fi

"$KFERRY" triage --vmlinux "$SRCDIR/Makefile" log >out 2>&1
echo "exit code $?" >>out
check "a file that is not a vmlinux is an error" "exit code 2" out
echo "1..$count"
