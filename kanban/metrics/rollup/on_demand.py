"""Boards that are known by their tallies: the cards are read when somebody asks for one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar, overload

from kanban.metrics.rollup.tally import Tally
from kanban.model.board import Board, BoardHead
from kanban.model.card import Card, as_of

_Value = TypeVar("_Value")


class ReadLater(Mapping[str, _Value]):
    """A part of a board, read when somebody asks for it."""

    def __init__(self, read: Callable[[], Mapping[str, _Value]]) -> None:
        self._read = read

    def __getitem__(self, key: str) -> _Value:
        return self._read()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())


class OnDemand(ReadLater[Card]):
    """A board's cards, read when somebody asks for one; what they come to is known without them."""

    def __init__(self, tallies: Mapping[str | None, tuple[Tally, ...]], load: Callable[[], Board]) -> None:
        """`load` reads the whole board; it may keep some boards that were asked for last."""
        super().__init__(lambda: load().cards)
        self.tallies = tallies
        """By package: of the cards on the board, and of those finished long ago."""
        self.load = load


def board_on_demand(
    head: BoardHead, tallies: Mapping[str | None, tuple[Tally, ...]], load: Callable[[], Board]
) -> Board:
    """A board that is known by its tallies."""
    cards = OnDemand(tallies, load)
    return Board(head, cards, ReadLater(lambda: load().order), (), ReadLater(lambda: load().past_cards))


class LaterCards:
    """The cards of such a board as of a moment, read when somebody asks for one."""

    def __init__(self, board: Board, moment: datetime) -> None:
        self._board, self._moment = board, moment

    def under(self, package: str | None, count: int) -> "PackageCards":
        """Those under a package, dropped ones left out; `count` of them."""
        return PackageCards(self, package, count)

    def read(self, package: str | None) -> list[Card]:
        """Read them. Raises StoreError."""
        past = [as_of(card, self._moment) for card in self._board.all_cards.values()]
        return [c for c in past if c is not None and c.work_package == package and not c.flow.is_dropped]


class PackageCards(Sequence[Card]):
    """Cards of such a board under one package: counted, and read when they are asked for."""

    def __init__(self, cards: LaterCards, package: str | None, count: int) -> None:
        self._cards, self._package, self._count = cards, package, count

    def _read(self) -> list[Card]:
        return self._cards.read(self._package)

    @overload
    def __getitem__(self, index: int) -> Card: ...

    @overload
    def __getitem__(self, index: slice) -> list[Card]: ...

    def __getitem__(self, index: int | slice) -> Card | list[Card]:
        return self._read()[index]

    def __iter__(self) -> Iterator[Card]:
        return iter(self._read())

    def __len__(self) -> int:
        return self._count


def is_on_demand(board: Board) -> bool:
    """Whether a board is known by its tallies. To ask for the truth of its cards would read them."""
    return isinstance(board.cards, OnDemand)


def on_demand(board: Board) -> OnDemand | None:
    """The cards of a board that is known by its tallies; None for one whose cards are there."""
    return board.cards if isinstance(board.cards, OnDemand) else None
