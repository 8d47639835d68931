# SPDX-License-Identifier: GPL-2.0-or-later
# fish completion for kferry, which provides the candidates: kferry complete.

function __kferry_complete
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    # For --name=value, kferry prints the value only.
    set -l option (string match -r -- '^--[^=]*=' $word)
    set -l value (string replace -r -- '^--[^=]*=' '' $word)

    for line in ($words[1] complete -- $words[2..-1] $word 2>/dev/null)
        switch $line
            case \tfiles
                __fish_complete_path $option$value
            case \tdirs
                __fish_complete_directories $value '' | string replace -r -- '^' "$option"
            case '*'
                echo "$option$line"
        end
    end
end

complete -c kferry -f -a '(__kferry_complete)'
