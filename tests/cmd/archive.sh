# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by tests of kind=debian: an archive of our own, signed by a key made here, served
# by file:// and known to apt by $APT_CONFIG.
#
#	version V		an orig tarball of 6.1.V in the pool and its stanza
#	publish			signs the index
#	branch V [SHA256]	project/branches/deb.conf, which pins 6.1.V
for program in apt-get apt-cache gpg curl; do
	command -v $program >/dev/null || skip_all "no $program"
done
export KFERRY_CACHE="$scratch/cache" GNUPGHOME="$scratch/gnupg"
archive=$scratch/archive
suite=$archive/dists/tested-security
pool=$archive/pool/main/l/linux
mkdir -p "$suite/main/source" "$suite/main/binary-amd64" "$pool" project/branches project/patches lists/partial
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
# The first that apt reads: what this machine has configured, such as hooks, has no say.
cat >apt.conf <<END
Dir::Etc::main "/dev/null";
Dir::Etc::parts "/dev/null";
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
