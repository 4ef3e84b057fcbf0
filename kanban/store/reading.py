"""Reading all boards again and again: only those that changed are read, and what cannot be read is named."""

from collections.abc import Iterable

from kanban.model.board import Board
from kanban.model.plan import Plan
from kanban.store.archive import problems_of
from kanban.store.protocol import Store, StoreError


class Reader:
    """Keeps the last readable state of every board of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stamps: dict[str | None, object] = {}

    def read(self, force: bool = False) -> tuple[Plan, list[Board], list[str]] | None:
        """Plan, boards and what could not be read, or None if nothing changed since the last time."""
        slugs = self._store.boards()
        stamps: dict[str | None, object] = {slug: self._stamp(slug) for slug in (None, *slugs)}
        if stamps == self._stamps and not force:
            return None
        boards, unreadable = read_boards(self._store, slugs)
        plan = self._store.plan()
        self._stamps = stamps
        return plan, boards, unreadable

    def _stamp(self, slug: str | None) -> object:
        try:
            return self._store.stamp(slug)
        except StoreError as error:
            return str(error)


def read_boards(store: Store, slugs: Iterable[str]) -> tuple[list[Board], list[str]]:
    """The boards that can be read, and a sentence for each that cannot."""
    boards: list[Board] = []
    unreadable: list[str] = []
    for slug in slugs:
        try:
            board = store.board(slug)
        except StoreError as error:
            unreadable.append(str(error))
            continue
        boards.append(board)
        unreadable += (*board.problems[:1], *problems_of(board)[:1])
    return boards, unreadable
