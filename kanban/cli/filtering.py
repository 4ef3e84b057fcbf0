"""The cards that a filter keeps, in the shell."""

from collections.abc import Callable

import msgspec

from kanban.cli.card_rows import ageing_of
from kanban.cli.context import Context
from kanban.model.board import Board
from kanban.model.card import Card

Wanted = Callable[[Board, Card], bool]


def wanted_by(context: Context, text: str | None, view: str | None = None) -> Wanted:
    """Whether a card of a board fits a filter and a saved view. Raises Refused for a bad term and an unknown view."""
    if text is None and view is None:
        return lambda board, card: True
    from kanban.model.filter import Filter, Surroundings, package_milestones, searched_text, understood
    from kanban.store.views import view_named

    texts = [text] if text is not None else []
    texts += [view_named(view)] if view is not None else []
    around = Surroundings(context.now, context.zone, context.plan, context.user)
    for filter_ in texts:
        understood(filter_, around)  # refused even where there is no card
    milestones = package_milestones(context.plan)
    asked: dict[str, list[Filter]] = {}

    def wanted(board: Board, card: Card) -> bool:
        if board.slug not in asked:
            on_board = msgspec.structs.replace(
                around, driver=board.driver, ageing=lambda: [old.id for old in ageing_of(board, context.now)]
            )
            asked[board.slug] = [understood(filter_, on_board) for filter_ in texts]
        searched = searched_text(card, milestones)
        return all(filter_.fits(card, searched) for filter_ in asked[board.slug])

    return wanted
