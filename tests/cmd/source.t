# SPDX-License-Identifier: GPL-2.0-or-later
# kferry source: local trees and tarballs, kernel.org by file://, failures.
# The Debian kind is in source-debian.t.
. "$SRCDIR/tests/cmd/lib.sh"

cp -r "$SRCDIR/tests/data/project" project
cd project || exit 1
export KFERRY_CACHE="$scratch/cache"

state() {
	find "$KFERRY_CACHE" ! -path '*/lock/*' -printf '%p %T@ %s\n' | sort
}

# leftovers: lists the files of sources in the cache; a failed run must not leave any
leftovers() {
	find "$KFERRY_CACHE/src" "$KFERRY_CACHE/archive" -mindepth 1 2>/dev/null
}

# branch LINES...: writes a branch file "other" whose one source 6.1.1 has these lines
branch() {
	printf '[branch]\nversion=6.1.1\nconfig=base\ndescription=x\n[source 6.1.1]\n' \
		>branches/other.conf
	printf '%s\n' "$@" >>branches/other.conf
}

# --- a local tree
touch linux/stale.o linux/vmlinux linux/.config
before=$(find linux | sort)
run source fake
is "$code" 0 'a local tree is copied'
dir=$("$KFERRY" source --print-dir fake)
is "$(dirname "$dir")" "$KFERRY_CACHE/src" 'to src/'
is "$(basename "$dir" | cut -c1-12)" 6.1.1-local- 'named as local'
ok 'with its files' cmp linux/mm/memcontrol.c "$dir/mm/memcontrol.c"
is "$(ls -A "$dir")" "$(printf '.gitignore\nMakefile\nmm')" 'and without build output'
is "$(find "$dir" -type f -perm /222)" '' 'all read-only'
is "$(find linux | sort)" "$before" 'the tree itself is unchanged'
before=$(state)
run source fake
like "$out" 'was already in' 'a second run reports it'
is "$(state)" "$before" 'and changes nothing'

inode=$(stat -c %i "$dir/mm/memcontrol.c")
echo '# edited' >>linux/Makefile
run source fake
like "$out" unpacked 'an edited tree is copied again'
ok 'with the edit' grep -q '# edited' "$dir/Makefile"
is "$(stat -c %i "$dir/mm/memcontrol.c")" "$inode" 'unchanged files are kept'
rm -rf linux/mm
run source fake
ok 'a removed file is removed' test ! -e "$dir/mm"

run source --version 6.1.2 fake
is "$code" 2 'an unknown version is an error'
like "$err" 'no group [source 6.1.2]; there are: 6.1.1' 'with the known ones'
run source --from linux --version 6.1.2 fake
like "$err" "linux/Makefile:2: this is Linux 6.1.1, not the requested 6.1.2" \
	'a version that is not the Makefile'"'"'s is an error'
run source --from /dev/null fake
is "$code" 2 'and so is a file that is not a source'
mkdir empty
run source --from empty fake
like "$err" 'empty/Makefile: not the Makefile of a kernel tree' 'a directory without a kernel'
run source --from nosuch fake
like "$err" 'nosuch: No such file or directory' 'a missing directory'

# --- git
rm -rf "$KFERRY_CACHE" linux
cp -r "$SRCDIR/tests/data/project/linux" linux
(
	cd linux && git init -q . && git add . && echo x >forced.o && git add -f forced.o &&
		git -c user.name=x -c user.email=x@example.org commit -qm x
) >/dev/null
touch linux/stale.o
echo new >linux/untracked.c
run source --from linux fake
dir=$("$KFERRY" source --from linux --print-dir fake)
is "$(cd "$dir" && ls -A | tr '\n' ' ')" '.gitignore Makefile forced.o mm untracked.c ' \
	'a git checkout: tracked and new files, not .git, not objects'
run source --from linux/.git fake
is "$code" 0 'a bare repository is a source, too'
dir=$("$KFERRY" source --from linux/.git --print-dir fake)
is "$(cd "$dir" && ls -A | tr '\n' ' ')" '.gitignore Makefile forced.o mm ' 'as committed'
# An object of a large file may be missing: the file is left out with a message.
lost=$(git -C linux rev-parse HEAD:forced.o)
rm -f "linux/.git/objects/$(echo "$lost" | cut -c1-2)/$(echo "$lost" | cut -c3-)"
rm -rf "$KFERRY_CACHE"
run source --from linux/.git fake
is "$code" 0 'a repository that lacks a file is a source'
like "$err" 'linux/.git: no object for forced.o, left out' 'with a message'
dir=$("$KFERRY" source --from linux/.git --print-dir fake)
is "$(cd "$dir" && ls -A | tr '\n' ' ')" '.gitignore Makefile mm ' 'and the other files'
rm -rf linux/.git linux/forced.o linux/stale.o linux/untracked.c

