# SPDX-License-Identifier: GPL-2.0-or-later
# kferry source with kind=debian.
. "$SRCDIR/tests/cmd/lib.sh"
. "$SRCDIR/tests/cmd/archive.sh"

version 1
version 2
version 4
publish
cd project || exit 1

branch 2
run source deb
is "$code" 2 'an apt without lists is an error'
like "$err" "run 'apt-get update'" 'with the command that helps'
apt-get -q update >../update.log 2>&1 || sed 's/^/# /' ../update.log

run source deb
is "$code" 0 'an orig tarball is found and unpacked'
like "$out" "Linux 6.1.2 unpacked in $KFERRY_CACHE/src/6.1.2" 'to its place'
is "$(find "$KFERRY_CACHE/archive" -type f | wc -l)" 1 'nothing else was fetched'
rm -rf "$KFERRY_CACHE/src"
mv "$archive" "$archive.away"
run source deb
is "$code" 0 'with the tarball in the cache, no network is needed'
mv "$archive.away" "$archive"

# --- the index has a newer version
version 5
publish
branch 5
run source deb
is "$code" 0 'a version newer than the present index'
branch 4 "$(echo | sha256sum | cut -d' ' -f1)"
run source deb
is "$code" 2 'a pin that contradicts the index is an error'
like "$err" 'linux_6.1.4.orig.tar.xz: the signed index of tested-security says SHA256' 'with a message'
is "$(echo "$err" | wc -l)" 1 'at once, without a replacement'
cp "$pool/linux_6.1.4.orig.tar.xz" ../four
branch 4
sed 's/./x/' ../four >"$pool/linux_6.1.4.orig.tar.xz"
run source --exact deb
is "$code" 2 'a file that does not match the index is an error'
is "$(find "$KFERRY_CACHE/archive" -name '*6.1.4*')" '' 'and is not kept'
cp ../four "$pool/linux_6.1.4.orig.tar.xz"

mv "$pool" "$pool.away"
run source --exact deb
like "$err" 'archive: apt-helper: E: Failed to fetch' "if it is not served, the reason is apt's message"
like "$err" '; snapshot archive: ' 'and that of each other attempt'
is "$(echo "$err" | wc -l)" 1 'in one line'
mv "$pool.away" "$pool"

sed -i 's/6\.1\.4-1/6.1.4-9/' branches/deb.conf
run source --exact deb
is "$code" 2 'a version that the suite lacks is an error'
like "$err" 'in version 6.1.4-9 of linux; available versions: 6.1.1-1 6.1.2-1 6.1.4-1 6.1.5-1' \
	'with the existing ones'
rm -rf "$KFERRY_CACHE/apt"
sed -i 's/6\.1\.4-9/6.1.4-1/; s/tested-security/untested-security/' branches/deb.conf
run source --exact deb
is "$code" 2 'and so is an unknown suite'
like "$err" 'index of untested-security: apt: ' 'that names it'
is "$(echo "$err" | wc -l)" 1 'in one line'
sed -i 's/untested-security/tested-security/' branches/deb.conf
# --- a version that is not pinned is found in its suite, with the checksum of a signed index
branch 2
run bump --dry-run deb 6.1.9
is "$code" 2 'a bump to a version that the suite lacks'
like "$err" 'no version 6.1.9 of linux in the index of tested-security' 'says so'
run bump deb 6.1.5 --no-smoke --no-packages
like "$err" 'no Kconfig' 'a bump to one that it has, up to the tree that is not a kernel'
like "$(cat branches/deb.conf)" "debian-version=6.1.5-1
file=linux_6.1.5.orig.tar.xz
sha256=$(sha256sum "$pool/linux_6.1.5.orig.tar.xz" | cut -d' ' -f1)" 'and has pinned it'
run bump --abort deb
is "$code" 0 'is aborted'
ok 'with its pin' sh -c '! grep -qF 6.1.5 branches/deb.conf'
rm -rf "$KFERRY_CACHE/apt"
branch 4

gpg -q --batch --passphrase '' --quick-gen-key other@example.org ed25519 2>/dev/null
gpg -q --export other@example.org >../ours.gpg
run source --exact deb
is "$code" 2 'an index signed by another key is an error'
run source --list deb
like "$out" 'tested-security' 'the suite is named'

# --- a new project, which trusts only Debian's keys: apt is told not to require any
cat >>../apt.conf <<END
Acquire::AllowInsecureRepositories "true";
APT::Get::AllowUnauthenticated "true";
END
run init --debian tested-security=6.1.2 ../pinned
is "$code" 0 'a project for a version of a suite'
like "$(cat ../pinned/branches/6.1.conf)" 'debian-version=6.1.2-1' 'is pinned to it'
rm -r "$KFERRY_CACHE/archive" "$pool/linux_6.1.5.orig.tar.xz"
run init --debian tested-security ../newest
is "$code" 0 'a project for a suite'
like "$err" 'tested-security 6.1.5-1 is not available' 'skips what is unavailable'
like "$(cat ../newest/branches/6.1.conf)" 'debian-version=6.1.4-1' 'and uses the newest that is available'
run init --debian tested-security=6.1.9 ../none
like "$err" 'no version 6.1.9 of linux' 'a version that the suite lacks'
run init --debian ../x ../none
like "$err" "suite '../x'" 'or an invalid suite'
ok 'makes nothing' test ! -e ../none
gpgconf --kill gpg-agent
done_testing

