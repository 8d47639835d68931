#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry report --html: the pages, their links, and consoles with hostile text. tests/page tests
# them in a browser.
. "$SRCDIR/tests/cmd/lib.sh"
. "$SRCDIR/tests/page/project.sh"

hostile_project

run report --html site fake
is "$code" 1 'the exit status is that of the verdicts'
is "$(cd site && find . -type f | sort | tr '\n' ' ')" \
	"./.kferry-site ./fake/fixed.history.html ./fake/fixed.html \
./fake/mutant-worse.history.html ./fake/mutant-worse.html ./fake/plain.history.html \
./index.html " 'a page for each run and each history'

# links FILE: prints those of its links whose target does not exist
links() {
	perl -ne 'while (/href="([^"]*)"/g) { print "$1\n" }' "$1" | sort -u |
		while read -r href; do
			target=$(echo "${href%%#*}" | sed 's/%25/%/g')
			case $href in
			'#'*) grep -q "id=\"${href#\#}\"" "$1" || echo "$1: $href" ;;
			*) [ -e "$(dirname "$1")/$target" ] || echo "$1: $href" ;;
			esac
		done
}
is "$(for page in site/*.html site/*/*.html; do links "$page"; done)" '' 'every link has a target'

page=$(cat site/fake/mutant-worse.html)
like "$page" '&lt;script&gt;' 'a tag on the console is text'
is "$(cat site/*.html site/*/*.html | grep -c '<script>alert')" 0 'and never a tag'
is "$(cat site/*.html site/*/*.html | grep -o '<script' | wc -l)" 6 'one script per page, ours'
is "$(cat site/*.html site/*/*.html | grep -o 'script-src [^;]*' | sort -u | wc -l)" 1 \
	'allowed by its digest'
is "$(cat site/*.html site/*/*.html | grep -c -e '<[a-z][^>]* src=' -e '<link' -e '@import' -e 'url(')" 0 \
	'and nothing from other hosts'
is "$(tr -d '\n\t -~' <site/fake/mutant-worse.html | tr -d '[:print:]' | wc -c)" 0 \
	'no control characters of the console'
like "$page" 'WARNING in free_it' 'the report has its title'
like "$page" 'class="r">' 'and is marked on the console'
like "$page" '<td class="FAIL">not ok</td><td>v2-storm' 'tests are in a table'
like "$(cat site/fake/fixed.html)" 'aria-label="lock order"' 'a chain of locks is drawn'
like "$(cat site/index.html)" '>plain</td>' 'a variant that never ran has no page'
like "$(cat site/index.html)" '1 passed' 'verdicts are counted'
like "$(cat site/fake/fixed.history.html)" '0 were INVALID' 'and the runs of a variant'

run report --html site fake
is "$code" 1 'a site is replaced'
mkdir other
echo mine >other/file
run report --html other fake
is "$code" 2 'another directory is not replaced'
like "$err" 'other: contains something other than a site' 'and the reason is shown'
is "$(cat other/file)" mine 'and nothing is changed'
is "$(find . -name '*.part')" '' 'no temporary files are left'
run report --html site nosuch
is "$code" 2 'an unknown branch'
ok 'leaves the site unchanged' test -e site/fake/fixed.html
run report --html site --json fake
is "$code" 2 'only one format'
done_testing
