#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry init: a project from a tree, from a commit and from kernel.org, with a series and a
# .config. The next commands work in it, with an installed kferry and nothing of the checkout.
. "$SRCDIR/tests/cmd/lib.sh"

export KFERRY_CACHE="$scratch/cache"
ok 'make install' make -s -C "$SRCDIR" install DESTDIR="$scratch/root" PREFIX=/usr/local
KFERRY=$scratch/root/usr/local/bin/kferry
export DEBFULLNAME='A Maintainer' DEBEMAIL=maintainer@kferry.example

cp -r "$SRCDIR/tests/data/project/linux" linux
mkdir -p debian/patches/bugfix
cp "$SRCDIR/tests/data/project/patches/fake/fix.patch" debian/patches/bugfix/
cat >debian/patches/series <<'END'
# Fixes
bugfix/fix.patch
END
cat >config <<'END'
#
# Linux/x86 6.1.1 Kernel Configuration
#
CONFIG_CC_VERSION_TEXT="gcc-11"
CONFIG_GCC_VERSION=110000
CONFIG_SMP=y
# CONFIG_MODULES is not set
CONFIG_SYSTEM_TRUSTED_KEYS="debian/certs/debian-uefi-certs.pem"
END

# refused WHAT WHY ARGS...: kferry init with ARGS fails with WHY in its message
refused() {
	what=$1 why=$2
	shift 2
	run init "$@" made
	is "$code" 2 "$what: exits with 2"
	like "$err" "$why" "$what: the reason is shown"
	ok "$what: nothing is made" test ! -e made
}

run init --tree linux --series debian/patches/series --config config mine
is "$code" 0 'from a tree, a series and a .config'
like "$out" 'mine: branch 6.1, Linux 6.1.1, 1 patch' 'the result is reported'
like "$out" 'kferry smoke 6.1' 'and the next commands'
is "$(cd mine && find . -type f | sort | tr '\n' ' ')" \
	'./branches/6.1.conf ./configs/custom.config ./patches/6.1/bugfix/fix.patch ./patches/6.1/series ' \
	'and nothing else'
ok 'the series is unchanged' cmp debian/patches/series mine/patches/6.1/series
ok 'its patches, too' cmp debian/patches/bugfix/fix.patch mine/patches/6.1/bugfix/fix.patch
is "$(grep -v '^#' mine/configs/custom.config; grep -c 'gcc-11\|certs' mine/configs/custom.config)" \
	"$(printf 'CONFIG_SMP=y\n0')" 'the .config without tools and keys'
like "$(cat mine/branches/6.1.conf)" 'suites=memcg' 'the guest has a suite'
like "$(cat mine/branches/6.1.conf)" 'maintainer=A Maintainer <maintainer@kferry.example>' \
	'the maintainer is found as Debian does'

cd mine/patches || exit 1
run variants 6.1
is "$(echo "$out" | tr '\n' ' ')" 'plain patched ' 'the next command works'
run lint 6.1/series
ok 'so does lint' test "$code" -lt 2
run build --variant patched 6.1
is "$code" 0 'also a build, with the installed fragments'
run kconfig --flavour custom 6.1
like "$out" 'CONFIG_SMP=y' 'and the copied flavour'
for flavour in generic virt lockdep; do
	run kconfig --flavour "$flavour" 6.1
	is "$code" 0 "a flavour is there: $flavour"
done
cd "$scratch" || exit 1

run init --tree linux mine
is "$code" 2 'a directory that is not empty'
like "$err" 'mine is not empty; --force allows this' 'is refused'
mkdir -p full
echo mine >full/README
run init --tree linux --force full
is "$code" 0 'except with --force'
is "$(cat full/README)" mine 'and existing files stay'
run init --tree linux --force full
like "$err" 'branches/6.1.conf already exists' '--force does not replace files'
run init --tree linux --branch mainline --force full
is "$code" 0 'another branch beside it'
run -C full variants mainline
is "$code" 0 'is one'
mkdir empty
cd empty || exit 1
run init --tree ../linux
is "$code" 0 'the current directory by default'
cd ..

sed -i 's/return how/return what/' linux/mm/memcontrol.c
run init --tree linux --series debian/patches/series made
is "$code" 1 'a series that does not apply exits with 1'
like "$err" 'fix.patch' 'and the patch is named'
ok 'and nothing is made' test ! -e made
sed -i 's/return what/return how/' linux/mm/memcontrol.c
echo nothing.patch >>debian/patches/series
refused 'a missing patch' 'nothing.patch' --tree linux --series debian/patches/series
refused 'a file that is not a .config' 'series:1: no CONFIG_ symbol' --tree linux --config debian/patches/series
refused 'a directory without a kernel' 'debian/Makefile: not the Makefile of a kernel tree' --tree debian
refused 'a missing directory' '/nowhere: no such directory' --tree /nowhere
refused 'two sources' 'give one source' --tree linux --kernel 6.1.1
refused 'no source' 'give one source'
refused 'an invalid name' "branch '../x'" --tree linux --branch ../x
refused 'a path with a line break' 'line break' --tree "$(cp -r linux "$(printf 'li\nnux')"; printf 'li\nnux')"

# A commit: its full hash is pinned, so the branch may move.
git init -q repo
cp -r linux/. repo
git -C repo add -A
git -C repo -c user.name=a -c user.email=a@b commit -qm one
git -C repo tag v6.1.1
sed -i 's/SUBLEVEL = 1/SUBLEVEL = 2/' repo/Makefile
git -C repo -c user.name=a -c user.email=a@b commit -qam two
run init --git repo --rev v6.1.1 ofgit
is "$code" 0 'from a commit'
like "$(cat ofgit/branches/6.1.conf)" "rev=$(git -C repo rev-parse v6.1.1)" 'which is pinned'
run -C ofgit source --print-dir 6.1
is "$code" 0 'and got'
like "$(cat "$out/Makefile")" 'SUBLEVEL = 1' 'with its content'
git -C repo rm -q Makefile
git -C repo -c user.name=a -c user.email=a@b commit -qm three
refused 'a commit without a kernel' 'repo: ' --git repo --rev HEAD
refused 'a missing commit' "no commit 'v9'" --git repo --rev v9
refused '--git alone' '--git and --rev must be given together' --git repo
refused 'a directory without a repository' 'not a git repository' --git debian --rev HEAD

# kernel.org, with the checksum of its list.
mkdir -p kernel.org/v6.x
cp -r linux linux-6.1.1
tar -cJf kernel.org/v6.x/linux-6.1.1.tar.xz linux-6.1.1
(cd kernel.org/v6.x && sha256sum linux-6.1.1.tar.xz) >sums
{ echo '-----BEGIN PGP SIGNED MESSAGE-----'; cat sums; } >kernel.org/v6.x/sha256sums.asc
export KFERRY_KERNEL_ORG="file://$scratch/kernel.org" KFERRY_KERNEL_KEYS=/no/keys
run init --kernel 6.1.1 org
is "$code" 0 'from kernel.org'
like "$(cat org/branches/6.1.conf)" "sha256=$(cut -d ' ' -f 1 sums)" 'with the listed checksum'
run -C org source 6.1
is "$code" 0 'which is verified'
refused 'a version that the list lacks' 'lists no linux-6.1.9.tar.xz' --kernel 6.1.9
refused 'an invalid version' 'is not a kernel version' --kernel ../x
done_testing
