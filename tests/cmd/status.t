#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry status: the state of each fix on each branch, how it is known, and its last proof.
. "$SRCDIR/tests/cmd/lib.sh"
export KFERRY_CACHE="$scratch/cache" TZ=UTC

commit=0123456789abcdef0123456789abcdef01234567

# branch NAME STATE [LINE...]: makes a branch whose source is the tree linux-NAME
branch() {
	mkdir -p "linux-$1/lib" "patches/$1"
	: >"patches/$1/series"
	printf 'VERSION = %s\nPATCHLEVEL = %s\nSUBLEVEL = 0\nEXTRAVERSION =\n' \
		"${1%.*}" "${1#*.}" >"linux-$1/Makefile"
	seq 100 140 >"linux-$1/lib/list"
	cat >"branches/$1.conf" <<-END
		[branch]
		version=$1.0
		description=x
		config=base
		[fix count]
		upstream=$commit
		state=$2
		[source $1.0]
		kind=local
		path=linux-$1
		[variant plain]
		series=
		expect=clean
		[variant fixed]
		series=series
		expect=clean
	END
}

# fix BRANCH HEADER: adds the fix to its series, with HEADER as its origin
fix() {
	printf -- 'Subject: count\n\n%s\n---\n--- a/lib/list\n+++ b/lib/list\n@@ -10,3 +10,3 @@\n 109\n-110\n+110 fixed\n 111\n' \
		"$2" >"patches/$1/count.patch"
	echo count.patch >>"patches/$1/series"
}

# line FIX BRANCH: that line of the table, its blanks squeezed
line() {
	printf '%s\n' "$out" | awk -v fix="$1" -v branch="$2" '
		/^[^ ]/ { here = $1 }
		here == fix && $1 == branch { $1 = $1; print }'
}

mkdir branches
for name in 3.4 3.8 3.10 4.4; do
	branch $name affected
done
fix 3.4 "commit $commit upstream."
fix 3.8 "commit $(echo $commit | cut -c-10) upstream."
sed -i 's/affected/superseded/' branches/4.4.conf
# A guard mentions the commit, but is not a backport of it.
printf -- 'Subject: guard\n\nUpstream commit %s ("count", v3.8) moved\nthis. State the rule.\n\nOrigin: vendor, us\n---\n--- a/lib/list\n+++ b/lib/list\n@@ -20,4 +20,5 @@\n 119\n 120\n+guard\n 121\n 122\n' \
	"$(echo $commit | cut -c-12)" >patches/4.4/guard.patch
echo guard.patch >patches/4.4/series

run status
is "$code" 0 'nothing is unpacked, and this is no error'
is "$(printf '%s\n' "$out" | sed -n '2,5s/ .*//p' | tr '\n' ' ')" '3.4 3.8 3.10 4.4 ' \
	'branches are sorted by version'
is "$(line count 3.4)" '3.4 affected carried, not tried fixed: never proved' \
	'a patch that was not tried is not "exact"'
is "$(line count 3.8)" '3.8 affected carried, not tried fixed: never proved' \
	'an abbreviated id means the same commit'
is "$(line count 4.4)" '4.4 superseded - plain: never proved' 'declarations are shown as such'
is "$(line guard.patch 4.4)" '4.4 - carried, not tried fixed: never proved' \
	'a guard has its own row'
like "$out" 'missing, not tried: 3.4 3.8 3.10' 'one line for all that is unknown'
like "$out" '3.10: not tried: the source of 3.10.0 is not unpacked' 'and why'
is "$(ls "$KFERRY_CACHE/src" 2>/dev/null)" '' 'nothing was fetched'

run status 4.4 3.10 3.4 3.10
is "$(printf '%s\n' "$out" | sed -n '2,5s/ .*//p' | tr '\n' ' ')" '3.4 3.10 4.4 ' \
	'sorted and without duplicates, whatever the operands'

run source 3.4
run source 3.10
run status
is "$(line count 3.4)" '3.4 affected exact, tried fixed: never proved' 'what was tried is shown'
is "$(line count 3.8)" '3.8 affected carried, not tried fixed: never proved' \
	'and what was not tried'
is "$(line count 3.10)" '3.10 affected (exact, tried from 3.4) -' \
	'porting is tried from the nearest branch possible'

