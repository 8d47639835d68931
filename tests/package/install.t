#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The packages installed by dpkg or rpm into a small Debian system with all their hooks, and
# booted from a disk; then those of the next release, which are made for it, come beside them;
# then all go. Each release is a build of what bears its name, which takes minutes. apt, dnf and
# zypper, too, have to keep both.
. "$SRCDIR/tests/cmd/lib.sh"
. "$SRCDIR/tests/package/lib.sh"
. "$SRCDIR/tests/package/upgrade.sh"
need deb rpm
need_machine

case $rel in
[23].* | 4.[0-9].*)
	not_for "the systemd of that system boots no Linux ${rel%%-*}" ;;
esac

# next_release KIND: quickly packed, in a directory of the kind's name
next_release() {
	number=${rel#*-kferry}
	ok "$1: the next release is made" sh -c 'cd "$SRCDIR" && exec "$KFERRY" package "$@"' \
		sh "$1" --flavour "$flavour" --release $((${number%%-*} + 1)) --fast --binary \
		--out "$scratch/$1" "$branch"
}

# install KIND PACKAGE... -- PACKAGE...
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
	# what package managers make of names does not hang on the architecture
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
