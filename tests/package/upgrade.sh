# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by install.t: what apt, dnf and zypper do with the next release in ./deb and ./rpm.
# They are the real programs; the rest of a distribution is a fake package or an entry in dpkg's
# status.

# --- apt ---------------------------------------------------------------------------

# installed NAME...: prints stanzas of installed packages
installed() {
	for name; do
		printf 'Package: %s\nStatus: install ok installed\nArchitecture: amd64\nVersion: 999\n\n' \
			"$name"
	done
}

run_apt() {
	apt-get -q -o Dir::State="$scratch/apt" -o Dir::State::status="$scratch/apt/status" \
		-o Dir::Cache="$scratch/apt/cache" -o Dir::Etc::SourceList="$scratch/apt/sources" \
		-o Dir::Etc::SourceParts=/dev/null -o APT::Sandbox::User=root "$@"
}

# A simulation, which tests apt's decisions; install-boot tests dpkg.
upgrade_apt() {
	mkdir -p apt/lists/partial apt/cache/archives/partial
	{
		installed kmod linux-base initramfs-tools
		stanza "$image" 'Status: install ok installed'
		stanza "$meta" 'Status: install ok installed'
	} >apt/status
	(cd deb && dpkg-scanpackages . >Packages 2>/dev/null)
	echo "deb [trusted=yes] file:$scratch/deb ./" >apt/sources
	ok 'apt reads the next release' run_apt update
	run_apt -s dist-upgrade >apt/plan
	is "$(sed -n 's/^Inst \(linux-image-[0-9][^ ]*\).*/\1/p' apt/plan)" \
		"$(basename deb/linux-image-[0-9]*.deb | cut -d _ -f 1)" 'apt installs its kernel'
	is "$(grep '^Remv' apt/plan)" '' 'apt removes none'
}

# stanza FILE [FIELD...]: prints the control fields of the package FILE and the given ones
stanza() {
	dpkg-deb -f "$1"
	shift
	printf '%s\n' "$@" ''
}

# If no initramfs tool is installed, apt chooses Debian's own.
initramfs_apt() {
	cat >>deb/Packages <<END
Package: initramfs-tools
Version: 1
Architecture: all
Provides: linux-initramfs-tool
Conflicts: linux-initramfs-tool
Filename: ./none.deb
Size: 1
SHA256: $(printf x | sha256sum | cut -d ' ' -f 1)

END
	run_apt update >log 2>&1
	kernel=$(dpkg-deb -f deb/linux-image-[0-9]*-"$flavour"_*.deb Package)
	installed kmod linux-base >apt/status
	run_apt -s install "$kernel" >apt/plan
	is "$(sed -n 's/^Conf \([^ ]*\) .*/\1/p' apt/plan)" "initramfs-tools
$kernel" 'apt brings a tool for the initramfs, and it is ready first'
	{
		installed kmod linux-base
		installed dracut | sed '$s/.*/Provides: linux-initramfs-tool\n/'
	} >apt/status
	run_apt -s install "$kernel" >apt/plan
	is "$(sed -n 's/^\(Inst\|Remv\) \([^ ]*\) .*/\1 \2/p' apt/plan)" "Inst $kernel" \
		'apt keeps the installed tool'
}

# Old kernels are removed as those of the distribution are; the newest two stay.
autoremove_apt() {
	rm -f apt/status apt/extended_states
	installed kmod linux-base initramfs-tools >apt/status
	name=$(dpkg-deb -f "$image" Package)
	number=${rel#*-kferry}
	number=${number%%-*}
	for more in 0 1 2 3; do
		next=linux-image-${rel%-kferry*}-kferry$((number + more))-$flavour
		stanza "$image" 'Status: install ok installed' |
			sed -e "s/^Package: .*/Package: $next/" \
				-e "s/^Version: .*/&.$more/" >>apt/status
		printf 'Package: %s\nArchitecture: amd64\nAuto-Installed: 1\n\n' "$next" \
			>>apt/extended_states
	done
	stanza "$meta" 'Status: install ok installed' |
		sed "s/^Depends: .*/Depends: $next/" >>apt/status
	run_apt -s autoremove >apt/plan
	is "$(sed -n 's/^Remv \([^ ]*\) .*/\1/p' apt/plan | sort)" "$name
linux-image-${rel%-kferry*}-kferry$((number + 1))-$flavour" 'apt removes the older ones of four'
}

# --- dnf and zypper ----------------------------------------------------------------

# distribution: makes an RPM package that provides what kernels require
distribution() {
	cat >distribution.spec <<'END'
Name: distribution
Version: 1
Release: 1
Summary: What kernels require
License: GPL-2.0-only
BuildArch: noarch
AutoReqProv: no
Provides: coreutils, dracut, grep, kmod, /bin/sh, /usr/bin/kernel-install
%description
Nothing.
%files
END
	rpmbuild -bb --define "_topdir $scratch/top" --define "_rpmdir $scratch/repo" \
		distribution.spec
}

dnf_run() {
	dnf -y --installroot="$scratch/dnf" --releasever=1 --forcearch=x86_64 --refresh \
		--disablerepo='*' --repofrompath="kferry,file://$scratch/repo" --enablerepo=kferry \
		--setopt=gpgcheck=0 --setopt=kferry.gpgcheck=0 --setopt=reposdir=/nonexistent \
		--setopt=cachedir="$scratch/dnf-cache" "$1" ${2:+"$2"}
}

# The settings of openSUSE's zypp.conf.
zypper_prepare() {
	mkdir -p zypper/etc/zypp/multiversion.d
	echo 'provides:multiversion(kernel)' >zypper/etc/zypp/multiversion.d/kernel
	zypper --root "$scratch/zypper" ar --refresh --no-gpgcheck "dir://$scratch/repo" kferry
}

zypper_run() {
	zypper --non-interactive --root "$scratch/zypper" --no-gpg-checks "$1" ${2:+"$2"}
}

# upgrade_rpm TOOL INSTALL UPGRADE: upgrades with TOOL and its two subcommands
upgrade_rpm() {
	if [ "$(id -u)" != 0 ]; then
		skip "upgrade by $1" 'only root may'
		return
	fi
	rm -rf repo
	mkdir -p repo
	small_root "$scratch/$1"
	cp "$(rpm_of)" "$core" "$(rpm_of modules)" repo
	ok "$1: there is a distribution" distribution
	ok "$1: and a repository" createrepo_c -q repo
	[ "$1" != zypper ] || ok 'zypper: its settings and the repository are added' zypper_prepare
	ok "$1: installs the kernel" "$1_run" "$2" "$(rpm_name)"
	cp rpm/*.x86_64.rpm repo
	createrepo_c -q repo
	ok "$1: upgrades" "$1_run" "$3"
	next=$(rpm -qp --provides rpm/"$(rpm_name core)"-[0-9]*.rpm |
		sed -n 's/^kernel-uname-r = //p')
	for one in "$rel" "$next"; do
		ok "$1: $one is there" test -s "$1/boot/vmlinuz-$one"
		ok "$1: and its modules" grep -q '^kernel/' "$1/lib/modules/$one/modules.dep"
	done
}
