# SPDX-License-Identifier: GPL-2.0-or-later
# scripts/deps, with the package managers replaced by stubs.
. "$SRCDIR/tests/cmd/lib.sh"

mkdir bin
PATH=$scratch/bin:$PATH

stub() {
	printf '#!/bin/sh\n%s\n' "$2" >"bin/$1"
	chmod +x "bin/$1"
}

deps() {
	out=$("$SRCDIR/scripts/deps" "$@" 2>&1)
	code=$?
}

stub id 'echo 1000'
stub sudo 'exit 1'
stub apt-get 'echo "$*" >>apt.log'
stub dpkg-query 'shift 3; for p; do [ "$p" = quilt ] || echo "installed $p"; done'

deps --check check
is "$code" 1 'a missing package is named'
like "$out" 'sudo apt-get update && sudo apt-get install --no-install-recommends quilt' \
	'with the exact command'
deps check
is "$code" 1 'the same for a user who may not install'
ok 'nothing was installed' test ! -e apt.log
deps smoke
is "$code $out" '0 ' 'packages that a target does not need are not checked'

stub id 'echo 0'
deps --check check
like "$out" '  apt-get update && apt-get install' 'root needs no sudo'
ok 'and --check installs nothing' test ! -e apt.log
deps check
is "$code" 0 'root gets it installed'
is "$(tail -n 1 apt.log)" '-q -y --no-install-recommends install quilt' 'and nothing else'

stub id 'echo 1000'
stub sudo '[ "$1" = -n ] || exit 1; shift; exec "$@"'
rm apt.log
deps all
is "$code" 0 'also by sudo without password'
ok 'after an update' grep -qx -e '-q update' apt.log

deps --check riscv64
is "$code $out" '0 ' 'an architecture has its own set'
stub dpkg-query 'shift 3; for p; do [ "$p" = opensbi ] || echo "installed $p"; done'
deps --check riscv64
like "$out" 'install --no-install-recommends opensbi' 'of the packages that it needs'
deps --check arm64
is "$code $out" '0 ' 'which differ from those of another one'
stub dpkg-query 'exit 1'
deps --check suites
like "$out" 'install --no-install-recommends rsync mmdebstrap' \
	'the set of the suites, which make smoke-all runs'
deps everything
is "$code" 2 'an unknown set is a usage error'
like "$out" 'usage: deps' 'with the usage'

table=$(sed -n "/^table='/,/^'/p" "$SRCDIR/scripts/deps")
ok 'there is a table of packages' test "$(echo "$table" | wc -l)" -gt 20
# Every package in Debian's column has a name or "-" in Fedora's.
is "$(echo "$table" | awk 'NF && NF != 3 && !/table=/ && !/^.$/')" \
	'' 'the table is complete'
done_testing
