#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry pick: commits of git for the series of branches, whose sources are commits of that
# repository.
. "${SRCDIR}/tests/cmd/lib.sh"
export KFERRY_CACHE="$scratch/cache" GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME='A Writer' GIT_AUTHOR_EMAIL=writer@example.com
export GIT_COMMITTER_NAME=C GIT_COMMITTER_EMAIL=c@example.com
export GIT_AUTHOR_DATE='2026-01-02 03:04:05 +0100' GIT_COMMITTER_DATE='2026-01-02 03:04:05 +0100'

makefile() {
	printf 'VERSION = %s\nPATCHLEVEL = %s\nSUBLEVEL = %s\nEXTRAVERSION =\n' "$1" "$2" "$3" >up/Makefile
}
commit() {
	git -C up add -A
	git -C up commit -q -m "$@"
}

# Mainline: two releases, then the fixes.
git init -q up
makefile 6 1 5
seq 1 60 >up/file.c
commit 'Linux 6.1.5'
git -C up tag v6.1.5
makefile 6 12 3
sed -i 's/^10$/ten/; 1i zero' up/file.c
commit 'Linux 6.12.3'
git -C up tag v6.12.3
sed -i 's/^20$/twenty/' up/file.c
commit 'file: say twenty' -m 'Twenty is a word.

Signed-off-by: A Writer <writer@example.com>'
first=$(git -C up rev-parse HEAD)
sed -i 's/^40$/forty/' up/file.c
commit 'file: say forty'
second=$(git -C up rev-parse HEAD)
sed -i 's/^ten$/Ten/' up/file.c
commit 'file: say Ten'
third=$(git -C up rev-parse HEAD)
git -C up tag v6.13-rc1

mkdir -p p/branches p/patches/6.1 p/patches/6.12
for v in 6.1.5 6.12.3; do
	cat >p/branches/${v%.*}.conf <<C
[branch]
version=$v
config=base
description=a branch

[source $v]
kind=local
path=../up
rev=$(git -C up rev-parse v$v^{commit})
C
done
cd p || exit 1
sed -i 's,path=../up,path='"$scratch"'/up,' branches/*.conf

run source --print-dir 6.1
is "$code" 0 'a revision is a source, without a checkout'
is "$(sed -n 10p "$out/file.c")" 10 'that revision, not HEAD'

run pick --git ../up "$first" --to 6.1,6.12
is "$code" 0 'a commit is picked to two branches'
is "$(cat patches/6.1/series patches/6.12/series)" 'file-say-twenty.patch
file-say-twenty.patch' 'as a patch of each'
is "$(cat patches/6.1/file-say-twenty.patch)" "From $first Mon Sep 17 00:00:00 2001
From: A Writer <writer@example.com>
Date: Fri, 2 Jan 2026 03:04:05 +0100
Subject: file: say twenty

commit $first upstream.

Twenty is a word.

Signed-off-by: A Writer <writer@example.com>
---
$(sed -n '/^diff/,$p' patches/6.1/file-say-twenty.patch)" 'with a header as in the stable trees'
like "$(cat patches/6.1/file-say-twenty.patch)" '@@ -17,7 +17,7 @@' 'ported to its place'
run pick --git ../up "$first" --to 6.1
like "$out" 'listed' 'an existing patch is not picked again'
cp branches/6.1.conf ../6.1.conf
sed -i '/^config/i arch=x86_64;arm64' branches/6.1.conf
run pick --git ../up "$first" --to 6.1@arm64
like "$out" 'listed' 'nor for another architecture, which shares the series'
mv ../6.1.conf branches
is "$(wc -l <patches/6.1/series)" 1 'and the series is unchanged'

run pick --git ../up "$third" --to 6.1
is "$code" 1 'a conflict is reported'
like "$out" 'conflict' 'as one'
ok 'with its rejects' test -f "$scratch/cache/pick/6.1/file-say-Ten.patch.rej"
is "$(wc -l <patches/6.1/series)" 1 'and the series is unchanged'

# Sections of the series, upstream's order, and the other header styles.
cat >patches/6.12/series <<'S'
# bugs
file-say-twenty.patch

# features
other/none.patch
S
mkdir -p patches/6.12/other
printf 'From: X <x@example.com>\nSubject: none\n\n--- a/Makefile\n+++ b/Makefile\n@@ -4 +4 @@\n-EXTRAVERSION =\n+EXTRAVERSION = -x\n' >patches/6.12/other/none.patch
sed -i '/^config/a header=dep3' branches/6.12.conf
run pick --git ../up "$third" --to 6.12 --section bugs
is "$code" 0 'into a section'
sed -i 's/header=dep3/header=suse/' branches/6.12.conf
run pick --git ../up "$second" --to 6.12 --section Bugs --sort
is "$(cat patches/6.12/series)" '# bugs
file-say-twenty.patch
file-say-forty.patch
file-say-Ten.patch

# features
other/none.patch' "sorted as in upstream"
like "$(cat patches/6.12/file-say-Ten.patch)" "Subject: file: say Ten
Origin: https://git.kernel.org/linus/$third" 'DEP-3'
like "$(cat patches/6.12/file-say-forty.patch)" "Git-commit: $second
Patch-mainline: v6.13-rc1" "SUSE's tags"
ok 'the series applies' "$KFERRY" series check --tree "$("$KFERRY" source --print-dir 6.12)" patches/6.12/series
run pick --git ../up "$third" --to 6.12 --section nowhere
like "$out" 'listed' 'a commit that is in the series'
run pick --git ../up "$second" --to 6.1 --section nowhere
like "$out" "no section 'nowhere'" 'an unknown section is an error'

sed -i '/^config/a header=git' branches/6.1.conf
run pick --git ../up "$second" --to 6.1 --mutant 'WARNING in forty'
like "$(cat patches/6.1/file-say-forty.patch)" "(cherry picked from commit $second)" "git's form"
is "$(cat patches/6.1/mutants/without-file-say-forty/series patches/6.1/mutants/without-file-say-forty/splat)" \
	'file-say-forty.patch -R
WARNING in forty' 'with a mutant'
run variants 6.1
like "$out" 'without-file-say-forty' 'which is a variant of the branch'
run pick --git ../up nowhere --to 6.1
is "$code" 2 'an unknown commit is an error'
done_testing