# --- tarballs
rm -rf "$KFERRY_CACHE"
cp -r linux linux-6.1.1
tar -cJf linux-6.1.1.tar.xz linux-6.1.1
sum=$(sha256sum linux-6.1.1.tar.xz | cut -d' ' -f1)
run source --from linux-6.1.1.tar.xz fake
is "$code" 0 'a tarball of the user'
rm -rf "$KFERRY_CACHE"
branch kind=kernel.org "url=file://$PWD/linux-6.1.1.tar.xz" "sha256=$sum"
run source other
is "$code" 0 'a tarball by its address and pin'
like "$out" "Linux 6.1.1 unpacked in $KFERRY_CACHE/src/6.1.1" 'is unpacked'
ok 'without its top directory' test -f "$KFERRY_CACHE/src/6.1.1/Makefile"
run source --verify other
like "$out" verified 'and can be compared with it'
chmod u+w "$KFERRY_CACHE/src/6.1.1/mm/memcontrol.c"
echo >>"$KFERRY_CACHE/src/6.1.1/mm/memcontrol.c"
run source --verify other
is "$code" 1 'a change in the unpacked tree is found'
like "$err" 'src/6.1.1/mm/memcontrol.c: differs from the archive' 'and named'
run source --list other
like "$out" 'other  6.1.1      kernel.org unpacked' '--list shows its state'
run source --list --json other
like "$out" '"state": "unpacked"' 'also in JSON'

# --- a pinned source that is not available
rm -rf "$KFERRY_CACHE"
branch kind=kernel.org "url=file://$PWD/nosuch.tar.xz" "sha256=$sum"
"$KFERRY" source --from linux other >/dev/null
run source other
is "$code" 0 'the tree that was given before is used'
like "$err" "WARNING: using Linux 6.1.1, a local source: $PWD/linux" \
	'which is reported, with the reason'
like "$out" '6.1.1-local-' 'and its kind'
branch kind=kernel.org "url=file://$PWD/linux-6.1.1.tar.xz" "sha256=$sum"
run source other
is "$err" '' 'an available pinned source takes precedence'
like "$out" "Linux 6.1.1 unpacked in $KFERRY_CACHE/src/6.1.1" 'as before'

# --- failures, which leave nothing
rm -rf "$KFERRY_CACHE"
branch kind=kernel.org "url=file://$PWD/linux-6.1.1.tar.xz" "sha256=$(echo | sha256sum | cut -d' ' -f1)"
run source other
is "$code" 2 'a wrong checksum is an error'
like "$err" "SHA256 is $sum, but " 'with both checksums'
is "$(leftovers)" '' 'and nothing is left'
branch kind=kernel.org "url=file://$PWD/nosuch.tar.xz" "sha256=$sum"
run source other
is "$code" 2 'an address that does not answer is an error'
like "$err" "file://$PWD/nosuch.tar.xz: curl: " 'that names it'
is "$(echo "$err" | wc -l)" 1 'in one line'
is "$(leftovers)" '' 'and nothing is left'

# A server that stops in mid-transfer, and the real curl, which waits a second here.
cat >stalled.pl <<'PERL'
use IO::Socket::INET;
my $listen = IO::Socket::INET->new(Listen => 5, LocalAddr => "127.0.0.1") or exit 1;
open(my $port, ">", "port.new");
print $port $listen->sockport;
close($port);
rename("port.new", "port");
my @clients;
while (my $client = $listen->accept()) {
	print $client "HTTP/1.0 200 OK\r\nContent-Length: 1000000\r\n\r\nsome";
	$client->flush();
	push(@clients, $client);
}
PERL
perl stalled.pl &
server=$!
mkdir patience
{
	printf '#!/bin/sh\n'
	echo "set -- \$(printf '%s\\n' \"\$@\" |" \
		"sed '/^--speed-time\$/{n;s/.*/1/}; /^--retry\$/{n;s/.*/0/}')"
	echo "exec $(command -v curl) \"\$@\""
} >patience/curl
chmod 755 patience/curl
while [ ! -e port ] && kill -0 $server; do sleep 0.1; done
branch kind=kernel.org "url=http://127.0.0.1:$(cat port)/linux.tar.xz" "sha256=$sum"
path=$PATH
PATH=$PWD/patience:$PATH
run source other
PATH=$path
kill $server
is "$code" 2 'a stalled server is given up'
like "$err" 'curl: (28)' "with curl's message"
is "$(leftovers)" '' 'and nothing is left'

