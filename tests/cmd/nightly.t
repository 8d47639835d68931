#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry nightly on a fake kernel: it proves what changed, and reports what is new.
. "$SRCDIR/tests/cmd/lib.sh"

cp -r "$SRCDIR/tests/data/project" project
cd project || exit 1
export KFERRY_CACHE="$scratch/cache"
export JUDGED="$SRCDIR/tests/data/judge" BOOTED="$scratch/booted"

# The launcher runs the stages; in the place of a boot it copies a run directory. $SPLATS names
# the variants that splat.
cat >"$scratch/launcher" <<'END'
#!/bin/sh
shift
[ "$1" = boot ] || exec "$KFERRY" "$@"
shift $(($# - 2))
echo "$2" >>"$BOOTED"
dir=$KFERRY_CACHE/run/$1/$2
id=$(file "$KFERRY_CACHE/kernel/$1/$2/vmlinux" | sed -n 's/.*BuildID\[sha1\]=\([0-9a-f]*\).*/\1/p')
rm -rf "$dir"
mkdir -p "${dir%/*}"
cp -r "$JUDGED/base" "$dir"
old=$(sed -n 's/.*"build_id": "\(.*\)",/\1/p' "$dir/run.json")
sed -i -e "s/\"variant\": .*/\"variant\": \"$2\",/" "$dir/run.json"
if [ "$id" ]; then
	sed -i "s/$old/$id/" "$dir/run.json" "$dir/console.log"
else
	sed -i '/"build_id":/d' "$dir/run.json"
fi
case " ${SPLATS-} " in
*" $2 "*) sed -i -f "$JUDGED/unexpected-splat/console.sed" "$dir/console.log" ;;
esac
END
chmod 755 "$scratch/launcher"
export RUN="$scratch/launcher"

printf '\n[variant rare]\nseries=\nexpect=clean\nby-name=yes\n' >>branches/fake.conf

find . -type f -exec sha256sum {} + | sort >"$scratch/before"
run nightly --dry-run
is "$code" 0 'a dry run'
like "$out" 'would smoke: plain fixed mutant-worse' 'prints what it would run'
ok 'and does nothing' test ! -e "$BOOTED" -a ! -e "$KFERRY_CACHE/nightly"

SPLATS=plain
export SPLATS
run nightly --to 'me@example.org' fake
unset SPLATS
is "$code" 1 'a variant fails'
is "$(sort "$BOOTED" | tr '\n' ' ')" 'fixed mutant-worse plain ' 'all variants were run'
is "$(echo "$out" | sed -n 2p)" 'Subject: kferry: fake 2/3' 'the subject has it'
like "$out" 'FAIL    plain: expected clean, seen' 'and the text has the result'
like "$out" '2 of 3 variants pass' 'and how many pass'
find . -type f -exec sha256sum {} + | sort >"$scratch/after"
ok 'nothing in the project has changed' cmp "$scratch/before" "$scratch/after"

rm "$BOOTED"
run nightly fake
is "$code" 1 'the next night'
ok 'nothing is run again' test ! -e "$BOOTED"
like "$out" 'nothing has changed since the last verdict' 'which is reported'

rm -r "$KFERRY_CACHE/run/fake/plain"
run nightly fake
is "$code $(cat "$BOOTED")" '0 plain' 'a variant without a run is run'
like "$out" '3 of 3 variants pass' 'and passes'
like "$out" 'PASS    plain: expected clean, seen clean (was FAIL)' 'the change is reported'

touch linux/Kconfig
cp -r linux next
sed -i 's/^SUBLEVEL = .*/SUBLEVEL = 2/' next/Makefile
printf '\n[source 6.1.2]\nkind=local\npath=next\n' >>branches/fake.conf
run nightly fake
like "$out" 'a bump to 6.1.2 needs nobody' 'a newer version is tried'
for file in next/mm/*.c; do echo '/* another */' >"$file"; done
run nightly fake
like "$out" 'a bump to 6.1.2 needs a person' 'and that a person is needed is reported'
sed -i '/^\[source 6.1.2\]/,$d' branches/fake.conf

sed -i 's/^path=linux/path=none/' branches/fake.conf
run nightly
is "$code" 2 'a missing source is an error'
like "$out" 'source failed' 'in the mail'
sed -i 's/^path=none/path=linux/' branches/fake.conf

cp branches/fake.conf branches/broken.conf
echo 'no line of a branch file' >>branches/broken.conf
run nightly --to 'me@example.org'
is "$code" 2 'a branch file that cannot be read is an error'
like "$out" 'broken.conf:' 'in the mail'
like "$out" '3 of 3 variants pass' 'with the results of the others'
like "$(echo "$out" | sed -n 2p)" 'broken unreadable' 'and also the subject'
rm branches/broken.conf

sed -i 's/^\[branch\]/&\narch=x86_64;arm64/' branches/fake.conf
KFERRY_QEMU=there-is-none run nightly --dry-run
is "$code" 0 'a branch on two architectures'
like "$out" 'fake (6.1.1)' 'is used on that of the machine'
like "$out" 'skipped fake@arm64: no ' 'and not where it cannot run'
# command -v would find the builtin
ln -s /bin/true aarch64-linux-gnu-gcc
PATH=$PWD:$PATH KFERRY_QEMU=true run nightly --dry-run
like "$out" 'fake@arm64 (6.1.1)' 'with a toolchain, on both'
sed -i '/^arch=/d' branches/fake.conf
rm aarch64-linux-gnu-gcc

mkdir -p "$KFERRY_CACHE/lock"
flock "$KFERRY_CACHE/lock/nightly" "$KFERRY" nightly fake >"$capture/out" 2>&1
is $? 2 'two at the same time'
like "$(cat "$capture/out")" 'is running' 'are refused'
run nightly none
is "$code" 2 'an unknown branch'
run nightly --to "$(printf 'a\nBcc: b')" fake
is "$code" 2 'an address of two lines'

mkdir units
sed "s|@PREFIX@/bin/kferry|$(command -v true)|" \
	"$SRCDIR/packaging/systemd/kferry-nightly@.service.in" >units/kferry-nightly@x.service
cp "$SRCDIR/packaging/systemd/kferry-nightly@.timer" units/kferry-nightly@x.timer
if command -v systemd-analyze >/dev/null; then
	out=$(XDG_RUNTIME_DIR=$scratch systemd-analyze --user --man=no verify units/*.service units/*.timer 2>&1 | grep nightly)
	is "$out" '' 'systemd-analyze finds no fault in the units'
else
	skip 'units' 'there is no systemd-analyze'
fi
done_testing
