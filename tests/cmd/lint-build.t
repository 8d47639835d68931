#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry lint --build: the tree must compile after each patch, by the commands of a build.
. "$SRCDIR/tests/cmd/lib.sh"

command -v gcc >/dev/null || skip_all 'needs gcc'
export KFERRY_CACHE="$scratch/cache"

mkdir -p src/mm src/include build/mm build/kernel src/kernel series
printf 'VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 1\nEXTRAVERSION =\n' >src/Makefile
cat >src/mm/x.c <<'EOS'
#include "x.h"
int one(void)
{
	return ONE;
}
EOS
printf 'int y(void)\n{\n\treturn 1;\n}\n' >src/kernel/y.c
echo '#define ONE 1' >src/include/x.h
cp -r src built
touch build/.config
ln -s "$PWD/built" build/source
for object in mm/x kernel/y; do
	dir=${object%/*} base=${object#*/}
	# The command that follows the compiler would succeed if an old object were there.
	printf 'cmd_%s.o := gcc -Wp,-MMD,%s/.%s.o.d -Werror -I%s/include -c -o %s.o %s/%s.c ; test -e %s.o\n\n' \
		"$object" "$dir" "$base" "$PWD/built" "$object" "$PWD/built" "$object" "$object" \
		>"build/$dir/.$base.o.cmd"
	printf 'deps_%s.o := \\\n  %s/include/x.h \\\n' "$object" "$PWD/built" |
		if [ $object = mm/x ]; then cat; else head -1; fi >>"build/$dir/.$base.o.cmd"
done

# change NAME FILE SED: makes a patch on top of the earlier ones
cp -r src now
change() {
	mkdir -p "a/$(dirname "$2")" "b/$(dirname "$2")"
	cp "now/$2" "a/$2"
	sed "$3" "now/$2" >"b/$2"
	{
		printf 'From: A <a@b>\nSubject: %s\nOrigin: vendor\nForwarded: no\n\nText.\n\n' "$1"
		printf 'Signed-off-by: A <a@b>\n'
		diff -u --label "a/$2" --label "b/$2" "a/$2" "b/$2"
	} >"series/$1.patch"
	cp "b/$2" "now/$2"
	echo "$1.patch" >>series/series
}
change fine mm/x.c 's/return ONE/return ONE + 0/'
change header include/x.h 's/ONE 1/ONE missing/'
change other kernel/y.c 's/return 1/return 2/'
change mend include/x.h 's/missing/2/'
change text Makefile 's/SUBLEVEL = 1/SUBLEVEL = 2/'

run lint --tree src --build build series/series
is "$code" 1 'a series that cannot be bisected'
like "$out" "series/header.patch: build: mm/x.o: compiling again: $KFERRY_CACHE/lint/" \
	'the first patch with which it does not compile'
like "$out" "'missing' undeclared" "with the compiler's message"
is "$(printf '%s\n' "$out" | wc -l)" 1 'and no other message'
like "$err" 'text.patch: affects no object of build' 'a patch that is not tried is reported'
like "$err" '5 compilations' 'an object is compiled for the patches that change it'
ok 'nothing is written to the build' test ! -e build/mm/x.o

sed -i '/header\|mend/d' series/series
rm series/header.patch series/mend.patch
run lint --tree src --build build series/series
is "$code" 0 'a series that can be bisected'

sed -i 's/return ONE/return NONE/' src/mm/x.c
sed -i 's/-\treturn ONE;/-\treturn NONE;/' series/fine.patch
sed -i 's/+\treturn ONE + 0;/+\treturn NONE + 0;/' series/fine.patch
rm -rf cache
run lint --tree src --build build series/series
is "$code" 2 'a build of another source'
like "$err" 'mm/x.o does not compile even without fine.patch' 'blames no patch'
run lint --build build series/series
is "$code" 2 'a tree is required'
run lint --tree src --build src series/series
like "$err" 'not a directory that a kernel was built in' 'and a build'
done_testing
