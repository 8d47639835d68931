#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Commands that run several stages of the pipeline: kferry packages with a launcher that copies
# packages and run directories, and with a project's own makefile.
. "$SRCDIR/tests/cmd/lib.sh"

cp -r "$SRCDIR/tests/data/project" project
cd project || exit 1
export KFERRY_CACHE="$scratch/cache cache" JUDGED="$SRCDIR/tests/data/judge"
export STAGES="$scratch/stages" MADE="$KFERRY_CACHE/package/fake"
cat >>branches/fake.conf <<END

[package]
release=1
date=2026-11-24T11:00:00Z
maintainer=Nobody <nobody@kferry.example>
series=series

[flavour generic]
config=base
description=for tests

[flavour virt]
config=base
description=for tests, too
END

# launcher KFERRY COMMAND ARGS...: fails if COMMAND is $FAILS
cat >"$scratch/launcher" <<'END'
#!/bin/sh
shift
echo "$*" >>"$STAGES"
[ "$1" != "${FAILS-}" ] || exit 1
case $1:$2 in
package:deb)
	mkdir -p "$MADE/deb"
	cd "$MADE/deb" && touch linux-image-6.1.1-kferry1-generic_1_amd64.deb \
		linux-image-6.1.1-kferry1-virt_1_amd64.deb linux-image-kferry-6.1-virt_1_amd64.deb \
		linux-image-6.1.1-kferry1-virt-dbgsym_1_amd64.deb
	;;
package:rpm)
	mkdir -p "$MADE/rpm"
	cd "$MADE/rpm" && touch kernel-core-6.1.1-1.rpm kernel-modules-6.1.1-1.rpm \
		kernel-virt-core-6.1.1-1.rpm kernel-virt-modules-6.1.1-1.rpm kernel-6.1.1-1.src.rpm
	;;
payload:*)
	mkdir -p "$3"
	cp "$JUDGED"/base/* "$3"
	;;
esac
END
chmod 755 "$scratch/launcher"

# packages ARGS...: runs kferry packages without any earlier results
packages() {
	rm -rf "$STAGES" "$KFERRY_CACHE"
	run packages --run "$scratch/launcher" "$@"
}

packages --deb --rpm --flavour virt --fast --release 3 --boot fake
is "$code" 0 'packages of both kinds, and their boots'
like "$(cat "$STAGES")" 'package deb --fast --release 3 --flavour virt fake' 'the stage gets the options'
like "$out" "$MADE/deb/linux-image-6.1.1-kferry1-virt_1_amd64.deb" 'their paths are printed'
is "$(grep '^payload' "$STAGES" | sed 's/.*packages.//')" "$(
	cat <<END
deb-virt $MADE/deb/linux-image-6.1.1-kferry1-virt_1_amd64.deb
rpm-virt $MADE/rpm/kernel-virt-core-6.1.1-1.rpm $MADE/rpm/kernel-virt-modules-6.1.1-1.rpm
END
)" 'each kernel is booted from the packages that contain it'
like "$out" '2 passed, 0 failed, 0 invalid' 'and judged'
packages --rpm --boot --json fake
is "$code" 0 'all flavours'
is "$(grep -c '^payload' "$STAGES")" 2 'are booted'
like "$(cat "$STAGES")" "$MADE/rpm/kernel-core-6.1.1-1.rpm" 'including the main one'
is "$(echo "$out" | grep -c '"verdict": "PASS"')" 2 'JSON has the verdicts'
like "$out" '"packages": [' 'and the packages'
FAILS=payload
export FAILS
packages --deb --boot --flavour virt fake
is "$code" 3 'a boot without a run is INVALID'
FAILS=package
packages --deb --boot fake
is "$code" 2 'a failed stage is an error'
unset FAILS
MAKEFLAGS='-- ARCH=arm64' packages --deb --flavour virt fake
like "$(cat "$STAGES")" 'package deb --flavour virt fake' 'an ARCH of an outer make is not used'
ok 'in no stage' test "$(grep -c @ "$STAGES")" = 0
packages --deb --flavour none fake
is "$code" 2 'an unknown flavour'
ok 'is refused before anything is made' test ! -e "$STAGES"

# A project's own scripts/pipeline.mk is used.
mkdir scripts
cat >scripts/pipeline.mk <<'END'
prove:
	@echo "own: $(BRANCH) $(VARIANTS)" >&2
END
run smoke --variant plain fake
like "$err" 'own: fake plain' "the project's own makefile"
run repeat --boots 0 fake plain
is "$code" 2 'repeat: no boots at all'
like "$err" '--boots and --margin are at least 1' 'is refused'
run repeat --until 100% fake plain
like "$err" 'from 50% to 99%' 'an impossible confidence'
run repeat --boots 1 fake plain
is "$code" 2 'a variant that was not built'
run repeat fake none
like "$err" "no variant 'none'" 'an unknown variant'
run install-boot a.deb b.rpm
is "$code" 2 'install-boot: packages of two kinds are refused'
touch there.deb
run install-boot there.deb gone.deb
is "$code" 2 'install-boot: a missing package'
like "$err" 'install-boot: gone.deb: No such file' 'is named before a system is created'
done_testing
