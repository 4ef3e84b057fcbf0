"""The cards that a filter keeps, in the shell."""

from collections.abc import Callable

from kanban.cli.card_rows import ageing_of
from kanban.cli.context import Context
from kanban.model.board import Board
from kanban.model.card import Card

Wanted = Callable[[Board, Card], bool]


def wanted_by(context: Context, text: str | None) -> Wanted:
    """Whether a card of a board fits a filter; every card does without one. Raises Refused for a bad term."""
    if text is None:
        return lambda board, card: True
    from kanban.model.filter import Filter, Surroundings, package_milestones, searched_text, understood

    around = Surroundings(context.now, context.zone, context.plan, context.user)
    understood(text, around)  # refused even where there is no card
    milestones = package_milestones(context.plan)
    asked: dict[str, Filter] = {}

    def wanted(board: Board, card: Card) -> bool:
        if board.slug not in asked:
            on_board = around._replace(
                driver=board.driver, ageing=lambda: [old.id for old in ageing_of(board, context.now)]
            )
            asked[board.slug] = understood(text, on_board)
        return asked[board.slug].fits(card, searched_text(card, milestones))

    return wanted
