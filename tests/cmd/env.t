#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry env: directories, tools, and missing tools.
. "$SRCDIR/tests/cmd/lib.sh"

export KFERRY_CACHE="$scratch/cache"
cp -r "$SRCDIR/tests/data/project" project

# A machine that has only bc, gcc and a kernel's make, and a QEMU that cannot run a guest.
mkdir bin
for program in bc gcc; do
	printf '#!/bin/sh\necho "this is %s, version 7.08.1-rc (of some day)"\n' "$program" \
		>"bin/$program"
	chmod 755 "bin/$program"
done
ln -s "$(command -v cat)" "$(command -v grep)" "$(command -v head)" "$(command -v sed)" "$(command -v tail)" bin
real=$PATH
PATH=$scratch/bin
export PATH KFERRY_QEMU=/no/such/qemu
cd project/patches || exit 1
run env
is "$code" 1 'kferry smoke cannot run without its tools'
like "$out" 'kferry smoke cannot run here yet' 'which is reported'
like "$out" "$scratch/project" 'the project is named'
like "$out" "$scratch/cache" 'and the cache'
like "$out" 'gcc 7.08.1' 'an installed tool with its version'
like "$out" 'flex MISSING' 'and a missing one'
like "$out" 'musl-gcc MISSING' 'including the compiler for suites'
like "$out" 'accelerator  none' 'guests cannot run'
like "$out" '/no/such/qemu' 'and the reason is shown'

if grep -q -e '^ID=debian' -e '^ID_LIKE=.*debian' /etc/os-release; then
	like "$out" 'apt-get install' 'the command that installs them'
	like "$out" ' flex' 'has the names of packages'
	is "$(echo "$out" | grep 'apt-get install' | grep -c -e ' gcc\( \|$\)')" 0 'and no others'
else
	skip 'how to install it' 'not Debian'
fi

run env --json
is "$code" 1 'JSON has the same status'
like "$out" '"ready": false' 'as a word'
like "$out" "\"path\": \"$scratch/bin/gcc\"" 'and the path of installed tools'
like "$out" '"fedora": "openssl-devel"' "and Fedora's names"

run -C / env
like "$out" 'none here or in a parent directory' 'it works outside of a project'
KFERRY_DATADIR=$scratch/nothing run env
is "$code" 1 'guests cannot run without the guest'
like "$out" 'guest        missing' 'which is reported'
run env extra
PATH=$real
is "$code" 2 'operands are refused'

# The guest's init for each name of an architecture.
mkdir -p "$scratch/data/guest/arm64" "$scratch/data/guest/x86_64"
touch "$scratch/data/guest/init" "$scratch/data/guest/arm64/init" "$scratch/data/guest/x86_64/init"
own=$scratch/data/guest/init
export KFERRY_DATADIR="$scratch/data"
for name in arm64 aarch64; do
	wanted=$scratch/data/guest/arm64/init
	[ "$(uname -m)" != aarch64 ] || wanted=$own
	run -C / env --init $name
	is "$out" "$wanted" "the init for $name"
done
for name in x86_64 amd64; do
	wanted=$scratch/data/guest/x86_64/init
	[ "$(uname -m)" != x86_64 ] || wanted=$own
	run -C / env --init $name
	is "$out" "$wanted" "the init for $name"
done
run env --init mips
is "$code" 2 'an architecture that is not known'
like "$err" "--init 'mips' is not one of x86_64" 'is refused'
run --version
is "$code" 0 '--version'
is "$(echo "$out" | grep -c '^kferry [0-9]')" 1 'prints one path'
done_testing
