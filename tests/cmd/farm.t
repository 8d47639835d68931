#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# $KFERRY_COMPILERS: a fake kernel that is compiled by distcc on two hosts, both on this
# machine. One of them has another compiler.
. "$SRCDIR/tests/cmd/lib.sh"

for program in distcc distccd ccache; do
	command -v $program >/dev/null || skip_all "there is no $program"
done
cp -r "$SRCDIR/tests/data/project" project
cd project || exit 1
export KFERRY_CACHE="$scratch/cache"
export DISTCC_DIR="$scratch/distcc"
port=$((20000 + $$ % 20000))
chmod 755 "$scratch"
mkdir -m 755 "$scratch/other" "$DISTCC_DIR"
mkdir -m 1777 "$scratch/tmp" # distccd is another user, where root starts it
daemons=
trap 'kill $daemons; cd /; rm -rf "$scratch" "$capture"' EXIT
trap 'exit 1' TERM

# serve PORT: starts a host; its log is $scratch/PORT.log
serve() {
	TMPDIR=$scratch/tmp distccd --daemon --no-detach --listen 127.0.0.1 --port "$1" --allow 127.0.0.1 \
		--log-stderr --log-level info 2>"$scratch/$1.log" &
	daemons="$daemons $!"
	for _ in $(seq 100); do
		! grep -q 'allowing up to' "$scratch/$1.log" || break
		sleep 0.1
	done
}

# built: prints the checksums of all built variants, and removes the cache
built() {
	(cd "$KFERRY_CACHE/kernel/fake" && sha256sum -- */vmlinux */bzImage)
	rm -rf "$KFERRY_CACHE"
}

run build fake
is "$code" 0 'compiled here'
here=$(built)
plain=$(echo "$here" | grep ' plain/')

serve "$port"
export KFERRY_COMPILERS=distcc DISTCC_HOSTS="127.0.0.1:$port/3,lzo"
run build fake
is "$code $(echo "$err" | grep -c 'left out')" '0 0' 'compiled on the host'
is "$(built)" "$here" 'with the same result'
is "$(grep -c 'COMPILE_OK.*memcontrol.c' "$scratch/$port.log")" 3 'by that host'

DISTCC_HOSTS="127.0.0.1:1 127.0.0.1:$port"
run build --variant plain fake
is "$code" 0 'a host that does not answer is not used'
like "$err" 'warning: distcc: not using 127.0.0.1:1' 'which is reported'
is "$(built)" "$plain" 'and the result is the same'
DISTCC_HOSTS=127.0.0.1:1
run build --variant plain fake
is "$code" 0 'if no host answers'
is "$(built)" "$plain" 'everything is compiled here'

# The same compiler with -fno-ident, so that objects do not name it.
real=$(command -v gcc)
printf '#!/bin/sh\nexec %s "$@" -fno-ident\n' "$real" >"$scratch/other/gcc"
chmod 755 "$scratch/other/gcc"
echo "$scratch/other/gcc" >"$scratch/commands"
export DISTCC_CMDLIST="$scratch/commands"
serve $((port + 1))
unset DISTCC_CMDLIST
DISTCC_HOSTS="127.0.0.1:$port 127.0.0.1:$((port + 1))"
run build fake
is "$code" 2 'a host with another compiler is refused'
like "$err" "gcc on 127.0.0.1:$((port + 1)) compiles a different object" 'and named'
ok 'and nothing is built' test ! -e "$KFERRY_CACHE/kernel/fake/plain"

KFERRY_COMPILERS='make'
rm -rf "$KFERRY_CACHE"
run build fake
is "$code" 2 'an invalid setting'
like "$err" "KFERRY_COMPILERS 'make' is neither 'distcc' nor 'icecc'" 'is named'
done_testing
