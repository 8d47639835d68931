#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry source when archives lose a pinned source, one after another; and the messages about
# it, from the source to the report.
. "$SRCDIR/tests/cmd/lib.sh"
. "$SRCDIR/tests/cmd/archive.sh"

snapshot=$scratch/snapshot
kernel_org=$scratch/kernel.org
mkdir -p "$snapshot/file" "$kernel_org/v6.x"

# kept V: puts 6.1.V in the snapshot archive
kept() {
	set -- "$1" "$(sha1sum "$pool/linux_6.1.$1.orig.tar.xz" | cut -d' ' -f1)"
	mkdir -p "$snapshot/mr/package/linux/6.1.$1-1"
	cp "$pool/linux_6.1.$1.orig.tar.xz" "$snapshot/file/$2"
	printf '{"fileinfo": {"%040d": [{"name": "other"}], "%s": [{"name": "%s", "size": 1}]}}\n' \
		7 "$2" "linux_6.1.$1.orig.tar.xz" >"$snapshot/mr/package/linux/6.1.$1-1/srcfiles"
}

# released V: puts 6.1.V on kernel.org, as another tarball with a signature
released() {
	tar -cf "linux-6.1.$1.tar" "linux-6.1.$1" --mtime=2020-01-01
	gpg -q --batch --detach-sign -o "$kernel_org/v6.x/linux-6.1.$1.tar.sign" "linux-6.1.$1.tar"
	xz "linux-6.1.$1.tar"
	mv "linux-6.1.$1.tar.xz" "$kernel_org/v6.x"
}

# lost V: removes 6.1.V from the archive, whose index still lists it
lost() {
	rm "$pool/linux_6.1.$1.orig.tar.xz"
}

# fresh: empties the cache of sources
fresh() {
	rm -rf "$KFERRY_CACHE/src" "$KFERRY_CACHE/archive"
}

for v in 1 2 4 6; do
	version $v
done
publish
kept 4
kept 1
released 4
cp -r "$SRCDIR/tests/data/project/." project
branch 4
cat >>project/branches/deb.conf <<END
[source 6.1.1]
$(sed -n '/^kind/,$p' project/branches/deb.conf | sed "s/6\.1\.4/6.1.1/; s/^sha256=.*/sha256=$(sha256sum "$pool/linux_6.1.1.orig.tar.xz" | cut -d' ' -f1)/")
[variant plain]
series=
expect=clean
END
sed -i 's/^config=.*/config=base\nmake=fake/' project/branches/deb.conf
cd project || exit 1
apt-get -q update >../update.log 2>&1 || sed 's/^/# /' ../update.log
export KFERRY_SNAPSHOT="file://$snapshot" KFERRY_KERNEL_ORG="file://$kernel_org"

run source deb
is "$code$err" 0 'the archive has the pinned version'
fresh
cp "$pool/linux_6.1.4.orig.tar.xz" ../four
lost 4
run source deb
is "$code$err" 0 'the archive has removed it, the snapshot archive has the same file'
like "$out" "Linux 6.1.4 unpacked in $KFERRY_CACHE/src/6.1.4" 'by its hash'
run source --verify deb
is "$code" 0 'and it matches the pin'

fresh
for file in "$snapshot/file/"*; do
	echo changed >>"$file"
