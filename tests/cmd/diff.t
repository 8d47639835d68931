#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry diff: the differences of a patch between two branches.
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
[variant plain]
series=
expect=clean
EOF
done

# patch BRANCH NAME LINE CONTEXT: a patch for list at that line, and a series of it
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

done_testing
