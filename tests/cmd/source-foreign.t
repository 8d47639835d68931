#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry source --from a foreign git repository: no program that it names is run, and no file
# outside of it is read or written.
. "$SRCDIR/tests/cmd/lib.sh"

cp -r "$SRCDIR/tests/data/project" project
cd project || exit 1
export KFERRY_CACHE="$scratch/cache"
export HOME="$scratch/home"
mkdir "$HOME"
mark=$scratch/mark
program=$scratch/program
printf '#!/bin/sh\necho "$0 $*" >>%s\n' "$mark" >"$program"
chmod 755 "$program"

git_() {
	git -C foreign -c user.name=x -c user.email=x@example.org "$@" >/dev/null 2>&1
}

# A tree in which each file has all git attributes that can run a program.
rm -rf foreign
cp -r linux foreign
printf '* filter=f diff=d merge=m ident export-subst\n' >foreign/.gitattributes
printf '\n# $Id$ $Format:%%H %%G? %%GG$\n' >>foreign/Makefile
git_ init -q . && git_ add . && git_ commit -qm x

# set_ KEY VALUE: adds to the repository's configuration
set_() {
	git_ config --add "$1" "$2"
}

# runs_nothing WHAT: kferry takes the tree and its bare repository as sources, and runs no
# program
runs_nothing() {
	for from in foreign foreign/.git; do
		rm -rf "$KFERRY_CACHE" "$mark"
		run source --from $from fake
		is "$code" 0 "$1: $from is a source"
		[ "$code" = 0 ] || echo "$err" >&2
		ok "$1: nothing of $from was run" test ! -e "$mark"
		dir=$("$KFERRY" source --from $from --print-dir fake)
		ok "$1: the files are there" test -f "$dir/mm/memcontrol.c"
	done
}

cp foreign/.git/config plain
# The trap itself works: git runs the program.
set_ core.fsmonitor "$program"
rm -f "$mark"
git -C foreign ls-files -o >/dev/null 2>&1 || git -C foreign status >/dev/null 2>&1
ok 'git itself runs a monitor of files' test -e "$mark"
runs_nothing 'core.fsmonitor'

cp plain foreign/.git/config
for kind in clean smudge process; do
	set_ filter.f.$kind "$program"
done
set_ filter.f.required true
runs_nothing 'filters'

cp plain foreign/.git/config
set_ diff.external "$program"
set_ diff.d.command "$program"
set_ diff.d.textconv "$program"
set_ merge.m.driver "$program"
set_ core.pager "$program"
set_ core.editor "$program"
set_ core.askPass "$program"
set_ credential.helper "!$program"
set_ gpg.program "$program"
set_ gpg.openpgp.program "$program"
set_ tar.tar.command "$program"
set_ core.alternateRefsCommand "$program"
for name in ls-files rev-parse archive config init; do
	set_ alias.$name "!$program"
done
runs_nothing 'programs run by git'

cp plain foreign/.git/config
mkdir -p foreign/.git/hooks
for hook in post-index-change reference-transaction pre-auto-gc post-checkout fsmonitor-watchman; do
	cp "$program" foreign/.git/hooks/$hook
done
mkdir "$scratch/hooks"
cp foreign/.git/hooks/* "$scratch/hooks"
set_ core.hooksPath "$scratch/hooks"
runs_nothing 'hooks'

cp plain foreign/.git/config
printf '[core]\n\tfsmonitor = %s\n[filter "f"]\n\tsmudge = %s\n' "$program" "$program" \
	>"$scratch/included"
set_ include.path "$scratch/included"
set_ includeIf.gitdir:/.path "$scratch/included"
runs_nothing 'included configuration'

# A commit whose signature would be verified, and an object that would be fetched.
cp plain foreign/.git/config
lost=$(git -C foreign rev-parse HEAD:.gitignore)
mv "foreign/.git/objects/$(echo "$lost" | cut -c1-2)" "$scratch/object"
set_ core.repositoryFormatVersion 1
set_ extensions.partialClone origin
set_ remote.origin.promisor true
set_ remote.origin.url "ext::$program"
set_ remote.origin.uploadpack "$program"
set_ core.sshCommand "$program"
set_ core.gitProxy "$program"
set_ protocol.allow always
runs_nothing 'a remote helper'
like "$err" 'no object for .gitignore, left out' 'missing objects are left out'
mv "$scratch/object" "foreign/.git/objects/$(echo "$lost" | cut -c1-2)"
cp plain foreign/.git/config

# Another tree: the configuration must not choose the working tree.
mkdir "$scratch/elsewhere"
echo other >"$scratch/elsewhere/other.c"
set_ core.worktree "$scratch/elsewhere"
runs_nothing 'another working tree'
ok 'whose files are not taken' test ! -e "$dir/other.c"
cp plain foreign/.git/config

# An index can list anything: a file in a directory that is now a symbolic link to outside.
mkdir "$scratch/secret"
echo secret >"$scratch/secret/key.c"
mkdir foreign/way
echo mine >foreign/way/key.c
git_ add -f way/key.c
rm -rf foreign/way
ln -s "$scratch/secret" foreign/way
before=$(stat -c '%i %a %Y' "$scratch/secret/key.c")
rm -rf "$KFERRY_CACHE"
run source --from foreign fake
is "$code" 0 'a directory that became a link'
dir=$("$KFERRY" source --from foreign --print-dir fake)
is "$(readlink "$dir/way")" "$scratch/secret" 'is a link'
is "$(stat -c '%i %a %Y' "$scratch/secret/key.c")" "$before" 'and is not followed'
rm foreign/way

# Names that git quotes, and a nested repository.
odd=$(printf 'foreign/mm/a "b"\t\303\244\n.c')
echo odd >"$odd."
mkdir foreign/within
git -C foreign/within init -q
rm -rf "$KFERRY_CACHE"
run source --from foreign fake
is "$code" 0 'unusual names are valid'
dir=$("$KFERRY" source --from foreign --print-dir fake)
ok 'and their files are taken' test -f "$dir/${odd#foreign/}."
ok 'a repository within is not' test ! -e "$dir/within"
rm -rf foreign/within

# A split index, and a linked worktree.
git_ update-index --split-index
run source --from foreign fake
is "$code" 0 'a split index'
ok 'has all files' test -f "$dir/mm/memcontrol.c"
git_ worktree add -q ../second
echo x >second/forced.o
git -C second add -f forced.o
run source --from second fake
is "$code" 0 'a linked worktree'
dir=$("$KFERRY" source --from second --print-dir fake)
ok 'has its own index' test -f "$dir/forced.o"
git_ worktree remove --force ../second

if [ "$(id -u)" = 0 ]; then
	chown -R 65534:65534 foreign
	runs_nothing 'a tree of another user'
fi
done_testing
