# SPDX-License-Identifier: GPL-2.0-or-later
# hostile_project: makes ./project and a cache with runs whose guests attack the readers of
# their consoles, and changes into the project.

# ran VARIANT SED INSERT: makes a run, edited by SED, with the lines of INSERT before its end
ran() {
	mkdir -p "$KFERRY_CACHE/run/fake" "$KFERRY_CACHE/kernel/fake/$1"
	cp -r "$SRCDIR/tests/data/judge/base" "$KFERRY_CACHE/run/fake/$1"
	nonce=$(printf %016x $((nonce + 1)))
	sed -i -e 's/"branch": .*/"branch": "fake",/' -e "s/\"variant\": .*/\"variant\": \"$1\",/" \
		-e "s/$old/$nonce/" -e "$2" "$KFERRY_CACHE/run/fake/$1/run.json"
	sed -i -e "s/$old/$nonce/" -e 's/^ok 6 v2-storm/not ok 6 v2-storm/' \
		"$KFERRY_CACHE/run/fake/$1/console.log"
	sed '/kferry: state after/,$d' "$KFERRY_CACHE/run/fake/$1/console.log" >"$capture/console"
	cat "$3" >>"$capture/console"
	sed -n '/kferry: state after/,$p' "$KFERRY_CACHE/run/fake/$1/console.log" >>"$capture/console"
	cp "$capture/console" "$KFERRY_CACHE/run/fake/$1/console.log"
	echo "qemu '<script>alert(3)</script>'" >"$KFERRY_CACHE/run/fake/$1/qemu.cmdline"
	echo 'int kernel;' | cc -xc -shared -nostdlib "-Wl,--build-id=0x$id" \
		-o "$KFERRY_CACHE/kernel/fake/$1/vmlinux" -
}

hostile_project() {
	cp -r "$SRCDIR/tests/data/project" project
	cd project || exit 1
	export KFERRY_CACHE="$scratch/cache" TZ=UTC
	base=$SRCDIR/tests/data/judge/base/run.json
	id=$(sed -n 's/.*"build_id": "\(.*\)",/\1/p' "$base")
	old=$(sed -n 's/.*"nonce": "\(.*\)",/\1/p' "$base")
	nonce=0
	printf '%s\n' '[   16.0] <script>alert(1)</script>' \
		'[   16.0] "><img src=x onerror="document.title=1">' \
		'[   16.0] ------------[ cut here ]------------' \
		'[   16.0] WARNING: CPU: 0 PID: 9 at mm/free.c:12 free_it+0x20/0x40' \
		'[   16.0] Modules linked in: </pre><script>alert(2)</script>' \
		'[   16.0] Call Trace:' '[   16.0]  free_it+0x20/0x40' \
		'[   16.0] ---[ end trace 0000000000000000 ]---' >"$capture/warning"
	printf '[   16.1] \033[2J\033]0;title\007 \342\200\256 \377\r\n' >>"$capture/warning"
	ran fixed '' "$SRCDIR/tests/data/triage/circular-6.1/log"
	ran mutant-worse 's/"splats": .*/"splats": ["WARNING in free_it"],/
		s/"expect": .*/"expect": "splat",/' "$capture/warning"
}
