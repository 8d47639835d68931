#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry import and export of git branches, compared with git itself.
. "${SRCDIR}/tests/cmd/lib.sh"

export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME='A Writer' GIT_AUTHOR_EMAIL=writer@example.com
export GIT_COMMITTER_NAME='A Committer' GIT_COMMITTER_EMAIL=committer@example.com
export GIT_AUTHOR_DATE='2026-01-02 03:04:05 +0100' GIT_COMMITTER_DATE='2026-01-02 03:04:05 +0100'

tree_of() {
	git -C "$1" rev-parse --verify -q "$2^{tree}"
}

# --- a source with what files can be ----------------------------------------------------
mkdir -p src/dir src/old
seq 1 40 >src/a.c
seq 100 140 >src/dir/b.c
printf 'one\r\ntwo\r\nthree\r\n' >src/crlf.txt
printf '#!/bin/sh\nexit 0\n' >src/run
chmod 755 src/run
ln -s a.c src/link
head -c 3000 /dev/urandom >src/blob
echo gone >src/old/gone
touch -d '2026-01-01 00:00:00 UTC' src/Makefile

# --- git in: a history of each kind of change -------------------------------------------
git init -q work
cp -a src/. work
git -C work add -A
git -C work commit -q -m 'Linux 6.1'
git -C work tag v6.1
git -C work checkout -q -b topic
(
	cd work || exit
	sed -i 's/^7$/seven/' a.c
	git commit -q -a -m 'a: say seven' -m 'Because 7 is no word.
---
From: nobody in particular, which is text' --author 'Ünal Özgür <uo@example.com>'
	printf 'one\r\n2\r\nthree\r\n' >crlf.txt
	git commit -q -a -m 'crlf: say 2'
	head -c 3000 /dev/urandom >blob
	chmod 644 run
	git commit -q -a -m 'blob, run: other bytes, other mode'
	ln -sf dir/b.c link
	git rm -q old/gone
	echo 'file where a directory was' >old
	git add -A
	git commit -q -m 'link: lead elsewhere; old: be a file'
	git mv dir/b.c dir/c.c
	sed -i 's/^120$/hundred and twenty/' dir/c.c
	git commit -q -a -m 'dir: call it c'
	git commit -q --allow-empty -m 'nothing: say so'
	sed -i 's/^7$//; s/seven/Seven/' a.c
	git commit -q -a -m 'a: say seven'
	: >empty
	git add empty
	git commit -q -m 'empty: add'
)
run import --git work v6.1..topic --out series
is "$code" 0 'commits are imported as a series'
is "$(cat series/series)" 'a-say-seven.patch
crlf-say-2.patch
blob-run-other-bytes-other-mode.patch
link-lead-elsewhere-old-be-a-file.patch
dir-call-it-c.patch
nothing-say-so.patch
a-say-seven-2.patch
empty-add.patch' 'one patch per commit, named without a number'
like "$(cat series/a-say-seven.patch)" 'Subject: a: say seven' 'the subject has no [PATCH]'
git -C work format-patch -q --no-signature --no-stat -N -o "$scratch/mails" v6.1..topic~6 >/dev/null
sed 's/\[PATCH\] //; /^index /d' mails/0001-*.patch >wanted
sed '/^index /d' series/a-say-seven.patch | cmp -s - wanted
report $? 'the text is that of git format-patch'

cp -a work second
git -C second checkout -q --detach
run export --git second --branch again --base v6.1 --series series/series
is "$code" 0 'and exported again'
is "$(tree_of second again)" "$(tree_of second topic)" 'git to series to git: the tree is the same'
is "$(git -C second log --format='%an %ae %ad %s' again)" \
	"$(git -C second log --format='%an %ae %ad %s' topic)" 'authors, dates and subjects are kept'
is "$(git -C second log -1 --format=%B again~7)" 'a: say seven

Because 7 is no word.' 'text after --- is not in the history'
ok 'git fsck finds no fault in the result' git -C second fsck --strict

# --- git out: patches of each kind ------------------------------------------------------
mkdir queue queue/sub
cat >queue/series <<'S'
# first section
no-author.patch
sub/dep3.patch -p1 # why

# second section
	+never left-out.patch
reversed.patch -R
flat.patch -p0
empty.patch
packed.patch.gz
# behind all
S
cat >queue/no-author.patch <<'P'
a: only words, and no author

