#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry rebase --git: upstream's history decides where the two trees cannot.
. "$SRCDIR/tests/cmd/lib.sh"

command -v git >/dev/null || skip_all 'needs git'

export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@x GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@x
export GIT_CONFIG_NOSYSTEM=1 HOME="$PWD"

# change FILE FROM TO MESSAGE: makes a commit, and prints its hash
change() {
	sed -i "s/$2/$3/" "repo/$1"
	git -C repo commit -qam "$4"
	git -C repo rev-parse HEAD
}

# patch NAME ID FILE FROM TO: makes a patch for the old tree, a backport of ID ('' for none)
patch() {
	mkdir -p a b
	cp "old/$3" "a/$3"
	sed "s/$4/$5/" "old/$3" >"b/$3"
	{
		printf 'Subject: %s\n\n' "$1"
		[ -z "$2" ] || printf 'commit %s upstream.\n\n' "$2"
		diff -u --label "a/$3" --label "b/$3" "a/$3" "b/$3"
	} >"series/$1.patch"
	echo "$1.patch" >>series/series
}

git init -q repo
mkdir series
for file in form pick back again gone same near undone; do
	seq -f "$file %g" 1 9 >"repo/$file"
done
git -C repo add .
git -C repo commit -qm base
git -C repo tag v1
cp -r repo old
rm -rf old/.git

form=$(change form 'form 5' 'form five, as upstream has it' 'form: five')
mainline=1234567890abcdef1234567890abcdef12345678
pick=$(change pick 'pick 5' 'pick V' "pick: five

commit $mainline upstream.")
back=$(change back 'back 5' 'back five' 'back: five')
change back 'back five' 'back 5' "Revert \"back: five\"

This reverts commit $back." >/dev/null
gone=$(change gone 'gone 5' 'gone five' 'gone: five')
change gone 'gone five' 'gone 5' 'gone: all anew' >/dev/null
same=$(change same 'same 5' 'same five' 'same: five')
change same 'same five' 'same V' 'same: in other words' >/dev/null
change near 'near 4' 'near IV' 'near: four' >/dev/null
change near 'near 5' 'near five' 'near: five' >/dev/null
change near 'near five' 'near V' 'near: in other words' >/dev/null
undone=$(change undone 'undone 5' 'undone five' 'undone: five')
change undone 'undone five' 'undone 5' "Revert \"undone: five\"

This reverts commit $undone." >/dev/null
git -C repo tag v2
cp -r repo new
rm -rf new/.git

patch form "$form" form 'form 5' 'form 5, mended'
patch pick "$mainline" pick 'pick 5' 'pick 5, mended'
patch back "$back" back 'back 5' 'back five'
patch gone "$gone" gone 'gone 5' 'gone five'
patch same '' same 'same 5' 'same five'
patch near '' near 'near 5' 'near five'
patch undone '' undone 'undone 5' 'undone five'
patch again 00000000000000000000000000000000000000aa again 'again 5' 'again five'

go() {
	run rebase --old-tree old --new-tree new --series series/series --out "$@"
}

go plain
is "$code" 1 'the two trees do not show'
like "$out" 'form.patch: conflict' 'that a change is there in another form'
like "$out" '8 patches: 4 exact, 4 conflict' 'nor that a commit was reverted'

go out --git repo --range v1..v2
is "$code" 1 'history does not decide about all'
like "$out" "form.patch: upstream
  form: hunk 1 at line 5: upstream: by history, commit $(echo "$form" | cut -c1-12) is in the new tree" \
	'a commit in the range is upstream, in any form'
like "$out" "pick.patch: upstream
  pick: hunk 1 at line 5: upstream: by history, commit 1234567890ab is in the new tree as $(echo "$pick" | cut -c1-12)" \
	'and so is one that another commit contains'
like "$out" "gone.patch: conflict
  gone: hunk 1 at line 2: conflict: by history, commit $(echo "$gone" | cut -c1-12) is in the new tree, but the patch applies" \
	'what came and is not there is nobody'"'"'s guess'
like "$out" "same.patch: upstream
  same: hunk 1 at line 5: upstream: by history, commit $(echo "$same" | cut -c1-12) of the new tree is the same change" \
	'a patch that names no commit is recognized by its changes'
like "$out" 'near.patch: conflict' 'with other context it is another change'
like "$out" '8 patches: 3 exact, 3 upstream, 2 conflict' 'the others as before'

run rebase --skip --out out
is "$code" 1 'the next conflict'
run rebase --skip --out out
is "$code" 0 'continuing uses the same history'
is "$(cat out/series)" 'back.patch
undone.patch
again.patch' 'and leaves out what is upstream; patches whose commit was reverted are carried'

go other --git repo --range v1
is "$code $err" '2 kferry rebase: v1: not a range of revisions (OLD..NEW)' 'a range needs two ends'
go other --git repo --range v1..v9
is "$code" 2 'that exist'
go other --git repo
is "$code" 2 'and is required'
go other --git old --range v1..v2
is "$code" 2 'and so is a repository'
ok 'nothing is written then' test ! -e other

done_testing
