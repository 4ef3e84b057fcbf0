"""Reading all boards again and again: only those that changed are read, and what cannot be read is named."""

from collections.abc import Collection, Iterable

from kanban.model.board import Board, packages_of
from kanban.model.plan import Plan
from kanban.model.unreadable import Problem, UnreadableBoard
from kanban.store.errors import StoreError
from kanban.store.protocol import Store


class Reader:
    """Keeps the last readable state of every board of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stamps: dict[str | None, object] = {}
        self._held: dict[str, tuple[Board | None, list[UnreadableBoard]]] = {}

    def read(
        self, force: bool = False, changed: Collection[str | None] | None = None
    ) -> tuple[Plan, list[Board], list[UnreadableBoard]] | None:
        """Plan, boards and what could not be read, or None if nothing changed since the last time.

        Of a store that was read before, only what `changed` names (None in it: the plan) is looked at, if it is given.
        """
        if changed is None or not self._stamps:
            slugs = self._store.boards()
            stamps: dict[str | None, object] = {slug: self._stamp(slug) for slug in (None, *slugs)}
        else:
            slugs = list(self._held)
            stamps = self._stamps | {slug: self._stamp(slug) for slug in changed if slug in self._stamps}
        if stamps == self._stamps and not force:
            return None
        for slug in slugs:
            if slug not in self._held or stamps[slug] != self._stamps.get(slug):
                self._held[slug] = _read(self._store, slug)
        plan = self._store.plan()
        self._stamps = stamps
        self._held = {slug: self._held[slug] for slug in slugs}
        boards = [board for board, _ in self._held.values() if board is not None]
        return plan, boards, [unread for _, found in self._held.values() for unread in found]

    def _stamp(self, slug: str | None) -> object:
        try:
            return self._store.stamp(slug)
        except StoreError as error:
            return str(error)


def read_boards(store: Store, slugs: Iterable[str]) -> tuple[list[Board], list[UnreadableBoard]]:
    """The boards that can be read, and what cannot."""
    read = [_read(store, slug) for slug in slugs]
    return [board for board, _ in read if board], [unread for _, found in read for unread in found]


def _read(store: Store, slug: str) -> tuple[Board | None, list[UnreadableBoard]]:
    try:
        board = store.board(slug)
        problems = list(store.problems(slug))[:2]
    except StoreError as error:
        board, problems = None, [Problem(error.place, error.reason)]
    if not problems:
        return board, []
    copy = store.last_good(slug)
    packages = None if copy is None else packages_of(copy)
    return board, [UnreadableBoard(slug, problem, packages) for problem in problems]
