#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Builds the source packages by dpkg-buildpackage and rpmbuild, without kferry, later and in
# another directory: the results must be bit for bit those of 'make deb' and 'make rpm'. REBUILD
# lists what to build, by default "deb staged": "deb" and "rpm" are a whole build of a kernel
# each, "staged" is the RPM source package with the stage of the "deb" build.
. "$SRCDIR/tests/cmd/lib.sh"
. "$SRCDIR/tests/package/lib.sh"

# built DIR: lists the packages in DIR
built() {
	(cd "$1" && ls | grep -e '\.deb$' -e "\.$(uname -m)\.rpm\$")
}

# same DIR DIR: both directories have the same packages, bit for bit
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

# rebuild_rpm ARGS...: with the packager and the compression of the existing packages
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
# shellcheck disable=SC2086 # one word for each kind
need $(echo "$REBUILD" | sed s/staged/rpm/)
[ -z "${root_arch-}" ] || not_for 'cross builds are not rebuilt'
for kind in $REBUILD; do
	"rebuild_$kind"
done
done_testing
