#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry source --from a hostile tarball.
. "$SRCDIR/tests/cmd/lib.sh"

cp -r "$SRCDIR/tests/data/project" project
cd project || exit 1
export KFERRY_CACHE="$scratch/cache"
mkdir -p top out
cp -r linux/. top
echo victim >victim

# refused WHAT WHY: evil.tar is refused, and nothing of it is left
refused() {
	run source --from evil.tar fake
	is "$code" 2 "$1 is refused"
	like "$err" "$2" 'and the reason is shown'
	is "$(find "$KFERRY_CACHE/src" -mindepth 1 2>/dev/null)" '' 'and nothing is left'
	is "$(cat victim)" victim 'files outside are unchanged'
}

# made ARGS...: makes evil.tar of a kernel and whatever ARGS tell tar
made() {
	tar -cf evil.tar top
	tar -rPf evil.tar "$@"
}

mkfifo top/pipe
made top/pipe
refused 'a pipe' "'top/pipe' is neither a file, a directory nor a link"
rm top/pipe
made --transform 's,^/dev/null,top/null,' /dev/null
refused 'a device' "'top/null' is neither a file, a directory nor a link"

# Hard links to a file outside, through a symbolic link and by its own path.
ln -s "$PWD" top/way
ln victim top/other
made --transform "s,^victim,top/way/victim,;s,^top/other,top/mine," victim top/other
refused 'a path through a link' 'evil.tar: '
tar -cf evil.tar top/Makefile top/mm top/way
ln top/other top/more
tar -rPf evil.tar --transform "s,^top/other\$,$PWD/victim,rh" --transform "s,^top/other\$,../../../victim,h" top/other top/more
refused 'a hard link to a file outside' 'evil.tar: '
rm top/way top/other top/more

# Only the tarball's content counts, not the tree that its single symbolic link points to.
ln -s "$PWD/linux" link
tar -cf evil.tar link
refused 'a symbolic link to a tree' 'not the Makefile of a kernel tree'
mv top/Makefile top/Makefile.old
ln -s /dev/zero top/Makefile
tar -cf evil.tar top
refused 'an endless Makefile' 'not the Makefile of a kernel tree'
run source --from top fake
is "$code" 2 'also in a tree'
done_testing
