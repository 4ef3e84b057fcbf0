"""Moving cards."""

import argparse

from kanban.cli.change import print_changed
from kanban.cli.context import Shell
from kanban.cli.exits import Usage
from kanban.cli.lookup import picked, picked_together
from kanban.cli.spec import BOARD, JSON, arg, flag, verb
from kanban.cli.typed_fields import OVER_WIP
from kanban.commands.cards import Move
from kanban.model.events import REASONS
from kanban.model.lookup import column_named

_REASONS = [reason for reason in REASONS if reason != "unspecified"]


@verb(
    "move",
    arg("cards", metavar="ID... COLUMN", nargs="+", complete="card column", help="cards, and the column they go to"),
    arg("--reason", choices=_REASONS, help="why they go back; defect, change and no reason count as rework"),
    arg("--before", metavar="ID", complete="card", help="put them above this card"),
    arg("--after", metavar="ID", complete="card", help="put them below this card"),
    flag("--bottom", help="put them below the other cards of the column; by default they go on top"),
    OVER_WIP,
    BOARD,
    JSON,
)
def move(shell: Shell, args: argparse.Namespace) -> None:
    """Move one or more cards of a board to a column, or to another place in it.

    A card is named by its id (12, #12), its board and id (zhang/12), or a part of its title that no other card has.
    A column is named by its name or a part of it.

    Examples:
      kanban move 12 doing
      kanban move 12 13 14 Ready --reason parked
      kanban move "weld span" review --bottom
    """
    if len(args.cards) < 2:
        raise Usage("move: say at least one card, and the column it goes to (see kanban move --help)")
    if sum((args.before is not None, args.after is not None, args.bottom)) > 1:
        raise Usage("move: --before, --after and --bottom exclude each other")
    *texts, column_text = args.cards
    board, cards = picked_together(shell, texts, args.board)
    column = column_named(board, column_text)
    beside = {}
    for name, text in (("before", args.before), ("after", args.after)):
        if text is not None:
            beside[name] = _beside(shell, text, board.slug, column.id)
    command = Move(
        cards=cards, column=column.id, bottom=args.bottom, reason=args.reason, over_wip=args.over_wip, **beside
    )
    after, _ = shell.apply(board, command)
    print_changed(shell, args, after, cards)


def _beside(shell: Shell, text: str, slug: str, column: str) -> str:
    from kanban.text.messages import Refused

    card = picked(shell, text, slug).card
    if not card.is_on_board or card.column != column:
        raise Refused(f"card {card.id} is not in that column, so nothing can be put beside it there")
    return card.id
