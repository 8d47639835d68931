#!/bin/sh
# What kferry payload says of packages that hold no kernel to boot. Real ones are booted by
# tests/package/payload.t.
. "$SRCDIR/tests/cmd/lib.sh"

export KFERRY_CACHE="$scratch/cache"
: >init

# make_deb NAME FOLDER [TAR-OPTION...]: a package that holds the folder
make_deb() {
	name=$1 folder=$2
	shift 2
	echo 2.0 >debian-binary
	tar -czf control.tar.gz -T /dev/null
	tar "$@" -C "$folder" -cJf data.tar.xz .
	ar rc "$name" debian-binary control.tar.gz data.tar.xz 2>/dev/null
}

# refused WHAT WHY PACKAGE...
refused() {
	what=$1 why=$2
	shift 2
	run payload --init init --out run "$@"
	is "$code" 2 "$what: trouble"
	like "$err" "$why" "$what: says why"
	ok "$what: nothing stays behind" test ! -e run.payload
}

refused 'no file' 'absent.deb: No such file' absent.deb
: >empty.deb
refused 'an empty file' 'empty.deb: empty' empty.deb
echo kernel >text.deb
refused 'a text' 'text.deb: neither a Debian package nor an RPM' text.deb

mkdir -p other/usr/bin one/lib/modules/6.1.1-a/kernel two/usr/lib/modules/6.1.2-b
echo x >other/usr/bin/x
echo x >one/lib/modules/6.1.1-a/kernel/x.ko
echo x >two/usr/lib/modules/6.1.2-b/modules.order
make_deb other.deb other
make_deb one.deb one
make_deb two.deb two
refused 'another package' 'no kernel modules' other.deb
refused 'modules alone' 'no image of kernel 6.1.1-a' other.deb one.deb
refused 'two kernels' 'packages of two kernels' one.deb two.deb

head -c $(($(stat -c %s one.deb) - 40)) one.deb >cut.deb
refused 'a package cut short' 'cut.deb: ' cut.deb

make_deb out.deb one --transform 's,^\./lib/modules/6.1.1-a/kernel,lib/modules/../../../escaped,'
refused 'a path out of the package' 'leads out of the package' out.deb
is "$(find . -path '*escaped*')" '' 'and nothing is written there'
done_testing
