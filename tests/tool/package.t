#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry's own packages, as 'make tool-deb' and 'make tool-rpm' left them: what their linters
# say; and the deb in a bare Debian system, where a maintainer makes a project of Debian's
# kernel and a series, sees its status, and has kernels booted and judged.
. "$SRCDIR/tests/cmd/lib.sh"
dist=$SRCDIR/build/dist
deb=$dist/kferry_$VERSION-1_amd64.deb
for program in lintian rpmlint rpm dpkg-deb mmdebstrap; do
	command -v $program >/dev/null || skip_all "no $program"
done
[ -f "$deb" ] || skip_all 'no package; make tool-deb'

# --- the tarball
sum=$(sha256sum <"$dist/kferry-$VERSION.tar.xz")
ok 'the tarball is made again' make -C "$SRCDIR" dist
is "$(sha256sum <"$dist/kferry-$VERSION.tar.xz")" "$sum" 'and has the same bytes'
tar -tf "$dist/kferry-$VERSION.tar.xz" >list
ok 'NEWS is in it' grep -qx "kferry-$VERSION/NEWS" list
is "$(grep -e "^kferry-$VERSION/build/" -e '/\.git/' list)" '' 'nothing that was made is'

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
like "$(dpkg-deb -f "$deb" Depends)" 'libgit2-' 'what is loaded later is depended on'

# --- the rpm and its source
rpm=$(echo "$dist/rpm/RPMS/x86_64/kferry-$VERSION-"*.rpm)
if [ -f "$rpm" ]; then
	ok 'rpmlint has nothing to say' rpmlint --strict -c "$SRCDIR/packaging/rpmlint.toml" \
		"$rpm" "$dist"/rpm/SRPMS/*.src.rpm
	like "$(rpm -qp --requires "$rpm")" 'libgit2' 'the rpm depends on what is loaded later'
	mkdir rpmroot
	ok 'it installs' rpm --root "$scratch/rpmroot" --nodeps --noscripts -i "$rpm"
	ok 'with the pages' test -s rpmroot/usr/share/man/man1/kferry.1.gz
else
	skip 'the rpm' 'no package; make tool-rpm'
fi

# --- in a bare system: Debian's essential packages, apt, and what kferry asks for
branch=6.1
cache=${KFERRY_CACHE:-$HOME/.cache/kferry} work=$scratch/work root=$scratch/root
version=$(sed -n 's/^version=//p' "$SRCDIR/branches/$branch.conf")
fail() {
	report 1 "$*"
	done_testing
	exit 1
}
. "$SRCDIR/scripts/debian-root.sh"
mkdir "$work" said
wanted=$(dpkg-deb -f "$deb" Depends Recommends | sed 's/^[A-Za-z]*: //; s/([^)]*)//g; s/|[^,]*//g' |
	tr -d ' ' | paste -sd, -)
root_make tool "apt,$wanted"
export SRCDIR deb root cache work tar version branch
ok 'a bare system' sh -c '. "$SRCDIR/scripts/debian-root.sh"; root_enter sh "$0"' \
	"$SRCDIR/tests/tool/bare.sh"

# said STEP TEXT WHAT: the step of tests/tool/bare.sh went well, and said that
said() {
	text=$(cat "$scratch/said/$1" 2>&1)
	is "$(echo "$text" | tail -n 1)" 'status 0' "$3"
	like "$text" "$2" "$3: it says so"
}

said install 'Setting up kferry' 'the package is installed'
said version "kferry $VERSION" 'kferry says its version'
said man 'KFERRY(1)' 'man shows its page'
said whatis 'kferry-branch (5)' 'whatis finds its pages'
said completion 'complete -F _kferry kferry' 'bash finds its completion'
said update 'Reading package lists' 'the archive is there'
said init "Linux $version, 1 patch" 'a project is made of Debian and a series'
said env 'kferry smoke can run here' 'what the main job needs is there'
said status 'exact, tried' 'the series applies'
if [ -d "$cache/kernel/$branch/guarded" ]; then
	said smoke '2 passed, 0 failed, 0 invalid' 'its kernels are booted and judged'
	is "$(grep -c 'built again\|\[.*%\]' "$scratch/said/smoke")" 0 'those from the cache'
	said after '2 of 2 PASS' 'which is its status then'
else
	skip 'kernels are booted' "no kernels of $branch; make smoke"
fi
done_testing
