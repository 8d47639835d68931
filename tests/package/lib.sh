# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by tests/package/*.t after tests/cmd/lib.sh: finds the packages of one flavour that
# 'make deb' and 'make rpm' left. BRANCH (6.1) and FLAVOUR (the first one found) choose them;
# with BRANCH=6.1@arm64 they are for another architecture than this machine's. Without packages
# a test is skipped; if a build left only some of its packages, the test fails.
#
#	$flavour $rel			flavour, and output of uname -r
#	$debs $image $headers $meta	directory of the DEB packages, and the packages; empty if missing
#	$dbgsym				also empty if `make deb` was run with --fast
#	$rpms $core $evr		directory of the RPM packages, kernel-core, and their version
#	rpm_name core, rpm_of core	name of kernel-core for that flavour, and its file
#	$rpm_arch			architecture as rpm calls it
#	$root_arch			architecture as dpkg calls it, if not this machine's
branch=${BRANCH:-6.1}
base=${branch%@*}
packages=${KFERRY_CACHE:-$HOME/.cache/kferry}/package/$branch
debs=$packages/deb
rpms=$packages/rpm

# first GLOB: prints the first file that matches
first() {
	for file in $1; do
		[ ! -e "$file" ] || { echo "$file"; return; }
	done
}

find_debs() {
	meta=$(first "$debs/linux-image-kferry-$base-${FLAVOUR:-*}_*.deb")
	[ -n "$meta" ] || return
	flavour=${meta##*/linux-image-kferry-"$base"-}
	flavour=${flavour%%_*}
	image=$(first "$debs/linux-image-[0-9]*-${flavour}_*.deb")
	rel=${image##*/linux-image-}
	rel=${rel%%_*}
	headers=$(first "$debs/linux-headers-${rel}_*.deb")
	headers_meta=$(first "$debs/linux-headers-kferry-$base-${flavour}_*.deb")
	dbgsym=$(first "$debs/linux-image-$rel-dbgsym_*.deb")
	deb_arch=$(dpkg-deb -f "$meta" Architecture)
	[ "$deb_arch" = "$(dpkg --print-architecture)" ] || root_arch=$deb_arch
}

# whole WHAT FILE...: fails if only some of the files of one build exist
whole() {
	what=$1 there= lacking=
	shift
	for file; do
		if [ -e "$file" ]; then
			there=$file
		else
			lacking="$lacking ${file:-?}"
		fi
	done
	if [ -n "$there" ] && [ -n "$lacking" ]; then
		report 1 "the $what packages are complete"
		echo "# missing beside $there:$lacking" >&2
		done_testing
		exit 1
	fi
}

whole_deb() {
	any=$(first "$debs/linux-*${FLAVOUR-}_*.deb")
	whole DEB ${any:+"$any"} "$meta" "${image-}" "${headers-}" "${headers_meta-}"
}

# rpm_name [PART]: kernel-core for the main flavour, kernel-virt-core for another
rpm_name() {
	name=kernel
	[ "$flavour" = generic ] || name=$name-$flavour
	echo "$name${1:+-$1}"
}

rpm_of() {
	echo "$rpms/$(rpm_name $1)-$evr.$rpm_arch.rpm"
}

find_rpms() {
	case ${FLAVOUR-} in
	'') name='kernel-*core' ;;
	generic) name=kernel-core ;;
	*) name=kernel-$FLAVOUR-core ;;
	esac
	core=$(first "$rpms/$name-[0-9]*.rpm")
	[ -n "$core" ] || return
	rel=$(rpm -qp --provides "$core" | sed -n 's/^kernel-uname-r = //p')
	flavour=${rel##*-}
	evr=${rel%-*}
	rpm_arch=$(rpm -qp --qf '%{ARCH}' "$core")
	[ "$rpm_arch" = "$(uname -m)" ] || root_arch=$(dpkg-architecture \
		--target-type "$rpm_arch-linux-gnu" -q DEB_TARGET_ARCH 2>/dev/null)
}

whole_rpm() {
	any=$(first "$rpms/kernel-*${FLAVOUR-}*.$rpm_arch.rpm")
	whole RPM ${any:+"$any"} "$core" ${core:+"$(rpm_of)" "$(rpm_of modules)" "$(rpm_of devel)"}
}

# small_root DIR: makes a system with no more than the scripts of RPM packages need
small_root() {
	mkdir -p "$1/boot" "$1/lib/modules" "$1/usr/lib/debug/lib" "$1/dev" "$1/tmp" "$1/bin"
	for program in sh grep cp rm rmdir depmod; do
		path=$(command -v $program || echo /sbin/$program)
		real=$(readlink -f "$path")
		for file in "$real" $(ldd "$real" | grep -o '/[^ )]*'); do
			mkdir -p "$1${file%/*}"
			cp -L "$file" "$1$file"
		done
		mkdir -p "$1${path%/*}"
		[ -e "$1$path" ] || ln -s "$real" "$1$path"
		[ -e "$1/bin/$program" ] || ln -s "$real" "$1/bin/$program"
	done
	: >"$1/dev/null"
}

# hello_source DIR: writes the source of an external module
hello_source() {
	printf 'obj-m := hello.o\n' >"$1/Makefile"
	cat >"$1/hello.c" <<'C'
#include <linux/module.h>
static int __init hello_init(void) { pr_info("hello from outside\n"); return 0; }
module_init(hello_init);
MODULE_LICENSE("GPL");
C
}

