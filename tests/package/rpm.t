#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The RPM packages that 'make rpm' left: what they provide and require, their contents, and what
# is left after an installation and removal.
. "$SRCDIR/tests/cmd/lib.sh"
. "$SRCDIR/tests/package/lib.sh"
need rpm

# provides PART WHAT, requires PART WHAT: the package of that part does
provides() {
	ok "$(rpm_name "$1") provides $2" sh -c 'rpm -qp --provides "$1" | grep -qxF "$2"' sh \
		"$(rpm_of "$1")" "$2"
}

requires() {
	ok "$(rpm_name "$1") requires $2" sh -c 'rpm -qp --requires "$1" | grep -qxF "$2"' sh \
		"$(rpm_of "$1")" "$2"
}

# The architecture as rpm writes it: kernel-core(x86-64).
isa=$(rpm -qp --provides "$core" | sed -n "s/^$(rpm_name core)(\(.*\)) = .*/\1/p")
requires '' "$(rpm_name core)($isa) = $evr"
requires '' "$(rpm_name modules)($isa) = $evr"
# 'make rpm' with --fast makes no package of debug information.
debug=
[ ! -e "$(rpm_of debuginfo)" ] || debug=debuginfo
for one in '' core devel $debug; do
	provides "$one" "installonlypkg(kernel)"
	provides "$one" "multiversion(kernel)"
done
provides modules 'installonlypkg(kernel-module)'
provides modules 'multiversion(kernel)'
provides core "kernel-uname-r = $rel"
provides core "kernel-core-uname-r = $rel"
provides modules "kernel-modules-uname-r = $rel"
provides devel "kernel-devel-uname-r = $rel"
requires modules "kernel-uname-r = $rel"
is "$(rpm -qp --obsoletes "$rpms"/*."$rpm_arch".rpm)" '' 'nothing is obsoleted'
ok 'room for an initramfs is asked for in /boot' sh -c 'rpm -qp \
	--qf "[%{FILESIZES} %{FILENAMES}\n]" "$1" | awk "/initramfs/ && \$1 >= 2 ^ 25 { found = 1 }
		END { exit !found }"' sh "$core"

# Packages may share directories, but no other path, whatever their release and flavour.
for file in "$rpms"/*."$rpm_arch".rpm; do
	rpm -qp --qf '[%{FILEMODES:perms} %{FILENAMES}\n]' "$file"
done | grep '^[-l]' | cut -d ' ' -f 2- | sort >paths
ok 'paths can be told' grep -qx "/lib/modules/$rel/vmlinuz" paths
is "$(uniq -d paths)" '' 'no file is in two packages'
is "$(rpm -qpl "$rpms"/*."$rpm_arch".rpm | grep -e '^/usr/include' -e '/bin/perf$')" '' \
	'neither headers of user space nor tools'

root=$scratch/root
small_root "$root"

# kept: lists all files of the root except rpm's database
kept() {
	(cd "$root" && find . -path ./var/lib/rpm -prune -o -print) | sort
}

in_root() {
	case " $* " in
	*' -i '* | *' -U '*) set -- --ignorearch "$@" ;;
	esac
	rpm --root "$root" --dbpath /var/lib/rpm --nodeps --nosignature "$@"
}

# Directories that rpm itself makes.
mkdir -p "$root/var/lib/rpm" "$root/var/tmp" "$root/usr/share/licenses" "$root/usr/src"
if [ "$(id -u)" != 0 ]; then
	skip installation 'only root may'
	done_testing
	exit 0
fi
kept >before
ok 'installs without scripts' in_root --noscripts -i "$core" "$(rpm_of modules)" \
	"$(rpm_of devel)"
ok 'is removed' in_root --noscripts -e $(rpm_name core) $(rpm_name modules) \
	$(rpm_name devel)
kept >after
is "$(diff before after)" '' 'and nothing is left'

ok 'installs with its scripts' in_root -i "$core" "$(rpm_of modules)" \
	"$(rpm_of devel)"
ok 'lists its modules' grep -q '^kernel/' "$root/lib/modules/$rel/modules.dep"
ok 'has the image in /boot' test -s "$root/boot/vmlinuz-$rel"
is "$(in_root -V $(rpm_name core) $(rpm_name modules) | grep -v '^[.SMT5]*  *g ')" '' 'verifies'

# An external module.
tree=$root/usr/src/kernels/$rel
headers_hold "$tree" "$root/lib/modules"
requires devel "libc.so.6(GLIBC_$(newest_libc "$tree"))(64bit)"
[ ! -e "$tree/tools/objtool/objtool" ] || requires devel 'libelf.so.1()(64bit)'
is "$(rpm -qp --requires "$(rpm_of devel)" | grep -e ^/ -e '^perl(' -e '^python(')" '' \
	'but no interpreter of scripts that build kernels'
is "$(find "$root/lib/modules" -name '*.ko' -exec readelf -S {} + | grep -c '\.debug_info')" 0 \
	'modules are stripped'
if [ -n "$debug" ]; then
	ok 'debug information installs' in_root --noscripts -i "$(rpm_of debuginfo)"
	debug_holds "$root/lib/modules/$rel" "$root"
	ok 'and is removed' in_root --noscripts -e $(rpm_name debuginfo)
fi
module_loads "$tree" "$root/lib/modules/$rel/vmlinuz" "$root/lib/modules/$rel/config"

# Files that rpm does not know must be removed, too: those of depmod and those in /boot.
ok 'is removed with its scripts' in_root -e $(rpm_name core) $(rpm_name modules) \
	$(rpm_name devel)
kept >after
is "$(diff before after)" '' 'and nothing is left'

ok 'rpmlint has nothing to say' sh -c 'rpmlint --config "$1" "$2"/*.rpm >lint &&
	! grep -E "(E|W): " lint' sh "$SRCDIR/specs/rpmlint.toml" "$rpms"
done_testing
