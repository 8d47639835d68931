#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Patches in the formats of distributions: import, edit, export.
. "${SRCDIR}/tests/cmd/lib.sh"

patch() { # patch FILE SUBJECT TEXT
	printf 'From: A <a@example.com>\nDate: Mon, 5 Jan 2026 10:00:00 +0000\nSubject: %s\n\n%s\n---\n--- a/f\n+++ b/f\n@@ -1 +1 @@\n-%s\n+%s\n' \
		"$2" "$3" "$3" "$2" >"$1"
}

# round NAME FORMAT PATH: import and export of PATH change nothing
round() {
	rm -rf series before
	cp -r "$3" before
	run import --format "$2" "$3" --out series
	is "$code" 0 "$1: is read"
	run export --format "$2" "$3" --series series/series
	like "$out" ' 0 files' "$1: writing it back changes nothing"
	diff -r before "$3" >diff.out 2>&1
	is "$(cat diff.out)" '' "$1: not a byte"
}

# --- Debian ---------------------------------------------------------------------------
mkdir -p deb/debian/patches/bugfix/all deb/debian/patches-rt deb/debian/source
patch deb/debian/patches/bugfix/all/one.patch 'one' a
patch deb/debian/patches/bugfix/all/two.patch 'two' b
patch deb/debian/patches-rt/0001-rt.patch 'rt' c
printf '# Arch bug fixes\nbugfix/all/one.patch\n\n# Security fixes\nbugfix/all/two.patch\n\n# ABI maintenance\n' >deb/debian/patches/series
printf '# RT\n0001-rt.patch\n' >deb/debian/patches-rt/series
echo '3.0 (quilt)' >deb/debian/source/format
cat >deb/debian/changelog <<'C'
linux (6.1.187-1) bookworm-security; urgency=high

  * New upstream stable update

 -- A Maintainer <m@example.com>  Mon, 05 Jan 2026 10:00:00 +0100
C
round Debian debian deb
is "$(cat series/series)" '# Arch bug fixes
bugfix/all/one.patch

# Security fixes
bugfix/all/two.patch

# ABI maintenance
# debian/patches-rt
# RT
+rt rt/0001-rt.patch' 'the series for RT is behind a guard'
patch series/three.patch 'three' d
sed -i 's/^bugfix.all.one.*/three.patch/' series/series
cp -r deb nolog
rm nolog/debian/changelog
run export --format debian nolog --series series/series
is "$code" 2 'a package without a changelog is an error'
is "$(diff -r deb nolog)" 'Only in deb/debian: changelog' 'and nothing is written'
run export --format debian deb --series series/series
is "$code" 0 'a change of the series is written'
is "$(cat deb/debian/patches/series)" '# Arch bug fixes
three.patch

# Security fixes
bugfix/all/two.patch

# ABI maintenance' 'in its place'
is "$(ls deb/debian/patches/bugfix/all)" two.patch 'removed patches have no file'
is "$(sed '/^ -- /s/  .*/ DATE/' deb/debian/changelog | head -6)" 'linux (6.1.187-2) UNRELEASED; urgency=high

  * Add three.patch
  * Drop bugfix/all/one.patch

 -- A Maintainer <m@example.com> DATE' 'the changelog has an entry'
if command -v dpkg-parsechangelog >/dev/null; then
	is "$(dpkg-parsechangelog -l deb/debian/changelog -S Version)" 6.1.187-2 'which dpkg reads'
else
	skip 'which dpkg reads' 'no dpkg-parsechangelog'
fi
patch series/four.patch 'four' e
sed -i 's/^three.patch/&\nfour.patch/' series/series
run export deb --series series/series
is "$(sed -n '3,6p' deb/debian/changelog)" '  * Add three.patch
  * Drop bugfix/all/one.patch
  * Add four.patch' 'an unreleased entry is extended'

# Its configuration: fragments, which are composed for an architecture and a flavour.
mkdir -p project/branches project/patches/6.1 project/configs deb/debian/config/amd64/none \
	deb/debian/config/kernelarch-x86 deb/debian/config/armhf