# foreign_module TREE: builds hello/hello.ko against the headers of TREE
foreign_module() {
	mkdir -p hello
	hello_source hello
	if [ -n "${root_arch-}" ]; then
		ok 'a module builds against the headers on their own machine' make_there "$1"
	else
		ok 'a module builds against the headers' make -C "$1" M="$PWD/hello" modules
	fi
	# a cross compiler has another name
	is "$(grep -i -e warning -e error -e 'not found' -e 'no such file' \
		"$capture/out" | grep -v 'the compiler differs')" '' 'no header is missing'
	is "$(modinfo -F vermagic hello/hello.ko | cut -d ' ' -f 1)" "$rel" 'its kernel is this one'
}

# runs_there: whether this machine can run programs of the packages' architecture
runs_there() {
	[ -z "${root_arch-}" ] || arch-test "$root_arch" >/dev/null 2>&1
}

# need_machine: skips the test if it cannot
need_machine() {
	runs_there || skip_all "$no_machine"
}
no_machine="no program for ${branch#*@} runs here (qemu-user-static, by binfmt_misc)"

# make_there TREE: builds hello/hello.ko in a Debian system of that architecture, by its own
# compiler, emulated
make_there() (
	set -e
	tree=$1 work=$scratch/there.work root=$scratch/there cache=${packages%/*/*}
	fail() {
		echo "$1" >&2
		exit 1
	}
	. "$SRCDIR/scripts/debian-root.sh"
	rm -rf "$work" "$root"
	mkdir "$work"
	root_make gcc gcc,libc6-dev,make,kmod
	root_unpack
	mkdir "$root/tree" "$root/hello"
	cp -R "$tree/." "$root/tree"
	cp hello/Makefile hello/hello.c "$root/hello"
	: >"$root/dev/null"
	root_run make -C /tree M=/hello modules
	cp "$root/hello/hello.ko" hello
)

# host_programs DIR: lists the programs that building a module runs
host_programs() {
	find "$1" -type f -perm /111 -exec sh -c 'head -c 4 "$1" | grep -q ELF' sh {} \; -print
}

# newest_libc DIR: the newest version of the C library that these programs need
newest_libc() {
	host_programs "$1" | xargs readelf --version-info --wide | grep -o 'GLIBC_[0-9.]*' |
		cut -d _ -f 2 | sort -uV | tail -n 1
}

# machines: lists the machines in the ELF headers of the files on standard input
machines() {
	xargs readelf -h | grep Machine: | sort -u
}

# headers_hold DIR MODULES: checks headers of either kind for the kernel with these modules
headers_hold() {
	is "$(host_programs "$1" | machines)" "$(find "$2" -name '*.ko' | machines)" \
		'host programs are for the machine of the modules'
	is "$(host_programs "$1" | xargs file | grep 'not stripped')" '' 'and are stripped'
	is "$(grep -rl -m 1 '^#!.*/env' "$1")" '' 'scripts name their interpreters without env'
	is "$(find "$1" -xtype l)" '' 'no link dangles'
	# The third number of a version has eight bits.
	number=$(echo "${rel%%-*}" | awk -F. '{
		print $1 * 65536 + $2 * 256 + ($3 > 255 ? 255 : $3) }')
	is "$(awk '/LINUX_VERSION_CODE/ { print $3 }' \
		"$1/include/generated/uapi/linux/version.h" \
		"$1/include/linux/version.h" 2>/dev/null)" "$number" 'LINUX_VERSION_CODE is that version'
}

# boot_foreign IMAGE CONFIG: boots that kernel with hello.ko; its output is foreign/console.log
boot_foreign() {
	run boot --kernel "$1" --config "$2" --release "$rel" --arch "${root_arch:-$(uname -m)}" \
		--module hello/hello.ko --suite memcg --tests v2-storm --out foreign --no-cover
}

# module_loads TREE IMAGE CONFIG: builds and boots hello.ko, if this machine can
module_loads() {
	if ! runs_there; then
		skip "somebody else's module" "$no_machine"
		return
	fi
	foreign_module "$1"
	boot_foreign "$2" "$3"
	ok 'a module loads in that kernel' grep -q 'hello from outside' foreign/console.log
}

# debug_holds MODULES DEBUG: DEBUG has the debug information of the kernel and of each module in
# MODULES, where debuggers look for it
debug_holds() {
	find "$1" -name "*.ko" >modules
	while read -r module; do
		id=$(readelf -n "$module" | sed -n "s/.*Build ID: //p")
		echo "$2/usr/lib/debug/.build-id/$(echo "$id" | cut -c 1-2)/${id#??}.debug"
	done <modules >wanted
	ok "there are modules" test -s modules
	is "$(while read -r file; do [ -s "$file" ] || echo "$file"; done <wanted)" "" \
		"debuggers find each module by its build id"
	vmlinux=$(find "$2/usr/lib/debug" -type f -name "vmlinux*")
	is "$(readelf -S --wide "$vmlinux" | grep -c " \.debug_info ")" 1 "vmlinux has debug information"
	ok "vmlinux is of this kernel" grep -aqF "Linux version $rel " "$vmlinux"
}

# need deb|rpm...: skips the test if there are no packages of any of these kinds, and reports
# each missing kind
need() {
	some= none=
	for kind; do
		"find_${kind}s"
		"whole_$kind"
		case $kind in
		deb) one=${image-} ;;
		rpm) one=${core-} ;;
		esac
		some=$some$one
		[ -n "$one" ] || none="$none $kind"
	done
	[ -n "$some" ] ||
		skip_all "no packages of $branch ${FLAVOUR-} (make $* BRANCH=$branch makes them)"
	for kind in $none; do
		skip "$kind packages" "there are none (make $kind BRANCH=$branch makes them)"
	done
}

# not_for WHY: skips a test that the branch cannot run, also with $KFERRY_REQUIRE
not_for() {
	echo "1..0 # SKIP $1"
	exit 0
}
