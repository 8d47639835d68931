# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by tests/vm/*.t after tests/cmd/lib.sh: boots of the branch's plain kernel, which
# 'make smoke' built. Without that kernel the tests skip.
branch=${BRANCH:-6.1}
cache=${KFERRY_CACHE:-$HOME/.cache/kferry}
kernel=$cache/kernel/$branch/plain
# With BRANCH=6.1@arm64 the guest is of that architecture.
case $branch in
*@*)
	arch=${branch#*@}
	init=$SRCDIR/build/guest/$arch/init
	;;
*)
	arch=$(uname -m | sed s/aarch64/arm64/)
	init=$SRCDIR/build/guest/init
	;;
esac
case $arch in
x86_64) image=bzImage ;;
*) image=Image ;;
esac
[ -f "$kernel/$image" ] ||
	skip_all "no kernel for $branch (make smoke BRANCH=$branch builds it)"

# boot RUNDIR ARGS...: runs kferry boot of that kernel with the suite $suite (default memcg)
boot() {
	dir=$1
	shift
	run boot --arch "$arch" --kernel "$kernel/$image" --vmlinux "$kernel/vmlinux" --init "$init" \
		--config "$kernel/config" --suite "${suite:-memcg}" \
		--out "$dir" "$@"
}

# verdict RUNDIR: prints the verdict only
verdict() {
	"$KFERRY" judge --json "$1" | sed -n 's/.*"verdict": "\([A-Z]*\)".*/\1/p'
}

# never_pass RUNDIR REASON NAME: the verdict is FAIL or INVALID, and REASON is among its reasons
never_pass() {
	[ -n "$2" ] || { echo "Bail out! never_pass needs a reason for $3"; exit 1; }
	case $(verdict "$1") in
	FAIL | INVALID) report 0 "$3: no PASS" ;;
	*) report 1 "$3: no PASS, but a verdict" ;;
	esac
	like "$("$KFERRY" judge "$1")" "$2" "$3: says why"
}
