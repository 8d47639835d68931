#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The pages of kferry report --html in a real browser: no text of a console runs as a script,
# the filter works, and each page fits a phone.
. "$SRCDIR/tests/cmd/lib.sh"
. "$SRCDIR/tests/page/project.sh"

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) ||
	skip_all 'there is no Chromium'
hostile_project
run report --html site fake

# browse FILE [OPTION]: $dom is its document after the scripts ran, $complaints the messages on
# the browser's console
browse() {
	timeout 60 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$scratch/browser" \
		--window-size=400,800 --virtual-time-budget=1000 --enable-logging=stderr --v=0 \
		${2:+"$2"} --dump-dom "file://$PWD/$1" >"$capture/dom" 2>"$capture/log"
	dom=$(cat "$capture/dom")
	complaints=$(grep CONSOLE "$capture/log")
}

# drive FILE SCRIPT [OPTION]: browses the page without its policy and with SCRIPT at its end
drive() {
	sed -e 's/<meta http-equiv="Content-Security-Policy"[^>]*>//' -e "s|</body>|<script>$2</script></body>|" \
		"$1" >"${1%.html}.driven.html"
	browse "${1%.html}.driven.html" ${3:+"$3"}
	rm "${1%.html}.driven.html"
}

title() {
	echo "$dom" | sed -n 's|.*<title>\(.*\)</title>.*|\1|p' | head -n 1
}

for page in site/index.html site/fake/mutant-worse.html site/fake/fixed.html \
	site/fake/fixed.history.html; do
	name=${page#site/}
	browse "$page"
	is "$complaints" '' "$name: no message on the browser's console"
	is "$(echo "$dom" | grep -c '<img')" 0 "$name: no element from a console log"
	is "$(title)" "$(sed -n 's|^<title>\(.*\)</title>|\1|p' "$page")" "$name: its own title"
	drive "$page" 'document.title=document.documentElement.scrollWidth-innerWidth<=0'
	is "$(title)" true "$name: as wide as a phone"
done

drive site/index.html "$(printf %s 'var f=document.querySelector("input[data-table=variants]");' \
	'f.value="MUTANT pass";f.dispatchEvent(new Event("input"));' \
	'document.title=[...document.querySelectorAll("#variants tbody tr")]' \
	'.map(r=>+r.hidden).join("")')"
is "$(title)" 110 'the filter keeps rows with all its words'

# The dark and the light colours. The red part is enough, for all of them are greys.
paper='document.title=["color","backgroundColor"].map(c=>getComputedStyle(document.body)[c].match(/\\d+/)>127).join()'
drive site/index.html "$paper" --blink-settings=preferredColorScheme=0
is "$(title)" true,false 'dark'
drive site/index.html "$paper" --blink-settings=preferredColorScheme=1
is "$(title)" false,true 'light'

# The policy must hold alone, too: here a script got past the escaping.
sed 's|</body>|<script>document.title="run"</script></body>|' site/index.html >site/past.html
browse site/past.html
is "$(title)" 'Fixes and verdicts' 'other scripts do not run'
like "$complaints" 'Content Security Policy' 'the browser says why'
done_testing
