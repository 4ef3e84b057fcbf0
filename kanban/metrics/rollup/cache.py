"""What a live roll-up keeps between two readings, so that the next one costs what changed."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import chain

import msgspec

from kanban.metrics.rollup.contributions import (
    BoardSummary,
    Contribution,
    Figures,
    Sums,
    added_up,
    counts_alike,
    figures_of,
    finishes_after,
    scope_of,
    summarised,
    together,
)
from kanban.model.board import Board
from kanban.model.moment import effective_now
from kanban.model.unreadable import Problem, UnreadableBoard
from kanban.text.messages import Refused

Codes = tuple[str | None, ...]
"""Work packages; None stands for cards under none."""


class _Merged(msgspec.Struct, frozen=True):
    """Figures, and the last updates by then that replaced contributions, and that made them count otherwise."""

    replaced: tuple[int, ...]
    changed: tuple[int, ...]
    figures: Figures


class _Scope(msgspec.Struct):
    """Cards added and removed, of each board and of all, as of an update."""

    update: int = -1
    """Number of the last update that is counted in."""
    boards: dict[str, tuple[int, int]] = {}
    added: int = 0
    removed: int = 0


class _Finishes(msgspec.Struct, frozen=True):
    """When cards of a package were finished after a moment, rising; and the update that had changed it last by then."""

    changed: int
    after: datetime
    finishes: list[datetime]


_SPARE = timedelta(days=1)
"""So much longer ago than asked: the next questions are of a little later."""


class RollupCache:
    """The boards, each summarised. Only for moments that come one after the other, none before a board's last event."""

    def __init__(self) -> None:
        self._summaries: dict[str, BoardSummary] = {}
        self._unreadable: dict[str, tuple[Board, UnreadableBoard]] = {}
        self._contributions: dict[str | None, dict[str, Contribution]] = {}
        """By package, then by board in the order of the boards."""
        self._last = ""
        """The board that comes last of all that ever were."""
        self._replaced: dict[str | None, int] = {}
        """The last update that replaced any contribution to a package."""
        self._changed: dict[str | None, int] = {}
        """The last that made it count otherwise."""
        self._update = 0
        self._new: set[str] = set()
        """Boards that changed with the last update."""
        self._sums: dict[str | None, tuple[int, Sums]] = {}
        """By package, with the update that had changed it last by then."""
        self._figures: dict[Codes, _Merged] = {}
        self._scopes: dict[tuple[Codes, datetime], _Scope] = {}
        self._finishes: dict[str | None, _Finishes] = {}

    def update(self, boards: Iterable[Board], moment: datetime, live: bool = False) -> list[UnreadableBoard]:
        """Take these boards and no others; those that are the same objects as before cost nothing.

        `live`: `moment` is what the clock says, and no board forgets its last event because of it.

        Returns the boards that cannot be counted: one of their cards has a history that cannot be read.
        """
        unreadable: dict[str, tuple[Board, UnreadableBoard]] = {}
        readable = set()
        self._update, self._new = self._update + 1, set()
        for board in boards:
            slug = board.slug
            old = self._summaries.get(slug)
            if old is not None and old.board is board:
                readable.add(slug)
                continue
            known = self._unreadable.get(slug)
            new = known[1] if known and known[0] is board else _summary(board, moment, live)
            if isinstance(new, UnreadableBoard):
                unreadable[slug] = board, new
                self._put(slug, old, None)
            else:
                readable.add(slug)
                self._put(slug, old, new)
        for slug in self._summaries.keys() - readable:
            self._put(slug, self._summaries[slug], None)
        self._unreadable = unreadable
        return [gone for _, gone in unreadable.values()]

    def __len__(self) -> int:
        """How many boards count."""
        return len(self._summaries)

    @property
    def boards(self) -> tuple[Board, ...]:
        """The boards that count, by slug."""
        return tuple(self._summaries[slug].board for slug in sorted(self._summaries))

    @property
    def packages(self) -> Collection[str | None]:
        """Work packages that any card lies under."""
        return self._contributions.keys()

    def figures(self, codes: Codes) -> Figures:
        """Of all cards under these work packages."""
        replaced, changed = (tuple(last.get(code, 0) for code in codes) for last in (self._replaced, self._changed))
        known = self._figures.get(codes)
        if known and known.replaced == replaced:
            return known.figures
        parts = tuple(chain.from_iterable(self._contributions.get(code, {}).values() for code in codes))
        if known and known.changed == changed:
            figures = msgspec.structs.replace(known.figures, contributions=parts)
        else:
            figures = figures_of(parts, together([self._sums_of(code) for code in codes]))
        self._figures[codes] = _Merged(replaced, changed, figures)
        return figures

    def _sums_of(self, code: str | None) -> Sums:
        """Of all cards under a work package."""
        changed = self._changed.get(code, 0)
        known = self._sums.get(code)
        if known is None or known[0] != changed:
            known = self._sums[code] = changed, added_up([*self._contributions.get(code, {}).values()])
        return known[1]

    def finished(self, codes: Codes, begin: datetime, end: datetime) -> int:
        """How many of the cards under these work packages were finished after `begin`, up to `end`."""
        count = 0
        for code in codes:
            finishes = self._finishes_of(code, begin)
            count += bisect_right(finishes, end) - bisect_right(finishes, begin)
        return count

    def _finishes_of(self, code: str | None, begin: datetime) -> list[datetime]:
        known, changed = self._finishes.get(code), self._changed.get(code, 0)
        if known is None or known.changed != changed or begin < known.after:
            after = begin - _SPARE
            finishes = finishes_after(self._contributions.get(code, {}).values(), after)
            known = self._finishes[code] = _Finishes(changed, after, finishes)
        return known.finishes

    def scope(self, gated: Codes, since: datetime) -> tuple[int, int]:
        """Cards that came under the gated packages, and that left them, since a moment."""
        scope = self._scopes.setdefault((gated, since), _Scope())
        if scope.update < self._update - 1:
            scope.boards, scope.added, scope.removed = {}, 0, 0
        packages = frozenset(code for code in gated if code)
        for slug in self._new if scope.boards else self._summaries:
            added, removed = scope.boards.pop(slug, (0, 0))
            scope.added, scope.removed = scope.added - added, scope.removed - removed
            if slug in self._summaries:
                added, removed = scope.boards[slug] = scope_of(self._summaries[slug], packages, since)
                scope.added, scope.removed = scope.added + added, scope.removed + removed
        scope.update = self._update
        return scope.added, scope.removed

    def _put(self, slug: str, old: BoardSummary | None, new: BoardSummary | None) -> None:
        self._new.add(slug)
        before: Mapping[str | None, Contribution] = old.contributions if old else {}
        after: Mapping[str | None, Contribution] = new.contributions if new else {}
        codes = before.keys() | after.keys()
        self._replaced |= dict.fromkeys(codes, self._update)
        if before and after:
            codes = {code for code in codes if _counts_otherwise(before.get(code), after.get(code))}
        self._changed |= dict.fromkeys(codes, self._update)
        for code, part in after.items():
            self._contributions.setdefault(code, {})[slug] = part
        for code in before.keys() - after.keys():
            del self._contributions[code][slug]
            if not self._contributions[code]:
                del self._contributions[code]
        if slug < self._last:
            for code in after.keys() - before.keys():
                self._contributions[code] = dict(sorted(self._contributions[code].items()))
        self._last = max(self._last, slug)
        if new is not None:
            self._summaries[slug] = new
        else:
            self._summaries.pop(slug, None)


def _summary(board: Board, moment: datetime, live: bool) -> BoardSummary | UnreadableBoard:
    try:
        return summarised(board, effective_now(moment, board.head.last_at) if live else moment)
    except (Refused, msgspec.MsgspecError) as error:
        reason = error.message if isinstance(error, Refused) else str(error)
        return UnreadableBoard(board.slug, Problem(board.slug, reason))


def _counts_otherwise(old: Contribution | None, new: Contribution | None) -> bool:
    return old is None or new is None or not counts_alike(old, new)
