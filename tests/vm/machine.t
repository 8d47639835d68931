#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The virtual machine: broken accelerators, and runs that are killed.
. "$SRCDIR/tests/cmd/lib.sh"
. "$SRCDIR/tests/vm/lib.sh"

case $arch in
arm64) qemu=$(command -v qemu-system-aarch64) ;;
*) qemu=$(command -v "qemu-system-$arch") ;;
esac

# fake ACTION: makes a QEMU whose KVM does ACTION as soon as a guest starts
fake() {
	mkdir -p fake
	printf '#!/bin/sh\ncase "$*" in *"accel kvm"*) : >%s/asked; %s ;; esac\nexec %s "$@"\n' \
		"$PWD/fake" "$1" "$qemu" >fake/qemu
	chmod 755 fake/qemu
}

# left: lists the QEMU processes of this test that still run
left() {
	pgrep -f "qemu.*$scratch"
}

KFERRY_CACHE=$scratch/cache
export KFERRY_CACHE
mkdir cache
for action in 'sleep 60' 'kill -ABRT $$' 'exit 0'; do
	fake "$action"
	rm -f cache/accel* fake/asked
	KFERRY_QEMU=$scratch/fake/qemu
	export KFERRY_QEMU
	boot probed --tests v1-exit
	is "$code" 0 "a KVM that does '$action': boots"
	like "$(cat probed/run.json)" '"accel": "tcg"' 'by TCG'
	# Without /dev/kvm, kferry does not try KVM.
	[ ! -w /dev/kvm ] || ok 'KVM was asked' test -e fake/asked
	unset KFERRY_QEMU
done

boot old --tests v1-exit
before=$(cat old/run.json)

# begin RUNDIR: starts a boot; $pid is kferry
begin() {
	"$KFERRY" boot --arch "$arch" --kernel "$kernel/$image" --init "$init" --out "$scratch/$1" \
		--suite memcg --tests v1-storm >/dev/null 2>&1 &
	pid=$!
	while [ ! -s "$1.part/console.log" ] && kill -0 $pid; do
		sleep 0.1
	done
	ok 'a guest runs' test -n "$(left)"
}

begin old
kill -KILL $pid
wait $pid 2>/dev/null
sleep 1
is "$(left)" '' 'SIGKILL of kferry leaves no QEMU behind'
is "$(cat old/run.json)" "$before" 'and keeps the old run directory'
boot old --tests v1-exit
is "$code" 0 'the next run works'
ok 'and leaves no other directory' test ! -e old.part

begin int
kill -INT $pid
wait $pid
is $? 2 'SIGINT ends a run'
is "$(left)" '' 'and its QEMU'
is "$(verdict int)" INVALID 'which is INVALID'
# The guest would go on, but its clocks would have jumped.
begin stopped
qemu_pid=$(left)
kill -STOP "$qemu_pid"
wait $pid
is "$(verdict stopped)" INVALID 'a run whose QEMU is stopped is INVALID'
like "$(cat stopped/run.json)" '"end": "suspended"' 'for this reason'
is "$(left)" '' 'and has ended'
begin both
qemu_pid=$(left)
kill -STOP $pid "$qemu_pid"
sleep 1
kill -CONT "$qemu_pid" $pid
wait $pid
is "$(verdict both)" INVALID 'and so is one of a job that is suspended and resumed'
like "$(cat both/run.json)" '"end": "suspended"' 'also for this reason'
done_testing