--- a/a.c
+++ b/a.c
@@ -1,4 +1,4 @@
-1
+eins
 2
 3
 4
P
cat >queue/sub/dep3.patch <<'P'
Description: b: another beginning
 Longer words about it.
 .
 A second paragraph.
Author: Jane Doe <jane@example.com>
Origin: vendor, example
Bug-Debian: https://bugs.example.org/1
Last-Update: 2026-02-03

--- a/dir/b.c
+++ b/dir/b.c
@@ -1,4 +1,4 @@
-100
+C
 101
 102
 103
P
cat >queue/reversed.patch <<'P'
From: =?UTF-8?q?J=C3=BCrgen?= <j@example.com>
Date: Tue, 3 Feb 2026 04:05:06 -0230
Subject: [PATCH 2/3] b: the other
 way round

Text.

--- a/dir/b.c
+++ b/dir/b.c
@@ -38,4 +38,4 @@
 137
 138
 139
-vierzig
+140
P
cat >queue/flat.patch <<'P'
From: F <f@example.com>
Subject: a: from zero

--- a.c
+++ a.c
@@ -37,4 +37,4 @@
 37
 38
 39
-40
+40!
P
printf 'From: E <e@example.com>\nSubject: empty: only a header\n\nNothing to see.\n' >queue/empty.patch
cat >packed.patch <<'P'
From: P <p@example.com>
Subject: a: packed

--- a/a.c
+++ b/a.c
@@ -19,4 +19,4 @@
 19
-20
+zwanzig
 21
 22
P
gzip -n <packed.patch >queue/packed.patch.gz
echo 'left out, and no patch' >queue/left-out.patch

cp -r queue before
run export --git out --branch carried --source src --series queue/series
is "$code" 0 'a series is exported on an unpacked source'
like "$out" '6 commits' 'one commit per patch, none for one that is left out'
is "$(git -C out log --format='%an <%ae>|%ad|%s' --date=iso carried~6..carried)" \
	'P <p@example.com>|2026-01-01 00:00:00 +0000|a: packed
E <e@example.com>|2026-01-01 00:00:00 +0000|empty: only a header
F <f@example.com>|2026-01-01 00:00:00 +0000|a: from zero
Jürgen <j@example.com>|2026-02-03 04:05:06 -0230|b: the other way round
Jane Doe <jane@example.com>|2026-02-03 00:00:00 +0000|b: another beginning
unknown author <unknown@localhost>|2026-01-01 00:00:00 +0000|a: only words, and no author' \
	'author, date and subject of each'
is "$(git -C out log -1 --format=%B carried~4)" 'b: another beginning

Longer words about it.

A second paragraph.

Origin: vendor, example
Bug-Debian: https://bugs.example.org/1' "DEP-3's fields are kept"
rm -rf applied
cp -a src applied
sed -i "/^empty/d" queue/series
ok "kferry applies it to a tree" "$KFERRY" series apply --tree applied queue/series
cp before/series queue/series
git init -q check
cp -a applied/. check
git -C check add -A
is "$(git -C check write-tree)" "$(tree_of out carried)" 'git reads the same tree'

tip=$(git -C out rev-parse carried)
run export --git out --branch carried --source src --series queue/series
is "$(git -C out rev-parse carried)" "$tip" 'the same series makes the same commits'
case $code$out in
*unpacked*) report 1 'the source is written once' ;;
*) is "$code" 0 'the source is written once' ;;
esac

base=$(git -C out rev-parse carried~6)
run import --git out "$base..carried" --out back
like "$out" '6 patches kept, 0 changed, 0 added' 'imported again, all patches are kept'
diff -r before back >diff.out 2>&1
is "$(cat diff.out)" '' 'series to git to series: no byte differs'

# --- edits in git -----------------------------------------------------------------------
git clone -q out edit 2>/dev/null
cp -r out/.git/refs/kferry edit/.git/refs/
(
	cd edit || exit
	git checkout -q -b mine origin/carried~3
	sed -i 's/^139$/hundertneununddreissig/' dir/b.c
	git commit -q -a --amend --no-edit --date='2026-02-03 04:05:06 -0230'
	git cherry-pick --allow-empty origin/carried~3..origin/carried >/dev/null 2>&1
	sed -i 's/^30$/dreissig/' a.c
	git commit -q -a -m 'a: a new one'
)
run import --git edit "$base..mine" --out back
is "$code" 0 'amended commits are imported'
like "$out" '5 patches kept, 1 changed, 1 added' 'only changed patches differ'
is "$(cat back/series)" '# first section
no-author.patch
sub/dep3.patch -p1 # why

