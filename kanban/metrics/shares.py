"""Figures that add up: each board's share of a work package, merged for packages and milestones.

The same merge serves every depth of the roll-up, so that the depths cannot disagree. Shares of a board that did not
change are kept: a refresh costs what changed.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from kanban.metrics.stats import percentile, rate
from kanban.model.board import Board
from kanban.model.card import Card, as_of


class BoardCard(msgspec.Struct, frozen=True):
    """A card with the board it lies on."""

    board: Board
    card: Card


class Share(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one board's cards under one work package (None: under none) come to."""

    board: Board
    package: str | None
    cards: tuple[Card, ...]
    """Dropped ones left out."""
    done: int
    dropped: int
    estimated: bool
    weight: float
    weight_done: float
    cycles: tuple[float, ...]
    """Cycle times in seconds, rising."""
    reworked: int
    blocked: tuple[Card, ...]
    finished_at: datetime | None
    """When the last of the finished ones was."""


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of some shares: of a board, a work package, a milestone."""

    shares: tuple[Share, ...]
    total: int
    """Cards, dropped ones left out."""
    done: int
    dropped: int
    completion_rate: float | None
    finished: int
    """Finished with a known start: what the rework rate and the cycle time rest on."""
    reworked: int
    rework_rate: float | None
    cycle_time_p85_seconds: float | None
    blocked: tuple[BoardCard, ...]
    """Unfinished blocked cards, the one blocked longest first."""
    drivers: tuple[str, ...]
    finished_at: datetime | None

    @property
    def cards(self) -> tuple[BoardCard, ...]:
        """All cards, dropped ones left out."""
        return tuple(BoardCard(share.board, card) for share in self.shares for card in share.cards)


def merged(shares: Iterable[Share]) -> Figures:
    """The figures of shares taken together."""
    held = tuple(shares)
    total, done = sum(len(s.cards) for s in held), sum(s.done for s in held)
    estimated = any(s.estimated for s in held)
    whole = sum(s.weight for s in held) if estimated else float(total)
    part = sum(s.weight_done for s in held) if estimated else float(done)
    cycles: list[float] = []
    for share in held:
        cycles += share.cycles
    reworked = sum(s.reworked for s in held)
    blocked = [BoardCard(s.board, card) for s in held for card in s.blocked]
    return Figures(
        shares=held,
        total=total,
        done=done,
        dropped=sum(s.dropped for s in held),
        completion_rate=rate(part, whole),
        finished=len(cycles),
        reworked=reworked,
        rework_rate=rate(reworked, len(cycles)),
        cycle_time_p85_seconds=percentile(cycles, 0.85),
        blocked=tuple(sorted(blocked, key=lambda c: (c.card.flow.blocked_at or c.card.last_at, c.card.id))),
        drivers=tuple(sorted({s.board.driver for s in held if s.cards})),
        finished_at=max((s.finished_at for s in held if s.finished_at), default=None),
    )


class Digest(msgspec.Struct, frozen=True):
    """A board as of a moment, taken apart for the roll-up."""

    board: Board
    shares: Mapping[str | None, Share]
    turned: tuple[Card, ...]
    """Cards that may have left a milestone's scope: archived, undone, or moved to another work package."""


def digest(board: Board, moment: datetime) -> Digest:
    """The board's cards by work package, as they were at `moment`."""
    groups: dict[str | None, list[Card]] = {}
    turned: list[Card] = []
    for card in board.all_cards.values():
        if card.package_at is not None or card.void or card.flow.archived_at is not None:
            turned.append(card)
        past = as_of(card, moment)
        if past is not None:
            groups.setdefault(past.work_package, []).append(past)
    shares = {package: _share(board, package, cards) for package, cards in groups.items()}
    return Digest(board, shares, tuple(turned))


def _share(board: Board, package: str | None, everything: list[Card]) -> Share:
    kept = [card for card in everything if not card.flow.is_dropped]
    done = [card for card in kept if card.flow.finished_at is not None]
    return Share(
        board=board,
        package=package,
        cards=tuple(kept),
        done=len(done),
        dropped=len(everything) - len(kept),
        estimated=any(card.estimate for card in kept),
        weight=sum(card.weight for card in kept),
        weight_done=sum(card.weight for card in done),
        cycles=tuple(sorted(s for card in done if (s := card.flow.cycle_seconds) is not None)),
        reworked=sum(card.flow.rework_moves > 0 for card in done if card.flow.started_at is not None),
        blocked=tuple(c for c in kept if c.flow.blocked_at is not None and c.flow.finished_at is None),
        finished_at=max((c.flow.finished_at for c in done if c.flow.finished_at), default=None),
    )


def scope_of(held: Digest, gated: frozenset[str], since: datetime, moment: datetime) -> tuple[int, int]:
    """Cards of the board that came under the gated packages, and that left them, between two moments."""
    added = 0
    for package, share in held.shares.items():
        if package in gated:
            for card in share.cards:
                if card.flow.created_at > since or (card.package_at and not _in_scope(gated, card, since)):
                    added += 1
    removed = sum(_in_scope(gated, card, since) and not _in_scope(gated, card, moment) for card in held.turned)
    return added, removed


def _in_scope(gated: frozenset[str], card: Card, moment: datetime) -> bool:
    past = as_of(card, moment)
    return past is not None and past.work_package in gated and not past.flow.is_dropped


class Memory:
    """What a live roll-up keeps between two looks: shares and scopes of the boards that did not change.

    Only for moments that come one after the other, none before a board's last event.
    """

    def __init__(self) -> None:
        self._digests: dict[str, Digest] = {}
        self._scopes: dict[tuple[str, str], tuple[Digest, frozenset[str], datetime, tuple[int, int]]] = {}
        self._merged: dict[str, Figures] = {}

    def digest(self, board: Board, moment: datetime) -> Digest:
        """`digest`, made once for a board that does not change."""
        held = self._digests.get(board.slug)
        if held is None or held.board is not board:
            held = self._digests[board.slug] = digest(board, moment)
        return held

    def scope(
        self, name: str, taken: Digest, gated: frozenset[str], since: datetime, moment: datetime
    ) -> tuple[int, int]:
        """`scope_of`, by the name of the milestone."""
        key = taken.board.slug, name
        held = self._scopes.get(key)
        if held and held[0] is taken and held[1] == gated and held[2] == since:
            return held[3]
        scope = scope_of(taken, gated, since, moment)
        self._scopes[key] = taken, gated, since, scope
        return scope

    def merged(self, name: str, shares: Iterable[Share]) -> Figures:
        """`merged`, by a name for what is merged; shares that count for the same are only exchanged."""
        wanted = tuple(shares)
        held = self._merged.get(name)
        if held and len(held.shares) == len(wanted) and all(map(_counts_the_same, held.shares, wanted)):
            figures = msgspec.structs.replace(held, shares=wanted)
        else:
            figures = merged(wanted)
        self._merged[name] = figures
        return figures


def _counts_the_same(a: Share, b: Share) -> bool:
    return a is b or (
        a.board.slug == b.board.slug
        and len(a.cards) == len(b.cards)
        and (a.done, a.dropped, a.estimated, a.weight, a.weight_done, a.reworked, a.finished_at, a.cycles)
        == (b.done, b.dropped, b.estimated, b.weight, b.weight_done, b.reworked, b.finished_at, b.cycles)
        and not a.blocked
        and not b.blocked
    )
