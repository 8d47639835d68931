#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Names in a foreign project, and variables on make's command line, are data: for make, for the
# shell, and in paths.
. "$SRCDIR/tests/cmd/lib.sh"
export KFERRY_CACHE="$scratch/cache"

cp -r "$SRCDIR/tests/data/project" project
cd project || exit 1
mutants=patches/fake/mutants

# refused NAME: a mutant of that name is refused with a message, and make runs nothing
refused() {
	cp -r $mutants/worse "$mutants/$1"
	run variants fake
	is "$code" 2 "a mutant '$1' is refused"
	like "$err" "$mutants: mutant directory '$1' is not a valid name" 'and named'
	is "$out" '' 'make is not called'
	rm -r "$mutants/$1"
}

refused 'a;touch${IFS}pwned;'
refused '$(touch pwned)'
refused 'a b'
refused '`touch pwned`'
refused "it's"
refused '-rf'
refused 'a=b'
cp -r $mutants/worse "$mutants/$(printf 'a\nb')"
run variants fake
like "$err" "mutant directory 'a\\x0ab' is not a valid name" 'a name with a line break is refused in one line'
rm -r "$mutants/$(printf 'a\nb')"

for name in 'x;touch pwned;' '$(shell touch pwned)' 'a b' '_x'; do
	cp branches/fake.conf "branches/$name.conf"
	run source --list "$name"
	is "$code" 2 "a branch '$name' is refused"
	like "$err" "branches/$name.conf: '$name' is not a valid name" 'and named'
	run status
	is "$code" 2 'among others, too'
	rm "branches/$name.conf"
done
run source --from linux --version ../../6.1.1 fake
is "$code" 2 'a version is not a path'
like "$err" "--version: '../../6.1.1' is not a valid name" 'and named'
ok 'nothing was run' test ! -e pwned

# The kernel's makefiles do not quote paths.
for odd in 'a;touch pwned;' '$(shell touch pwned)' "it's" 'a b'; do
	cp -r "$scratch/project" "$scratch/$odd"
	run -C "$scratch/$odd" build --variant plain fake
	is "$code" 2 "nothing is built in a directory '$odd'"
	like "$err" "$odd: a kernel cannot be built with" 'and the reason is shown'
	rm -r "${scratch:?}/$odd"
done

# Variables that a user passes to make reach kferry unchanged. The stub prints its arguments,
# and make does not try to build it (-o).
cat >stub <<'END'
#!/bin/sh
case $1 in
variants) ;;
*) printf '<%s>' "$@" && echo ;;
esac
END
chmod 755 stub

# made TARGET WORDS NAME VARIABLES...: make TARGET calls the stub with WORDS
made() {
	target=$1 words=$2 name=$3
	shift 3
	out=$(env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u BRANCH -u SEED -u FROM -u CONFIG -u RUN \
		make -s --no-print-directory -C "$SRCDIR" -o "$PWD/stub" KFERRY="$PWD/stub" \
		"$target" "$@" 2>&1)
	is "$out" "$words" "make $target: $name"
}

odd="it's; touch pwned #\"\` &"
made source "<source><--from><$odd><6.1>" 'a source of an odd name' "FROM=$odd"
made source "<source><$odd>" 'a branch of an odd name' "BRANCH=$odd"
made proved-fixed "<build><--config><$odd><--variant><fixed><6.1>
<boot><--seed><1 2><6.1><fixed>" 'a fragment and a seed' "CONFIG=$odd" 'SEED=1 2'
made report "<report><$odd>" 'a report' "BRANCH=$odd"
made package-deb "<package><deb><--from><$odd><--fast><6.1>" 'packages' "FROM=$odd" PACKAGE=--fast
ok 'nothing was run' test ! -e "$SRCDIR/pwned"
done_testing
