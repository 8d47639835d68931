#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A run whose guest was stopped for a while, alone or with kferry, has no valid verdict. QEMU is
# a script that runs until it is killed.
. "$SRCDIR/tests/cmd/lib.sh"

export KFERRY_CACHE="$scratch/cache" KFERRY_QEMU="$scratch/qemu"
mkdir cache
cat >qemu <<'END'
#!/bin/sh
case "$*" in
*"-kernel kernel"*) ;;
*) exit 1 ;; # how fast it is
esac
echo $$ >"${0%/*}/pid"
exec sleep 600
END
chmod 755 qemu
echo kernel >kernel
echo init >init

# begin RUNDIR: starts a boot; the pid of kferry is $kferry, that of QEMU $qemu
begin() {
	rm -f pid
	"$KFERRY" boot --accel tcg --kernel kernel --initrd init --out "$1" >log 2>&1 &
	kferry=$!
	while [ ! -s pid ] && kill -0 $kferry 2>/dev/null; do
		sleep 0.1
	done
	qemu=$(cat pid)
}

# ended RUNDIR NAME: the run ended as "suspended"
ended() {
	wait $kferry
	is "$?" 0 "$2: the run has ended"
	like "$(cat "$1/run.json")" '"end": "suspended"' "$2: with the reason"
	ok "$2: QEMU is gone" sh -c '! kill -0 "$1" 2>/dev/null' sh "$qemu"
	run judge "$1"
	like "$out" 'the run was suspended' "$2: and so has its verdict"
	is "$code" 3 "$2: which is INVALID"
}

begin alone
kill -STOP "$qemu"
ended alone 'QEMU alone'

begin both
kill -STOP "$kferry" "$qemu"
for pid in "$kferry" "$qemu"; do
	until grep -q "^State:.T" "/proc/$pid/status"; do
		sleep 0.1
	done
done
kill -CONT "$qemu" "$kferry"
ended both 'QEMU and kferry'
done_testing