printf '[branch]\nversion=6.1.187\narch=x86_64\nconfig=own\ndescription=a branch\n\n[source 6.1.187]\nkind=local\npath=x\n' \
	>project/branches/6.1.conf
touch project/patches/6.1/series project/configs/own.config
(
	cd deb/debian/config || exit 1
	printf '##\n## file: init/Kconfig\n##\nCONFIG_A=y\n# CONFIG_B is not set\n' >config
	echo CONFIG_C=m >kernelarch-x86/config
	echo CONFIG_D=y >amd64/config
	echo CONFIG_E=y >amd64/config.cloud
	echo CONFIG_F=y >config.cloud
	printf '[base]\nkernel-arch: x86\n' >amd64/defines
	printf '[base]\nflavours:\n amd64\n cloud\n\n[cloud_image]\nconfigs:\n config.cloud\n amd64/config.cloud\n\n[other]\nconfigs:\n no\n' \
		>amd64/none/defines
	ln -s /etc/passwd armhf/config
)
cp -r deb deb.old
run import --project project --format debian --config amd64/none/cloud deb --to 6.1
is "$code" 0 "a package's configuration is read"
like "$out" 'config=debian-6.1+config?;debian-6.1+kernelarch-x86~config?;debian-6.1+amd64~config?;debian-6.1+config.cloud?;debian-6.1+amd64~config.cloud?' \
	'in the order in which the package composes it'
run export --project project --format debian deb 6.1
is "$(diff -r deb deb.old)" '' 'writing it back changes nothing'
echo CONFIG_G=y >>'project/configs/debian-6.1+amd64~config.config'
run export --project project --format debian deb 6.1
is "$(diff -rq deb deb.old | sed 's/.*deb.old.//; s/ differ//' | tr '\n' ' ')" 'debian/changelog debian/config/amd64/config ' \
	'only what changed is written'
like "$(cat deb/debian/changelog)" '* Update debian/config/amd64/config' 'and is in the changelog'
ls project/configs >configs.before
run import --project project --format debian --config armhf deb --to 6.1
is "$code $(ls project/configs | diff - configs.before)" '2 ' 'a link in a package is not followed'
like "$err" 'deb/debian/config/armhf/config: no such fragment' 'and the fragment is named'
mkdir outside
echo CONFIG_H=y >outside/config
ln -s ../../../outside deb/debian/config/i386
run import --project project --format debian --config i386 deb --to 6.1
is "$code $(ls project/configs | diff - configs.before)" '2 ' 'nor one of a directory'
echo CONFIG_I=y >'project/configs/debian-6.1+i386~config.config'
run export --project project --format debian deb 6.1
is "$code $(cat outside/config)" '2 CONFIG_H=y' 'nothing is written by a link'
like "$err" 'deb/debian/config/i386' 'and the place is named'
rm 'project/configs/debian-6.1+i386~config.config'
run import --format debian --config amd64 deb --out series
is "$code" 2 'a configuration needs a project'

# --- SUSE -----------------------------------------------------------------------------
mkdir -p suse/patches.suse suse/patches.kabi
patch suse/patches.suse/one.patch one a
patch suse/patches.kabi/two.patch two b
patch suse/patches.suse/arm.patch arm c
printf '# head\n\n\t# sorted patches\n\tpatches.suse/one.patch\n+arm\tpatches.suse/arm.patch\n\n\t# out-of-tree\n\tpatches.kabi/two.patch\n' >suse/series.conf
round SUSE suse suse
patch series/new.patch new d
sed -i 's/.*suse.one.patch/&\nnew.patch/' series/series
run export suse --series series/series
is "$(sed -n 4,6p suse/series.conf)" "$(printf '\tpatches.suse/one.patch\n\tpatches.suse/new.patch\n+arm\tpatches.suse/arm.patch')" \
	'a new patch is put in the directory of its neighbour'
ok 'with its file' test -f suse/patches.suse/new.patch

