#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A suite's root file system, up to the initramfs. apt and mmdebstrap are scripts here: the test
# checks their arguments, and which files the initramfs keeps.
. "$SRCDIR/tests/cmd/lib.sh"

cp -r "$SRCDIR/tests/data/project" project
cd project || exit 1
export KFERRY_CACHE="$scratch/cache" ASKED="$scratch/asked"
mkdir -p bin guest suites/tool suites/other "$KFERRY_CACHE/kernel/fake/plain"
: >guest/init
: >"$KFERRY_CACHE/kernel/fake/plain/bzImage"
echo CONFIG_SMP=y >"$KFERRY_CACHE/kernel/fake/plain/config"
printf '#!/bin/sh\nprintf "%%s\\n" "$@"\n' >bin/qemu
cat >bin/apt-get <<'END'
#!/bin/sh
printf 'Debian\tstable\thttp://mirror.example/debian/\n'
END
cat >bin/apt-config <<'END'
#!/bin/sh
echo 'Acquire::http::Proxy "http://proxy.example/";'
echo 'APT::Install-Recommends "1";'
END
# A root file system, which also has files that do not belong in an initramfs.
cat >bin/mmdebstrap <<'END'
#!/bin/sh
printf '%s\n' "$@" >>"$ASKED"
for word; do
	before=$tar
	tar=$last
	last=$word
done
case $* in
*broken*)
	echo half >"$tar"
	echo 'I: installing'
	echo 'E: Unable to locate package broken'
	echo 'E: apt-get failed' >&2
	exit 1
	;;
esac
root=$(mktemp -d)
mkdir -p "$root/usr/bin" "$root/usr/share/doc/tool" "$root/var/cache/apt" "$root/etc"
echo '#!/bin/sh' >"$root/usr/bin/tool"
chmod 755 "$root/usr/bin/tool"
ln "$root/usr/bin/tool" "$root/usr/bin/other"
ln -s usr/bin "$root/bin"
echo license >"$root/usr/share/doc/tool/copyright"
echo big >"$root/var/cache/apt/pkgcache.bin"
mkfifo "$root/etc/initctl"
# A name that is not ASCII, as ca-certificates has.
: >"$root/etc/F$(printf '\305\221').crt"
: >"$root/etc/a..b"
tar -C "$root" --format=pax -cf "$tar" .
rm -rf "$root"
END
chmod 755 bin/*
PATH=$PWD/bin:$PATH
KFERRY_QEMU=$PWD/bin/qemu
export PATH KFERRY_QEMU

# suite NAME LINES...: makes the suite NAME with these lines in its suite.conf
suite() {
	name=$1
	shift
	{
		printf '[suite]\ndescription=x\n'
		printf '%s\n' "$@"
		printf '\n[test %s]\nrun=tool --all\n' "$name"
	} >"suites/$name/suite.conf"
}

# shell SUITE...: runs kferry shell up to QEMU; the initramfs is $initrd
shell() {
	run shell --own --accel tcg "$@" fake plain
}
initrd=$KFERRY_CACHE/shell/fake/plain/initrd.cpio

# kept: the file names of the root file systems in the cache
kept() {
	find "$KFERRY_CACHE/guest-root" -type f 2>/dev/null | sed 's,.*/,,' | sort
}

suite tool root=debian:bookworm 'packages=zsh;iproute2'
LC_ALL=C shell --suite tool
is "$code" 0 'a suite with a root file system'
is "$(grep -c '^--include=.*,iproute2,.*,zsh$' "$ASKED")" 1 'packages beside the usual ones, sorted'
is "$(grep -c -- "^--architectures=$(dpkg --print-architecture 2>/dev/null || echo amd64)$" "$ASKED")" 1 \
	'for the architecture of the guest'
ok 'from the mirror of this machine' grep -q 'deb .*http://mirror.example/debian/ bookworm main' "$ASKED"
is "$(grep -c aptopt "$ASKED") $(grep -c 'aptopt=.*proxy.example' "$ASKED")" '1 1' 'and through its proxy'
list=$(cpio -t <"$initrd" 2>/dev/null)
for path in usr/bin/tool usr/bin/other bin etc/passwd etc/a..b; do
	is "$(echo "$list" | grep -cx "$path")" 1 "$path is there"
