#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A real guest that fails in each way that a safeguard detects.
. "$SRCDIR/tests/cmd/lib.sh"
. "$SRCDIR/tests/vm/lib.sh"

boot good --tests v1-exit
is "$code" 0 'a good boot'
is "$(verdict good)" PASS 'is judged PASS'

suite=$SRCDIR/tests/vm/suites/bad
boot hang --tests hang,good
never_pass hang 'hang: TIMEOUT' 'a test that hangs'
like "$(cat hang/console.log)" 'ok 2 good' 'the next one still runs'

boot panic --tests panic
never_pass panic 'panic' 'a guest that panics'

boot die --tests die
never_pass die 'panic' 'an init that dies'

boot spin --tests spin --silence 1
never_pass spin 'fell silent' 'a guest that is silent'
for what in 'Show backtrace of all active CPUs' 'Show Blocked State' 'Show Locks Held'; do
	like "$(cat spin/console.log)" "sysrq: $what" "it was asked for: $what"
done

boot quiet --tests quiet
never_pass quiet 'log level was 0 after' 'a console that was silenced'

boot low --tests good --append loglevel=3
never_pass low 'log level was 3 before' 'a console that is silent from the start'

boot off --tests lockdep-off
never_pass off 'lockdep checking was disabled' 'lockdep switched off'

boot taint --tests warn
never_pass taint 'taint was' 'a tainted kernel'

boot wall --tests good --wall 0.05
never_pass wall 'time limit' 'a guest that takes too long'

boot name --tests good,no-such-thing
is "$code" 2 'an unknown test'
like "$err" "no test 'no-such-thing'; there are: good hang" 'is reported before a boot'
ok 'and there is none' test ! -e name

size=$(wc -c <good/console.log)
for part in 10 50 90 99; do
	cp -r good cut
	head -c $((size * part / 100)) good/console.log >cut/console.log
	case $part in
	10) why='init was not reached' ;;
	*) why="the console ends before init's last line" ;;
	esac
	never_pass cut "$why" "a console cut at $part per cent"
	rm -r cut
done
done_testing
