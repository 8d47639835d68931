#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Suites in a real guest: programs that misbehave as badly as they can, and reproducers.
. "$SRCDIR/tests/cmd/lib.sh"
. "$SRCDIR/tests/vm/lib.sh"

suite=$SRCDIR/tests/vm/suites/bad

# start RUNDIR ARGS...: boots in the background
start() {
	(boot "$@" && [ "$code" = 0 ]) >"$capture/$1" 2>&1 &
}

start bad --tests flood,flood-results,fill-disk,forks,forge-results,leak,good
start console --tests flood-console,good
start forge --tests forge
start stay --tests stay,alone
start freeze --tests freeze
start repro --tests crash,endless
start bomb --tests bomb,good
mkdir mine
printf '[suite]\ndescription=scripts\ntimeout=5\n\n[test shell]\nrun=shell.sh a "b c"\n\n[test tap]\nrun=tap.sh\n' \
	>mine/suite.conf
printf '#!/bin/sh\n[ "$2" = "b c" ] || exit 1\ntouch /x 2>/dev/null && exit 1\nid\n' >mine/shell.sh
cat >mine/tap.sh <<'END'
#!/bin/sh
echo 'KTAP version 1'
echo '1..2'
echo '  KTAP version 1'
echo '  # Subtest: group'
echo '  1..2'
echo '  ok 1 first'
echo '  not ok 2 second # it is known'
echo 'not ok 1 group'
echo 'ok 2 alone'
END
chmod 755 mine/*.sh
mkdir mine/known-failures
printf 'tap/group/second # never worked\n' >mine/known-failures/-
mkdir hooks
cat >hooks/suite.conf <<'END'
[suite]
description=hooks, which write what they do to files of init
timeout=5
counters=ipc
prepare=hook.sh prepared
settle=hook.sh settled

[test a]
run=show.sh
setup=s

[test b]
run=show.sh
setup=s

[test c]
run=show.sh
END
printf '#!/bin/sh\nprintf "%%s" "$2" >>"/$1"\n' >hooks/hook.sh
printf '#!/bin/sh\necho "# note: prepared=$(cat /prepared) settled=$(cat /settled 2>/dev/null)."\n' >hooks/show.sh
chmod 755 hooks/*.sh
if busybox --help 2>/dev/null | grep -q Usage; then
	suite=$PWD/mine
	start scripts
	suite=$PWD/hooks
	start hooked
fi
wait

never_pass bad 'flood: TIMEOUT' 'a test that floods its output'
why=$("$KFERRY" judge bad)
like "$why" 'flood-results: ' 'with endless results: the reason is shown'
like "$why" 'fill-disk: exit status 1: /tmp/full: No space left' 'a full disk: the reason is shown'
like "$why" 'forks: TIMEOUT' 'endless forks: the reason is shown'
like "$why" 'forge-results: 2 results were planned, 3 came' 'an additional result: the reason is shown'
like "$why" 'leak: LEAK ipc 1, 0 before' 'a leak: the counter is named'
like "$why" 'ipc left behind: 0 before, 1 after' 'also in the state'
log=$(cat bad/console.log)
like "$log" '# flood| a line of a flood' 'the beginning of a flood is shown'
like "$log" 'ok 7 good' 'the next test still runs'
never_pass console 'flood-console: TIMEOUT' 'a test that floods the console'
never_pass forge 'lines' 'a test that imitates init'
is "$(verdict stay)" PASS 'a process that outlives its test ends with it'
never_pass freeze 'freeze: LEAK a process that cannot be killed' 'one that cannot be killed'

is "$(verdict repro)" PASS 'harmless reproducers are clean'
# count NAME WHAT: that number in the line of a reproducer
count() {
	grep -a "# $1: tries=" repro/console.log | sed "s/.* $2=\\([0-9]*\\).*/\\1/"
}
ok 'one that crashes is tried more than once' test "$(count crash signals)" -gt 1
ok 'and so is one that never ends, each time for its time' test "$(count endless timeouts)" -gt 1

like "$(cat bomb/console.log)" 'ok 2 good' \
	'one that forks without end leaves nothing for the next test'

if [ -d scripts ]; then
	log=$(cat scripts/console.log)
	like "$log" 'ok 1 shell' 'a shell script runs, and cannot write to the root'
	like "$log" '  not ok 2 group/second # it is known' 'a subtest is a result'
	like "$log" 'not ok 2 tap # 1 of 3 subtests failed' 'of its test'
	is "$(verdict scripts)" PASS 'which passes if the failure is known'
	sed '/"known"/,/}/d' scripts/run.json >"$capture/run" && cp "$capture/run" scripts/run.json
	never_pass scripts 'tap/group/second: it is known' 'and fails otherwise'
	log=$(cat hooked/console.log)
	like "$log" '# b: prepared=a settled=.' 'tests of one setup are prepared once, and what is back needs no settling'
	like "$log" '# c: prepared=ac settled=.' 'a test without one is prepared'
else
	skip 'shell scripts' 'no busybox'
fi
done_testing
