#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry package: errors that it reports before it builds anything, and when it makes a stage
# again. tests/package/*.t tests the packages.
. "$SRCDIR/tests/cmd/lib.sh"

cp -r "$SRCDIR/tests/data/project" project
cd project || exit 1
export KFERRY_CACHE="$scratch/cache"

# refused WHAT WHY ARGS...: kferry package with ARGS fails with WHY in its message
refused() {
	what=$1 why=$2
	shift 2
	run package "$@"
	is "$code" 2 "$what: exits with 2"
	like "$err" "$why" "$what: the reason is shown"
	ok "$what: nothing is made" test ! -e "$KFERRY_CACHE/stage"
}

refused 'an unknown kind' 'one of stage, deb and rpm' tar fake
refused 'a branch without packages' 'branches/fake.conf: ' deb fake
cat >>branches/fake.conf <<END

[package]
release=1
date=2026-11-24T11:00:00Z
maintainer=Nobody <nobody@kferry.example>
series=series

[flavour small]
config=base;more
description=for tests
END
refused 'an unknown flavour' "flavour 'large'" deb --flavour large fake
mkdir -p patches/fake/again
cp patches/fake/fix.patch patches/fake/again/fix.patch
echo fix.patch >patches/fake/again.series
sed -i 's/^series=series$/series=series;again.series/' branches/fake.conf
refused 'two patches with one name' "again.series:1: 'fix.patch': two files with this name" deb fake
sed -i 's/^series=series;again.series$/series=series/' branches/fake.conf
mkdir full
: >full/file
refused 'a directory that is not empty' 'full is not empty' deb --out full fake
refused 'a stage with --out' '--out is only for deb and rpm' stage --out new fake
refused 'a key without a certificate' '--sign-cert must be given together' deb --sign-key key.pem fake
refused 'a missing key' 'key.pem: No such file' deb --sign-key key.pem --sign-cert cert.pem fake
is "$(ls full)" file 'existing files are kept'

# A stage of the fake kernel is made as for real ones, and again only if its input changed. ARCH
# in the environment has no effect; kferry packages sets it empty.
export ARCH=''
stage=$KFERRY_CACHE/stage/fake/small
cp -r "$SRCDIR/scripts" .
mkdir -p linux/include linux/scripts/kconfig linux/arch/x86/include
printf '#!/bin/sh\nexit 0\n' >linux/scripts/config
chmod 755 linux/scripts/config
echo olddefconfig >linux/scripts/kconfig/Makefile
touch linux/include/Kbuild linux/arch/x86/include/Kbuild

state() {
	find "$stage" -type f ! -path '*/fingerprint' -printf '%p %T@ %s\n' | sort
}

# staged WHAT ARGS...: the stage is made again
staged() {
	what=$1
	shift
	before=$([ ! -e "$stage" ] || state)
	run package stage "$@" fake
	is "$code" 0 "$what: a stage"
	[ "$code" = 0 ] || echo "$err" >&2
	ok "$what: another one" test "$(state)" != "$before"
}

staged 'the first time'
is "$out" "fake stage: Linux 6.1.1-kferry1-small
$KFERRY_CACHE/stage/fake" 'the release and the directory are printed'
is "$(cat "$stage/release")" 6.1.1-kferry1-small 'the release is that of the branch file'
before=$(state)
run package stage fake
is "$code" 0 'a second run succeeds'
is "$(state)" "$before" 'it touches no file'
sed -i 's/how + 1/how + 2/' patches/fake/fix.patch
staged 'an edited patch'
staged 'another release' --release 2 --jobs 2
is "$(cat "$stage/release")" 6.1.1-kferry2-small 'which is reported'
echo 1 | tee key.pem >cert.pem
staged 'a key' --sign-key key.pem --sign-cert cert.pem
module=$stage/modules/lib/modules/6.1.1-kferry1-small/kernel/mm/memcontrol.ko
is "$(tail -c 7 "$module")" signed 'the module is signed'
echo 2 >key.pem
staged 'another key by the same name' --sign-key key.pem --sign-cert cert.pem
staged 'no key'
is "$(grep -c signed "$module")" 0 'nothing is signed'

# A third number over 255 has no room in LINUX_VERSION_CODE, but names have it unchanged.
sed -i 's/^SUBLEVEL = .*/SUBLEVEL = 300/' linux/Makefile
sed -i 's/6\.1\.1\>/6.1.300/' branches/fake.conf
staged 'a number over 255'
is "$(cat "$stage/release")" 6.1.300-kferry1-small 'is kept'
ok 'modules lie below it' test -d "$stage/modules/lib/modules/6.1.300-kferry1-small"