done
is "$(echo "$list" | grep -c '^etc/F.*[.]crt$')" 1 'a name that is invalid in the locale is there'
is "$(echo "$list" | grep -c -e share/doc -e var/cache -e initctl)" 0 'files that no test needs are not'
is "$(cpio -tv <"$initrd" 2>/dev/null | grep -c -e 'tool -> /usr/bin/other' -e 'other -> /usr/bin/tool')" 1 \
	'a hard link becomes a symbolic one'
is "$(kept | wc -l)" 1 'one file is kept'
# The tests' own archive follows that of the root file system.
is "$(grep -ac 'TRAILER!!!' "$initrd") $(grep -ac 'suites/plan' "$initrd")" '2 1' 'before that of the tests'

: >"$ASKED"
suite tool root=debian:bookworm 'packages=iproute2;zsh;zsh'
shell --suite tool
is "$code $(wc -c <"$ASKED")" '0 0' 'the same packages in another order: nothing is made'
suite other root=debian:bookworm 'packages=nftables'
shell --suite tool --suite other
ok 'two suites: one system with the packages of both' grep -q 'iproute2.*nftables.*zsh' "$ASKED"
suite other root=debian:trixie
shell --suite tool --suite other
is "$code" 2 'two releases are refused'
like "$err" 'cannot share a guest' 'there is none'
before=$(kept)
suite other root=debian:bookworm packages=broken
shell --suite other
is "$code" 2 'a package that does not exist'
like "$err" 'debian:bookworm: apt-get failed' 'is reported'
is "$(kept)" "$before" 'and nothing is kept'

# Nothing of it runs on this machine, so it can be of another architecture; the suite is compiled.
other=arm64 debian=arm64 compiler=aarch64-linux-gnu-gcc
[ "$(uname -m)" = x86_64 ] || other=x86_64 debian=amd64 compiler=x86_64-linux-gnu-gcc
sed -i "/^config=/iarch=$(uname -m | sed s/aarch64/arm64/);$other" branches/fake.conf
mkdir -p "$KFERRY_CACHE/kernel/fake@$other/plain" "guest/$other"
: >"guest/$other/init"
for image in Image bzImage; do
	: >"$KFERRY_CACHE/kernel/fake@$other/plain/$image"
done
cp "$KFERRY_CACHE/kernel/fake/plain/config" "$KFERRY_CACHE/kernel/fake@$other/plain"
before=$(kept | wc -l)
: >"$ASKED"
if command -v $compiler >/dev/null; then
	run shell --own --accel tcg --suite tool "fake@$other" plain
	is "$code" 0 'for a guest of another architecture'
	is "$(grep -c -- "^--architectures=$debian$" "$ASKED") $(kept | wc -l)" "1 $((before + 1))" \
		'another root file system, of that one'
else
	skip 'for a guest of another architecture' "no compiler for $other"
fi

printf '\n[variant own]\nseries=\nexpect=clean\nsuites=tool\n' >>branches/fake.conf
mkdir "$KFERRY_CACHE/kernel/fake/own"
: >"$KFERRY_CACHE/kernel/fake/own/bzImage"
echo CONFIG_SMP=y >"$KFERRY_CACHE/kernel/fake/own/config"
run shell --own --accel tcg fake own
is "$(cpio -t <"$KFERRY_CACHE/shell/fake/own/initrd.cpio" 2>/dev/null | grep -cx usr/bin/tool)" 1 "a variant's own suite gives it"

for bad in 'root=bookworm' 'root=debian:../x' 'packages=a' 'packages=-o' 'packages=zsh-' 'packages=a b'; do
	case $bad in packages=a) suite tool "$bad" ;; root*) suite tool "$bad" ;; *) suite tool root=debian:sid "$bad" ;; esac
	shell --suite tool
	is "$code" 2 "refused: $bad"
	like "$err" 'suites/tool/suite.conf:' 'with its line'
done

# A missing package is reported before the build starts.
suite tool root=debian:bookworm packages=broken
run build --variant own fake
is "$code" 2 'a package that does not exist, for a build'
like "$err" 'debian:bookworm: apt-get failed' 'is reported'
ok 'before it' test ! -e "$KFERRY_CACHE/tree"
suite tool root=debian:bookworm
mkdir empty
for program in sh cat make gcc ld git; do
	ln -s "$(command -v $program)" empty/
done
PATH=$PWD/empty run build --variant own fake
is "$code" 2 'mmdebstrap is missing'
like "$err" 'requires mmdebstrap, which is not installed' 'which is reported before a build'
done_testing
