#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A change of many files is made whole or not at all, whatever fails; and whose journal is
# valid.
. "$SRCDIR/tests/cmd/lib.sh"

journal=.kferry-journal
nobody=65534

# Files that are changed, removed with their directory, made in new directories, and put in the
# place of an empty directory; and one that no patch changes.
make_input() {
	mkdir -p old/a old/b old/gone/deep old/void/empty s
	for f in a/1 a/2 b/3 b/4 gone/deep/5 keep; do
		printf 'one\ntwo\nthree\n' >"old/$f"
	done
	for f in a/1 a/2 b/3 b/4; do
		printf -- '--- a/%s\n+++ b/%s\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n' $f $f
	done >s/1.patch
	{
		printf -- '--- a/gone/deep/5\n+++ /dev/null\n@@ -1,3 +0,0 @@\n-one\n-two\n-three\n'
		for f in new/x/6 a/new/7 void/empty/8; do
			printf -- '--- /dev/null\n+++ b/%s\n@@ -0,0 +1 @@\n+new\n' $f
		done
	} >s/2.patch
	printf '1.patch\n2.patch\n' >s/series
	: >empty
	cp -r old tree
	"$KFERRY" series apply --tree tree s/series >/dev/null
	mv tree new
}

fresh() {
	rm -rf tree
	cp -r "${1:-old}" tree
}

# same A B: both directories have the same files and directories, empty ones included
same() {
	diff -r --no-dereference "$1" "$2" && [ ! -e "$2/$journal" ]
}

make_input

# --- whose journal ----------------------------------------------------------------

# plant LINE...: writes a journal to tree with a valid seal and these lines in its list
plant() {
	mkdir -m 700 tree/$journal
	: >tree/$journal/seal
	echo staged >tree/$journal/0
	{
		stat -c 'kferry journal 2 %i %.9Z' tree/$journal/seal
		for step; do
			printf '%s\n' "$step" | sed "s/INODE/$(stat -c %i tree/$journal/0)/"
		done
		echo end
	} >tree/$journal/list
}

# plant_new: a journal with one new file that a killed run left staged
plant_new() {
	fresh
	plant 'new 0 INODE 0 fresh'
}

# idle TREE: a run that only deals with the journal it finds
idle() {
	run series apply --tree "$1" empty
}

make_victim() {
	rm -rf outside tree
	fresh
	mkdir -p outside tree/.git tree/dir
	echo secret >outside/file
	echo config >tree/.git/config
	echo mine >tree/file
	ln -s ../outside tree/way
}

unharmed() {
	[ "$(ls outside)" = file ] && [ "$(cat outside/file)" = secret ] &&
		[ "$(ls tree/.git)" = config ] && [ "$(cat tree/file)" = mine ] &&
		[ ! -e tree/stolen ]
}

while IFS= read -r line; do
	make_victim
	plant "$line"
	idle tree
	ok "a list with '$line' is refused" test "$code" = 2
	ok 'and nothing is touched' unharmed
done <"$SRCDIR/tests/data/journal/hostile"

make_victim
plant
echo 'put ../../outside/file stolen' >tree/$journal/list
idle tree
is "$code" 2 'a list without a header is refused'
ok 'and nothing is touched' unharmed

make_victim
plant 'new 0 INODE 0 way/new'
idle tree
ok 'a list that leads through a symbolic link is taken back' unharmed

make_victim
mkdir real
ln -s ../real tree/$journal
idle tree
is "$code" 2 'a journal that is a symbolic link is refused'
make_victim
plant
rm tree/$journal/list
ln -s ../../outside/file tree/$journal/list
idle tree
is "$code" 2 'and one whose list is a link, too'
ok 'and nothing is touched' unharmed

plant_new
idle tree
is "$code" 0 'a journal of a killed run is finished'
is "$(cat tree/fresh)" staged 'and the file is in its place'
ok 'without a trace' test ! -e tree/$journal

plant_new
mv tree renamed
ln -s renamed tree
HOME=/nonexistent KFERRY_CACHE=/proc/none idle tree
is "$code" 0 'in a renamed tree, by a symbolic link, without home and cache'
is "$(cat renamed/fresh)" staged 'it is finished, too'
rm -r tree renamed

plant_new
cp -a tree copy
idle copy
is "$code" 2 'a copy of a tree with a journal is refused'
like "$err" 'was started in another place' 'and the reason is shown'
ok 'and not touched' test ! -e copy/fresh -a -e copy/$journal/0
rm -r copy

plant_new
sed -i '$d' tree/$journal/list
idle tree
is "$code" 2 'a truncated list is refused'

plant_new
chmod 770 tree/$journal
idle tree
is "$code" 2 'a journal that others could write is refused'

plant_new
mv tree/$journal/list tree/$journal/done
idle tree
is "$code" 0 'a finished change is only cleaned up'
ok 'with the old files' test ! -e tree/fresh -a ! -e tree/$journal

if [ "$(id -u)" = 0 ]; then
	plant_new
	chown -R $nobody tree/$journal
	idle tree
	is "$code" 2 "another user's journal is refused"
	like "$err" "belongs to another user (uid $nobody)" 'and its owner is named'
else
	skip "another user's journal is refused" 'needs root'
fi

# --- obstacles ---------------------------------------------------------------------

# kferry runs as a user for whom permissions count.
chmod 755 .
cp "$KFERRY" kferry
user=
if [ "$(id -u)" = 0 ]; then
	user="setpriv --reuid=$nobody --regid=$nobody --clear-groups"
	# shellcheck disable=SC2086
	$user ./kferry --help >/dev/null 2>&1 || user=none
