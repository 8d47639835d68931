#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry bump: a branch from one version to another.
. "$SRCDIR/tests/cmd/lib.sh"

export KFERRY_CACHE="$scratch/cache"

# kernel N: a minimal tree of 6.1.N, whose make answers each symbol that its Kconfig has
kernel() {
	dir=src/6.1.$1
	mkdir -p "$dir/mm"
	cat >"$dir/Makefile" <<'EOS'
VERSION = 6
PATCHLEVEL = 1
SUBLEVEL = @
EXTRAVERSION =
allnoconfig:
	cp $(KCONFIG_ALLCONFIG) $(O)/.config
	sed -n 's,^config NEW.*,# CONFIG_NEW is not set,p' mm/Kconfig >>$(O)/.config
EOS
	sed -i "s/= @/= $1/" "$dir/Makefile"
	seq 1 60 >"$dir/file.c"
	printf 'config OLD\n\tbool "Old"\n\nsource "mm/Kconfig"\n' >"$dir/Kconfig"
	: >"$dir/mm/Kconfig"
}
kernel 5
kernel 6
kernel 7
# 6.1.6 has the patch "one" and moves the lines that "two" changes; 6.1.7 changes those, too.
for v in 6 7; do
	sed -i 's/^10$/ten/; 1i zero' src/6.1.$v/file.c
	printf 'config NEW\n\tbool "A new one"\n\thelp\n\t  config IN_HELP\n' >src/6.1.$v/mm/Kconfig
done
sed -i 's/^30$/XXX/' src/6.1.7/file.c

mkdir -p p/branches p/configs p/patches/6.1/mutants/bad
cd p || exit 1
echo 'CONFIG_OLD=y' >configs/own.config
{
	printf '[branch]\nversion=6.1.5\narch=x86_64\nconfig=own\ndescription=a branch\n\n'
	for v in 5 6 7; do
		printf '[source 6.1.%s]\nkind=local\npath=%s/src/6.1.%s\n\n' $v "$scratch" $v
	done
	printf '[variant fixed]\nseries=series\nexpect=clean\n'
} >branches/6.1.conf
# hunk FILE NAME FROM TO: a patch that changes the line FROM to TO, with three lines of context
hunk() {
	printf 'Subject: %s\n\n--- a/file.c\n+++ b/file.c\n@@ -%d,7 +%d,7 @@\n' "$2" $(($3 - 3)) $(($3 - 3))
	seq -f ' %g' $(($3 - 3)) $(($3 - 1))
	printf -- '-%s\n+%s\n' "$3" "$4"
	seq -f ' %g' $(($3 + 1)) $(($3 + 3))
}
hunk file.c one 10 ten >patches/6.1/one.patch
hunk file.c two 30 thirty >patches/6.1/two.patch
printf '# bugs\none.patch\n# mine\ntwo.patch\n' >patches/6.1/series
# The mutant applies on top of "two": its context has a line that "two" adds.
hunk file.c bad 33 bad | sed 's/^ 30$/ thirty/' >patches/6.1/mutants/bad/bad.patch
echo bad.patch >patches/6.1/mutants/bad/series
echo 'BUG: bad*' >patches/6.1/mutants/bad/splat
cp -r . ../before

run bump --dry-run 6.1 6.1.6
is "$code" 0 'a dry run'
like "$out" 'one.patch: upstream' 'prints what upstream has'
like "$out" 'mutants/bad/series:
1 patches: 1 offset' 'carries series of mutants'
like "$out" 'New configuration symbols: 1, 1 of them asked
  NEW (bool) "A new one", mm/Kconfig:1
    variants=n' 'says which symbols are new, and how they were answered'
like "$out" 'CVEs: no data' 'and what is unknown'

# A CVE that 6.1.6 fixes.
mkdir -p ../data/published/2024
cve=$SRCDIR/tests/data/cve/cve/published/2024/CVE-2024-47683
cp "$cve.json" ../data/published/2024
sed 's/6\.1\.1[01][0-9]:/6.1.6:/' "$cve.dyad" >../data/published/2024/CVE-2024-47683.dyad
run cve import ../data
run bump --dry-run 6.1 6.1.6
like "$out" ": 1
  CVE-2024-47683
