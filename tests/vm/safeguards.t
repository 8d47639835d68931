#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A real guest that goes wrong in every way that there is a safeguard for.
. "$SRCDIR/tests/cmd/lib.sh"
. "$SRCDIR/tests/vm/lib.sh"

boot good --scenarios v1-exit
is "$code" 0 'a good boot'
is "$(verdict good)" PASS 'is judged PASS'

boot hang --scenarios selftest-hang,v1-exit
never_pass hang 'selftest-hang: TIMEOUT' 'a scenario that hangs'
like "$(cat hang/console.log)" 'ok 2 v1-exit' 'the next one still runs'

boot panic --scenarios selftest-panic
never_pass panic 'panic' 'a guest that panics'

boot die --scenarios selftest-die
never_pass die 'panic' 'an init that dies'

boot spin --scenarios selftest-spin --silence 1
never_pass spin 'fell silent' 'a guest that is silent'
like "$(cat spin/console.log)" 'NMI' 'it was asked for a backtrace'

boot quiet --scenarios selftest-quiet
never_pass quiet 'log level was 0 after' 'a console that was silenced'

boot low --scenarios v1-exit --append loglevel=3
never_pass low 'log level was 3 before' 'a console that is silent from the start'

boot off --scenarios selftest-lockdep-off
never_pass off 'told not to check' 'lockdep switched off'

boot taint --scenarios selftest-warn
never_pass taint 'taint was' 'a tainted kernel'

boot wall --scenarios v1-exit --wall 0.2
never_pass wall 'time limit' 'a guest that takes too long'

boot name --scenarios v1-exit,no-such-thing
never_pass name 'no such scenario' 'a scenario that is not there'

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
