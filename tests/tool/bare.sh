# SPDX-License-Identifier: GPL-2.0-or-later
# Run by tests/tool/bare.t in namespaces of its own: installs $deb in the bare system $tar, and
# does there what a maintainer does on the first day. said/STEP has the output of each step, and
# its exit status in the last line.
#
# The system sees the contents of $cache; what it writes there is discarded.
. "$SRCDIR/scripts/debian-root.sh"

fail() {
	echo "$*"
	exit 1
}

# step NAME COMMAND...: runs COMMAND in the system
step() {
	name=$1
	shift
	{
		root_run "KFERRY_CACHE=$cache" "$@"
		echo "status $?"
	} >"said/$name" 2>&1
}

# step_in_project NAME COMMAND...: runs COMMAND in the project
step_in_project() {
	name=$1
	shift
	step "$name" kferry -C /root/mine "$@"
}

prepare() {
	root_unpack && root_mount || fail 'no system'
	mkdir -p "$root$cache" "$work/upper" "$work/work"
	mount -t overlay overlay "$root$cache" -o \
		"userxattr,lowerdir=$cache,upperdir=$work/upper,workdir=$work/work" ||
		fail 'no overlay of the cache'
	cp /etc/resolv.conf "$root/etc/resolv.conf"
	# mmdebstrap left out manual pages, and would make dpkg leave out those of the package.
	rm -f "$root"/etc/dpkg/dpkg.cfg.d/99mmdebstrap
	mkdir "$root/root/patches"
	cp "$SRCDIR/patches/$branch/series" "$SRCDIR/patches/$branch"/*.patch "$root/root/patches"
	cp "$deb" "$root/kferry.deb"
}

# The repository's own variant has the same series, so its kernel is used.
lend_kernel() {
	kernels=$root$cache/kernel/$branch
	[ -d "$kernels/guarded" ] && rm -rf "$kernels/patched" &&
		cp -r "$kernels/guarded" "$kernels/patched"
}

prepare
step install dpkg -i /kferry.deb
step version kferry --version
step man man kferry
step whatis whatis kferry kferry-branch
step completion bash -c '. /usr/share/bash-completion/completions/kferry; complete -p kferry'
step update apt-get -q update
step init kferry init --debian "bookworm=$version" --series /root/patches/series /root/mine
step_in_project env env
step_in_project status status --fetch
lend_kernel && step_in_project smoke smoke "$branch"
step_in_project after status
exit 0
