#!/bin/sh
# What kferry package refuses before it builds anything. Its packages are looked at by
# tests/package/*.t.
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
done_testing