head -c 300 linux-6.1.1.tar.xz >cut.tar.xz
run source --from cut.tar.xz fake
is "$code" 2 'a truncated tarball is an error'
like "$err" "cut.tar.xz: " 'that names it'
is "$(leftovers)" '' 'and nothing is left'
sed -i 's/SUBLEVEL = 1/SUBLEVEL = 7/' linux-6.1.1/Makefile
tar -cf seven.tar linux-6.1.1
run source --from seven.tar fake
like "$err" 'Makefile:2: this is Linux 6.1.7, not the requested 6.1.1' 'a tarball of another version'
is "$(leftovers)" '' 'leaves no file'
tar -cPf evil.tar --transform 's,linux-6.1.1/Makefile,linux-6.1.1/../../../evil,' linux-6.1.1
run source --from evil.tar fake
is "$code" 2 'a tarball with a path outside is an error'
is "$(find "$scratch" -name evil)" '' 'and writes nothing there'
tar -cPf evil.tar --transform "s,linux-6.1.1/Makefile,$scratch/evil," linux-6.1.1
run source --from evil.tar fake
is "$code" 2 'and so is an absolute name'
is "$(find "$scratch" -name evil)" '' 'which writes nothing either'
truncate -s 10G linux-6.1.1/hole && tar -cSf hole.tar linux-6.1.1 && rm linux-6.1.1/hole
run source --from hole.tar fake
is "$code" 2 'a tarball that unpacks to far more than a kernel is refused'
like "$err" 'hole.tar: contains a file that is far larger' 'with its name'
mkdir top && ln -s "$scratch" top/out && tar -cf evil.tar top && rm top/out && mkdir top/out &&
	touch top/out/evil && tar -rf evil.tar top/out/evil
run source --from evil.tar fake
is "$code" 2 'and so is a name through a link'
is "$(find "$scratch" -name evil -path "$scratch/evil")" '' 'which is not followed'
is "$(leftovers)" '' 'and nothing is left'

# A full disk, if a small tmpfs can be mounted.
mkdir -p small
if mount -t tmpfs -o size=64k none small 2>/dev/null; then
	dd if=/dev/urandom of=linux/mm/big.c bs=64k count=4 2>/dev/null
	tar -cf big.tar linux
	export KFERRY_CACHE="$PWD/small"
	run source --from big.tar fake
	is "$code" 2 'a full disk is an error'
	like "$err" 'No space left on device' 'with a message'
	is "$(leftovers)" '' 'and nothing is left'
	run source --from linux fake
	like "$err" 'No space left on device' 'the same for a tree'
	is "$(leftovers)" '' 'and nothing is left'
	umount small
	export KFERRY_CACHE="$scratch/cache"
else
	skip 'a full disk' 'no tmpfs can be mounted here'
fi

# --- a tree in another cache, where its original path cannot be read
rm -rf "$KFERRY_CACHE"
run source --record record --print-dir fake
is "$code" 0 'the files for another cache are written'
mkdir -p elsewhere/src
cp -r "$out" record/* elsewhere/src
mv linux gone
KFERRY_CACHE=$PWD/elsewhere run kconfig fake
is "$code" 0 'with them, the tree is used there'
ok 'and no other one is named' sh -c '! echo "$1" | grep WARNING' sh "$err"
mv gone linux

# --- a signature by a key in the user's keyring
if command -v gpg >/dev/null && command -v gpgv >/dev/null; then
	export GNUPGHOME="$scratch/gnupg"
	mkdir -m 700 "$GNUPGHOME"
	gpg -q --batch --passphrase '' --quick-gen-key kferry@example.org ed25519 2>/dev/null
	gpg -q --export >ours.gpg
	xz -dc linux-6.1.1.tar.xz >linux-6.1.1.tar
	gpg -q --batch --detach-sign -o linux.sign linux-6.1.1.tar
	branch kind=kernel.org "url=file://$PWD/linux-6.1.1.tar.xz" "sign=$PWD/linux.sign" \
		"keyring=$PWD/ours.gpg"
	run source other
	is "$code" 0 'a good signature'
	rm -rf "$KFERRY_CACHE"
	tar -cJf linux-6.1.1.tar.xz linux
	run source other
	is "$code" 2 'a signature of something else is an error'
	like "$err" "linux.sign is not a valid signature by a key in $PWD/ours.gpg" 'with a message'
	is "$(leftovers)" '' 'and nothing is left'
	gpgconf --kill gpg-agent
else
	skip 'signatures' 'no gpg'
fi

done_testing
