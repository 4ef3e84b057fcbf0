"""Completion scripts."""

from typing import Any

from kanban.cli.context import Context
from kanban.cli.declared import arg, verb
from kanban.text.messages import msg


@verb(
    "completion",
    msg("""Print a shell's completion script: verbs, options, card ids with titles, columns, milestones, boards.

To use it in every session:
  bash: kanban completion bash > ~/.local/share/bash-completion/completions/kanban
  zsh:  kanban completion zsh > "${{fpath[1]}}/_kanban"
  fish: kanban completion fish > ~/.config/fish/completions/kanban.fish"""),
    arg("shell", metavar="SHELL", choices=("bash", "fish", "zsh"), help=msg("bash, fish or zsh")),
)
def completion(context: Context, args: Any) -> None:
    """Print a shell's completion script."""
    from kanban.cli.shells import source

    context.out(source(args.shell))
