#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# JSON is UTF-8: invalid bytes in names, titles, consoles and paths are replaced, and the text
# around them is kept.
. "$SRCDIR/tests/cmd/lib.sh"
export KFERRY_CACHE="$scratch/cache" KFERRY_QEMU="$scratch/project/qemu"

bad=$(printf 'b\377\300d')

# is_json WHAT [MARK]: the output is valid JSON and contains MARK, by default the name above
# with its invalid bytes replaced
is_json() {
	echo "$out" >json
	ok "$1: valid JSON" perl -MJSON::PP -0777 -ne 'JSON::PP->new->utf8->decode($_)' json
	like "$out" "${2-$(printf 'b\357\277\275\357\277\275d')}" "$1: with the name"
}

mkdir "tree$bad" new
seq 20 | tee "tree$bad/$bad" >"new/$bad"
printf 'Subject: %s\n---\n--- a/%s\n+++ b/%s\n@@ -3,3 +3,3 @@ %s\n 3\n-4\n+four %s\n 5\n' \
	"$bad" "$bad" "$bad" "$bad" "$bad" >"$bad.patch"
echo "$bad.patch" >series
run series check --json --tree "tree$bad" series
is "$code" 0 'a series with such names applies'
is_json 'series check'
run lint --json --tree "tree$bad" series
is_json lint
run rebase --json --old-tree "tree$bad" --new-tree new --series series --out out
is "$code" 0 'and is rebased'
is_json rebase
run port --json --from-tree "tree$bad" --to-tree new --out "port$bad" "$bad.patch"
is_json port
run series apply --json --tree "tree$bad" series
is_json 'series apply'
run series refresh --json --tree new series
is_json 'series refresh'

printf '[    1.0] BUG: kernel NULL pointer dereference at %s\n' "$bad" >"$bad.log"
printf '[    1.0] WARNING: possible circular locking dependency detected\n' >>"$bad.log"
run triage --json --explain "$bad.log"
is_json triage

cp -r "$SRCDIR/tests/data/project" .
cd project || exit 1
echo "title $bad" >>patches/fake/mutants/worse/splat
run variants --json fake
is_json variants
run status --json
is_json status '"fixes"'
mv linux "linux$bad"
sed -i "s/^path=.*/path=gone/" branches/fake.conf
run source --json --list fake
is_json 'source --list' 6.1.1
run source --json --from "linux$bad" fake
is_json source 6.1.1

# A guest that exits at once is enough for a run.json.
cat >qemu <<'END'
#!/bin/sh
exit 1
END
chmod 755 qemu
echo kernel >"kernel$bad"
echo init >init
run boot --accel tcg --kernel "kernel$bad" --initrd init --out "boot$bad"
is "$code" 0 'a kernel with such a name is booted'
out=$(cat "boot$bad/run.json")
is_json 'the record of a run'

mkdir "run$bad"
cp "$SRCDIR/tests/data/judge/base/"* "run$bad"
sed -i "s/^ok 6 v2-storm/not ok 6 v2-storm # $bad/" "run$bad/console.log"
run judge --json "run$bad"
is_json judge
echo "not JSON: $bad" >"run$bad/run.json"
run judge --json "run$bad"
is_json 'judge of no run'
done_testing
