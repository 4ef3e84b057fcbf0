"""Changing fields of cards."""

import argparse

from kanban.cli.change import CARDS, print_changed
from kanban.cli.context import Shell
from kanban.cli.exits import Usage
from kanban.cli.lookup import picked_together
from kanban.cli.spec import BOARD, JSON, arg, flag, verb
from kanban.cli.typed_fields import FIELDS, typed_fields
from kanban.commands.cards import Edit


@verb(
    "edit",
    CARDS,
    arg("--title", metavar="TEXT", help="another title"),
    *FIELDS,
    flag("--no-tags", help="take all tags off"),
    flag("--no-members", help="take all members off"),
    BOARD,
    JSON,
)
def edit(shell: Shell, args: argparse.Namespace) -> None:
    """Change fields of one or more cards. What is not named stays; --tag and --member replace all there were.

    Examples:
      kanban edit 12 --due "10 Dec 17:00" --wp 1.2.3
      kanban edit 12 13 --due none --tag crane --tag 夜班
      kanban edit 12 --description - < notes.txt
    """
    changes = typed_fields(shell, args)
    if args.title is not None:
        changes["title"] = args.title
    for name, wanted in (("tags", args.no_tags), ("members", args.no_members)):
        if wanted and name in changes:
            raise Usage(f"edit: --no-{name} and --{name[:-1]} exclude each other")
        if wanted:
            changes[name] = ()
    if not changes:
        raise Usage("edit: say what to change, such as --title, --due or --wp (see kanban edit --help)")
    board, cards = picked_together(shell, args.cards, args.board)
    after, _ = shell.apply(board, Edit(cards=cards, changes=changes))
    print_changed(shell, args, after, cards)
