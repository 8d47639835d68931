# SPDX-License-Identifier: GPL-2.0-or-later
# bash completion for kferry, which knows what may come: kferry complete.
# shellcheck shell=bash

_kferry()
{
	local words=() word line last
	COMPREPLY=()

	# bash splits --name=value at the '='; kferry wants the word whole.
	for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
		last=$((${#words[@]} - 1))
		if ((last >= 0)) && [[ $word == = && ${words[last]} == --* ]]; then
			words[last]+='='
		elif ((last >= 0)) && [[ ${words[last]} == --*= ]]; then
			words[last]+=$word
		else
			words+=("$word")
		fi
	done
	word=${COMP_WORDS[COMP_CWORD]}
	[[ $word == = ]] && word=

	while IFS= read -r line; do
		case $line in
		$'\tfiles')
			compopt -o filenames
			mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$word")
			;;
		$'\tdirs')
			compopt -o filenames
			mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -d -- "$word")
			;;
		*)
			COMPREPLY+=("$(printf %q "${line%%$'\t'*}")")
			;;
		esac
	done < <("${COMP_WORDS[0]/#\~\//$HOME/}" complete -- "${words[@]}" 2>/dev/null)
}

complete -F _kferry kferry
