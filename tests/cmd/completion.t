#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Completion in the real shells: what they insert when the user presses Tab.
. "$SRCDIR/tests/cmd/lib.sh"

cp -r "$SRCDIR/tests/data/project" project
cd project || exit 1
mkdir -p "$scratch/bin" 'run dir' patches/other
ln -s "$KFERRY" "$scratch/bin/kferry"
export KFERRY_CACHE="$scratch/cache" PATH="$scratch/bin:$PATH" HOME="$scratch"
sed 's/fake kernel/other one/; /^\[variant fixed\]/,$d' branches/fake.conf >branches/other.conf
: >patches/other/series

# words LINE...: the candidates without their descriptions
words() {
	run complete -- "$@"
	out=$(printf '%s' "$out" | sed 's/\t.*/ /' | tr -d '\n')
}

words st
is "$code$out" '0status ' 'a command'
words comple
is "$out" 'completion ' 'but not the hidden one'
words status ''
is "$out" 'fake other ' 'branches'
words status fake o
is "$out" 'other ' 'of many'
sed -i 's/^version=.*/&\narch=x86_64;arm64/' branches/fake.conf
words status fa
is "$out" 'fake ' 'a branch'
words status fake@
is "$out" 'fake@arm64 ' 'on another architecture'
words boot fake@arm64 m
is "$out" 'mutant-worse ' 'and its variants, which are the same'
words status --f
is "$out" '--fetch ' 'an option, from the table of the command'
words boot fake ''
is "$out" 'plain fixed mutant-worse ' 'variants of the branch'
words boot other ''
is "$out" 'plain ' 'and of no other branch'
words build -v mu
is "$out" 'mutant-worse ' 'of all branches, if none is named yet'
words build --variant=f
is "$out" 'fixed ' 'a value after ='
words history fake plain ''
is "$out" '' 'no candidates if no operand is expected'
words package d
is "$out" 'deb ' 'a value from a list of words'
words source --version ''
is "$out" '6.1.1 ' 'versions that are pinned'
words diff fake fake fi
like "$out" 'fix.patch ' 'patches of the series'
words port --from fake --to other fi
like "$out" 'fix.patch ' 'of the branch in an option'
run complete -- port --from fake ''
like "$out" "$(printf '\tfiles')" 'or files'
run complete -- judge ''
is "$out" "$(printf '\tdirs')" 'run directories'
words help sta
is "$out" 'status ' 'help takes commands'
words nosuch ''
is "$code$out" 0 'no candidates after an unknown command'
words -C branches -C .. status o
is "$out" 'other ' 'in another directory'
words -C /nonexistent status ''
is "$code$out" 0 'even if it does not exist'
words boot --tests=v1-storm,v1-s
is "$out" 'v1-storm,v1-storm v1-storm,v1-swap v1-storm,v1-soft-limit ' 'tests of the suites'
words boot --suite mem
is "$out" 'memcg  ' 'suites, and directories'
cp patches/fake/fix.patch "patches/fake/$(printf 'fi\033').patch"
printf 'fi\033.patch\n' >>patches/fake/series
words diff fake fake fi
is "$out" 'fix.patch  ' 'names with control sequences are omitted'
sed -i '$d' patches/fake/series
run completion ksh
is "$code" 2 'another shell is an error'

# --- bash
if command -v bash >/dev/null; then
	cat >"$scratch/complete.bash" <<'END'
eval "$(kferry completion bash)"
try() {
	COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE}
	_kferry kferry "${@:$#}" 2>/dev/null
	echo "${COMPREPLY[*]}"
}
complete -p kferry
try kferry stat
try kferry boot fake m
try kferry judge run
END
	is "$(bash --norc "$scratch/complete.bash")" 'complete -F _kferry kferry
status
mutant-worse
run dir' 'bash: the function'
	cat >"$scratch/bashrc" <<'END'
