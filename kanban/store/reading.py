"""Reading all boards again and again: only those that changed are read, and what cannot be read is named."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from kanban.metrics.rollup.on_demand import is_on_demand
from kanban.model.board import Board, packages_of
from kanban.model.plan import Plan
from kanban.model.unreadable import Problem, UnreadableBoard
from kanban.store.errors import StoreError
from kanban.store.protocol import FEW, MANY, KeepsTallies, PaintsFirst, Store


class Reader:
    """Keeps the last readable state of every board of a store.

    With `paints_first` boards that are read for the first time are given unchecked, where the store can do so, and
    checked by the next reading, whatever has changed.
    """

    def __init__(self, store: Store, paints_first: bool = False) -> None:
        self._store = store
        self._first = store if paints_first and isinstance(store, PaintsFirst) else None
        self._unchecked: set[str] = set()
        self._stamps: dict[str | None, object] = {}
        self._held: dict[str, tuple[Board | None, list[UnreadableBoard]]] = {}
        self._are_many = False

    @property
    def is_provisional(self) -> bool:
        """Whether boards are known by their tallies that are read whole by the next reading."""
        return any(is_on_demand(held) for slug in self._unchecked if (held := self._held[slug][0]) is not None)

    def read(
        self, force: bool = False, changed: Collection[str | None] | None = None, at_once: bool = False
    ) -> tuple[Plan, list[Board], list[UnreadableBoard]] | None:
        """Plan, boards and what could not be read, or None if nothing changed since the last time.

        Of a store that was read before, only what `changed` names (None in it: the plan) is looked at, if it is given.
        `at_once`: boards that are read for the first time may be known by what their cards come to.
        """
        if changed is None or not self._stamps:
            stamps = self._store.stamps()
            slugs = sorted(slug for slug in stamps if slug is not None)
            self._are_many = len(slugs) > MANY
            may_be_new = slugs
        else:
            slugs = list(self._held)
            may_be_new = [slug for slug in {*changed, *self._unchecked} if slug in self._held]
            stamps = self._stamps | {slug: self._stamp(slug) for slug in changed if slug in self._stamps}
        is_news = force or stamps != self._stamps
        wanted = [
            slug
            for slug in (may_be_new if is_news else [*self._unchecked])
            if slug not in self._held or slug in self._unchecked or stamps[slug] != self._stamps.get(slug)
        ]
        for slug, now_held in self._read(wanted, at_once):
            before = self._held.get(slug)
            self._held[slug] = board, unread = now_held
            is_news = is_news or before is None or before[0] is not board or bool(unread)
        if not is_news:
            return None
        plan = self._store.plan()
        self._stamps = stamps
        self._held = {slug: self._held[slug] for slug in slugs}
        self._unchecked.intersection_update(slugs)
        boards = [board for board, _ in self._held.values() if board is not None]
        return plan, boards, [unread for _, problems in self._held.values() for unread in problems]

    def _read(
        self, slugs: Sequence[str], at_once: bool
    ) -> Iterator[tuple[str, tuple[Board | None, list[UnreadableBoard]]]]:
        """Boards for the first time unchecked, where the store can do so; the others all at once."""
        rest = []
        for slug in slugs:
            if self._first is None or slug in self._held:
                rest.append(slug)
                continue
            try:
                board = self._first.first_count(slug) if at_once and len(slugs) > FEW else self._first.first_paint(slug)
            except StoreError:
                rest.append(slug)
            else:
                self._unchecked.add(slug)
                yield slug, (board, [])
        self._unchecked.difference_update(rest)
        for slug, read_now in _read_many(self._store, rest, self._are_many).items():
            yield slug, _with_problems(self._store, slug, read_now)

    def _stamp(self, slug: str | None) -> object:
        try:
            return self._store.stamp(slug)
        except StoreError as error:
            return str(error)


def read_boards(store: Store, slugs: Iterable[str]) -> tuple[list[Board], list[UnreadableBoard]]:
    """The boards that can be read, and what cannot."""
    wanted = list(slugs)
    found_all = _read_many(store, wanted, len(wanted) > MANY)
    read = [_with_problems(store, slug, board_or_why) for slug, board_or_why in found_all.items()]
    return [board for board, _ in read if board], [unread for _, board_or_why in read for unread in board_or_why]


def _read_many(store: Store, slugs: Sequence[str], are_many: bool) -> dict[str, Board | StoreError]:
    if not slugs:
        return {}
    if are_many and isinstance(store, KeepsTallies):
        tallied = store.tallied(slugs)
        gone = [slug for slug in slugs if slug not in tallied]
        return {**tallied, **(store.read(gone) if gone else {})}
    return store.read(slugs)


def _with_problems(store: Store, slug: str, found: Board | StoreError) -> tuple[Board | None, list[UnreadableBoard]]:
    board = found if isinstance(found, Board) else None
    try:
        if isinstance(found, StoreError):
            raise found
        problems = [] if is_on_demand(found) else list(store.problems(slug))[:2]
    except StoreError as error:
        board, problems = None, [Problem(error.place, error.reason)]
    if not problems:
        return board, []
    copy = store.last_good(slug)
    packages = None if copy is None else packages_of(copy)
    return board, [UnreadableBoard(slug, problem, packages) for problem in problems]
