#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry finds a project from any directory in it, and takes files that the project lacks from
# kferry's installation.
. "$SRCDIR/tests/cmd/lib.sh"

export KFERRY_CACHE="$scratch/cache"
cp -r "$SRCDIR/tests/data/project" project
mkdir -p project/docs/deep elsewhere

cd project/docs/deep || exit 1
run variants fake
is "$code" 0 'from a subdirectory'
is "$(echo "$out" | head -n 1)" plain 'the project is found'
run source fake
is "$code" 0 'a local source'
like "$out" "in $scratch/cache/src/6.1.1-local" 'is found from there, too'
run variants nosuch
like "$err" "there are: fake" 'errors list its branches'
echo oops >>../../branches/fake.conf
run variants fake
like "$err" '../../branches/fake.conf:' 'and name its files relative to here'
sed -i '$d' ../../branches/fake.conf

cd "$scratch/elsewhere" || exit 1
run variants fake
is "$code" 2 'outside of a project: status 2'
like "$err" "$scratch/elsewhere: no project here or in a parent directory" 'with a message'
like "$err" 'kferry init' 'and how to create one'
run -C ../project/docs variants fake
is "$code" 0 '-C selects another'
run -C
is "$code" 2 '-C without a directory'
like "$err" 'kferry: -C takes a directory' 'is refused'
run -C /nowhere variants fake
like "$err" 'kferry: -C /nowhere: No such file' 'and so is one that does not exist'
mkdir branches
run variants fake
is "$code" 2 'a directory with only branches/ is not a project'

# Installed files; those of the project win.
cd "$scratch/project" || exit 1
mkdir -p "$scratch/data"
mv configs "$scratch/data/"
run kconfig fake
is "$code" 2 'a missing fragment'
like "$err" "configs/more.config: No such file or directory in $scratch/project" 'is named'
like "$err" "installed with kferry" 'with the places that were searched'
export KFERRY_DATADIR="$scratch/data"
run kconfig fake
is "$code" 0 'fragments are taken from the installation'
like "$out" 'CONFIG_NR_CPUS=4' 'and are composed'
run build --variant plain fake
is "$code" 0 'and so are variables of make, and their headers'
mkdir configs
echo CONFIG_NR_CPUS=2 >configs/more.config
run kconfig fake
like "$out" 'CONFIG_NR_CPUS=2' "the project's own fragment wins"
sed -i 's/^config=.*/config=more/' branches/fake.conf
printf 'CONFIG_NR_CPUS=8\nCONFIG_ONLY_HERE=y\n' >"$scratch/data/configs/more.x86_64.config"
run kconfig fake
like "$out" 'CONFIG_NR_CPUS=2' "and takes precedence over an installed one for the architecture"
like "$out" 'CONFIG_ONLY_HERE=y' 'whose other options are used'
echo CONFIG_NR_CPUS=16 >configs/more.x86_64.config
run kconfig fake
like "$out" 'CONFIG_NR_CPUS=16' "but not over the project's own one for it"
rm "$scratch/data/configs/more.x86_64.config"
rm -r configs
unset KFERRY_DATADIR

# An installation in any directory.
ok 'make install' make -s -C "$SRCDIR" install DESTDIR="$scratch/root" PREFIX=/usr/local
KFERRY=$scratch/root/usr/local/bin/kferry
share=$scratch/root/usr/local/share
for file in configs/base.config debian/control.in specs/kernel.spec scripts/stage-kernel; do
	ok "installed: $file" cmp "$SRCDIR/$file" "$share/kferry/$file"
done
ok 'stage-kernel can be run' test -x "$share/kferry/scripts/stage-kernel"
ok 'the guest is installed' test -x "$share/../lib/kferry/guest/init"
ok 'and the manual' test -s "$share/man/man1/kferry.1"
sed -i -e 's/^config=.*/config=base/' -e '/^make=/d' branches/fake.conf
run kconfig fake
is "$code" 0 'an installed kferry'
like "$out" 'CONFIG_PRINTK_TIME' 'has its fragments'
done_testing
