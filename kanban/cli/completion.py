"""Completion scripts. They ask `kanban __complete` for candidates, and leave files to the shell."""

import argparse

from kanban.cli.context import Shell
from kanban.cli.spec import arg, verb

BASH = r"""# kanban completion for bash: eval "$(kanban completion bash)"
_kanban() {
    local cur words line
    local -a values=()
    if declare -F _get_comp_words_by_ref >/dev/null; then
        local cword
        _get_comp_words_by_ref -n '=:' cur words cword
        words=("${words[@]:0:cword}")
    else
        cur=${COMP_WORDS[COMP_CWORD]}
        words=("${COMP_WORDS[@]:0:COMP_CWORD}")
    fi
    while IFS= read -r line; do
        values+=("$line")
    done < <("${words[0]}" __complete -- "${words[@]:1}" "$cur" 2>/dev/null)
    COMPREPLY=()
    local value about
    for line in "${values[@]}"; do
        value=${line%%$'\t'*}
        about=${line#*$'\t'}
        [[ $about == "$line" ]] && about=
        value=$(printf '%q' "$value")
        # Shown beside the value while there is a choice; never inserted.
        if [[ -n $about && ${#values[@]} -gt 1 && ${COMP_TYPE:-9} != 37 && ${COMP_TYPE:-9} != 42 ]]; then
            COMPREPLY+=("$value  ($about)")
        else
            COMPREPLY+=("$value")
        fi
    done
}
complete -o default -o nosort -F _kanban kanban
"""

ZSH = r"""#compdef kanban
# kanban completion for zsh: eval "$(kanban completion zsh)", or put this as _kanban into a folder of $fpath
_kanban() {
    local line value
    local -a values shown
    while IFS= read -r line; do
        value=${line%%$'\t'*}
        values+=("$value")
        if [[ $line == *$'\t'* ]]; then
            shown+=("$value -- ${line#*$'\t'}")
        else
            shown+=("$value")
        fi
    done < <("${words[1]}" __complete -- "${(@Q)words[2,CURRENT-1]}" "${(Q)words[CURRENT]}" 2>/dev/null)
    if (( ${#values} )); then
        compadd -l -V kanban -d shown -a values
    else
        _files
    fi
}
if [[ ${zsh_eval_context[-1]} == loadautofunc ]]; then
    _kanban "$@"
else
    compdef _kanban kanban
fi
"""

FISH = r"""# kanban completion for fish: kanban completion fish | source
function __kanban_candidates
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    $words[1] __complete -- $words[2..-1] "$current" 2>/dev/null
end
complete -c kanban -f -k -a '(__kanban_candidates)'
complete -c kanban -n 'test (count (__kanban_candidates)) -eq 0' -F
"""
SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}


@verb("completion", arg("shell", metavar="SHELL", choices=sorted(SCRIPTS), help="bash, zsh or fish"))
def completion(shell: Shell, args: argparse.Namespace) -> None:
    """Print the completion script of a shell: verbs, options, card ids with their titles, columns, milestones, boards.

    To use it in every session:
      bash: kanban completion bash > ~/.local/share/bash-completion/completions/kanban
      zsh:  kanban completion zsh > "${fpath[1]}/_kanban"
      fish: kanban completion fish > ~/.config/fish/completions/kanban.fish
    """
    shell.out(SCRIPTS[args.shell].rstrip("\n"))
