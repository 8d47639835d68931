# SPDX-License-Identifier: GPL-2.0-or-later
# pair_make DIR CACHE BRANCH VARIANT [SPLAT]: makes DIR/project with BRANCH and the branch
# "again", and DIR/cache with the kernel of VARIANT in CACHE for both. "again" is the same branch,
# but if there is a SPLAT, it expects it of VARIANT.
pair_make() {
	mkdir -p "$1/project/branches" "$1/project/patches" "$1/cache/kernel/$3" "$1/cache/kernel/again"
	for dir in configs suites scripts; do
		ln -s "$SRCDIR/$dir" "$1/project"
	done
	cp "$SRCDIR/branches/$3.conf" "$1/project/branches"
	sed "${5:+/^.variant $4/,/^expect=/s/^expect=.*/expect=splat\\nsplat=$5/}" \
		"$SRCDIR/branches/$3.conf" >"$1/project/branches/again.conf"
	for name in "$3" again; do
		cp -r "$SRCDIR/patches/$3" "$1/project/patches/$name"
		cp -r "$2/kernel/$3/$4" "$1/cache/kernel/$name"
	done
	ln -s "$2/src" "$2/archive" "$1/cache"
}