CVEs introduced by the new base: 0" 'the CVEs that the new base fixes'
like "$out" 'The new base fixes 1 known CVEs and introduces 0' 'are in the message'
rm -r "$KFERRY_CACHE/cve"
like "$out" '6.1: bump from 6.1.5 to 6.1.6' 'shows the message'
diff -r . ../before >../differs 2>&1
is "$(cat ../differs)" '' 'and writes nothing'
run bump --dry-run --json 6.1 6.1.6
like "$out" '"variants": "n"' 'the same for scripts'
printf 'config NEW\n\tbool "A \033[31m one"\n' >../src/6.1.7/mm/Kconfig
run bump --dry-run 6.1
like "$out" '"A \x1b[31m one"' 'a control sequence in a prompt does not reach the terminal'
cp ../src/6.1.6/mm/Kconfig ../src/6.1.7/mm/Kconfig
run bump --dry-run --all
is "$code" 1 'all branches, as a table with a conflict'
like "$out" '6.1      6.1.5      6.1.7           0         0        1        2       1         -       -' 'in numbers'
run bump --dry-run --all --json
like "$(echo "$out" | tr -d ' \n')" '[{"branch":"6.1","from":"6.1.5","to":"6.1.7"' 'all branches for scripts: an array'
is "$(echo "$out" | tail -1)" ']' 'of objects'

# A patch behind a guard stays as it is, with its line, between the others. The cache is another
# one, because resolutions are remembered.
cache=$KFERRY_CACHE
export KFERRY_CACHE="$scratch/cache-guards"
cp -r . ../guarded
cd ../guarded || exit 1
hunk file.c rt 50 fifty >patches/6.1/rt.patch
sed -i 's/^# mine/+rt rt.patch\n&/' patches/6.1/series
cp patches/6.1/rt.patch ../rt.patch
run bump 6.1 6.1.6 --no-smoke --no-packages
is "$code" 0 'a bump of a series with a guard'
like "$err" 'kferry bump: series: 1 guarded patches are left unchanged' 'says what it does not carry'
is "$(cat patches/6.1/series)" '# bugs
+rt rt.patch
# mine
two.patch' 'and keeps its line'
ok 'and the patch' cmp -s ../rt.patch patches/6.1/rt.patch

# With its symbol, it is carried like the others, and keeps its guard.
cd ../p || exit 1
rm -r ../guarded
cp -r . ../guarded
cd ../guarded || exit 1
cp ../rt.patch patches/6.1/
sed -i 's/^# mine/+rt rt.patch\n+other other.patch\n&/' patches/6.1/series
cp ../rt.patch patches/6.1/other.patch
run bump --dry-run --guard rt 6.1 6.1.6
like "$out" '1 guarded patches are left unchanged' 'one of two is left'
like "$out" '3 patches: 2 offset, 1 upstream' 'the other one is carried'
run bump --guard rt 6.1 6.1.7 --no-smoke --no-packages
is "$code" 1 'a conflict of another patch'
run bump --guard other 6.1 --no-smoke --no-packages
like "$err" 'the bump in progress has other guards' 'the guards stay the same'
sed -i -e '/^<<<<<<< /,/^=======$/d' -e '/^>>>>>>> /d' "$KFERRY_CACHE/bump/6.1/rebase/series/conflict/file.c"
run bump --continue 6.1 --no-smoke --no-packages
is "$code" 0 'the bump goes on, with its guards'
is "$(cat patches/6.1/series)" '# bugs
+rt rt.patch
+other other.patch
# mine
two.patch' 'the lines have their guards'
like "$(cat patches/6.1/rt.patch)" '@@ -48,7 +48,7 @@' 'the patch is refreshed'
ok 'one without its symbol is not' cmp -s ../rt.patch patches/6.1/other.patch
export KFERRY_CACHE="$cache"
cd ../p || exit 1

