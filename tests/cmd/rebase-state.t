#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry rebase: its state from the beginning to the end. No decision or edit of the user is
# lost, applied twice or mistaken for something else.
. "$SRCDIR/tests/cmd/lib.sh"

data=$SRCDIR/tests/data/rebase
export KFERRY_CACHE="$scratch/cache"

# begin CASE: copies the case to work/, and starts a rebase to out/
begin() {
	chmod -R u+w work out 2>/dev/null
	rm -rf work out out.kferry-* "$KFERRY_CACHE/resolved"
	cp -r "$data/$1" work
	chmod -R u+w work
	again
}

# again: starts another rebase of work/
again() {
	run rebase --old-tree work/old --new-tree work/new \
		--series work/series/series --out out
}

go() {
	run rebase --out out "$@"
}

# side THEIRS|OURS FILE: resolves each conflict in FILE to that side
side() {
	sed -i -e '/^<<<<<<< /,/^>>>>>>> /{' -e "$(
		if [ "$1" = theirs ]; then
			echo '/^||||||| /,/^>>>>>>> /d'
	else
			echo '/^<<<<<<< /,/^=======$/d'
		fi
	)" -e '/^<<<<<<< /d' -e '/^>>>>>>> /d' -e '}' "out/conflict/$2"
}

# --- each hunk is in the result or dropped by the user
begin no-place
is "$code" 1 'a hunk that does not apply to the old tree: a conflict'
ok 'with a marker where it may belong' grep -q '^<<<<<<< ' out/conflict/a.txt
side ours b.txt
go --continue
is "$code" 1 'resolving the other file is not enough'
like "$err" 'out/conflict/a.txt:3: a conflict marker is left' 'the hunk is shown'
side theirs a.txt
go --continue
is "$code" 1 'nor is removing its markers'
like "$err" 'not in the result: hunk 1 of a.txt; add it, or drop it with --drop a.txt:1' \
	'the hunk is named, with the option that drops it'
go --continue --drop a.txt:2
is "$code" 2 'a hunk that does not exist cannot be dropped'
go --continue --drop a.txt:1
is "$code" 0 'it can be dropped by name'
is "$(grep -c a.txt out/p.patch)" 0 'and the patch has no header without hunks'
cp -r work/new tree
ok 'which git takes' git -C tree apply ../out/p.patch

begin no-place
side ours b.txt
side theirs a.txt
sed -i 's/^four$/&\nnew/' out/conflict/a.txt
go --continue
is "$code" 0 'it can be applied by hand'
ok 'and in the patch' grep -q '^+new$' out/p.patch

begin no-place
side ours b.txt
side theirs a.txt
echo new >>out/conflict/a.txt
go --continue
is "$code" 0 'also at another place'

begin no-place
side ours b.txt
cp work/new/a.txt out/conflict/a.txt
cp work/new/b.txt out/conflict/b.txt
go --continue
like "$err" 'the resolution is empty; use --skip to skip the patch' 'an empty resolution is refused'

# --- files that the user removed or added
begin no-place
side ours b.txt
rm out/conflict/a.txt
go --continue
is "$code" 1 'a missing file is not a deletion'
like "$err" 'out/conflict/a.txt: does not exist, and p.patch does not remove the file' \
	'and is reported'
go --continue --drop a.txt
is "$code" 0 'if dropped by name, the file stays as in the new tree'
is "$(grep -c a.txt out/p.patch)" 0 'and is not in the patch'

begin no-place
side ours b.txt
rm out/conflict/a.txt
go --continue --add a.txt
is "$code" 0 'removed on purpose'
ok 'it is a deletion' grep -q '^+++ /dev/null' out/p.patch

begin no-place
side ours b.txt
side ours a.txt
echo besides >out/conflict/c.txt
touch out/conflict/a.txt~ out/conflict/.b.txt.swp
go --continue
is "$code" 1 'an additional file is not ignored'
like "$err" 'out/conflict/c.txt: does not belong to the conflict' 'but named'
go --continue --add d.txt
is "$code" 1 'another name does not help'
go --continue --add c.txt
is "$code" 0 'it can be added by name'
ok 'it is in the patch' grep -q '^+besides$' out/p.patch
is "$(grep -c 'txt~\|swp' out/p.patch)" 0 'and an editor'\''s files are not'

begin no-place
side ours b.txt
rm out/conflict/a.txt
mkdir out/conflict/a.txt
go --continue
is "$code" 2 'a directory is not a file'
like "$err" 'a.txt: is not a regular file' 'nor a deletion'
rmdir out/conflict/a.txt
ln -s /etc/hostname out/conflict/a.txt
go --continue
like "$err" 'a.txt: is not a regular file' 'nor is a link followed'

