"""Which cards leave what is read of a board at its start: those finished long ago, where there are many."""

from collections.abc import Collection
from datetime import datetime, timedelta
from itertools import chain

from kanban.model.board import Board
from kanban.model.card import Card, read_flows

OLDER_THAN = timedelta(days=90)
"""How long an ended card stays in the board's file."""
MORE_THAN = 500
"""Only when more cards than this are that old do they leave: not at all on small boards, seldom on large ones."""


def due_to_leave(board: Board, moment: datetime, touched: Collection[str]) -> dict[str, str]:
    """Cards that are to leave for their year's file, with the year they ended in; none while they are few."""
    if len(board.cards) <= MORE_THAN:
        return {}
    done = [board.cards_in(column.id) for column in board.columns if column.kind == "done"]
    gone = [i for i, card in board.cards.items() if card.archived]
    if sum(map(len, done)) + len(gone) <= MORE_THAN:
        return {}
    limit = moment - OLDER_THAN
    candidates = [board.cards[i] for i in chain(*done, gone)]
    read_flows(candidates)
    ended = {card.id: end for card in candidates if (end := _ended(card)) is not None and end < limit}
    if len(ended) <= MORE_THAN:
        return {}
    needed = {i for step in (*board.head.undo, *board.head.redo) for i in step.cards}
    return {i: str(end.year) for i, end in ended.items() if i not in needed and i not in touched}


def year_of(card: Card) -> str:
    """The year that a card belongs to which is kept apart."""
    return str((_ended(card) or card.last_at).year)


def _ended(card: Card) -> datetime | None:
    return None if card.void else card.flow.finished_at or card.flow.finished_by_at or card.flow.archived_at
