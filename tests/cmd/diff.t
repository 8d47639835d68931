#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry diff: how a patch differs between two branches.
. "$SRCDIR/tests/cmd/lib.sh"

mkdir -p branches patches/1.0 patches/2.0
for b in 1.0 2.0; do
	sed "s/@B@/$b/g" >branches/$b.conf <<'EOF'
[branch]
version=@B@
description=A branch
config=base
[source @B@]
kind=local
path=linux
[fix count]
upstream=0123456789abcdef
state=affected
[variant plain]
series=
expect=clean
EOF
done

# patch BRANCH NAME LINE CONTEXT
patch() {
	printf 'Subject: list\n\ncommit 0123456789abcdef0123456789abcdef01234567 upstream.\n---\n--- a/list\n+++ b/list\n@@ -%s,2 +%s,3 @@ fn\n %s\n+one and a half\n two\n' \
		"$3" "$3" "$4" >"patches/$1/$2"
	echo "$2" >"patches/$1/series"
}

patch 1.0 a.patch 1 one
patch 2.0 b.patch 7 one
run diff 1.0 2.0 a.patch
is "$code$out" 0 'the same fix at another line, under another name'
run diff patches/1.0/a.patch patches/2.0/b.patch
is "$code$out" 0 'two files'

patch 2.0 b.patch 7 uno
run diff 1.0 2.0 a.patch
is "$code" 1 'another context'
like "$out" '- one' 'is shown'
run diff 1.0 2.0 c.patch
is "$code" 2 'a patch that is not there'

run status
is "$code" 0 'the matrix'
is "$(echo "$out" | sed 's/ *$//')" 'fix      1.0         2.0
count    affected    affected
a.patch  clean       clean' 'has a row for each fix'
patch 2.0 c.patch 1 one
sed -i 's/0123456789abcdef/fedcba9876543210/' patches/2.0/c.patch
run status
is "$(echo "$out" | sed 's/ *$//')" 'fix      1.0         2.0
count    affected    affected
a.patch  clean       missing
c.patch  missing     clean' 'and tells what is missing'
run status --json 2.0
like "$out" '"name": "c.patch"' 'JSON'

done_testing
