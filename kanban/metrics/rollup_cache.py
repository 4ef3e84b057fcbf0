"""What a live roll-up keeps between two looks, so that a refresh costs what changed: shares, figures and scopes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain

import msgspec

from kanban.metrics.contributions import BoardSummary, Contribution, Figures, counts_alike, merged, scope_of, summarised
from kanban.model.board import Board
from kanban.model.moment import effective_now
from kanban.model.unreadable import Problem, UnreadableBoard
from kanban.text.messages import Refused, Words


def _reason(error: Exception) -> Words:
    return error.message if isinstance(error, Refused) else str(error)


Codes = tuple[str | None, ...]
"""Work packages; None stands for cards under none."""


class _Merged(msgspec.Struct, frozen=True):
    """Figures, and how often their packages' shares had been exchanged, and had come to count differently, by then."""

    exchanged: tuple[int, ...]
    changed: tuple[int, ...]
    figures: Figures


class _Scope(msgspec.Struct):
    """Cards added and removed, of each board and of all, by the end of a round."""

    round: int = -1
    boards: dict[str, tuple[int, int]] = {}
    added: int = 0
    removed: int = 0


class RollupCache:
    """The boards taken apart. Only for moments that come one after the other, none before a board's last event."""

    def __init__(self) -> None:
        self._digests: dict[str, BoardSummary] = {}
        self._odd: dict[str, tuple[Board, UnreadableBoard]] = {}
        self._shares: dict[str | None, dict[str, Contribution]] = {}
        self._exchanged: Counter[str | None] = Counter()
        self._changed: Counter[str | None] = Counter()
        self._round = 0
        self._fresh: set[str] = set()
        self._figures: dict[Codes, _Merged] = {}
        self._scopes: dict[tuple[Codes, datetime], _Scope] = {}

    def update(self, boards: Iterable[Board], moment: datetime, live: bool = False) -> list[UnreadableBoard]:
        """Styles at these boards and no others; those that are the same objects as before cost nothing.

        RollupFeed: `moment` is what the clock says, and no board forgets its last event because of it.

        Returns what cannot be taken apart: boards with a card whose history cannot be read.
        """
        odd: dict[str, tuple[Board, UnreadableBoard]] = {}
        seen = set()
        self._round, self._fresh = self._round + 1, set()
        for board in boards:
            slug = board.slug
            held = self._digests.get(slug)
            if held is None or held.board is not board:
                known = self._odd.get(slug)
                try:
                    fresh = (
                        None
                        if known and known[0] is board
                        else summarised(board, effective_now(moment, board.head.last_at) if live else moment)
                    )
                except (Refused, msgspec.MsgspecError) as error:
                    fresh, known = None, (board, UnreadableBoard(slug, Problem(f"board {slug}", _reason(error))))
                self._put(slug, held, fresh)
                if fresh is None:
                    assert known is not None
                    odd[slug] = known
                    continue
            seen.add(slug)
        for slug in self._digests.keys() - seen:
            self._put(slug, self._digests[slug], None)
        self._odd = odd
        return [unread for _, unread in odd.values()]

    def __len__(self) -> int:
        """How many boards count."""
        return len(self._digests)

    @property
    def packages(self) -> Mapping[str | None, object]:
        """Work packages that any card lies under."""
        return self._shares

    def figures(self, codes: Codes) -> Figures:
        """Of all cards under these work packages."""
        exchanged, changed = (tuple(count[code] for code in codes) for count in (self._exchanged, self._changed))
        held = self._figures.get(codes)
        if held and held.exchanged == exchanged:
            return held.figures
        shares = tuple(chain.from_iterable(self._shares[code].values() for code in codes if code in self._shares))
        if held and held.changed == changed:
            figures = msgspec.structs.replace(held.figures, shares=shares)
        else:
            figures = merged(shares)
        self._figures[codes] = _Merged(exchanged, changed, figures)
        return figures

    def scope(self, gated: Codes, since: datetime) -> tuple[int, int]:
        """Cards that came under the gated packages, and that left them, since a moment."""
        held = self._scopes.setdefault((gated, since), _Scope())
        if held.round < self._round - 1:
            held.boards, held.added, held.removed = {}, 0, 0
        packages = frozenset(code for code in gated if code)
        for slug in self._fresh if held.boards else self._digests:
            added, removed = held.boards.pop(slug, (0, 0))
            held.added, held.removed = held.added - added, held.removed - removed
            if slug in self._digests:
                added, removed = held.boards[slug] = scope_of(self._digests[slug], packages, since)
                held.added, held.removed = held.added + added, held.removed + removed
        held.round = self._round
        return held.added, held.removed

    def _put(self, slug: str, old: BoardSummary | None, new: BoardSummary | None) -> None:
        self._fresh.add(slug)
        before: Mapping[str | None, Contribution] = old.shares if old else {}
        after: Mapping[str | None, Contribution] = new.shares if new else {}
        for code in before.keys() | after.keys():
            a, b = before.get(code), after.get(code)
            self._exchanged[code] += 1
            if a is None or b is None or not counts_alike(a, b):
                self._changed[code] += 1
            shares = self._shares.setdefault(code, {})
            if b is None:
                del shares[slug]
                if not shares:
                    del self._shares[code]
            elif a is None and shares and slug < next(reversed(shares)):
                self._shares[code] = dict(sorted([*shares.items(), (slug, b)]))
            else:
                shares[slug] = b
        if new is not None:
            self._digests[slug] = new
        else:
            self._digests.pop(slug, None)
