#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry cve: import from each kind of source, states, filters, output formats, exit status.
. "$SRCDIR/tests/cmd/lib.sh"

data=$SRCDIR/tests/data/cve
export KFERRY_CACHE="$scratch/cache"
mkdir work && cd work || exit 1

# --- import -------------------------------------------------------------------------

run cve --release 6.1.5
is "$code" 2 "without data: status 2"
like "$err" "run 'kferry cve import SOURCE'" "and the solution is shown"

run cve import "$data"
is "$code" 0 "import of a directory"
like "$out" "7 CVEs, 1 rejected ids" "counts"

mkdir repo && cp -R "$data/cve" repo/
git -C repo init -q -b master
git -C repo add cve
GIT_COMMITTER_DATE=2026-08-21T16:00:00Z git -C repo -c user.name=x -c user.email=x@y commit -qm x
git clone -q --bare repo bare.git
git -C bare.git symbolic-ref HEAD refs/heads/other
for source in repo bare.git; do
	run cve import $source
	is "$out" "7 CVEs, 1 rejected ids; data of 2026-08-21 from $PWD/$source" "import of $source"
done
tar czf data.tar.gz -C repo --mtime=2026-08-20T00:00:00Z cve
run cve import data.tar.gz
is "$out" "7 CVEs, 1 rejected ids; data of 2026-08-20 from $PWD/data.tar.gz" "import of a tarball"

run cve import "file://$PWD/repo" --ref master
is "$code" 0 "import of a remote"
git -C repo rm -q cve/published/2026/CVE-2026-52945.*
git -C repo -c user.name=x -c user.email=x@y commit -qm y
run cve update
like "$out" "6 CVEs" "update fetches what is new"
run cve import "ext::sh -c 'touch $scratch/ran'"
is "$code" 2 "an address that is a command is refused"
ok "and not run" test ! -e "$scratch/ran"

# A bad record makes the import fail, and the old data stay.
mkdir -p bad/published/2026
cp "$data/cve/published/2026/CVE-2026-43056.json" bad/published/2026/
run cve import bad
like "$err" "CVE-2026-43056 has no .dyad" "an incomplete record"
echo "6.1:12:6.2:34" >bad/published/2026/CVE-2026-43056.dyad
run cve import bad
like "$err" "CVE-2026-43056.dyad:1: not VERSION:COMMIT:VERSION:COMMIT" "a bad record names its line"
mkdir none
run cve import none
is "$code" 2 "a directory without records: status 2"
head -c 3000 data.tar.gz >cut.tar.gz
run cve import cut.tar.gz
is "$code" 2 "a truncated tarball: status 2"
run cve --release 6.1.5 --json
like "$out" "\"source\": \"file://$PWD/repo\"" "the old data is kept"
run cve import "$data"

# --- states ---------------------------------------------------------------------------

run cve --release 6.1.170
is "$code" 0 "no open CVE: status 0"
run cve --release 6.1.108
is "$code" 1 "an open CVE: status 1"
like "$out" "CVE-2024-47683     -  affected" "which is named"
like "$out" "fixed in 6.1.113 by 7c887efda120; some of its fixes are missing" "with what is missing"
run cve --release 6.1.190
is "$code" 0 "a version newer than the data, without open CVEs"
run cve --release 7.2.9 CVE-2026-64434
like "$out" "fixed in 7.2 by b66774b48dd9" "the evidence for "fixed""
run cve CVE-2026-23473 --release 6.1.5
like "$out" "rejected" "a rejected id"
run cve CVE-2026-99999 --release 6.1.5
is "$code" 2 "an id that is not in the data: status 2"
run cve --release six
is "$code" 2 "an invalid version: status 2"

# A minimal series of Debian's 6.1.170-3.
mkdir patches
diff='--- a/x
+++ b/x
@@ -1 +1 @@
-a
+b'
printf 'commit a69839d4327d053b18d8e1b0e7ddeee78db78f4f upstream.\n\n%s\n' "$diff" >patches/aux.patch
printf 'Origin: https://git.kernel.org/linus/c4ea7d8907cf72b259bf70bd8c2e791e1c4ff70f\n\n%s\n' "$diff" >patches/uaf.patch
echo aux.patch >patches/series
run cve CVE-2026-43056 --release 6.1.170-3 --series patches/series
is "$code" 1 "a series with the introducing commit: status 1"
like "$out" "aux.patch (a69839d4327d); fixed in 7.0 by c4ea7d8907cf" "and the patch is named"
echo uaf.patch >>patches/series
run cve CVE-2026-43056 --release 6.1.170-3 --series patches/series
is "$code" 0 "a series that also has the fix"
like "$out" "uaf.patch is c4ea7d8907cf" "and the patch is named"