run bump 6.1 6.1.6 --no-smoke --no-packages
is "$code" 0 'a bump'
like "$out" '6.1: bump from 6.1.5 to 6.1.6

Dropped, because they are upstream:
  one.patch (file.c:11)

Refreshed:
  two.patch
  mutants/bad/bad.patch' 'prints the commit message'
is "$(cat patches/6.1/series)" '# bugs
# mine
two.patch' 'the series was replaced, and has its comments once'
like "$(cat patches/6.1/two.patch)" '@@ -28,7 +28,7 @@' 'refreshed'
like "$(cat patches/6.1/mutants/bad/bad.patch)" '@@ -31,7 +31,7 @@' "and so was a mutant's"
ok 'a removed patch has no file' test ! -e patches/6.1/one.patch
is "$(sed -n 2p branches/6.1.conf)" version=6.1.6 'the branch file has the version'
run bump 6.1 6.1.6
like "$err" 'is at 6.1.6 already' 'it is not done twice'

# --- a conflict ---
cp -r . ../second
run bump 6.1 --no-smoke --no-packages
is "$code" 1 'a conflict stops the bump'
like "$err" 'two.patch is in conflict, patch 1 of 1' 'and is named'
like "$err" "kferry bump --continue 6.1" 'and the next commands are shown'
diff -r . ../second >../differs 2>&1
is "$(cat ../differs)" '' 'and nothing is changed'
run bump 6.1 6.1.5
like "$err" 'a bump to 6.1.7 is in progress' 'a bump to another version is refused'
run bump --continue 6.1 --no-smoke --no-packages
like "$err" 'a conflict marker is left' 'nothing was edited'
cp -r ../cache/bump ../begun
run bump --abort 6.1
ok 'a bump can be given up' test ! -e ../cache/bump/6.1
run bump --abort 6.1
is "$code" 2 'once'
cp -r ../begun/6.1 ../cache/bump
conflict=../cache/bump/6.1/rebase/series/conflict/file.c
sed -i -e '/^<<<<<<< /,/^=======$/d' -e '/^>>>>>>> /d' "$conflict"
# The user resolves the conflict with another line than the one in the mutant's context.
sed -i 's/^thirty$/THIRTY/' "$conflict"
run bump --continue 6.1 --no-smoke --no-packages
is "$code" 1 'the edit is used; the mutant on top of it is in conflict'
like "$err" 'bad.patch is in conflict' 'and this is reported'
like "$err" 'rebase --continue --out' 'with a directory of its own'
sed -i -e '/^<<<<<<< /,/^|||||||/d' -e '/^=======$/,/^>>>>>>> /d' ../cache/bump/6.1/rebase/mutants/bad/series/conflict/file.c
run rebase --continue --drop file.c --out ../cache/bump/6.1/rebase/mutants/bad/series
[ "$code" = 0 ] || run rebase --skip --out ../cache/bump/6.1/rebase/mutants/bad/series
is "$code" 0 'it can be skipped'
run bump --continue 6.1 --no-smoke --no-packages --style openwrt
is "$code" 0 'and the bump continues'
like "$out" 'kernel: bump 6.1 to 6.1.7

Changelog: https://cdn.kernel.org/pub/linux/kernel/v6.x/ChangeLog-6.1.7
' "OpenWrt's message"
like "$out" 'Manually rebased:
	two.patch' 'names the patch that was edited by hand'
like "$(cat patches/6.1/two.patch)" '+THIRTY' 'as edited'
is "$(sed -n 2p branches/6.1.conf)" version=6.1.7 'the version is changed last'
run bump --all
is "$code" 0 'all stages are finished'
like "$err" '6.1: is at 6.1.7 already' 'and this is reported'
echo '[branch]' >branches/6.2.conf
run bump --all
is "$code" 2 'a branch that cannot be read is an error'
rm branches/6.2.conf