mv linux-4.4 away
run status --fetch
is "$code" 2 'a source that is unavailable'
like "$out" '4.4: not tried: ' 'is reported'
is "$(line guard.patch 4.4)" '4.4 - carried, not tried fixed: never proved' 'with its branch'
is "$(line count 3.8)" '3.8 affected exact, tried fixed: never proved' 'the others are tried'
is "$(line count 3.10)" '3.10 affected (exact, tried from 3.8) -' 'from the branch that is nearest now'
mv away linux-4.4
sed -i 's/^110$/gone/' linux-3.8/lib/list
sed -i 's/^110$/110 fixed/' linux-3.10/lib/list
run status --fetch
is "$code" 0 'all are available'
is "$(line count 3.8)" '3.8 affected conflict, tried fixed: never proved' 'a conflict'
is "$(line count 3.10)" '3.10 affected (upstream, tried from 3.4) -' \
	'a patch that does not apply at home is no donor'
is "$(line guard.patch 4.4)" '4.4 - exact, tried fixed: never proved' 'and one that does'
is "$(line guard.patch 3.4)" '3.4 - (exact, tried from 4.4) -' 'is tried elsewhere'

# --- verdicts
id=$(sed -n 's/.*"build_id": "\(.*\)",/\1/p' "$SRCDIR/tests/data/judge/base/run.json")

# ran BRANCH VARIANT: makes a run that passed, of the newest build
ran() {
	mkdir -p "$KFERRY_CACHE/run/$1" "$KFERRY_CACHE/kernel/$1/$2"
	cp -r "$SRCDIR/tests/data/judge/base" "$KFERRY_CACHE/run/$1/$2"
	echo 'int kernel;' | cc -xc -shared -nostdlib "-Wl,--build-id=0x$id" \
		-o "$KFERRY_CACHE/kernel/$1/$2/vmlinux" -
	{
		echo "source $1.0 $(cat "$("$KFERRY" source --print-dir "$1").origin")"
		if [ "$2" = fixed ]; then
			set -- "$1" "$2" "patches/$1/series" "patches/$1/"*.patch
			echo "series $3 $(sha256sum "$3" | cut -d' ' -f1)"
			echo "patch $4 $(sha256sum "$4" | cut -d' ' -f1)"
		fi
	} >"$KFERRY_CACHE/kernel/$1/$2/fingerprint"
}

ran 3.4 fixed
sed -i 's/"accel"/"date": 1735732800, "accel"/' cache/run/3.4/fixed/run.json
ran 4.4 plain
touch -d 2025-02-03T12:00Z cache/run/4.4/plain/run.json
run status
is "$(line count 3.4)" '3.4 affected exact, tried fixed: PASS 2025-01-01' \
	'with the newest verdict and its date'
is "$(line count 4.4)" '4.4 superseded - plain: PASS 2025-02-03' \
	'for an older run, the date of its file'
like "$out" '1 of 2 PASS, 1 never proved' 'the branch has the number'
run status --json 3.4
like "$out" '"tried": "exact"' 'JSON has the outcome'
like "$out" '"verdict": "PASS"' 'the verdict'
like "$out" '"date": "2025-01-01T12:00:00Z"' 'and the date'
run status --json 3.10
like "$out" '"declared": "affected"' 'the declaration'
like "$out" '"verdict": null' 'and that it was never proved'

echo '# a comment' >>patches/3.4/count.patch
run status 3.4
is "$(line count 3.4)" \
	'3.4 affected exact, tried fixed: PASS 2025-01-01; since then: patches/3.4/count.patch changed' \
	'a verdict on an older patch says so'
echo '# an edit' >>linux-4.4/lib/list
run status 4.4
like "$(line count 4.4)" 'plain: PASS 2025-02-03; since then: ' 'and so does one on an older tree'
like "$(line count 4.4)" '/linux-4.4 changed' 'which is named'
like "$out" '0 of 2 PASS, 1 out of date, 1 never proved' 'and does not count as PASS'
sed -i 's/^ok 6 /not ok 6 /' cache/run/3.4/fixed/console.log
run status 3.4
like "$(line count 3.4)" 'fixed: FAIL 2025-01-01' 'a FAIL'
rm cache/kernel/3.4/fixed/vmlinux
run status 3.4
like "$(line count 3.4)" 'fixed: INVALID 2025-01-01' 'a run of a build that no longer exists'
sed -i 's/^series=series/series=/' branches/3.4.conf
run status 3.4
is "$(line count 3.4)" '3.4 affected exact, tried no variant tests it' 'no variant has it'

# After an import of CVE data, each branch has a count of open CVEs.
run status 3.4
ok 'without data there is no such column' test "${out#*CVES}" = "$out"
run cve import "$SRCDIR/tests/data/cve"
run status 3.4 4.4
like "$out" "1 never proved  2 open" 'with CVE data there are counts'
like "$out" "1 never proved  3 open" 'for each branch'
is "$("$KFERRY" cve 4.4 | tail -n 1)" "3 affected" 'as by kferry cve'

done_testing