# --- a carried hunk is not lost beside one in conflict
begin beside-conflict
is "$code" 1 'a hunk that was carried, and one in conflict'
cp work/new/f.c out/conflict/f.c
sed -i 's/^int last = 11;$/int last = 10;/' out/conflict/f.c
go --continue
is "$code" 1 'copying the new file over it removes the first'
like "$err" 'hunk 1 of f.c; add it, or drop it with --drop f.c:1' 'which is reported'
go --continue --drop f.c:1
is "$code" 0 'and can be done on purpose'

# --- a patch in conflict with every kind of change
begin every-change
is "$code" 1 'two diffs of a file, a deletion, a rename, a new file, a mode'
side ours f
side ours moved
go --continue
like "$err" 'not in the result: hunk 1 of del; add it, or drop it with --drop del:1' \
	'a deletion that no marker shows must be made'
rm out/conflict/del
go --continue
is "$code" 0 'by deleting the file'
rm -rf tree
cp -r work/new tree
ok 'git takes the patch' git -C tree apply ../out/p.patch
is "$(cat tree/f tree/moved | tr '\n' ' ' | grep -c 'zehn.*siebzehn.*quince')" 1 \
	'with both diffs and the rename'
is "$(cd tree && find . -type f -perm -u+x | sort | tr '\n' ' ')" './run ./tool ' \
	'and the modes'
ok 'and the deletion' test ! -e tree/del

# --- undo
begin no-place
side ours b.txt
side ours a.txt
go --continue
is "$code" 0 'a resolution'
again
is "$code" 2 'is not replaced by a new rebase'
like "$err" 'out: has 1 decisions of a rebase' 'and the reason is shown'
ok 'and is still there' test -e out/p.patch
cp -r out kept
mv kept "$scratch/other"
run rebase --old-tree work/old --new-tree work/new --series work/series/series \
	--out second
like "$err" 'second/conflict/a.txt: has the remembered resolution; check it' \
	'the same conflict elsewhere is resolved, with a message'
is "$(grep -c '^<<<<' second/conflict/a.txt)" 0 'and is'
rm -rf second
go --undo
is "$code" 1 'after an undo it is a conflict'
is "$(grep -c '^<<<<<<< ' out/conflict/a.txt)" 1 'with its markers'
like "$err" "out/aside/p.patch: kept, it is not in the result" 'the resolution is kept'
ok 'beside the result' grep -q '^+olive' out/aside/p.patch
go --skip
is "$code" 0 'skipped'
ok 'what was kept is kept on' grep -q '^+olive' out/aside/p.patch
go --undo
is "$code" 1 'after an undo'
is "$(printf '%s' "$err" | grep -c 'left out when')" 0 'a skip is forgotten, too'
go --skip
go --abort
again
like "$err" 'p.patch was skipped in this conflict before' \
	'otherwise it is remembered'

# --- edits that are not used
side ours b.txt
again
is "$code" 2 'nor are edited files replaced'
like "$err" 'out/conflict/b.txt: has edits that are not used yet' 'and they are named'
go --skip
is "$code" 0 'skipping continues'
ok 'and keeps them' grep -q '^olive' out/aside/conflict/b.txt

# --- trees and patches that change during the rebase
begin no-place
side ours b.txt
side ours a.txt
echo 'and more' >>work/new/a.txt
go --continue
is "$code" 2 'if the new tree changes meanwhile, its file is not reverted'
like "$err" 'p.patch: differs from the result in' 'the patch is named'
like "$err" '--retry' 'with the command to continue'
go --skip
is "$code" 2 'nor is anything skipped'
go --retry
is "$code" 1 '--retry shows the present conflict'
ok 'from the new file' grep -q 'and more' out/conflict/a.txt
ok 'and keeps what was edited' grep -q '^olive' out/aside/conflict/b.txt
side ours a.txt
side ours b.txt
go --continue
is "$code" 0 'which can be resolved'
is "$(grep -c 'and more' out/p.patch)" 0 'and reverts nothing'

sed -i 's/^two$/zwei/' work/new/a.txt
go --undo
is "$code" 1 'a resolution can be undone although the tree has changed'
side ours a.txt
side ours b.txt
go --continue
is "$code" 0 'and resolved again'
sed -i 's/^zwei$/due/' work/new/a.txt
go --retry
is "$code" 1 'a decision that is no longer valid is a conflict again'
like "$err" 'p.patch: the decision about it is no longer valid' 'which is reported'
ok 'but kept' grep -q '^+olive' out/aside/p.patch

begin no-place
sed 's/olive/moss/' work/series/p.patch >work/series/q.patch
printf 'q.patch\np.patch\n' >work/series/series
go --skip
is "$code" 2 'if the series changes meanwhile, no other patch is skipped'
like "$err" 'q.patch: differs from the result' 'the first that differs is named'
go --retry
go --skip
like "$err" 'p.patch is in conflict' 'after --retry, the one that was shown is'

