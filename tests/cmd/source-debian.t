# SPDX-License-Identifier: GPL-2.0-or-later
# kferry source with kind=debian, at an archive of our own: signed by a key made
# here, served by file:// and known to apt by $APT_CONFIG.
. "$SRCDIR/tests/cmd/lib.sh"

for program in apt-get apt-cache gpg curl; do
	command -v $program >/dev/null || skip_all "no $program"
done

export KFERRY_CACHE="$scratch/cache" GNUPGHOME="$scratch/gnupg"
archive=$scratch/archive
suite=$archive/dists/tested-security
pool=$archive/pool/main/l/linux
mkdir -p "$suite/main/source" "$suite/main/binary-amd64" "$pool" project/branches lists/partial
mkdir -m 700 "$GNUPGHOME"
gpg -q --batch --passphrase '' --quick-gen-key kferry@example.org ed25519 2>/dev/null
gpg -q --export >ours.gpg

# version V: an orig tarball of 6.1.V in the pool and its stanza in the index
version() {
	cp -r "$SRCDIR/tests/data/project/linux" "linux-6.1.$1"
	sed -i "s/^SUBLEVEL = .*/SUBLEVEL = $1/" "linux-6.1.$1/Makefile"
	tar -cJf "$pool/linux_6.1.$1.orig.tar.xz" "linux-6.1.$1"
	echo dsc >"$pool/linux_6.1.$1-1.dsc"
	set -- "$1" "linux_6.1.$1.orig.tar.xz" "linux_6.1.$1-1.dsc"
	cat <<-END >>"$suite/main/source/Sources"
		Package: linux
		Binary: linux-doc
		Version: 6.1.$1-1
		Maintainer: nobody <nobody@example.org>
		Architecture: all
		Format: 3.0 (quilt)
		Directory: pool/main/l/linux
		Checksums-Sha256:
		 $(sum "$pool/$3") $3
		 $(sum "$pool/$2") $2
		Files:
		 $(md5 "$pool/$3") $3
		 $(md5 "$pool/$2") $2

	END
}

sum() {
	echo "$(sha256sum "$1" | cut -d' ' -f1) $(stat -c %s "$1")"
}

md5() {
	echo "$(md5sum "$1" | cut -d' ' -f1) $(stat -c %s "$1")"
}

publish() {
	rm -f "$suite/InRelease"
	cat <<-END | gpg -q --batch --clearsign -o "$suite/InRelease"
		Origin: Debian
		Label: Debian-Security
		Suite: tested-security
		Codename: tested-security
		Architectures: amd64
		Components: main
		Date: $(date -Ru | sed 's/+0000/UTC/')
		SHA256:
		 $(sum "$suite/main/source/Sources") main/source/Sources
		 $(sum "$suite/main/binary-amd64/Packages") main/binary-amd64/Packages
	END
}

# branch VERSION [SHA256]
branch() {
	cat >"$scratch/project/branches/deb.conf" <<-END
		[branch]
		version=6.1.$1
		config=base
		description=x
		[source 6.1.$1]
		kind=debian
		package=linux
		suite=tested-security
		debian-version=6.1.$1-1
		file=linux_6.1.$1.orig.tar.xz
		sha256=${2-$(sha256sum "$pool/linux_6.1.$1.orig.tar.xz" | cut -d' ' -f1)}
		keyring=$scratch/ours.gpg
	END
}

printf 'Package: x\nVersion: 1\nArchitecture: all\nMaintainer: x\nFilename: x\nSize: 1\nDescription: x\nSHA256: 0\n' >"$suite/main/binary-amd64/Packages"
version 1
version 2
version 4
publish
cat >apt.conf <<END
Dir::Etc::sourcelist "$scratch/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::State::lists "$scratch/lists";
APT::Architecture "amd64";
APT::Architectures "amd64";
APT::Sandbox::User "root";
Acquire::Languages "none";
END
export APT_CONFIG="$scratch/apt.conf"
echo "deb [signed-by=$scratch/ours.gpg] file://$archive tested-security main" >sources.list
cd project || exit 1

branch 2
run source deb
is "$code" 2 'an apt that was never updated is an error'
like "$err" "was 'apt-get update' run?" 'that says what to do'
apt-get -q update >../update.log 2>&1 || sed 's/^/# /' ../update.log

run source deb
is "$code" 0 'an orig tarball is found and unpacked'
like "$out" "Linux 6.1.2 unpacked in $KFERRY_CACHE/src/6.1.2" 'in its place'
is "$(find "$KFERRY_CACHE/archive" -type f | wc -l)" 1 'nothing else was fetched'
rm -rf "$KFERRY_CACHE/src"
mv "$archive" "$archive.away"
run source deb
is "$code" 0 'what is in the cache needs no network'
mv "$archive.away" "$archive"

# --- the index moves on
version 5
publish
branch 5
run source deb
is "$code" 0 'a version newer than the index at hand'
branch 4 "$(echo | sha256sum | cut -d' ' -f1)"
run source deb
is "$code" 2 'a pin that the index contradicts is an error'
like "$err" 'linux_6.1.4.orig.tar.xz: the signed index of tested-security says SHA256' 'that says so'
cp "$pool/linux_6.1.4.orig.tar.xz" ../four
branch 4
rm "$pool/linux_6.1.4.orig.tar.xz" "$pool/linux_6.1.5.orig.tar.xz"
run source deb
is "$code" 2 'a file that is indexed and not served is an error'
like "$err" 'is no longer served; the nearest version of tested-security that answers is 6.1.2' \
	'that names the nearest which is'
is "$(echo "$err" | wc -l)" 1 'in one line'
sed 's/./x/' ../four >"$pool/linux_6.1.4.orig.tar.xz"
run source deb
is "$code" 2 'a file that is not what the index says is an error'
is "$(find "$KFERRY_CACHE/archive" -name '*6.1.4*')" '' 'and is not kept'
cp ../four "$pool/linux_6.1.4.orig.tar.xz"

mv "$pool" "$pool.away"
run source deb
like "$err" 'apt-helper: E: Failed to fetch' 'where none is served, the reason is what apt says'
is "$(echo "$err" | wc -l)" 1 'in one line'
mv "$pool.away" "$pool"

sed -i 's/6\.1\.4-1/6.1.4-9/' branches/deb.conf
run source deb
is "$code" 2 'a version that the suite does not have is an error'
like "$err" 'in version 6.1.4-9 of linux; versions there: 6.1.1-1 6.1.2-1 6.1.4-1 6.1.5-1' \
	'that names those which it has'
rm -rf "$KFERRY_CACHE/apt"
sed -i 's/6\.1\.4-9/6.1.4-1/; s/tested-security/untested-security/' branches/deb.conf
run source deb
is "$code" 2 'so is a suite that does not exist'
like "$err" 'index of untested-security: apt: ' 'that names it'
is "$(echo "$err" | wc -l)" 1 'in one line'
sed -i 's/untested-security/tested-security/' branches/deb.conf
gpg -q --batch --passphrase '' --quick-gen-key other@example.org ed25519 2>/dev/null
gpg -q --export other@example.org >../ours.gpg
run source deb
is "$code" 2 'an index signed by another key is an error'
run source --list deb
like "$out" 'tested-security' 'the list names the suite'
gpgconf --kill gpg-agent
done_testing
