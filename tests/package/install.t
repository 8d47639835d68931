#!/bin/sh
# The packages installed by dpkg or rpm into a small Debian system with all their hooks,
# booted from a disk, and removed. NEXT_DEB and NEXT_RPM name packages of another release:
# they come beside the first, which then goes.
. "$SRCDIR/tests/cmd/lib.sh"

branch=${BRANCH:-6.1}
packages=${KFERRY_CACHE:-$HOME/.cache/kferry}/package/$branch
image=$(find "$packages/deb" -name 'linux-image-[0-9]*-generic_*.deb' 2>/dev/null)
core=$(find "$packages/rpm" -name 'kernel-core-*.rpm' 2>/dev/null)
if [ -z "$image$core" ]; then
	echo "1..0 # skip no packages of $branch (make deb BRANCH=$branch makes them)"
	exit 0
fi

# install KIND PACKAGE... [-- PACKAGE...]
install() {
	kind=$1
	ok "$kind: installed, booted, removed, and nothing is left" \
		sh -c '"$@" >install.log 2>&1' sh "$SRCDIR/scripts/install-boot" "$@"
	sed 's/^/# /' install.log
	like "$(cat "${packages%/*/*}/run/install/$kind/verdict.json")" \
		'"verdict": "PASS"' "$kind: the boot passes"
}

[ -z "$image" ] || install deb "$image" ${NEXT_DEB:+--} ${NEXT_DEB-}
[ -z "$core" ] ||
	install rpm "$core" "$packages"/rpm/kernel-modules-*.rpm ${NEXT_RPM:+--} ${NEXT_RPM-}
done_testing