# rpm expands macros in names of patches, and passes them to a shell. This kernel has no
# COPYING, so making its packages fails; the checks are of the files that rpm reads before.
cp -r "$SRCDIR/specs" .
evil="%{lua:io.open('pwned','w')}%(touch\${IFS}pwned).patch"
mkdir patches/fake/more
for name in "$evil" fix.patch more/fix.patch stage-kernel; do
	printf 'Subject: %s\n\n--- /dev/null\n+++ b/%s\n@@ -0,0 +1 @@\n+x\n' \
		"$(printf '%%(touch pwned) \033[31m\377')" "$name.h" >"patches/fake/$name"
	echo "$name"
done >patches/fake/series
# The change log lists the CVEs that were fixed since the other pinned version.
printf '[source 6.1.17]\nkind=local\npath=linux\n' >>branches/fake.conf
run cve import "$SRCDIR/tests/data/cve"
is "$code" 0 'data of CVEs'
run package rpm fake
is "$(find . -name pwned)" '' 'names and texts of patches are never run'
spec=$KFERRY_CACHE/package/fake/rpmbuild/SPECS/kernel.spec
is "$(grep ^Patch "$spec")" "Patch1: 0001-__lua_io.open__pwned___w_____touch__IFS_pwned_.patch
Patch2: fix.patch
Patch3: 0003-fix.patch
Patch4: 0004-stage-kernel" 'their names among the sources are plain and different'
is "$(sed -n '/Fixes since/,/\.$/p' "$spec")" '- Linux 6.1.300 with the series of branch fake. Fixes since 6.1.17:
  CVE-2021-47295 CVE-2024-47683.' 'and the changelog has the CVEs'
ok 'rpm takes it' test -f "$KFERRY_CACHE/package/fake/rpmbuild/SRPMS/kernel-6.1.300-kferry1.src.rpm"

# The packages list the fixed CVEs, and the VEX document beside them the state of each CVE.
if command -v dpkg-buildpackage >/dev/null && command -v dh >/dev/null && command -v jq >/dev/null; then
	echo GPL-2.0 >linux/COPYING
	cp -r "$SRCDIR/debian" .
	echo fix.patch >patches/fake/series
	run package deb --binary --fast --out debs fake
	is "$code" 0 'packages of the fake kernel'
	[ "$code" = 0 ] || echo "$err" | tail -n 30 >&2
	dpkg-deb --fsys-tarfile debs/linux-image-6.1.300-kferry1-small_6.1.300-1_amd64.deb |
		tar xO --wildcards './usr/share/doc/*/changelog.Debian.gz' | zcat >changelog
	is "$(sed -n '/Fixes since/,/\.$/p' changelog)" \
		'  * Linux 6.1.300 with the series of branch fake. Fixes since 6.1.17:
    CVE-2021-47295 CVE-2024-47683.' 'the changelog in the package has the CVEs'
	vex=debs/fake-small.openvex.json
	is "$(jq -r '.statements[] | select(.vulnerability.name == "CVE-2024-47683") |
		.status + " " + .products[0]["@id"]' $vex)" \
		'fixed pkg:deb/debian/linux-image-6.1.300-kferry1-small@6.1.300-1?arch=amd64' \
		'the document names the package'
	is "$(jq -r '[.statements[].products[0]["@id"]] | unique | length' $vex)" 1 'in every statement'

	# The same as RPM, on another file system than the cache if there is one.
	other=$(mktemp -d -p /dev/shm 2>/dev/null) || other=$(mktemp -d)
	trap 'cd /; rm -rf "$scratch" "$capture" "$other"' EXIT
	: >"$stage/headers/Module.symvers"
	run package rpm --binary --fast --out "$other/rpms" fake
	is "$code" 0 'RPM packages of the fake kernel'
	[ "$code" = 0 ] || echo "$err" | tail -n 30 >&2
	core=$(echo "$other"/rpms/kernel-small-core-*.rpm)
	is "$(rpm -qp --changelog "$core" 2>/dev/null | sed -n '/Fixes since/,/\.$/p')" \
		'- Linux 6.1.300 with the series of branch fake. Fixes since 6.1.17:
  CVE-2021-47295 CVE-2024-47683.' 'their change log has the CVEs'
	is "$(jq -r '.statements[0].products[0]["@id"]' "$other/rpms/fake-small.openvex.json")" \
		"$(rpm -qp --qf 'pkg:rpm/fedora/%{NAME}@%{VERSION}-%{RELEASE}?arch=%{ARCH}' "$core" 2>/dev/null)" \
		'the document names the package'
else
	skip 'the packages themselves' 'dpkg-buildpackage, dh or jq is missing'
fi
done_testing
