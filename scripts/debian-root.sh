# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by scripts/install-boot and tests/package/hooks.t: a small Debian system in which to
# install packages, in its own namespaces. With subordinate user ids (/etc/subuid), it needs
# neither root nor a loop device, and nothing stays mounted.
#
#	$cache			directory of systems: $cache/root/KIND-DIGEST.tar
#	$work			existing directory for temporary files
#	$root			the system
#	fail MESSAGE		called on errors; must not return
#	$root_arch		dpkg's name of its architecture, if it is not this machine's:
#				qemu-user-static, by binfmt_misc, runs its programs

# shellcheck shell=sh disable=SC2154
root_arch=${root_arch-}
PATH=$PATH:/usr/sbin:/sbin
export PATH

# Prints the Debian archives of this machine's apt, as a sources.list.
root_sources()
{
	keyring=/usr/share/keyrings/debian-archive-keyring.gpg
	# shellcheck disable=SC2016
	apt-get indextargets --format '$(ORIGIN)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)' \
		'Created-By: Packages' |
		awk -F'|' -v keyring="$keyring" \
			'$1 == "Debian" { print "deb [signed-by=" keyring "]", $2, $3, $4 }'
}

# Prints the settings of apt that are needed to reach them.
root_aptopts()
{
	apt-config dump | sed -n '/^Acquire::[a-z]*::Proxy\|^Acquire::https::Ca/p'
}

# root_make KIND PACKAGE,PACKAGE... [ARGUMENT...]: makes sure that $tar exists, the system with
# these packages and without files that a kernel does not need. mmdebstrap creates it once, with
# further arguments, from the mirror of this machine's apt, and again if the list of packages or
# the sources change.
root_make()
{
	kind=$1 packages_of_root=$2
	shift 2
	mkdir -p "$cache/root"
	root_sources >"$work/sources"
	root_aptopts >"$work/aptopts"
	[ -s "$work/sources" ] || fail "apt knows no archive of Debian's (apt-get update?)"
	[ -z "$root_arch" ] || set -- "$@" --architectures="$root_arch"
	digest=$({
		echo "$packages_of_root" "$@"
		cat "$work/sources"
	} | sha256sum | cut -c 1-12)
	tar=$cache/root/$kind-$digest.tar
	[ ! -f "$tar" ] || return 0
	# Its helpers need Debian's python3, not another one in $PATH.
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

# root_enter COMMAND...: runs it in separate namespaces for mounts and processes
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
