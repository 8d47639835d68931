# SPDX-License-Identifier: GPL-2.0-or-later
# kferry build and kferry kconfig, on a fake kernel (tests/data/project).
. "$SRCDIR/tests/cmd/lib.sh"

cp -r "$SRCDIR/tests/data/project" project
cd project || exit 1
export KFERRY_CACHE="$scratch/cache"
products=$KFERRY_CACHE/kernel/fake
output=$KFERRY_CACHE/build/fake

# differ A B: both files exist and differ
differ() {
	cmp -s "$1" "$2"
	[ $? = 1 ]
}

compilations() {
	wc -l <"$output/compiled"
}

state() {
	find "$KFERRY_CACHE" -type f ! -path '*/lock/*' -printf '%p %T@ %s\n' | sort
}

run build fake
is "$code" 0 'all variants are built'
like "$out" 'fake plain: Linux 6.1.1 built in' 'the plain one is reported'
like "$out" 'fake mutant-worse: Linux 6.1.1 built in' 'so is the mutant'
is "$(cat "$products/fixed/release")" 6.1.1 'the release is kept'
ok 'the log is kept' grep -q 'CC  *mm/memcontrol.o' "$products/fixed/build.log"
ok 'variants differ' differ "$products/plain/bzImage" "$products/fixed/bzImage"
is "$(compilations)" 3 'one compilation for each'

before=$(state)
run build fake
is "$code" 0 'a second run succeeds'
like "$out" 'fake fixed: Linux 6.1.1 is up to date' 'and says that all are up to date'
is "$(state)" "$before" 'it touches no file'

run build --json --variant fixed fake
like "$out" '"made": false' 'JSON says so too'
like "$out" "\"image\": \"$products/fixed/bzImage\"" 'and where the image is'

