# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2154
# Sourced by check-cve-fixed and cve-ports: finds fixes of CVEs in diffs between consecutive
# releases of a branch. The caller sets $kferry and $work, a directory for temporary files.

fail()
{
	echo "$(basename "$0"): $*" >&2
	exit 2
}

# release TREE: the version in its Makefile
release()
{
	awk '$2 == "=" && /^(VERSION|PATCHLEVEL|SUBLEVEL) / { v = v dot $3; dot = "." }
		/^NAME/ { exit }
		END { print v }' "$1/Makefile"
}

# gather_diffs DIRECTORY BRANCH: links each diff below it as $work/diff/RELEASE, the newer
# release. Diffs are named patch-6.6.87-88 as by kernel.org, optionally with .patch or .xz.
gather_diffs()
{
	mkdir -p "$work/diff"
	find "$1" -name "patch-$2.*-*" | while read -r path; do
		name=$(basename "$path")
		to=$(echo "$name" | sed -nE 's/^patch-([0-9]+\.[0-9]+\.)0*[0-9]+-0*([0-9]+)(\.patch|\.xz)*$/\1\2/p')
		case $to:$name in
		:*) ;;
		*.xz) xz -dc "$path" >"$work/diff/$to" ;;
		*) cp "$path" "$work/diff/$to" ;;
		esac
	done
	newest=$(find "$work/diff" -type f -exec basename {} \; | sort -V | tail -n 1)
	[ "$newest" ] || fail "$1: has no diff of one release of $2 to the next"
}

# cves STATES OPTION...: prints "ID<tab>VERSION<tab>FILE FILE..." for CVEs in these states
cves()
{
	states=$1
	shift
	# Status 1 means that some are open.
	"$kferry" cve "$@" --state "$states" --json >"$work/json" || [ $? = 1 ] ||
		fail "kferry cve $* fails"
	jq -r '.kernels[0].cves[] | [.id, .version,
		([.files[] | select(startswith("Documentation/") | not)] | join(" "))] | @tsv' \
		"$work/json" | awk -F '\t' '$3 != ""'
}

# fixed RELEASE: prints those that were fixed on its own branch
fixed()
{
	cves fixed --release "$1" | awk -F '\t' -v line="${1%.*}." 'index($2, line) == 1'
}

# For each line of $work/sample, "ID<tab>-<tab>RELEASE<tab>FILES", writes the part of the diff
# for these files to $work/part/ID.
cut_parts()
{
	mkdir -p "$work/part"
	cut -f 3 "$work/sample" | sort -u | while read -r to; do
		awk -F '\t' -v to="$to" -v dir="$work/part/" '
			FILENAME == ARGV[1] {
				n = $3 == to ? split($4, file, " ") : 0
				for (i = 1; i <= n; i++)
					wanted[file[i]] = wanted[file[i]] " " $1
				next
			}
			/^diff --git / {
				split($0, word, " ")
				n = split(wanted[substr(word[4], 3)], id, " ")
			}
			{ for (i = 1; i <= n; i++) print >>(dir id[i]) }' \
			"$work/sample" "$work/diff/$to"
	done
}
