#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# docs/getting-started.md in small: with the files of kferry's own deb, and nothing of this
# checkout, a series, a .config and a kernel source become a verdict and packages; and so does a
# commit of another version. The kernel is the fake one, and a boot copies a run directory.
# bare.t and the page use real ones.
. "$SRCDIR/tests/cmd/lib.sh"
deb=$SRCDIR/build/dist/kferry_$VERSION-1_amd64.deb
for program in dpkg-deb dpkg-buildpackage dh git; do
	command -v $program >/dev/null || skip_all "no $program"
done
[ -f "$deb" ] || skip_all 'no package; make tool-deb'

ok 'the package is unpacked' dpkg-deb -x "$deb" installed
KFERRY=$scratch/installed/usr/bin/kferry
unset KFERRY_DATADIR
export KFERRY_CACHE="$scratch/cache" JUDGED="$SRCDIR/tests/data/judge"
export DEBFULLNAME='A Maintainer' DEBEMAIL=maintainer@kferry.example

# A maintainer's files: a source, a quilt series, a .config.
cp -r "$SRCDIR/tests/data/project/linux" linux
mkdir -p linux/include linux/scripts/kconfig linux/arch/x86/include debian/patches
printf '#!/bin/sh\nexit 0\n' >linux/scripts/config
chmod 755 linux/scripts/config
echo olddefconfig >linux/scripts/kconfig/Makefile
touch linux/include/Kbuild linux/arch/x86/include/Kbuild
echo GPL-2.0 >linux/COPYING
cp "$SRCDIR/tests/data/project/patches/fake/fix.patch" debian/patches/
echo fix.patch >debian/patches/series
printf 'CONFIG_SMP=y\nCONFIG_MODULES=y\n' >config

# launcher KFERRY COMMAND ARGS...: runs COMMAND; in the place of a boot it copies a run
# directory
cat >launcher <<'END'
#!/bin/sh
shift
[ "$1" = boot ] || exec "$KFERRY" "$@"
shift $(($# - 2))
dir=$KFERRY_CACHE/run/$1/$2
rm -rf "$dir"
mkdir -p "${dir%/*}"
cp -r "$JUDGED/base" "$dir"
sed -i -e '/"build_id":/d' -e "s/\"variant\": .*/\"variant\": \"$2\",/" "$dir/run.json"
END
chmod 755 launcher

# --- from a tree
run init --tree linux --series debian/patches/series --config config kernel
is "$code" 0 'a project'
cd kernel || exit 1
run status --fetch
like "$out" 'exact, tried' 'the series applies'
run smoke --run "$scratch/launcher" 6.1
is "$code" 0 'smoke'
like "$out" '2 passed, 0 failed, 0 invalid' 'has its verdicts'
run status
like "$out" '2 of 2 PASS' 'which kferry status shows'
run packages --flavour custom --fast 6.1
is "$code" 0 'packages'
[ "$code" = 0 ] || echo "$err" | tail -n 30 >&2
image=$KFERRY_CACHE/package/6.1/deb/linux-image-6.1.1-kferry1-custom_6.1.1-1_amd64.deb
like "$out" "$image" 'are built, and their paths printed'
like "$(dpkg-deb -f "$image" Maintainer)" "$DEBEMAIL" "with the maintainer as Debian's tools find it"
like "$(dpkg-deb -c "$image")" './boot/vmlinuz-6.1.1-kferry1-custom' 'with the kernel'

# --- from a commit of another version
cd "$scratch" || exit 1
sed -i 's/^SUBLEVEL = .*/SUBLEVEL = 2/' linux/Makefile
git init -q linux.git
cp -r linux/. linux.git
git -C linux.git add -A
git -C linux.git -c user.name=a -c user.email=a@b commit -qm 'Linux 6.1.2'
git -C linux.git tag v6.1.2
run init --git linux.git --rev v6.1.2 --series debian/patches/series --branch 6.1.2 mainline
is "$code" 0 'a project for a commit'
run -C mainline smoke --run "$scratch/launcher" 6.1.2
is "$code" 0 'smoke'
like "$out" '2 passed, 0 failed, 0 invalid' 'has its verdicts'
like "$(cat "$KFERRY_CACHE/kernel/6.1.2/patched/release")" 6.1.2 'of that version'
done_testing