run build --check fake
is "$code" 0 'build --check: all are up to date'
cp "$products/plain/bzImage" ../plain
sed -i 's/how + 1/how + 2/' patches/fake/fix.patch patches/fake/mutants/worse/*.patch
run build --check --variant fixed fake
is "$code" 1 'build --check does not build an edited patch'
like "$err" 'fake fixed: patch patches/fake/fix.patch' 'and prints what has changed'
is "$(compilations)" 3 'and does not run make'
run build fake
is "$code" 0 'an edited patch is built'
like "$err" 'fake fixed: built again: patch patches/fake/fix.patch' 'the reason is shown'
like "$out" 'fake plain: Linux 6.1.1 is up to date' 'others are not rebuilt'
is "$(compilations)" 5 'only files that depend on it are compiled'
rm -rf "$products/plain"
run build --variant plain fake
ok 'going back to the plain source gives the same image' \
	cmp ../plain "$products/plain/bzImage"

# A changed header in a directory that configs/fake.make puts on the include path.
touch "$output/marker"
echo >>configs/include/fake.h
run build --variant fixed fake
like "$err" 'fake fixed: built again: files configs/include' 'changed headers are noticed'
ok 'in an O= directory that is empty, for make might not notice' test ! -e "$output/marker"

# A compilation that fails.
cp -r patches ../patches
sed -i 's/how + 2;/how + ;/' patches/fake/fix.patch
run build --variant fixed fake
is "$code" 2 'a failed compilation exits with 2'
like "$err" 'fake fixed: make failed: mm/memcontrol.c:5:' 'the first error is named'
like "$err" "(log: $output.log)" 'and so is the log'
ok 'what was built before is still there' test -s "$products/fixed/bzImage"
rm -rf patches && mv ../patches patches
run build --variant fixed fake
is "$code" 0 'with the patch fixed it builds'

# The source changes under us.
touch "$output/marker"
sed -i 's/return how/return 2 * how/' linux/mm/memcontrol.c
run build --variant plain fake
is "$code" 0 'an edited local tree builds'
like "$err" 'fake plain: built again: source 6.1.1 tree' 'the reason is the source'
ok 'its image is another one' differ ../plain "$products/plain/bzImage"
ok 'make went on in the same directory' test -e "$output/marker"
ok 'nothing was written into it' test ! -e linux/compiled -a ! -e linux/.config
cp "$products/plain/bzImage" ../twice
sed -i 's/return 2/return 3/' linux/mm/memcontrol.c
touch -d 2001-01-01 linux/mm/memcontrol.c
run build --variant plain fake
ok 'an edit with an old date is built too' differ ../twice "$products/plain/bzImage"
is "$(ls "$KFERRY_CACHE/tree")" "$(printf 'fake\nfake.origin')" 'nothing else is left'
run build --variant fixed fake
is "$code" 1 'a patch that does not apply any more exits with 1'
like "$err" 'fix.patch' 'and is named'

# Two at once, and one that is killed.
rm -rf "$KFERRY_CACHE"
cp "$SRCDIR/tests/data/project/linux/mm/memcontrol.c" linux/mm
wait_for() {
	for _ in $(seq 200); do
		grep -qs "$1" "$2" && return
		sleep 0.1
	done
}
FAKE_DELAY=1 "$KFERRY" build --variant plain fake >../first 2>&1 &
first=$!
wait_for "CC  " "$output.log"
run build --variant fixed fake
is "$code" 0 'a second run at the same time succeeds'
like "$err" "waiting for kferry build fake plain (pid $first)" 'it waits, and says for which process'
wait $first
is $? 0 'and so does the first'

rm -rf "$KFERRY_CACHE"
FAKE_DELAY=4.$$ "$KFERRY" build --variant plain fake >../killed 2>&1 &
killed=$!
for _ in $(seq 200); do
	pgrep -f "^sleep 4.$$" >/dev/null && break
	sleep 0.1
done
ok 'make runs' pgrep -f "^sleep 4.$$"
kill -9 $killed
wait $killed 2>/dev/null
run build fake
is "$code" 0 'after a kill the next run builds'
ok 'the make of the killed one is gone' sh -c "! pgrep -f '^sleep 4.$$'"
ok 'the image is the same' cmp ../plain "$products/plain/bzImage"

# Configurations.
run kconfig fake
is "$code" 0 'kconfig prints the .config'
like "$out" 'CONFIG_NR_CPUS=4' 'and the later fragment wins'
like "$err" 'CONFIG_NR_CPUS: 4 (configs/more.config:1) overrides 8 (configs/base.config:3)' \
	'and both are named'
printf 'CONFIG_IMPOSSIBLE=y\n' >mine.config
run kconfig --check --config mine.config fake
is "$code" 1 'a symbol that is not granted exits with 1'
like "$err" 'CONFIG_IMPOSSIBLE: y wanted, got nothing (mine.config:1)' 'and its request is shown'
run build --variant plain --config mine.config fake
is "$code" 1 'also for a build'
cp mine.config configs/wish.config
sed -i 's/^config=base;more$/&;wish?/' branches/fake.conf
run kconfig --check fake
is "$code" 0 'a fragment with a ? makes wishes'
sed -i 's/wish?/wish/' branches/fake.conf
run kconfig --check fake
is "$code" 1 'without it, they are checked, also if the .config exists'
sed -i 's/;wish$//' branches/fake.conf
printf '# CONFIG_SMP is not set\n' >mine.config
run kconfig --out dotconfig --config mine.config fake
is "$(grep SMP dotconfig)" '# CONFIG_SMP is not set' 'a request can be overridden'
mkfifo pipe
cat pipe >read &
run kconfig --out pipe --config mine.config fake
wait
ok 'a pipe is written to' cmp read dotconfig
ok 'and stays one' test -p pipe
printf 'CONFIG_SMP\n' >mine.config
run kconfig --config mine.config fake
is "$code" 2 'an invalid line is an error'
like "$err" "mine.config:1: 'CONFIG_SMP' is not CONFIG_SYMBOL=VALUE" 'with file and line'
printf 'CONFIG_SMP=y\nCONFIG_SMP=y\n' >mine.config
run kconfig --config mine.config fake
like "$err" 'mine.config:2: CONFIG_SMP is already in mine.config:1' 'and so is a symbol that is requested twice'
printf 'KCFLAGS\n' >configs/fake.make
run build --variant plain fake
like "$err" 'configs/fake.make:1: neither KEY=VALUE nor a # comment' 'and make variables'
run build --variant nosuch fake
like "$err" "no variant 'nosuch'; there are: plain fixed mutant-worse" 'unknown variants'


# If only the file that an .incbin reads has changed, ccache takes the object for up to date.
mkdir bin
cat >bin/ccache <<END
#!/bin/sh
echo "\$*" >>"$scratch/cached"
exec "\$@"
END
chmod 755 bin/ccache
cp -r "$SRCDIR/tests/data/project" incbin
cd incbin || exit 1
sed -i '/^make=/d' branches/fake.conf
echo '.incbin "Makefile"' >linux/data.S
cat >>linux/Makefile <<'END'
vmlinux: $(O)/data.o
$(O)/data.o: data.S
	@$(CC) -c -o $@ $<
END
KFERRY_CACHE=$scratch/incbin PATH=$scratch/project/bin:$PATH run build --variant plain fake
is "$code" 0 'a kernel with an .incbin is built'
ok 'C goes through ccache' grep -q 'memcontrol\.c' "$scratch/cached"
ok 'what has an .incbin does not' sh -c "! grep -q 'data\.S' $scratch/cached"

# Another process holds the lock of the build: the wait is reported apart from the build.
rm -rf "$products/plain"
mkfifo let-go
flock "$KFERRY_CACHE/lock/build-fake" sh -c 'echo >held; read -r _ <let-go' &
wait_for '' held
"$KFERRY" build --variant plain fake >late 2>late.err &
wait_for 'waiting for' late.err
sleep 2
echo >let-go
wait
out=$(cat late)
like "$out" ' s of waiting: ' 'a build that waited prints how long'
like "$out" 'fake plain: Linux 6.1.1 built in ' 'and how long it took'

done_testing
