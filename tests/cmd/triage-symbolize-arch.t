#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry triage --vmlinux for other architectures: tests/data/symbolize, compiled by clang for
# each of them (without .debug_aranges), and traces as their kernels print them. (Not for
# big-endian powerpc with function descriptors, which needs linked files; clang cannot make
# those.)
. "$SRCDIR/tests/cmd/lib.sh"

command -v clang >/dev/null || skip_all 'no clang'
cp -r "$SRCDIR/tests/data/symbolize/." .
printf 'int in_module(int *p)\n{\n\treturn p[0] * p[1];\n}\n' >module.c

# compile FILE OUT: compiles for $target
compile() {
	# $target may have an option after it
	# shellcheck disable=SC2086
	clang --target=$target -g -O2 -ffreestanding -w -c -o "$2" "$1" 2>"$capture/clang"
}

# size_of FILE FUNCTION: its size in bytes, in hex
size_of() {
	readelf -sW "$1" | awk -v name="$2" '$NF == name { printf "0x%x", $3 }'
}

# frame TARGET LINE WANTED: triage prints WANTED for LINE. In LINE, LAST is the last instruction
# of kernel_init(), MODULE a function of a module
frame() {
	if [ "$target" != "$1" ]; then
		target=$1
		compile init/main.c vmlinux || {
			skip "$target" "$(cat "$capture/clang")"
			return
		}
		size=$(size_of vmlinux kernel_init)
		last=$(printf '0x%x' $((size - 2)))
	fi
	case $2 in *MODULE*)
		compile module.c some_module.ko
		module=in_module+0x0/$(size_of some_module.ko in_module)
		;;
	esac
	cat >text <<END
[    1.000000] ------------[ cut here ]------------
[    1.000001] WARNING: CPU: 0 PID: 1 at init/main.c:5 kernel_init+0x0/$size
[    1.000002] $2
[    1.000003] ---[ end trace 0000000000000000 ]---
END
	sed "s,LAST,kernel_init+$last/$size,; s,MODULE,$module," text >log
	run triage --vmlinux vmlinux log
	is "$(printf '%s\n' "$out" | sed -n '3s/ *$//p')" "[    1.000002] $3" "$target: $2"
}

target=
frame aarch64-linux-gnu ' LAST' 'kernel_init (init/main.c:5)'
frame aarch64-linux-gnu 'pc : LAST' 'pc : kernel_init (init/main.c:5)'
frame aarch64-linux-gnu ' LAST (P)' 'kernel_init (init/main.c:5) (P)'
frame aarch64-linux-gnu ' MODULE [some_module] (C)' 'in_module (module.c:3) some_module (C)'
frame armv7-linux-gnueabi 'PC is at LAST' 'PC is at kernel_init (init/main.c:5)'
frame armv7-linux-gnueabi '[<c0112e1c>] (show_stack) from [<c010c8a4>] (LAST)' \
	'(show_stack) from kernel_init (init/main.c:5)'
frame armv7-linux-gnueabi ' show_stack from LAST' 'show_stack from kernel_init (init/main.c:5)'
frame 'riscv64-linux-gnu -mno-relax' 'epc : LAST' 'epc : kernel_init (init/main.c:5)'
frame 'riscv64-linux-gnu -mno-relax' '[<ffffffff80003fd8>] LAST' 'kernel_init (init/main.c:5)'
frame s390x-linux-gnu ' [<00000000001d2e5a>] LAST' 'kernel_init (init/main.c:5)'
frame s390x-linux-gnu '([<00000000001150d2>] LAST)' 'kernel_init (init/main.c:5)'
frame powerpc64le-linux-gnu '[c000000003b2fc60] [c0000000000b4a3c] LAST' \
	'[c000000003b2fc60] [c0000000000b4a3c] kernel_init (init/main.c:5)'
frame 'powerpc64-linux-gnu -mabi=elfv2' 'NIP [c0000000000b4a3c] LAST' \
	'NIP [c0000000000b4a3c] kernel_init (init/main.c:5)'
frame 'powerpc64-linux-gnu -mabi=elfv2' '[c000000003b2fc60] [c0000000000b4a3c] MODULE [some_module]' \
	'[c000000003b2fc60] [c0000000000b4a3c] in_module (module.c:3) some_module'
done_testing
