#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry's own packages, as 'make tool-deb' and 'make tool-rpm' left them: their contents, and
# the messages of their linters.
. "$SRCDIR/tests/cmd/lib.sh"
dist=$SRCDIR/build/dist
deb=$dist/kferry_$VERSION-1_amd64.deb
for program in lintian rpmlint rpm dpkg-deb; do
	command -v $program >/dev/null || skip_all "no $program"
done
[ -f "$deb" ] || skip_all 'no package; make tool-deb'

# --- the tarball
sum=$(sha256sum <"$dist/kferry-$VERSION.tar.xz")
ok 'the tarball is made again' make -C "$SRCDIR" dist
is "$(sha256sum <"$dist/kferry-$VERSION.tar.xz")" "$sum" 'and has the same bytes'
tar -tf "$dist/kferry-$VERSION.tar.xz" >list
ok 'NEWS is in it' grep -qx "kferry-$VERSION/NEWS" list
is "$(grep -e "^kferry-$VERSION/build/" -e '/\.git/' list)" '' 'no generated file is in it'

# --- the deb and its source
ok 'lintian has nothing to say' lintian -EI --pedantic --suppress-tags \
	initial-upload-closes-no-bugs --fail-on error,warning,info,pedantic,experimental \
	"$dist/kferry_$VERSION-1_amd64.changes"
dpkg-deb -x "$deb" deb
for file in bin/kferry lib/kferry/libkferry-cover.so lib/kferry/guest/init lib/kferry/guest/arm64/init \
	share/kferry/debian/control.in share/kferry/scripts/pipeline.mk share/man/man1/kferry.1.gz \
	share/bash-completion/completions/kferry share/zsh/vendor-completions/_kferry \
	share/fish/vendor_completions.d/kferry.fish \
	lib/systemd/user/kferry-nightly@.timer lib/systemd/user/kferry-nightly@.service; do
	ok "it has $file" test -s "deb/usr/$file"
done
is "$(deb/usr/bin/kferry --version)" "kferry $VERSION" 'the version is that of the package'
like "$(dpkg-deb -f "$deb" Depends)" 'libgit2-' 'libraries that are loaded later are dependencies'

# --- the rpm and its source
rpm=$(echo "$dist/rpm/RPMS/x86_64/kferry-$VERSION-"*.rpm)
if [ -f "$rpm" ]; then
	ok 'rpmlint has nothing to say' rpmlint --strict -c "$SRCDIR/packaging/rpmlint.toml" \
		"$rpm" "$dist"/rpm/SRPMS/*.src.rpm
	like "$(rpm -qp --requires "$rpm")" 'libgit2' 'also of the rpm'
	mkdir rpmroot
	ok 'it installs' rpm --root "$scratch/rpmroot" --nodeps --noscripts -i "$rpm"
	ok 'with the pages' test -s rpmroot/usr/share/man/man1/kferry.1.gz
else
	skip 'the rpm' 'no package; make tool-rpm'
fi

done_testing
