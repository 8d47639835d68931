#!/bin/sh
# The kernel of the packages, booted without installing them.
. "$SRCDIR/tests/cmd/lib.sh"

branch=${BRANCH:-6.1}
packages=${KFERRY_CACHE:-$HOME/.cache/kferry}/package/$branch
image=$(find "$packages/deb" -name 'linux-image-*-generic_*.deb' ! -name '*-kferry-*' \
	2>/dev/null)
core=$(find "$packages/rpm" -name 'kernel-core-*.rpm' 2>/dev/null)
if [ -z "$image$core" ]; then
	echo "1..0 # skip no packages of $branch (make deb BRANCH=$branch makes them)"
	exit 0
fi

# payload KIND PACKAGE...
payload() {
	kind=$1
	shift
	run payload --project "$SRCDIR" --out "$kind" "$@"
	is "$code" 0 "$kind: the kernel of the package passes"
	[ "$code" = 0 ] || printf '%s\n%s\n' "$out" "$err" | sed 's/^/# /'
	like "$(cat "$kind/verdict.json")" '"verdict": "PASS"' "$kind: as is on record"
	ok "$kind: modules were loaded" grep -q '^# kferry: module ext4 0x' "$kind/console.log"
	ok "$kind: a disk was mounted" grep -q '^ok [0-9]* disk' "$kind/console.log"
}

[ -z "$image" ] || payload deb "$image"
[ -z "$core" ] || payload rpm "$core" "$packages"/rpm/kernel-modules-*.rpm
done_testing