# --- files of the user in the new series
begin no-place
mkdir out/notes
echo mine >out/notes/todo
mkdir -p out/empty/directory
echo '# mine' >>out/series
go --skip
is "$code" 0 'continuing'
is "$(cat out/notes/todo)" mine 'keeps files of others'
ok 'empty directories, too' test -d out/empty/directory
ok 'and keeps what they changed' grep -q '^# mine' out/aside/series
go --abort
is "$code" 2 '--abort does not remove them'
like "$err" 'notes/todo: was not made by the rebase' 'and reports them'
rm -r out/notes
go --abort
is "$code" 0 'otherwise everything is removed'
ok 'really' test ! -e out
go --abort
is "$code" 2 'once'

# --- probably upstream
begin upstream-mostly
is "$code" 1 'patches of which the new tree has a part'
like "$out" 'most.patch: conflict, probably upstream: 2 of 3 hunks' 'half or more is reported'
is "$(printf '%s\n' "$out" | grep -c 'little.patch: conflict$')" 1 'less is not'
go --skip=upstream
is "$code" 1 'patches that are probably upstream are skipped'
like "$err" 'most.patch: left out: probably upstream: 2 of 3 hunks' 'and each is reported'
like "$err" 'little.patch is in conflict' 'and only these'
go --skip=upstream
is "$code" 2 'there are no more'
go --undo
like "$out" 'most.patch: conflict, probably upstream' 'they are undone as one decision'
go --json --skip=upstream
like "$out" '"status": "dropped"' 'JSON reports it'
go --undo --json
like "$(printf '%s' "$out" | tr -d ' \n')" \
	'"seen":{"upstream":2,"hunks":3,"probably":true}' 'with the number of hunks'

# --- two runs at once, a directory that cannot be written, killed runs
begin no-place
if command -v flock >/dev/null; then
	lock=$KFERRY_CACHE/lock/rebase-$(printf %s "$scratch/out" | sha256sum | cut -c1-16)
	flock "$lock" "$KFERRY" rebase --out out --skip 2>.stderr
	is "$?" 2 'while another run uses it, nothing is decided'
	like "$(cat .stderr)" 'is running' 'and the reason is shown'
else
	skip 'two runs at once' 'no flock'
fi

# A directory that cannot be written: nothing changes.
begin no-place
side ours b.txt
mkdir -p closed
mv out closed/out
cp -r closed before
chmod a-w closed
if [ "$(id -u)" = 0 ]; then
	chown -R nobody closed work "$KFERRY_CACHE"
	chmod a+rx "$scratch"
	as() { setpriv --reuid=nobody --clear-groups --inh-caps=-all "$@"; }
else
	as() { "$@"; }
fi
for verb in --skip --abort; do
	as "$KFERRY" rebase --out closed/out $verb >/dev/null 2>.stderr
	is "$?" 2 "$verb in a directory that cannot be written"
	like "$(cat .stderr)" 'Permission denied' 'the reason is shown'
	ok 'and changes nothing' diff -r before/out closed/out
done
chmod u+w closed
rm -rf before closed

# A run that is killed at any of its writing system calls leaves the old state or the new one,
# and the next run continues from it.
#
# killed N VERB: kills kferry at the Nth of $calls; fails if there were fewer
killed() {
	strace -o /dev/null -e "trace=$calls" -e "inject=$calls:signal=KILL:when=$1" \
		"$KFERRY" rebase --out out "$2" >/dev/null 2>&1
	[ $? = 137 ]
}

# same A B: both directories have the same files
same() {
	diff -r "$1" "$2" >/dev/null 2>&1
}

# kill_abort: after a killed --abort, another --abort or a new rebase works
kill_abort() {
	n=1
	while cp -r before out && killed $n --abort; do
		if [ -e out ] && ! same before out; then
			return 1
		fi
		if [ $((n % 2)) = 0 ]; then
			go --abort
			[ "$code" = 0 ] || return 1
		else
			[ ! -e out ] || go --abort
			again
			[ "$code" = 1 ] && [ "$(echo out*)" = out ] || return 1
			go --abort
		fi
		[ "$(echo out*)" = "out*" ] || return 1
		n=$((n + 1))
	done
	[ $n -gt 5 ] && [ ! -e out ]
}

# kill_skip: after a killed --skip, the user's edit is in one of two files
kill_skip() {
	n=1
	while rm -rf out && cp -r before out && killed $n --skip; do
		grep -qs '^olive' out/conflict/b.txt out/aside/conflict/b.txt || return 1
		"$KFERRY" rebase --out out --skip >/dev/null 2>&1
		same after out || return 1
		[ "$(echo out*)" = out ] || return 1
		n=$((n + 1))
	done
	[ $n -gt 5 ]
}

if strace -o /dev/null true 2>/dev/null; then
	calls=write,linkat,renameat2,rmdir
	begin no-place
	side ours b.txt
	cp -r out before
	go --skip
	mv out after
	ok 'a skip that is killed loses nothing' kill_skip
	calls=rename,renameat2,unlink,unlinkat,rmdir
	rm -rf out
	ok 'an abort that is killed can be repeated, and is in nobody'\''s way' kill_abort
else
	skip 'kills at every write' 'no strace'
fi

done_testing
