#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Foreign text cannot control a terminal or the readers of reports. script(1) runs the command
# in a terminal.
. "$SRCDIR/tests/cmd/lib.sh"

esc=$(printf '\033')
# A window title, a colour, a C1 control, a change of text direction, invalid UTF-8.
evil=$(printf 'x\033]0;owned\007\033[31m\302\233\342\200\256\377\010\rp\177')
seen='x\x1b]0;owned\x07\x1b[31m\u009b\u202e\xff\x08\x0dp\x7f'
fine=$(printf 'Gr\303\274\303\237e, \346\227\245\346\234\254')

# on_terminal ARGS...: $out is the output of kferry in a terminal, without the CRs that it adds
on_terminal() {
	{
		printf '%s' "'$KFERRY'"
		for word; do
			printf ' %s' "'$word'"
		done
	} >command
	script -qec "sh ./command" /dev/null </dev/null >typed 2>&1
	out=$(tr -d '\r' <typed)
}

# clean WHAT: the output has no control sequences except kferry's own colours
clean() {
	sed "s/$esc\\[[0-9]*m//g; s/$esc\\[K//g" typed | tr -d '\r\n\t' >plain
	ok "$1: nothing steers it" sh -c '! LC_ALL=C grep -q "[[:cntrl:]]" plain'
	ok "$1: it is UTF-8" iconv -f UTF-8 -t UTF-8 plain -o plain.utf8
}

cp -r "$SRCDIR/tests/data/judge/base" run
sed -i "s/^ok 6 v2-storm/not ok 6 v2-storm # $evil # TODO $fine/" run/console.log
on_terminal judge run
like "$out" "$seen # TODO $fine" 'a verdict shows unprintable characters'
like "$out" "$esc[31mFAIL$esc[0m" 'and has its own colours'
clean 'a verdict'
run judge run
like "$out" "$evil" 'a file gets the bytes unchanged'
run judge --tap run
like "$out" "seen v2-storm: $(echo "$seen" | sed 's/\\/\\\\/g') \\# TODO" \
	'in TAP, a title cannot make a test a TODO'

printf 'Subject: %s\n---\n--- a/f\n+++ b/f\n@@ -1 +1 @@ %s\n-two%s\n+three\n' \
	"$evil" "$evil" "$evil" >"$(printf 'p\033[31m\302\233.patch')"
printf 'p\033[31m\302\233.patch\n' >series
mkdir tree
echo one >tree/f
for command in 'series check --tree tree' lint; do
	on_terminal $command series
	like "$out" 'p\x1b[31m\u009b.patch' "$command: a name is shown"
	clean "$command"
done
printf '[    1.0] BUG: unable to handle kernel paging request in %s\n' "$evil" >"log$evil"
on_terminal triage "log$evil"
like "$out" "log$seen:" 'triage: a log is named'
clean triage
on_terminal series check --tree "no$evil" series
like "$out" "no$seen" 'an error names the missing file'
clean 'an error'
run series check --tree "$(printf 'no\nsuch')" series
is "$(echo "$err" | wc -l)" 1 'an error is one line, whatever names it contains'
on_terminal "$evil"
clean 'an unknown command'
done_testing
