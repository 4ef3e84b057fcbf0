"""Changing fields of cards."""

from typing import Any

from kanban.cli.context import Context
from kanban.cli.declared import BOARD, JSON, flag, verb
from kanban.cli.exits import Usage
from kanban.cli.lookup import picked_together
from kanban.cli.typed_fields import OPTIONS, TITLE, typed_fields
from kanban.cli.verbs.change import CARDS, print_changed
from kanban.commands.cards import Edit
from kanban.model.fields import FIELDS
from kanban.text.messages import msg


@verb(
    "edit",
    msg("""Change fields of one or more cards. What is not named stays; --tag and --member replace all there were.

Examples:
  kanban edit 12 --due "10 Dec 17:00" --wp 1.2.3
  kanban edit 12 13 --due none --tag crane --tag 夜班
  kanban edit 12 --description - < notes.txt"""),
    CARDS,
    TITLE,
    *OPTIONS,
    flag("--no-tags", help=msg("take all tags off")),
    flag("--no-members", help=msg("take all members off")),
    BOARD,
    JSON,
)
def edit(context: Context, args: Any) -> None:
    """One undo takes all of it back."""
    changes = typed_fields(context, args)
    for name, wanted in (("tags", args.no_tags), ("members", args.no_members)):
        if wanted and name in changes:
            raise Usage(msg("edit: --no-{name} and {option} exclude each other", name=name,
                            option=FIELDS[name].option))  # fmt: skip
        if wanted:
            changes[name] = ()
    if not changes:
        raise Usage(msg("edit: say what to change, such as --title, --due or --wp (see kanban edit --help)"))
    board, cards = picked_together(context, args.cards, args.board)
    after, _ = context.apply(board, Edit(cards=cards, changes=changes))
    print_changed(context, args, after, cards)