# --- stable queue ---------------------------------------------------------------------
mkdir queue-6.1
patch queue-6.1/one.patch one a
printf 'one.patch' >queue-6.1/series
round 'stable queue, no newline at the end' stable queue-6.1

# --- OpenWrt --------------------------------------------------------------------------
for dir in backport-6.12 pending-6.12 hack-6.12 hack-6.6; do
	mkdir -p linux/generic/$dir
done
patch linux/generic/backport-6.12/100-v6.13-one.patch one a
patch linux/generic/backport-6.12/101-two.patch two b
patch linux/generic/pending-6.12/050-three.patch three c
patch linux/generic/hack-6.6/900-old.patch old d
run import linux --out series
like "$err" 'several versions' 'OpenWrt: a version must be chosen'
run import --version 6.12 linux --out series
is "$(cat series/series)" '# generic/backport-6.12
generic/backport-6.12/100-v6.13-one.patch
generic/backport-6.12/101-two.patch

# generic/pending-6.12
generic/pending-6.12/050-three.patch' 'its directories are sections'
patch series/new.patch new e
sed -i 's/.*one.patch/&\nnew.patch/; /three/d' series/series
run export --version 6.12 linux --series series/series
is "$code" 0 'a new patch'
is "$(cd linux/generic && find . -name '*.patch' | sort)" './backport-6.12/100-v6.13-one.patch
./backport-6.12/100z-new.patch
./backport-6.12/101-two.patch
./hack-6.6/900-old.patch' 'gets a number between its neighbours; other versions stay'
# Several patches with one number, as OpenWrt has for the parts of one change.
for name in 420-01-a.patch 420-02-b.patch 420-04-c.patch 420-d.patch; do
	patch linux/generic/backport-6.12/$name "$name" a
done
run import --version 6.12 linux --out parts
for name in x y z; do
	patch parts/$name.patch $name e
done
sed -i 's/.*420-01-a.patch/&\nx.patch/; s/.*420-02-b.patch/&\ny.patch/; s/.*420-04-c.patch/&\nz.patch/' parts/series
run export --version 6.12 linux --series parts/series
is "$(cd linux/generic/backport-6.12 && echo 420*)" '420-01-a.patch 420-01z-x.patch 420-02-b.patch 420-03-y.patch 420-04-c.patch 420-04z-z.patch 420-d.patch' 'a new patch between parts of one change'
printf 'generic/backport-6.12/101-two.patch\ngeneric/backport-6.12/100-v6.13-one.patch\n' >series/series
run export --version 6.12 linux --series series/series
is "$code" 2 'an order that names cannot express is refused'
like "$err" '100-v6.13-one.patch' 'by name'

# --- RPM ------------------------------------------------------------------------------
mkdir rpm
patch rpm/one-6.12.patch one a
patch rpm/two.patch two b
patch rpm/three.patch three c
cat >rpm/kernel.spec <<'S'
%global kver 6.12
Name: kernel
Version: %{kver}
Patch1: https://example.org/one-%{version}.patch
# CVE-2026-1
Patch5: two.patch
Patch6: three.patch
%prep
%setup -q
%patch6 -p1
%patch -P 1 -p0
%patch5 -p1 -R
%build
S
round 'spec' rpm rpm
is "$(cat series/series)" 'three.patch
one-6.12.patch -p0
two.patch -R' 'a spec: in the order of its %patch lines, with options'
patch series/new.patch new d
printf 'three.patch\nnew.patch\ntwo.patch -R\n' >series/series
run export rpm --series series/series
is "$(cat rpm/kernel.spec)" '%global kver 6.12
Name: kernel
Version: %{kver}
# CVE-2026-1
Patch5: two.patch
Patch6: three.patch
Patch7: new.patch
%prep
%setup -q
%patch6 -p1
%patch -P 7 -p1
%patch5 -p1 -R
%build' 'lines are added and removed, others stay'
is "$(ls rpm)" 'kernel.spec
new.patch
three.patch
two.patch' 'and so are files'
sed -i 's/^Patch5.*/Patch5: %(touch ran).patch/' rpm/kernel.spec
run import rpm --out nowhere
like "$err" 'rpm/kernel.spec:5' 'a macro that runs a program is refused with its line'
ok 'and does not run' test ! -e ran
sed -i 's/^Patch5.*/Patch5: two.patch/; s/^%setup.*/%autosetup -p1/; /^%patch/d' rpm/kernel.spec
round 'autosetup' rpm rpm/kernel.spec
mkdir -p tree-spec/patches
echo 'Name: kernel' >tree-spec/kernel.spec
patch tree-spec/patches/0001-one.patch one a
round 'a directory of patches beside a spec' rpm tree-spec

