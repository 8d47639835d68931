# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by scripts/install-boot and tests/package/hooks.t: a small Debian system to install
# packages into, in namespaces of its own, so that neither root nor a loop device is needed
# where subordinate user ids are (/etc/subuid), and nothing stays mounted.
#
#	$cache			where systems are kept: $cache/root/KIND-DIGEST.tar
#	$work			a directory for what is on the way, that there is
#	$root			the system
#	fail MESSAGE		what the caller does when nothing can be done

# shellcheck shell=sh disable=SC2154
PATH=$PATH:/usr/sbin:/sbin
export PATH

# Debian's archives of this machine's apt, as a sources.list.
root_sources()
{
	keyring=/usr/share/keyrings/debian-archive-keyring.gpg
	# shellcheck disable=SC2016
	apt-get indextargets --format '$(ORIGIN)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)' \
		'Created-By: Packages' |
		awk -F'|' -v keyring="$keyring" \
			'$1 == "Debian" { print "deb [signed-by=" keyring "]", $2, $3, $4 }'
}

# What it takes to reach them, as apt has it.
root_aptopts()
{
	apt-config dump | sed -n '/^Acquire::[a-z]*::Proxy\|^Acquire::https::Ca/p'
}

# root_make KIND PACKAGE,PACKAGE... [ARGUMENT...]: makes sure of $tar, the system with these
# packages and without what a kernel does not need. It is made once by mmdebstrap, with
# further arguments, from the mirror that this machine's apt uses, and anew for another list
# of packages or sources.
root_make()
{
	kind=$1 packages_of_root=$2
	shift 2
	mkdir -p "$cache/root"
	root_sources >"$work/sources"
	root_aptopts >"$work/aptopts"
	[ -s "$work/sources" ] || fail "apt knows no archive of Debian's (apt-get update?)"
	digest=$({
		echo "$packages_of_root" "$@"
		cat "$work/sources"
	} | sha256sum | cut -c 1-12)
	tar=$cache/root/$kind-$digest.tar
	[ ! -f "$tar" ] || return 0
	# Its helpers are of Debian's python3, not of one that stands before it in $PATH.
	PATH=/usr/sbin:/usr/bin:/sbin:/bin mmdebstrap \
		--variant=essential --include="$packages_of_root" \
		--dpkgopt='path-exclude=/usr/share/doc/*' \
		--dpkgopt='path-exclude=/usr/share/info/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' \
		--dpkgopt='path-exclude=/usr/share/man/*' \
		--aptopt="$work/aptopts" "$@" --format=tar '' "$tar.part" "$work/sources" \
		>"$work/log" 2>&1 || {
		tail -n 30 "$work/log" >&2
		fail "mmdebstrap made no system (see $work/log)"
	}
	mv "$tar.part" "$tar"
}

# root_enter COMMAND...: in its place, where mounts and processes are ours alone
root_enter()
{
	map=
	[ "$(id -u)" = 0 ] || map='--user --map-root-user --map-auto'
	# shellcheck disable=SC2086
	exec unshare $map --mount --mount-proc --pid --fork --kill-child "$@"
}

root_unpack()
{
	mkdir "$root"
	tar -C "$root" --exclude='./dev/*' --exclude='./var/lib/apt/lists/*' \
		--exclude='./var/cache/apt/*' --numeric-owner -xf "$tar"
}

root_mount()
{
	mount -t proc proc "$root/proc"
	mount -t tmpfs tmpfs "$root/dev"
	for node in null zero full random urandom tty; do
		touch "$root/dev/$node"
		mount --bind "/dev/$node" "$root/dev/$node"
	done
	ln -s /proc/self/fd "$root/dev/fd"
}

root_unmount()
{
	umount -R "$root/dev" "$root/proc"
}

# root_run COMMAND...
root_run()
{
	chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C HOME=/root \
		DEBIAN_FRONTEND=noninteractive "$@"
}