fi

# refused VERB NAME [COMMAND...]: kferry, run by COMMAND, changes nothing
refused() {
	verb=$1 name=$2
	shift 2
	"$@" ./kferry series "$verb" --tree tree s/series >.log 2>&1
	is $? 2 "$verb: $name"
	ok 'and nothing has changed' same "$from" tree
}

# works VERB NAME [COMMAND...]: kferry, run by COMMAND, makes the change
works() {
	verb=$1 name=$2
	shift 2
	ok "$verb: $name" "$@" ./kferry series "$verb" --tree tree s/series
	mkdir -p tree/void/empty
	ok 'as it is to be' same "$to" tree
}

# both BLOCK FREE WHY [COMMAND...]: apply and unapply fail after BLOCK ran, and work after FREE
# ran
both() {
	block=$1 free=$2 why=$3
	shift 3
	for verb in apply unapply; do
		from=old to=new
		[ $verb = apply ] || from=new to=old
		fresh "$from"
		[ -z "$user" ] || chown -R $nobody tree
		if ! $block 2>/dev/null; then
			skip "$verb: $why" 'not possible here'
			continue
		fi
		refused "$verb" "$why" "$@"
		$free
		works "$verb" 'it works without the obstacle' "$@"
	done
}

close_b() { chmod 555 tree/b; }
open_b() { chmod 755 tree/b; }
if [ "$user" = none ]; then
	user=
	skip 'a directory that cannot be written' 'kferry cannot be run by nobody'
	skip 'a sticky directory' 'kferry cannot be run by nobody'
else
	# shellcheck disable=SC2086
	both close_b open_b 'a directory that cannot be written' $user
	# This fails at a rename only, after others have succeeded.
	stick_b() { [ "$user" ] && chown 0 tree/b tree/b/* && chmod 1777 tree/b; }
	free_b() { chown -R $nobody tree/b; }
	# shellcheck disable=SC2086
	both stick_b free_b 'a sticky directory' $user
fi
user=

fix_4() { chattr +i tree/b/4; }
free_4() { chattr -i tree/b/4; }
both fix_4 free_4 'a file that is immutable'
fix_a() { chattr +a tree/a; }
free_a() { chattr -a tree/a; }
both fix_a free_a 'a directory that can only be appended to'

# within MOUNT COMMAND...: runs COMMAND where MOUNT was done, which is visible only there. A
# system may have namespaces, but no program mount.
within() {
	# shellcheck disable=SC2016
	unshare -m sh -c 'eval "$1" || exit; shift; exec "$@"' - "$@"
}
# shellcheck disable=SC2016
for mount in 'mount --bind tree/b tree/b' 'mount --bind tree/b/4 tree/b/4' \
	'mount -t tmpfs none tree/b && cp -r $from/b tree'; do
	for verb in apply unapply; do
		from=old
		[ $verb = apply ] || from=new
		export from
		fresh "$from"
		if why=$(within "$mount" true 2>&1); then
			refused "$verb" "$mount" within "$mount"
		else
			skip "$verb: $mount" "$(echo "$why" | head -n 1)"
		fi
	done
done

# --- errors that show only during the change ------------------------------------------

# calls VERB CALL: the number of these system calls that kferry makes
calls() {
	fresh "$from"
	strace -o trace -e "trace=$2" ./kferry series "$1" --tree tree s/series >/dev/null
	grep -c "^$2(" trace
}

# Each rename fails once, on a file system that can swap files and on one that cannot. The tree
# is made again only after it was changed.
fail_each() {
	verb=$1 call=$2 bad= intact=
	shift 2
	total=$(calls "$verb" renameat2)
	at=0
	while [ $((at += 1)) -le "$total" ]; do
		[ "$intact" ] || fresh "$from"
		strace -o /dev/null "$@" -e "inject=$call:error=EPERM:when=$at" \
			./kferry series "$verb" --tree tree s/series >.log 2>&1
		if [ $? = 2 ] && same "$from" tree >>.log; then
			intact=yes
		else
			intact= bad="$bad $at"
		fi
	done
	[ "$total" -gt 0 ] || bad='(no rename was seen)'
	is "$bad" '' "$verb: $total renames that fail by $call are rolled back"
}

# LeakSanitizer needs ptrace, which strace uses already.
export ASAN_OPTIONS=detect_leaks=0
if strace -o /dev/null true 2>/dev/null; then
	for verb in apply unapply; do
		from=old to=new
		[ $verb = apply ] || from=new to=old
		fail_each "$verb" renameat2
		fail_each "$verb" renameat -e inject=renameat2:error=EINVAL
		fresh "$from"
		works "$verb" 'a file system that cannot swap files' \
			strace -o /dev/null -e inject=renameat2:error=EINVAL

		fresh "$from"
		strace -o /dev/null -e 'inject=renameat2:error=EIO:when=3+' \
			./kferry series "$verb" --tree tree s/series >.log 2>&1
		is $? 2 "$verb: a disk that breaks"
		like "$(cat .log)" 'could be neither finished nor rolled back' 'is reported'
		ok 'and the next run continues' \
			./kferry series apply --tree tree empty
		mkdir -p tree/void/empty
		ok 'to the end' same "$to" tree
	done
else
	skip 'renames that fail' 'no strace'
fi
unset ASAN_OPTIONS

done_testing