# The version of a tree, with a build directory and without.
mkdir -p tree/drivers/net/ethernet/microsoft/mana tree/net/bluetooth build/net/bluetooth
printf 'VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 177\nEXTRAVERSION =\n' >tree/Makefile
echo 'obj-y += bluetooth/' >tree/net/Makefile
printf 'obj-$(CONFIG_BT) += bluetooth.o\nbluetooth-y := l2cap_core.o\n' >tree/net/bluetooth/Makefile
: >tree/.config
run cve --tree tree --json
like "$out" '"id": "CVE-2026-64434"' "the version of a tree is from its Makefile"
run cve --tree tree --config tree/.config CVE-2026-64434
like "$out" "affected " "a header, about which the Makefiles say nothing: affected"
ln -s ../tree build/source
cat >build/net/bluetooth/.af.o.cmd <<END
cmd_net/bluetooth/af.o := gcc -c

source_net/bluetooth/af.o := $PWD/tree/net/bluetooth/af.c

deps_net/bluetooth/af.o := \\
    \$(wildcard include/config/BT) \\
  $PWD/tree/include/linux/types.h \\

net/bluetooth/af.o: \$(deps_net/bluetooth/af.o)
END
run cve --tree tree --build build CVE-2026-64434
is "$code" 0 "a file that is not compiled: not open"
like "$out" "not-built" "and the reason is shown"
sed 's,include/linux/types.h,include/net/bluetooth/l2cap.h,' build/net/bluetooth/.af.o.cmd >x
mv x build/net/bluetooth/.af.o.cmd
run cve --tree tree --build build CVE-2026-64434
is "$code" 1 "a header counts if a file that includes it is compiled"
run cve --tree tree --build tree CVE-2026-64434
like "$err" "not a build directory" "a directory without a build"

