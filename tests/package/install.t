#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Installs the packages by dpkg or rpm in a small Debian system with all hooks, and boots it
# from a disk; installs those of the next release beside them; removes all. Each release is a
# build of its own, which takes minutes. apt, dnf and zypper must keep both releases, too.
. "$SRCDIR/tests/cmd/lib.sh"
. "$SRCDIR/tests/package/lib.sh"
. "$SRCDIR/tests/package/upgrade.sh"
need deb rpm
need_machine

case $rel in
[23].* | 4.[0-9].*)
	not_for "the systemd of that system boots no Linux ${rel%%-*}" ;;
esac

# next_release KIND: builds the next release to a directory named KIND, compressed fast
next_release() {
	number=${rel#*-kferry}
	ok "$1: the next release is made" sh -c 'cd "$SRCDIR" && exec "$KFERRY" package "$@"' \
		sh "$1" --flavour "$flavour" --release $((${number%%-*} + 1)) --fast --binary \
		--out "$scratch/$1" "$branch"
}

# install KIND PACKAGE... -- PACKAGE...: runs scripts/install-boot on both releases
install() {
	kind=$1
	ok "$kind: installed, booted, upgraded, removed, and nothing is left" \
		"$SRCDIR/scripts/install-boot" "$@"
	sed 's/^/# /' "$capture/out"
	like "$(cat "${packages%/*/*}/run/install/$kind/verdict.json")" \
		'"verdict": "PASS"' "$kind: the boot passes"
}

find_debs
if [ -n "$image" ]; then
	next_release deb
	install deb "$image" -- deb/linux-image-[0-9]*-"$flavour"_*.deb
	# The decisions of package managers do not depend on the architecture.
	if [ -z "${root_arch-}" ]; then
		upgrade_apt
		initramfs_apt
		autoremove_apt
	fi
fi
find_rpms
if [ -n "$core" ]; then
	next_release rpm
	install rpm "$core" "$(rpm_of modules)" -- rpm/"$(rpm_name core)"-[0-9]*.rpm \
		rpm/"$(rpm_name modules)"-[0-9]*.rpm
	if [ -z "${root_arch-}" ]; then
		upgrade_rpm dnf install upgrade
		upgrade_rpm zypper install update
	fi
fi
done_testing
