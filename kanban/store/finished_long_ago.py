"""Which cards leave what is read of a board at its start: those finished long ago, where there are many."""

from abc import abstractmethod
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import chain

import msgspec

from kanban.model.board import Board, assemble
from kanban.model.card import Card, read_flows
from kanban.model.unreadable import Problem
from kanban.text.messages import Message, msg

OLDER_THAN = timedelta(days=90)
"""How long an ended card stays in the board's file."""
MORE_THAN = 500
"""Only when more cards than this are that old do they leave: not at all on small boards, seldom on large ones."""


class CardsApart(Mapping[str, Card]):
    """A board's cards that have left, read at first use."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read of them."""
        return self._load()[1]

    def __getitem__(self, card_id: str) -> Card:
        return self._load()[0][card_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._load()[0])

    def __len__(self) -> int:
        return len(self._load()[0])

    @abstractmethod
    def _load(self) -> tuple[dict[str, Card], tuple[Problem, ...]]:
        """The cards, and what could not be read of them."""


def problems_of(board: Board) -> tuple[Problem, ...]:
    """What could not be read of a board's past years; reads them."""
    return board.past_cards.problems if isinstance(board.past_cards, CardsApart) else ()


def too_few(count: int, noted: int) -> Message | None:
    """What is wrong where fewer cards are kept apart than the board has noted; None if they are not."""
    return msg("it holds {n} cards, {noted} were put there", n=count, noted=noted) if count < noted else None


def without(board: Board, leaving: Collection[str], counts: Mapping[str, int], past_cards: CardsApart) -> Board:
    """The board after its old cards have left."""
    head = msgspec.structs.replace(board.head, past=dict(counts))
    cards = {card_id: card for card_id, card in board.cards.items() if card_id not in leaving}
    return msgspec.structs.replace(assemble(head, cards, board.problems), past_cards=past_cards)


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