# Executed code: a kernel of two objects, and its coverage map (src/cover/plugin/map.h).
mana=drivers/net/ethernet/microsoft/mana
if command -v gcc >/dev/null && command -v ld >/dev/null; then
	mkdir -p ran/init ran/$mana run/coverage
	ln -s ../tree ran/source
	: >ran/.config
	echo 'void start_kernel(void) { }' >tree/main.c
	echo 'int mana_thing(int n) { return n + 1; }' >tree/$mana/mana_en.c
	for object in init/main:main $mana/mana_en:$mana/mana_en; do
		o=${object%:*}.o c=${object#*:}.c
		gcc -O2 -ffreestanding -fno-pic -mcmodel=kernel -fno-asynchronous-unwind-tables \
			-fcf-protection=none -c -o "ran/$o" "tree/$c"
		printf 'cmd_%s := gcc -c\n\nsource_%s := %s\n\ndeps_%s := \\\n\n' "$o" "$o" "$PWD/tree/$c" "$o" \
			>"ran/$(dirname "$o")/.$(basename "$o").cmd"
	done
	(cd ran && ld --build-id -e start_kernel -Ttext=0xffffffff81000000 -o vmlinux init/main.o $mana/mana_en.o)
	sed "s/00aa/$(readelf -n ran/vmlinux | sed -n 's/.*Build ID: //p')/" "$SRCDIR/tests/data/cover/run/run.json" >run/run.json
	# words N...: prints each N as four bytes, little-endian
	words() {
		for word; do
			printf "$(printf '\\%03o\\%03o\\%03o\\%03o' $((word & 255)) $((word >> 8 & 255)) \
				$((word >> 16 & 255)) $((word >> 24 & 255)))"
		done
	}
	{
		printf kfcover1
		words 8192 0 4096 0 1 0 0 2 1 0 0x81000000 0xffffffff 0x81001000 0xffffffff 0 0
		head -c $((4096 - 72)) /dev/zero
		printf '\001'
	} >run/coverage/map
	truncate -s 8192 run/coverage/map
	echo aux.patch >patches/introducer
	ask="--release 6.1.170 --series patches/introducer --build ran"
	run cve $ask CVE-2026-43056
	like "$out" 'affected-by' 'built'
	run cve $ask --run run CVE-2026-43056
	is "$code" 1 'built but not run: open'
	like "$out" 'not-run' 'with its own state'
	like "$out" 'compiled, but no code of the affected files ran' 'with its evidence'
	printf '\377\377\377\377' | dd of=run/coverage/map bs=1 seek=4096 conv=notrunc status=none
	run cve $ask --run run CVE-2026-43056
	like "$out" "run ran 1 of 1 functions of $mana/mana_en.c: mana_thing" 'built and run: in which run, and which code'
	run cve $ask --run run --json CVE-2026-43056
	like "$out" '"ran": "by run"' 'the same for scripts'
	sed -i 's/"build_id": "../"build_id": "00/' run/run.json
	run cve $ask --run run CVE-2026-43056
	is "$code" 3 'a run of another kernel is refused'
	like "$err" 'the kernel that ran, with build id 00' 'by name'
	run cve --release 6.1.170 --run run CVE-2026-43056
	is "$code" 2 'a run without a build is refused'
else
	skip 'what ran' 'no gcc'
fi

# A CVE that is accepted until a date.
printf '[cve CVE-2026-64434]\nreason=no radio\nuntil=2999-12-31\n' >accepted
run cve --tree tree --accepted accepted
is "$code" 0 "accepted: status 0"
like "$out" "accepted" "and still shown"
like "$out" "no radio, until 2999-12-31" "with the reason and the end"
printf '[cve CVE-2026-64434]\nreason=no radio\nuntil=2020-12-31\n' >accepted
run cve --tree tree --accepted accepted
is "$code" 1 "accepted until a past day: status 1"
like "$out" "affected " "it is open again"
like "$out" "; was accepted until 2020-12-31: no radio" "and the old acceptance is shown"
run cve --tree tree --accepted accepted --json
like "$(echo "$out" | tr -d ' \n')" '"expired":{"reason":"noradio","until":"2020-12-31"}' "the same for scripts"
printf '[cve CVE-2024-47683]\nreason=x\nuntil=2020-12-31\n' >accepted
run cve --tree tree --accepted accepted CVE-2024-47683
is "${out#*accepted}" "$out" "nothing about CVEs that are fixed"
printf '[cve CVE-1]\nreason=x\n' >accepted
run cve --tree tree --accepted accepted
like "$err" "accepted:1: [cve CVE-1]: not CVE-YEAR-NUMBER" "a malformed list: file and line"

# --- a branch -------------------------------------------------------------------------

mkdir -p project/branches project/patches/6.1
cat >project/branches/6.1.conf <<END
[branch]
version=6.1.177
config=base
description=x

[source 6.1.177]
kind=local
path=$PWD/tree

[source 6.1.142]
kind=local
path=$PWD/tree
END
run cve --project project 6.1
is "$code" 1 "a branch: status 1"
like "$out" "6.1: 6.1.177" "its version is used"
like "$out" "compiled files: not known, no build; see --config" "and what is unknown"
run cve --project project --config tree/.config 6.1
is "$code" 2 "Makefiles of a branch whose source is not unpacked"
like "$err" "6.1: --config needs its source, see 'kferry source 6.1'" "the solution is shown"
run -C project source 6.1
run cve --project project --config tree/.config 6.1
like "$out" "compiled files: by the Makefiles of $KFERRY_CACHE/src/6.1.177" "Makefiles of a branch whose source is unpacked"
run -C project status
like "$out" "CVES" "status has a column of CVEs"
run -C project status --json
like "$(echo "$out" | tr -d ' \n')" '"cves":{"open":1,"unknown":0}' "and JSON has the numbers"
run -C project status
like "$out" "1 open" "and the count"
printf "\n[cve CVE-2026-64434]\nreason=no radio\n" >>project/branches/6.1.conf
run cve --project project 6.1
is "$code" 0 "a branch file accepts a CVE"
like "$out" "no radio" "with its reason"

# --- what is shown --------------------------------------------------------------------

run cve --release 6.1.5 --state fixed,nonsense
is "$code" 2 "an unknown state: status 2"
run cve --release 5.10.45 --subsystem net/ieee802154
like "$out" "nothing to show" "a subsystem without CVEs"
run cve --release 5.10.45 --subsystem drivers/net --score 9.9
is "$code" 0 "a score that no CVE has"
run cve --from 6.1.170 --to 6.1.177
is "$code" 1 "a step that introduces a CVE: status 1"
like "$out" "fixed by 6.1.177: 0" "CVEs that it fixes"
like "$out" "brought by 6.1.177: 1" "CVEs that it introduces"
run cve --from 6.1.100 --to 6.1.180 --json
like "$out" '"fixed": [' "a step as JSON"

run cve --release 6.1.177 --series patches/series --openvex
printf '%s' "$out" >vex.json
if command -v jq >/dev/null; then
	is "$(jq -r '.statements[] | select(.vulnerability.name == "CVE-2026-64434").status' vex.json)" affected "OpenVEX: affected"
	is "$(jq -r '.statements[] | select(.status == "affected" and .action_statement == null) | 1' vex.json)" "" "OpenVEX: each affected one has an action"
	is "$(jq -r '.statements[] | select(.vulnerability.name == "CVE-2026-43056").status' vex.json)" fixed "OpenVEX: fixed by a patch"
	run cve --release 6.1.177 --series patches/series --cyclonedx --product pkg:deb/x@1
	printf '%s' "$out" >cdx.json
	is "$(jq -r '.specVersion + " " + .metadata.component.purl' cdx.json)" "1.5 pkg:deb/x@1" "CycloneDX: version and product"
	is "$(jq -r '.vulnerabilities[] | select(.id == "CVE-2026-43056").analysis.state' cdx.json)" resolved_with_pedigree "CycloneDX: resolved by a patch"
else
	skip "documents" "no jq"
fi
done_testing
