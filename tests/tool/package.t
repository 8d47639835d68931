#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry's own packages, as 'make tool-deb' and 'make tool-rpm' left them: what their linters
# say, and one installed in a bare Debian system, where a project is made and a kernel booted.
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
is "$(grep -c '\.git/\|/build/' list)" 0 'nothing that was made is'

# --- the deb
ok 'lintian has nothing to say' lintian --fail-on error,warning --suppress-tags \
	initial-upload-closes-no-bugs "$deb"
dpkg-deb -x "$deb" deb
for file in bin/kferry lib/kferry/libkferry-cover.so lib/kferry/guest/init \
	share/kferry/debian/control.in share/kferry/scripts/pipeline.mk share/man/man1/kferry.1.gz \
	share/bash-completion/completions/kferry share/zsh/vendor-completions/_kferry \
	share/fish/vendor_completions.d/kferry.fish; do
	ok "it has $file" test -s "deb/usr/$file"
done
is "$(deb/usr/bin/kferry --version)" "kferry $VERSION" 'the version is that of the package'
like "$(dpkg-deb -f "$deb" Depends)" 'libgit2-' 'what is loaded later is depended on'

# --- the rpm
rpm=$(echo "$dist/rpm/RPMS/x86_64/kferry-$VERSION-"*.rpm)
if [ -f "$rpm" ]; then
	ok 'rpmlint has nothing to say' rpmlint -c "$SRCDIR/packaging/rpmlint.toml" "$rpm"
	like "$(rpm -qp --requires "$rpm")" 'libgit2' 'the rpm depends on what is loaded later'
	mkdir rpmroot
	ok 'it installs' rpm --root "$scratch/rpmroot" --nodeps --noscripts -i "$rpm"
	ok 'with the pages' test -s rpmroot/usr/share/man/man1/kferry.1.gz
else
	skip 'the rpm' 'no package; make tool-rpm'
fi

# --- in a bare system
cache=${KFERRY_CACHE:-$HOME/.cache/kferry} work=$scratch/work root=$scratch/root
mkdir "$work"
fail() {
	report 1 "$*"
	done_testing
	exit 1
}
. "$SRCDIR/scripts/debian-root.sh"
depends=$(dpkg-deb -f "$deb" Depends Recommends | sed 's/^[A-Za-z]*: //; s/([^)]*)//g; s/|[^,]*//g' |
	tr -d ' ' | paste -sd, -)
root_make tool "$depends,bash-completion"

# The rest happens where mounts are ours alone: the test goes on in there.
kernel=$cache/kernel/${BRANCH:-6.1}/plain
cat >inside.sh <<'END'
. "$SRCDIR/scripts/debian-root.sh"
fail() { echo "# $*"; exit 1; }
root_unpack && root_mount
# Pages were left out of the system, and would be of the package.
rm -f "$root"/etc/dpkg/dpkg.cfg.d/99mmdebstrap
cp "$deb" "$root/kferry.deb"
root_run dpkg -i /kferry.deb || exit
root_run kferry --version
root_run man kferry | head -n 4
root_run bash -c '. /usr/share/bash-completion/bash_completion
	_completion_loader kferry; complete -p kferry'
root_run sh -c 'cd /root && mkdir -p p/branches p/patches && cd p && kferry env | head -n 3'
[ -d "$kernel" ] || { echo 'no kernel'; exit; }
mkdir -p "$root/root/.cache/kferry/kernel/own"
cp -r "$kernel" "$root/root/.cache/kferry/kernel/own/plain"
cat >"$root/root/p/branches/own.conf" <<'CONF'
[branch]
version=6.1.187
description=x
config=base
[source 6.1.187]
kind=local
path=linux
[variant plain]
series=
expect=clean
CONF
root_run sh -c 'cd /root/p && kferry boot --scenarios v2-exit own plain &&
	kferry judge /root/.cache/kferry/run/own/plain'
END
export SRCDIR deb root kernel cache work
(root_enter sh "$scratch/inside.sh") >inside.log 2>&1
said=$(cat inside.log)
like "$said" "kferry $VERSION" 'installed, it says its version'
like "$said" 'KFERRY(1)' 'man shows its page'
like "$said" 'complete -F _kferry kferry' 'bash finds the completion'
if [ -d "$kernel" ]; then
	like "$said" 'PASS' 'a kernel is booted and judged there'
else
	skip 'a kernel is booted' "no $kernel; make smoke"
fi
done_testing