# --- mail -----------------------------------------------------------------------------
cat >thread.mbx <<'M'
From git@z Thu Jan  1 00:00:00 1970
Subject: [PATCH v2 0/2] a cover
From: A <a@example.com>
Date: Mon, 5 Jan 2026 10:00:00 +0000

What it is about.

From git@z Thu Jan  1 00:00:00 1970
Subject: [PATCH v2 2/2] second
From: A <a@example.com>
Date: Mon, 5 Jan 2026 10:02:00 +0000

From nobody's point of view.

Reviewed-by: R <r@example.com>
---
--- a/g
+++ b/g
@@ -1 +1 @@
-1
+2

From git@z Thu Jan  1 00:00:00 1970
Subject: [PATCH v2 1/2] =?utf-8?q?f=C3=BCrst?=
From: A <a@example.com>
Date: Mon, 5 Jan 2026 10:01:00 +0000
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Equal =3D equal.
---
--- a/f
+++ b/f
@@ -1 +1 @@
-a=3D1
+a=3D2

From git@z Thu Jan  1 00:00:00 1970
Subject: Re: [PATCH v2 0/2] a cover
From: B <b@example.com>

Nice.
M
rm -rf series
run import thread.mbx --out series
is "$code" 0 'a thread is read'
is "$(cat series/series)" 'f-rst.patch
second.patch' 'its patches in the order of their numbers'
like "$(cat series/cover-letter)" 'What it is about' 'the cover letter is kept'
like "$(cat series/second.patch)" 'Reviewed-by: R' 'and the trailers'
like "$(cat series/f-rst.patch)" '+a=2' 'encoded text is decoded'
like "$err" ', which has no diff' 'discussion is skipped, with a message'
run export out.mbx --format mbox --series series/series
mkdir out
(cd out && git init -q . && printf 'a=1\n' >f && printf '1\n' >g && git add . &&
	git -c user.name=x -c user.email=x@y commit -q -m base)
awk '/^From git@z/ { n++ } n > 1' out.mbx >am.mbx
ok 'git am applies the result' git -C out -c user.name=x -c user.email=x@y am -q "$scratch/am.mbx"
is "$(git -C out log --format=%s -2)" 'second
fürst' 'with its subjects'
cp out.mbx again.mbx
run import again.mbx --out series2
run export again.mbx --format mbox --series series2/series
cmp -s out.mbx again.mbx
report $? 'plain mail is written back byte for byte'
run export dep3.mbx --format mbox --series queue-6.1/series
git -C out checkout -q -b two HEAD~2
printf 'a\n' >out/f
git -C out -c user.name=x -c user.email=x@y commit -q -a -m f
ok 'git am takes patches that were no mail' git -C out -c user.name=x -c user.email=x@y am -q "$scratch/dep3.mbx"
is "$(git -C out log -1 --format='%an %ad %s' --date=iso)" 'A 2026-01-05 10:00:00 +0000 one' 'with author and date'

# --- what must not be -----------------------------------------------------------------
run import /etc/passwd --out nowhere
like "$err" 'unknown format; use --format' 'other files are refused'
run import --format mbox /etc/passwd --out nowhere
like "$err" '/etc/passwd:1' 'and --format is checked'
ok 'nothing was written' test ! -e nowhere
done_testing
