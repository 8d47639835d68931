#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry follow: fixes and reverts in a git history, CVEs of the data, the list of ignored ones.
. "$SRCDIR/tests/cmd/lib.sh"

export KFERRY_CACHE="$scratch/cache"
mkdir work && cd work || exit 1
git init -q -b main repo
commit() { # FILE TEXT MESSAGE...
	echo "$2" >>"repo/$1"
	git -C repo add "$1"
	shift 2
	git -C repo -c user.name=x -c user.email=x@y commit -q "$@"
	git -C repo rev-parse HEAD
}
commit a first -m first >/dev/null
wanted=$(commit a feature -m "a: a feature")
other=$(commit b other -m "b: another one")
short=$(echo "$wanted" | cut -c1-12)
fix=$(commit a repair -m "a: repair the feature" -m "Fixes: $short (\"a: a feature\")")
commit b repair -m "b: repair" -m "Fixes: $other (\"b\")" >/dev/null

mkdir -p patches tree
git -C repo format-patch -1 --stdout "$wanted" >patches/feature.patch
echo feature.patch >patches/series
git -C repo show "$wanted:a" >tree/a
git -C repo show "$other:b" >tree/b

run follow --series patches/series --release 6.1.5 --git repo
is "$code" 1 "a missing fix: status 1"
like "$out" "feature.patch" "the patch is named"
like "$out" "fix $(echo "$fix" | cut -c1-15) a: repair the feature" "and its follow-up"
like "$out" "1 follow-ups, 1 of them open" "and no follow-up to another one"
like "$err" "5 commits read" "all commits were read"

commit a again -m "Revert \"a: a feature\"" -m "This reverts commit $wanted." >/dev/null
revert=$(git -C repo rev-parse HEAD)
run follow --series patches/series --release 6.1.5 --git repo --tree tree
like "$out" "revert $(echo "$revert" | cut -c1-15)" "a revert"
like "$err" "1 commits read" "only new commits are read"
like "$out" "no; it would go in" "the source lacks the fix, and it would apply"
run follow --series patches/series --release 6.1.5 --git repo
is "$err" "" "nothing new: nothing is read"

echo repair >>tree/a
run follow --series patches/series --release 6.1.5 --git repo --tree tree --all
like "$out" "    yes" "the source has the fix"
git -C repo format-patch -1 --stdout "$fix" >patches/fix.patch
echo fix.patch >>patches/series
run follow --series patches/series --release 6.1.5 --git repo --all
like "$out" "in the series as fix.patch" "the series has the fix"
printf '# why\n%s no need\n' "$(echo "$revert" | cut -c1-12)" >ignore
run follow --series patches/series --release 6.1.5 --git repo --ignore ignore --all
is "$code" 0 "done or ignored: status 0"
like "$out" "ignored: no need" "with the reason"
echo abcdef123456 >ignore
run follow --series patches/series --release 6.1.5 --git repo --ignore ignore
like "$err" "ignore:1: abcdef123456 has no reason" "an entry without a reason"

# All commits of a base: a branch that has one of the fixes as a backport, which names the
# commit in the words of the stable tree.
git -C repo branch -q stable "$other"
git -C repo checkout -q stable
commit a repair -m "a: repair the feature" -m "commit $fix upstream." >/dev/null
git -C repo checkout -q main
echo feature.patch >patches/series
run follow --series patches/series --release 6.1.5 --git repo --base stable --all
like "$out" "stable
  fix $(git -C repo rev-parse HEAD~1 | cut -c1-15) b: repair" "a fix of a commit in the base"
like "$out" "stable
  revert $(echo "$revert" | cut -c1-15)" "a revert"
is "$(echo "$out" | grep -c '^stable')" 2 "and none that the base has under another id"
run follow --series patches/series --release 6.1.5 --base stable
is "$code" 2 "a base without a history"

# A history that was rewritten is read again.
git -C repo reset -q --hard "$wanted"
commit a else -m "a: else" -m "Fixes: $short" >/dev/null
run follow --series patches/series --release 6.1.5 --git repo
like "$err" "3 commits read" "a history that was rewritten"
like "$out" "1 follow-ups, 1 of them open" "drops what is no longer in it"

# A merge of two branches, and a shallow clone.
git -C repo checkout -q -b side
commit c side -m "c: side" -m "fixes: commit $wanted" >/dev/null
git -C repo checkout -q main
commit a main -m "a: main" >/dev/null
git -C repo -c user.name=x -c user.email=x@y merge -q -m merge side
run follow --series patches/series --release 6.1.5 --git repo
like "$err" "3 commits read" "a merge: each side is read, and old commits are not read again"
like "$out" "2 follow-ups, 2 of them open" "and its messages"
rm -rf "$KFERRY_CACHE/follow"
run follow --series patches/series --release 6.1.5 --git repo
like "$err" "6 commits read" "a new index: each commit once"
git clone -q --depth 2 "file://$PWD/repo" shallow
run follow --series patches/series --release 6.1.5 --git shallow
like "$err" "3 commits read" "the end of a shallow clone"
git -C repo rev-parse main~1 | sed 's,..,&/,' | { read -r object && rm -f "repo/.git/objects/$object"; }
rm -rf "$KFERRY_CACHE/follow"
run follow --series patches/series --release 6.1.5 --git repo
is "$code" 2 "a missing commit is an error"
is "$(find "$KFERRY_CACHE/follow" -name '*-journal')" "" "and nothing is half written"

# CVEs that a patch of the series introduced.
printf 'commit a69839d4327d053b18d8e1b0e7ddeee78db78f4f upstream.\n\n' >patches/aux.patch
sed -n '/^diff/,$p' patches/feature.patch >>patches/aux.patch
echo aux.patch >patches/series
run follow --series patches/series --release 6.1.170
is "$code" 2 "no data: status 2"
run cve import "$SRCDIR/tests/data/cve"
run follow --series patches/series --release 6.1.170
is "$code" 1 "a CVE that a patch introduced: status 1"
like "$out" "cve CVE-2026-43056" "which is named"
run follow --series patches/series --git none --release 6.1.170
is "$code" 2 "no repository: status 2"
done_testing
