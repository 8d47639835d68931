#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The loopback, seen by ip and mawk.
set -e
touch /x 2>/dev/null && { echo 'Bail out! the root can be written to'; exit 1; }
echo 1..3
ip link set lo up
ip -o link show lo | mawk '$2 == "lo:" && /UP/ { found = 1 } END { exit !found }'
echo 'ok 1 - ip and mawk'
date >"$TMPDIR/now"
grep -q UTC "$TMPDIR/now"
echo 'ok 2 - a place to write to'
[ ! -e /run/netns ] && mkdir /run/netns
echo 'ok 3 - a place for what lives no longer'