# --- killed ---
# The kill comes after some files were put in place, in the rebase or while patches are written.
strace=$(command -v strace || :)
for call in renameat2:2 renameat2:6 rename:12; do
	[ "$strace" ] || break
	rm -rf branches patches ../cache/bump
	cp -r ../before/. .
	"$strace" -o /dev/null -e "inject=${call%:*}:signal=KILL:when=${call#*:}" \
		"$KFERRY" bump 6.1 6.1.6 --no-smoke --no-packages >/dev/null 2>&1
	killed=$?
	run bump 6.1 6.1.6 --no-smoke --no-packages
	is "$killed $code $(tr '\n' ' ' <patches/6.1/series)$(sed -n 2p branches/6.1.conf)" \
		'137 0 # bugs # mine two.patch version=6.1.6' "killed, and finished by the same command ($call)"
done

run bump 6.1 9.9
is "$code" 2 'a version that is not pinned, of a branch of directories, is an error'
like "$err" 'cannot be found from' 'and the reason is shown'
run bump --continue 6.1
is "$code" 2 'and so is --continue without a conflict'

# --- guards ---
rm -rf branches patches ../cache/bump
cp -r ../before/. .
echo '+rt rt.patch' >>patches/6.1/series
cp patches/6.1/one.patch patches/6.1/rt.patch
run bump --dry-run 6.1 6.1.6
like "$out" '1 guarded patches are left unchanged' 'patches that guards leave out are not carried, and this is reported'
run bump 6.1 6.1.6 --no-smoke --no-packages
like "$err" 'series: 1 guarded patches are left unchanged' 'also in a bump'
like "$(cat patches/6.1/series)" '+rt rt.patch' 'and they stay'

# --- a version that the branch file does not pin ---
mkdir ../repo
for v in 5 6; do
	cp -r ../src/6.1.$v/. ../repo
	git -C ../repo init -q
	git -C ../repo add -A
	git -C ../repo -c user.name=a -c user.email=a@b commit -qm $v
	git -C ../repo tag v6.1.$v
done
git -C ../repo tag v6.1.8
rm -rf branches patches ../cache/bump
cp -r ../before/. .
sed -i '/^\[source/,/^$/d' branches/6.1.conf
cat >>branches/6.1.conf <<END

# What we ship.
[source 6.1.5]
kind=local
path=$scratch/repo
rev=$(git -C ../repo rev-parse v6.1.5)
END
cp -r . ../unpinned
run bump --dry-run 6.1 6.1.6
is "$code" 0 'a version that is not pinned is found at the place of the present one'
diff -r . ../unpinned >../differs 2>&1
is "$(cat ../differs)" '' 'and a dry run writes nothing'
cp -r . ../clash
cd ../clash || exit 1
hunk file.c clash 10 TEN >patches/6.1/clash.patch
echo clash.patch >patches/6.1/series
run bump 6.1 6.1.6 --no-smoke --no-packages
is "$code" 1 'a conflict in a bump to it'
like "$(cat branches/6.1.conf)" '[source 6.1.6]' 'which adds its pin'
run bump --abort 6.1
is "$code" 0 'and is aborted, which removes the pin'
ok 'the branch file is what it was' cmp -s branches/6.1.conf ../unpinned/branches/6.1.conf
run bump 6.1 6.1.6 --no-smoke --no-packages
sed -i "s,^kind=local,&\\n# ours," branches/6.1.conf
cp branches/6.1.conf ../edited.conf
run bump --abort 6.1
ok 'a section that was edited stays' cmp -s branches/6.1.conf ../edited.conf
cd ../p || exit 1
run bump 6.1 6.1.6 --no-smoke --no-packages
is "$code" 0 'a bump to it'
like "$(cat branches/6.1.conf)" "

[source 6.1.6]
kind=local
path=$scratch/repo
rev=$(git -C ../repo rev-parse v6.1.6)

# What we ship.
[source 6.1.5]
" 'pins it'
run bump 6.1 6.1.8
like "$err" 'v6.1.8 has version 6.1.6' 'a tag that is something else is refused'
run bump 6.1 6.1.9
like "$err" "no commit 'v6.1.9'" 'and a tag that does not exist'
run bump 6.1 ../x
is "$code" 2 'and an invalid version'
done_testing
