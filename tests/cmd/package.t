#!/bin/sh
# What kferry package refuses before it builds anything, and when it lays out a kernel again.
# Its packages are looked at by tests/package/*.t.
. "$SRCDIR/tests/cmd/lib.sh"

cp -r "$SRCDIR/tests/data/project" project
cd project || exit 1
export KFERRY_CACHE="$scratch/cache"

# refused WHAT WHY ARGS...
refused() {
	what=$1 why=$2
	shift 2
	run package "$@"
	is "$code" 2 "$what: trouble"
	like "$err" "$why" "$what: says why"
	ok "$what: nothing is made" test ! -e "$KFERRY_CACHE/stage"
}

refused 'no kind of packages' 'one of stage, deb, rpm' tar fake
refused 'a branch without packages' 'branches/fake.conf: ' deb fake
cat >>branches/fake.conf <<END

[package]
release=1
date=2026-11-24T11:00:00Z
maintainer=Nobody <nobody@kferry.example>
series=series

[flavour small]
config=base;more
description=for tests
END
refused 'another flavour' "flavour 'large'" deb --flavour large fake
mkdir full
: >full/file
refused 'a folder with something in it' 'full is not empty' deb --out full fake
refused 'a stage elsewhere' '--out is where packages go' stage --out new fake
refused 'a key alone' '--sign-cert belong together' deb --sign-key key.pem fake
refused 'no such key' 'key.pem: No such file' deb --sign-key key.pem --sign-cert cert.pem fake
is "$(ls full)" file 'what lay there lies there'

# A stage of the fake kernel, made as those of real ones are, and again only for a reason.
stage=$KFERRY_CACHE/stage/fake/small
cp -r "$SRCDIR/scripts" .
mkdir -p linux/include linux/scripts/kconfig linux/arch/x86/include
printf '#!/bin/sh\nexit 0\n' >linux/scripts/config
chmod 755 linux/scripts/config
echo olddefconfig >linux/scripts/kconfig/Makefile
touch linux/include/Kbuild linux/arch/x86/include/Kbuild

state() {
	find "$stage" -type f ! -path '*/fingerprint' -printf '%p %T@ %s\n' | sort
}

# staged WHAT ARGS...: that it is laid out, and not the one that was there
staged() {
	what=$1
	shift
	before=$([ ! -e "$stage" ] || state)
	run package stage "$@" fake
	is "$code" 0 "$what: a stage"
	[ "$code" = 0 ] || echo "$err" >&2
	ok "$what: another one" test "$(state)" != "$before"
}

staged 'at first'
is "$out" "fake stage: Linux 6.1.1-kferry1-small
$KFERRY_CACHE/stage/fake" 'the release and the place are told'
is "$(cat "$stage/release")" 6.1.1-kferry1-small 'the release is that of the branch file'
before=$(state)
run package stage fake
is "$code" 0 'a second run is fine'
is "$(state)" "$before" 'it touches no file'
sed -i 's/how + 1/how + 2/' patches/fake/fix.patch
staged 'an edited patch'
staged 'another release' --release 2
is "$(cat "$stage/release")" 6.1.1-kferry2-small 'which is told'
echo 1 | tee key.pem >cert.pem
staged 'a key' --sign-key key.pem --sign-cert cert.pem
module=$stage/modules/lib/modules/6.1.1-kferry1-small/kernel/mm/memcontrol.ko
is "$(tail -c 7 "$module")" signed 'the module is signed'
echo 2 >key.pem
staged 'another key by the same name' --sign-key key.pem --sign-cert cert.pem
staged 'no key'
is "$(grep -c signed "$module")" 0 'nothing is signed'
done_testing