done
run source --exact deb
is "$code" 2 'the snapshot archive is not trusted'
like "$err" "; snapshot archive: file://$snapshot/file/" 'and is named'
like "$err" '; kernel.org: no keyring ' 'and nothing unsigned is used'
is "$(echo "$err" | wc -l)" 1 'in one line'
rm "$snapshot"/file/*
export KFERRY_KERNEL_KEYS="$scratch/ours.gpg"
run source deb
is "$code" 0 'kernel.org has it, signed'
like "$err" 'WARNING: using Linux 6.1.4 from kernel.org, verified by its signature' 'which is reported'
cp -r ../linux-6.1.4 .
echo evil >>linux-6.1.4/Makefile
tar -cJf "$kernel_org/v6.x/linux-6.1.4.tar.xz" linux-6.1.4
fresh
run source --version 6.1.4 deb
is "$code" 2 'a wrong signature is refused'
like "$err" 'is not a valid signature by a key in' 'with a message'
is "$(echo "$err" | wc -l)" 1 'and a version that is asked for is not replaced'

# --- no archive has it any more
rm -r "$kernel_org"/v6.x/*
run source --json deb
is "$code" 0 'the nearest available version is used'
like "$err" 'WARNING: using Linux 6.1.6, the nearest available version; 6.1.4 is pinned' \
	'loudly'
like "$err" 'WARNING: archive: ' 'with the reason for the pinned one'
like "$out" "\"dir\": \"$KFERRY_CACHE/src/6.1.6\"" 'of two equally near ones, the newer'
like "$out" '"note": "Linux 6.1.6, the nearest' 'JSON reports it'
run status deb
like "$out" 'deb     6.1.4    unpacked: 6.1.6' 'kferry status reports it'
mv "$archive" "$archive.away"
run build deb
is "$code" 0 'it is built, without asking an archive again'
like "$err" 'kferry source 6.1.4: WARNING: using Linux 6.1.6' 'with a message'
like "$(cat "$KFERRY_CACHE/kernel/deb/plain/source")" 'Linux 6.1.6, the nearest available version' \
	'the kernel records what it was built from'
mv "$archive.away" "$archive"
run package deb deb
is "$code" 2 'packages with another version in their name are refused'

# boot records the replacement in run.json; judge and report show it.
mkdir -p "$KFERRY_CACHE/run/deb"
cp -r "$SRCDIR/tests/data/judge/base" "$KFERRY_CACHE/run/deb/plain"
sed -i "/\"build_id\"/d; s/\"variant\": .*/\"variant\": \"plain\", \"source\": \"$(cat "$KFERRY_CACHE/kernel/deb/plain/source")\",/" \
	"$KFERRY_CACHE/run/deb/plain/run.json"
run report deb
like "$out" '    source: Linux 6.1.6, the nearest available version; 6.1.4 is pinned' 'the table'
like "$out" '1 passed, 0 failed, 0 invalid' 'and the replacement is not a change'
run report --tap deb
like "$out" '# source: Linux 6.1.6' 'TAP'
like "$(cat "$KFERRY_CACHE/run/deb/plain/verdict.json")" '"source": "Linux 6.1.6' 'the verdict'

fresh
lost 6
run source deb
like "$out" 'deb: Linux 6.1.2 ' 'then the older'
kept 1
lost 1
fresh
lost 2
run source deb
like "$out" 'deb: Linux 6.1.1 ' 'and one that only the snapshot archive has'
fresh
rm "$snapshot"/file/*
run source deb
is "$code" 2 'until none is left'
like "$err" 'Linux 6.1.4 is not available: archive: ' 'which is one error'
is "$(echo "$err" | wc -l)" 1 'in one line'
is "$(ls "$KFERRY_CACHE/archive")" '' 'which leaves no file'

# --- the pinned source is available again
cp ../four "$pool/linux_6.1.4.orig.tar.xz"
run source deb
is "$code$err" 0 'if an archive has it again'
like "$out" 'deb: Linux 6.1.4 ' 'the pinned version is used'

# --- a project for kernel.org whose only pin is not available: kernel.org lists other versions
for v in 3 5; do
	cp -r linux-6.1.4 "linux-6.1.$v"
	sed -i "s/^SUBLEVEL = .*/SUBLEVEL = $v/" "linux-6.1.$v/Makefile"
	released "$v"
done
sed '/^\[source/,$d' branches/deb.conf >branches/org.conf
printf '[source 6.1.4]\nkind=kernel.org\nsha256=%064d\n' 0 >>branches/org.conf
fresh
run source org
is "$code" 2 'without a list nothing else is known'
(cd "$kernel_org/v6.x" && sha256sum linux-*.xz && echo 'a line of something else' &&
	echo "$(printf %064d 7)  linux-6.2.1.tar.xz") >sums
mv sums "$kernel_org/v6.x/sha256sums.asc"
run source org
is "$code" 0 'the nearest of the list is taken'
like "$err" 'WARNING: using Linux 6.1.5, the nearest available version; 6.1.4 is pinned' 'which is reported'
sed -i "s/^.*\(  linux-6.1.5\)/$(printf %064d 7)\1/" "$kernel_org/v6.x/sha256sums.asc"
fresh
run source org
like "$out" 'org: Linux 6.1.3 ' 'one that is not as listed is not'
sed -i "s|^sha256=.*|sign=file://$kernel_org/v6.x/linux-6.1.4.tar.sign\nkeyring=$scratch/ours.gpg|" branches/org.conf
fresh
run source org
like "$out" 'org: Linux 6.1.5 ' 'a version pinned by a signature is replaced by a signed one'
echo changed >>"$kernel_org/v6.x/linux-6.1.5.tar.xz"
fresh
run source org
like "$out" 'org: Linux 6.1.3 ' 'and by nothing else'
gpgconf --kill gpg-agent
done_testing
