#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the source packages give when they are built by dpkg-buildpackage and rpmbuild, without
# kferry, in another directory and later: the packages that 'make deb' and 'make rpm' left, bit by
# bit. REBUILD says of which, "deb staged" without: "deb" and "rpm" are a whole build of a kernel
# each, "staged" is the RPM source package with what the build of "deb" laid out.
. "$SRCDIR/tests/cmd/lib.sh"
. "$SRCDIR/tests/package/lib.sh"

# built DIR: the packages in it
built() {
	(cd "$1" && ls | grep -e '\.deb$' -e "\.$(uname -m)\.rpm\$")
}

# same DIR DIR: the packages of both are the same, bit by bit
same() {
	is "$(built "$2")" "$(built "$1")" 'the same packages are made'
	for file in $(built "$1"); do
		file=$1/$file
		other=$2/${file##*/}
		ok "${file##*/} is the same" cmp "$file" "$other"
		cmp -s "$file" "$other" ||
			diffoscope "$file" "$other" 2>&1 | head -n 200 | sed 's/^/# /' >&2
	done
}

rebuild_deb() {
	mkdir deb
	ok 'the DEB source package unpacks' dpkg-source -x "$debs"/*.dsc deb/tree
	ok 'and builds' sh -c 'cd deb/tree && exec dpkg-buildpackage -us -uc -b'
	same "$debs" deb
}

# rebuild_rpm ARGS...: the packager is whoever builds, and the compression that of the
# distribution.
rebuild_rpm() {
	ok 'the RPM source package builds' rpmbuild --rebuild --nodeps \
		--define "_topdir $PWD/rpm" --define '_binary_payload w10.zstdio' \
		--define "packager $(rpm -qp --qf '%{PACKAGER}' "$core")" "$@" "$rpms"/*.src.rpm
	same "$rpms" "rpm/RPMS/$(uname -m)"
}

rebuild_staged() {
	rebuild_rpm --define "kferry_stage $PWD/deb/tree/debian/stage"
}

REBUILD=${REBUILD:-deb staged}
# shellcheck disable=SC2086
need $(echo "$REBUILD" | sed s/staged/rpm/)
[ -z "${root_arch-}" ] || not_for 'cross builds are not rebuilt'
for kind in $REBUILD; do
	"rebuild_$kind"
done
done_testing