# second section
	+never left-out.patch
reversed.patch -R
flat.patch -p0
empty.patch
packed.patch.gz
a-a-new-one.patch
# behind all' 'the new one stands behind the last, the lines stay'
head -7 back/reversed.patch >got
head -7 before/reversed.patch | cmp -s - got
report $? 'its header is unchanged'
run export --git edit --branch theirs --base "$base" --series back/series
is "$(tree_of edit theirs)" "$(tree_of edit mine)" 'and it makes the changes of the commits'
run import --git edit "$base..mine~2" --out back
like "$out" '1 removed' 'a removed commit is a removed patch'
is "$(ls back | tr '\n' ' ')" 'empty.patch flat.patch left-out.patch no-author.patch reversed.patch series sub ' \
	'and its file too'

# --- what must not be -------------------------------------------------------------------
git -C edit checkout -q mine
run export --git edit --branch mine --base "$base" --series queue/series
is "$code" 2 'a branch that is checked out is refused'
like "$err" 'mine is checked out' 'and the reason is shown'
git -C edit checkout -q --detach
run export --git edit --branch mine --base "$base" --series queue/series
like "$err" '--force' 'and so are commits that are not from an export'
run export --git edit --branch mine --base "$base" --series queue/series --force
is "$code" 0 'except with --force'
sed -i 's/^ 2$/ 222/' queue/no-author.patch
run export --git edit --branch other --base "$base" --series queue/series
is "$code" 1 'a patch that does not apply: nothing is written'
like "$err" 'no-author.patch' 'and it is named'
ok 'no branch is there' test -z "$(git -C edit branch --list other)"
run export --git edit --branch ../x --base "$base" --series back/series
is "$code" 2 'an invalid branch name is refused'
run import --git edit v6.1..topic..x --out nowhere
is "$code" 2 'an invalid range is refused'
run import --git work v6.1..nowhere --out nowhere
like "$err" "'nowhere' is not a commit" 'and a missing commit'
run import --git "$scratch/src" a..b --out nowhere
like "$err" 'not a git repository' 'and a directory without a repository'
(
	cd work || exit
	git checkout -q -b side v6.1
	echo x >side
	git add side
	git commit -q -m side
	git merge -q --no-edit topic
)
run import --git work v6.1..side --out nowhere
like "$err" 'is a merge' 'a merge is refused'
ok 'nothing was written then' test ! -e nowhere

# --- a hostile repository ---------------------------------------------------------------
cat >>work/.git/config <<C
[core]
	fsmonitor = touch $scratch/ran; false
	hooksPath = $scratch/hooks
[diff]
	external = touch $scratch/ran
[diff "evil"]
	textconv = touch $scratch/ran
	command = touch $scratch/ran
[include]
	path = $scratch/fifo
[format]
	signature = x
	notes = true
C
mkfifo fifo
mkdir hooks
for hook in reference-transaction post-checkout post-index-change; do
	printf '#!/bin/sh\ntouch %s/ran\n' "$scratch" >hooks/$hook
	chmod 755 hooks/$hook
done
echo '* diff=evil' >work/.git/info/attributes
run import --git work v6.1..topic --out hostile
is "$code" 0 "a repository's configuration is not read"
ok 'nothing of it ran' test ! -e ran
diff -r series hostile >diff.out 2>&1
is "$(cat diff.out)" '' 'and the result is the same'
run export --git work --branch out --base v6.1 --series series/series
is "$code" 0 'also in an export'
ok 'no hook ran' test ! -e ran

# --- to a branch whose variants name a series that comes only now ------------------------
mkdir -p project/branches
printf '%s\n' '[branch]' version=6.1 description=x config=base '[source 6.1]' kind=local \
	path=src '[variant fixed]' series=series expect=clean >project/branches/6.1.conf
run import --project project --git work v6.1..topic --to 6.1
is "$code" 0 'commits are imported into a branch without a series'
diff -r series project/patches/6.1 >diff.out 2>&1
is "$(cat diff.out)" '' 'and into a directory'
run import --project project --git work v6.1..topic --to 6.2
like "$err" "no branch '6.2'; there are: 6.1" 'and nowhere else'

done_testing
