# SPDX-License-Identifier: GPL-2.0-or-later
# bash completion for kferry, which provides the candidates: kferry complete.
# shellcheck shell=bash

# _kferry PROGRAM TEXT: TEXT is the end of the word, which bash replaces.
_kferry()
{
	local words=() rest=$COMP_LINE i word option='' kept line
	COMPREPLY=()

	# bash also splits words at '=', '@' and ':'; kferry needs whole words.
	for ((i = 0; i <= COMP_CWORD; i++)); do
		if ((i == 0)) || [[ $rest == [[:blank:]]* ]]; then
			words+=("${COMP_WORDS[i]}")
		else
			words[-1]+=${COMP_WORDS[i]}
		fi
		rest=${rest#*"${COMP_WORDS[i]}"}
	done
	word=${words[-1]}
	kept=${word%"$2"}
	# For --name=value, kferry prints the value only.
	[[ $word == --*=* ]] && option=${word%%=*}=

	while IFS= read -r line; do
		case $line in
		$'\tfiles' | $'\tdirs')
			compopt -o filenames
			while IFS= read -r line; do
				line=$option$line
				COMPREPLY+=("${line#"$kept"}")
			done < <(compgen -"${line:1:1}" -- "${word#"$option"}")
			;;
		*)
			line=$option${line%%$'\t'*}
			COMPREPLY+=("$(printf %q "${line#"$kept"}")")
			;;
		esac
	done < <("${words[0]/#\~\//$HOME/}" complete -- "${words[@]:1}" 2>/dev/null)
}

complete -F _kferry kferry
