#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The scripts of RPM packages in different systems: with and without plugins of kernel-install,
# with an initramfs tool in the same transaction, after failures, and when reinstalled.
. "$SRCDIR/tests/cmd/lib.sh"
. "$SRCDIR/tests/package/lib.sh"
need rpm
[ "$(id -u)" = 0 ] || skip_all 'only root may install'

modules=$(rpm_of modules)
devel=$(rpm_of devel)
root=$scratch/root
dir=$root/lib/modules/$rel

# system: makes a new system with no more than the scripts need
system() {
	rm -rf "$root"
	small_root "$root"
	mkdir -p "$root/var/lib/rpm" "$root/var/tmp" "$root/usr/share/licenses" "$root/usr/src"
}

# program NAME: writes standard input to a program of that system
program() {
	cat >"$root/bin/$1"
	chmod 755 "$root/bin/$1"
}

in_root() {
	case " $* " in
	*' -i '* | *' -U '*) set -- --ignorearch "$@" ;;
	esac
	rpm --root "$root" --dbpath /var/lib/rpm --nodeps --nosignature "$@"
}

kept() {
	(cd "$root" && find . -path ./var/lib/rpm -prune -o -print) | sort
}

# --- kernel-install ------------------------------------------------------------------

system
program kernel-install <<'END'
#!/bin/sh
echo "$@" >>/calls
END
in_root -i "$core" "$modules" >out 2>&1
is "$(cat "$root/calls")" "add $rel /lib/modules/$rel/vmlinuz" 'kernel-install is called'
ok 'without its plugins the image is in /boot all the same' cmp "$dir/vmlinuz" \
	"$root/boot/vmlinuz-$rel"

system
program kernel-install <<'END'
#!/bin/sh
case $1 in
add) cp "$3" "/boot/token/$2/linux" ;;
remove) rm "/boot/token/$2/linux" ;;
esac
END
mkdir -p "$root/boot/token/$rel"
in_root -i "$core" "$modules" >out 2>&1
ok 'a plugin puts it where it does' test -s "$root/boot/token/$rel/linux"
ok 'and it is not there twice' test ! -e "$root/boot/vmlinuz-$rel"
in_root -e "$(rpm_name core)" "$(rpm_name modules)" >out 2>&1
ok 'kernel-install takes it away' test ! -e "$root/boot/token/$rel/linux"

system
program kernel-install <<'END'
#!/bin/sh
exit 7
END
in_root -i "$core" "$modules" >out 2>&1
like "$(cat out)" 'scriptlet failed, exit status 7' 'a plugin that fails is an error'
in_root -e "$(rpm_name modules)" "$(rpm_name core)" >out 2>&1
like "$(cat out)" 'scriptlet failed, exit status 7' 'also when a kernel is removed'
ok 'which stays, if the boot loader does not let it go' test -s "$dir/vmlinuz"

# --- the initramfs --------------------------------------------------------------------

# An initramfs tool whose initramfs is the list of modules that it finds.
cat >dracut.spec <<'END'
Name: dracut
Version: 1
Release: 1
Summary: A tool for the initramfs
License: GPL-2.0-only
BuildArch: noarch
AutoReqProv: no
%description
Nothing.
%install
mkdir -p %{buildroot}/bin
cat >%{buildroot}/bin/dracut <<'SCRIPT'
#!/bin/sh
cp /lib/modules/$3/modules.dep $2
SCRIPT
chmod 755 %{buildroot}/bin/dracut
%files
/bin/dracut
END
ok 'there is a tool for the initramfs' rpmbuild -bb --define "_topdir $scratch/top" \
	--define "_rpmdir $scratch/tool" dracut.spec
tool=tool/noarch/dracut-1-1.noarch.rpm
initramfs=$root/boot/initramfs-$rel.img

system
kept >before
in_root -i "$core" "$modules" "$tool" >out 2>&1
ok 'an initramfs is made, though its tool comes in the same transaction' \
	grep -q '^kernel/' "$initramfs"
ok 'installed again' in_root -U --replacepkgs "$core" "$modules"
ok 'the image is in /boot' cmp "$dir/vmlinuz" "$root/boot/vmlinuz-$rel"
ok 'modules are listed' grep -q '^kernel/' "$dir/modules.dep"
ok 'and the initramfs has them' grep -q '^kernel/' "$initramfs"

# A later depmod may write another list, which must be removed, too.
: >"$dir/modules.tomorrow"
in_root -e "$(rpm_name core)" "$(rpm_name modules)" dracut >out 2>&1
kept >after
is "$(diff before after)" '' 'nothing is left, neither lists of modules nor an initramfs'
is "$(grep -v '^rpm: ' out)" '' 'and nothing is printed'

system
in_root -i "$core" "$tool" >out 2>&1
is "$(grep -c '^kernel/' "$initramfs")" 0 'an initramfs of a kernel without modules'
in_root -i "$modules" >out 2>&1
ok 'is made again when they come' grep -q '^kernel/' "$initramfs"

# --- the headers ----------------------------------------------------------------------

is "$(find "$dir" -name build -o -name source)" '' 'no dangling link to the headers'
in_root -i "$devel" >out 2>&1
for link in build source; do
	ok "$link leads to them" chroot "$root" sh -c '[ -f "$1/Makefile" ]' sh \
		"/lib/modules/$rel/$link"
done
in_root -e "$(rpm_name devel)" >out 2>&1
is "$(find "$dir" -name build -o -name source)" '' 'and is removed with them'
ok 'the kernel does not' test -s "$dir/vmlinuz"
done_testing
