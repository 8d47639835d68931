#compdef kferry
# SPDX-License-Identifier: GPL-2.0-or-later
# zsh completion for kferry, which provides the candidates: kferry complete.

_kferry()
{
	local line files dirs
	local -a found shown

	while IFS= read -r line; do
		case $line in
		$'\tfiles') files=1 ;;
		$'\tdirs') dirs=1 ;;
		*)
			found+=("${line%%$'\t'*}")
			shown+=("${line%%$'\t'*}${${line#*$'\t'}:+  -- ${line#*$'\t'}}")
			;;
		esac
	done < <(${(Q)words[1]/#\~\//$HOME/} complete -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)

	# For --name=value, the value only.
	[[ $PREFIX == --*=* ]] && compset -P '--*='
	((${#found})) && compadd -l -d shown -a found
	[[ -z $dirs ]] || _files -/
	[[ -z $files ]] || _files
}

if [[ $funcstack[1] == _kferry ]]; then
	_kferry "$@"
else
	compdef _kferry kferry
fi
