#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry rebase --status, --edit, --mergetool: each conflict, its cause, and the next commands.
. "$SRCDIR/tests/cmd/lib.sh"

command -v git >/dev/null || skip_all 'needs git'

export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@x GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@x
export GIT_CONFIG_NOSYSTEM=1 HOME="$PWD" KFERRY_CACHE="$scratch/cache"
unset VISUAL EDITOR

git init -q repo
seq -f 'line %g' 1 60 >repo/file.c
seq -f 'other %g' 1 9 >repo/gone.c
git -C repo add .
git -C repo commit -qm base
git -C repo tag v1
cp -r repo old
rm -rf old/.git
sed -i 's/^line 30$/line 30, otherwise/' repo/file.c
git -C repo commit -qam 'file: line 30 anew'
sed -i '/^line 32$/d' repo/file.c
git -C repo commit -qam 'file: line 32 is not needed'
sed -i 's/^line 3$/line three/' repo/file.c
git -C repo commit -qam 'file: far away'
git -C repo rm -q gone.c
git -C repo commit -qm 'gone: remove'
git -C repo tag v2
cp -r repo new
rm -rf new/.git

# patch NAME FILE SED...: makes a patch for the old tree
mkdir series
patch() {
	name=$1 file=$2
	shift 2
	mkdir -p a b
	cp "old/$file" "a/$file"
	sed "$@" "old/$file" >"b/$file"
	{
		printf 'Subject: %s\n\n' "$name"
		diff -u --label "a/$file" --label "b/$file" "a/$file" "b/$file"
	} >"series/$name.patch"
	echo "$name.patch" >>series/series
}
patch fine file.c 's/^line 55$/line 55, fine/'
patch both file.c -e 's/^line 30$/line 30, mended/' -e 's/^line 31$/line 31, mended/'
patch gone gone.c 's/^other 5$/other five/'

run rebase --old-tree old --new-tree new --series series/series --git repo --range v1..v2 \
	--out out
is "$code" 1 'a conflict'
is "$err" "kferry rebase: both.patch is in conflict, patch 2 of 3
	1 conflict left     $PWD/out/conflict/file.c
  (edit these files, then run \"kferry rebase --continue --out out\")
  (\"--edit\" opens them in your editor, \"--mergetool\" in git's merge tool)
  (\"--skip\" skips the patch, \"--status\" shows the cause)" \
	'shows which files to edit, and the next commands'

cp -r out before
run rebase --out out --status
is "$code" 1 '--status of a conflict'
like "$out" "Rebase of $PWD/series/series
  from $PWD/old
  to   $PWD/new
3 patches: 1 offset, 2 conflict" 'shows what was carried'
like "$out" 'In conflict: both.patch, patch 2 of 3' 'what is in conflict'
like "$out" 'Later conflicts, as far as known:
	gone.patch' 'and what comes next'
like "$out" '-line 30
+line 30, otherwise' "the hunk of the new source at this place"
like "$out" "file: line 30 anew" 'and its commit'
like "$out" "file: line 32 is not needed" 'also a commit that only removed lines'
is "$(echo "$out" | grep -c 'far away\|line three')" 0 'and only these'
diff -r before out >differs 2>&1
is "$(cat differs)" '' 'and changes nothing'
run rebase --out out --status --json
is "$code" 1 'the same for scripts'
like "$out" '"in-the-way": [' 'has the hunk at this place'
like "$out" 'file: line 30 anew' 'with commits'

run rebase --out out --continue
like "$err" 'a conflict marker is left' 'there is something to edit'
cat >editor <<'EOS'
#!/bin/sh
# VISUAL may have options, as for git: the shell runs it.
[ "$1" = --wait ] && shift
sed -i -e '/^<<<<<<< /,/^=======$/d' -e '/^>>>>>>> /d' "$1"
EOS
chmod +x editor
EDITOR='false' VISUAL="$PWD/editor --wait" run rebase --out out --edit
is "$code" 0 'VISUAL opens the files'
like "$err" "	resolved            $PWD/out/conflict/file.c
  (nothing is left to edit; run \"kferry rebase --continue --out out\")" 'and they are checked again'
run rebase --out out --continue
is "$code" 1 'the next conflict'
like "$(cat out/both.patch)" '+line 31, mended' 'edited files are used'
like "$err" 'gone.patch is in conflict, patch 3 of 3' 'also a missing file'
run rebase --out out --status
like "$out" 'Decisions:
  ("--undo" reverts the last one)
	by hand:      both.patch' '--status shows the decisions'
like "$out" 'gone.c: is gone' 'and that the file is missing'
run rebase --out out --undo

EDITOR=false run rebase --out out --edit
is "$code" 2 'an editor that fails'
like "$err" 'false ended with status 1' 'is reported'
run rebase --out out --mergetool
is "$code" 2 'without a merge tool'
like "$err" "'git config --global merge.tool NAME' sets one" 'the message says how to configure one'
cat >.gitconfig <<'EOS'
[merge]
	tool = mine
[mergetool "mine"]
	cmd = cat \"$BASE\" >base && cat \"$LOCAL\" >local && cat \"$REMOTE\" >\"$MERGED\"
	trustExitCode = true
EOS
run rebase --out out --edit
is "$code" 0 "without an editor, git's merge tool"
like "$err" '	resolved ' 'merges'
like "$(cat base)" 'line 29
line 30
line 31' 'with the sides of the patch'
like "$(cat local)" 'line 30, otherwise
line 31' 'and of the new tree'
run rebase --out out --continue
like "$(cat out/both.patch)" '+line 31, mended' 'and the result is used'

run rebase --out out --skip
is "$code" 0 'the last conflict'
run rebase --out out --status
is "$code" 0 'nothing in conflict'
like "$out" "No conflicts: the new series is $PWD/out/series" 'is reported'
run rebase --out out --edit
is "$code" 2 'there is nothing to edit'
run rebase --out nowhere --status
is "$code" 2 'and no rebase to show'
done_testing