eval "$(kferry completion bash)"
PS1='> '
tell() { printf 'GOT<%s>\n' "$@"; }
bind 'set enable-bracketed-paste off'
complete -F _kferry tell
tell() { if [ "$1" = complete ]; then kferry "$@"; else printf 'GOT<%s>' "$@"; echo; fi; }
END
	# The keys are typed in a terminal of their own.
	typed=$({
		printf 'tell boot fa\tmu\t\r'
		printf 'tell boot fake@a\tmu\t\r'
		printf 'tell build --variant=fi\t\r'
		printf 'tell judge run\t\r'
		printf 'exit\r'
	} | script -qec "bash --noprofile --rcfile $scratch/bashrc -i" /dev/null 2>&1)
	like "$typed" 'GOT<boot>GOT<fake>GOT<mutant-worse>' 'bash: the tab key'
	like "$typed" 'GOT<boot>GOT<fake@arm64>GOT<mutant-worse>' 'bash: an architecture'
	like "$typed" 'GOT<build>GOT<--variant=fixed>' 'bash: a value after ='
	like "$typed" 'GOT<judge>GOT<run dir/>' 'bash: a name with a blank'
else
	skip 'bash' 'no bash'
fi

# --- zsh
if command -v zsh >/dev/null; then
	mkdir "$scratch/functions"
	"$KFERRY" completion zsh >"$scratch/functions/_kferry"
	cat >"$scratch/complete.zsh" <<'END'
zmodload zsh/zpty
zpty z zsh -f -i
{
	print -r "PS1='> '; fpath=($1/functions \$fpath); autoload -U compinit; compinit -u -D"
	print -r "tell() { if [[ \$1 = complete ]]; then kferry \"\$@\"; else print -r -- GOT\"<\${(j:><:)@}>\"; fi }"
	print -r "compdef _kferry tell; unsetopt beep"
} | while IFS= read -r line; do zpty -w z "$line"; done
for keys in $'tell boot fa\tmu\t' $'tell boot fake@a\tmu\t' $'tell build --variant=fi\t' $'tell judge ru\t'; do
	zpty -w z "$keys"
done
zpty -w z 'print -r -- THE"-"END'
zpty -r z typed '*THE-END*'
print -r -- "$typed"
END
	typed=$(zsh -f "$scratch/complete.zsh" "$scratch")
	like "$typed" 'GOT<boot><fake><mutant-worse>' 'zsh: the tab key'
	like "$typed" 'GOT<boot><fake@arm64><mutant-worse>' 'zsh: an architecture'
	like "$typed" 'GOT<build><--variant=fixed>' 'zsh: a value after ='
	like "$typed" 'GOT<judge><run dir>' 'zsh: a name with a blank'
else
	skip 'zsh' 'no zsh'
fi

# --- fish
if command -v fish >/dev/null; then
	# fish_try LINE: the candidates of fish for that line
	fish_try() {
		fish --no-config -c 'kferry completion fish | source; complete -C $argv' "$1" |
			sed 's/\t.*//' | tr '\n' ' '
	}
	is "$(fish_try 'kferry stat')" 'status ' 'fish: a command'
	is "$(fish_try 'kferry boot fake m')" 'mutant-worse ' 'fish: a variant'
	is "$(fish_try 'kferry boot fake@a')" 'fake@arm64 ' 'fish: an architecture'
	is "$(fish_try 'kferry build --variant=f')" '--variant=fixed ' 'fish: a value after ='
	is "$(fish_try 'kferry judge run')" 'run dir/ ' 'fish: a name with a blank'
else
	skip 'fish' 'no fish'
fi

# --- kferry help
run help
is "$code" 0 'help without a command'
like "$out" 'completion   print a shell' 'lists the commands'
is "$(echo "$out" | grep -c '^  complete ')" 0 'except those for programs'
mkdir -p "$scratch/share/man/man1" "$scratch/stub"
run help nosuch
is "$code" 2 'an unknown command'
cat >"$scratch/stub/man" <<'END'
#!/bin/sh
if [ "$1" = -w ]; then
	[ "$2" = kferry-status ] && echo page
	exit
fi
echo "PAGE $*"
END
chmod +x "$scratch/stub/man"
export PATH="$scratch/stub:$PATH"
run help status
is "$code$out" '0PAGE kferry-status' 'man shows the page'
run help source
is "$code" 0 'without a manual page'
like "$err" 'man finds no page kferry-source; these are the options' 'this is reported'
like "$out" '--exact' 'and the options are shown'
mkdir "$scratch/none"
out=$(PATH=$scratch/none "$KFERRY" help source 2>../no-man)
like "$(cat ../no-man)" 'man(1) is not installed' 'the same without man'
like "$out" '--exact' 'the options are shown'
done_testing
