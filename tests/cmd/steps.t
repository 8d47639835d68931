#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The helpers of CI: a list of steps that all run and are counted, and tests that must not skip.
. "$SRCDIR/tests/cmd/lib.sh"

cat >list <<'END'
# a remark

touch "first"
exit 3
read -r nothing || touch last
END
"$SRCDIR/scripts/steps" <list >out
is "$?" 1 'a step that fails is a failure'
ok 'the others run' test -e last
is "$(tail -n 1 out)" '2 passed, 1 failed' 'all are counted, in the last line'
is "$(grep -c '^passed .* s .* CPU-s  touch "first"$' out)" 2 'each is printed with its time, twice'
ok 'and which one failed' grep -q '^FAILED .* CPU-s  exit 3$' out
ok 'why is told again' grep -q '^=== why exit 3 failed$' out
cat >list <<'END'
n=0; while [ $n -lt 300000 ]; do n=$((n + 1)); done
printf "%s\n" "ok 1" "not ok 2 - the second" "# got 7"; exit 1
END
"$SRCDIR/scripts/steps" <list >out
is "$(sed -n '/^=== why/,/^=== all/p' out | grep -c '^not ok 2\|^# got 7\|^ok 1')" 2 \
	'messages of its tests are repeated'
ok 'processors are counted' grep -q '^passed .* [0-9.]*[1-9][0-9.]* CPU-s  n=0' out
echo true | "$SRCDIR/scripts/steps" >out
is "$?" 0 'none failed'
is "$(tail -n 1 out)" '1 passed, 0 failed' 'which is printed'

cat >whole.t <<'END'
. "$SRCDIR/tests/cmd/lib.sh"
skip_all 'nothing is there'
END
cat >one.t <<'END'
. "$SRCDIR/tests/cmd/lib.sh"
skip one 'nothing is there'
done_testing
END
for test in whole one; do
	ok "$test: may be skipped" env -u KFERRY_REQUIRE prove -Q -e sh "$test.t"
	like "$(KFERRY_REQUIRE=1 sh "$test.t")" 'not ok 1 - ' "$test: must not be skipped if $KFERRY_REQUIRE is set"
	ok "$test: prove says so" sh -c '! KFERRY_REQUIRE=1 prove -Q -e sh "$1"' sh "$test.t"
done
done_testing
