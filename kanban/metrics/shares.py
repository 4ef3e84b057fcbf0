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
from kanban.model.plan import Milestone


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


def shares_of(board: Board, moment: datetime) -> dict[str | None, Share]:
    """The board's cards by work package, as they were at `moment`."""
    groups: dict[str | None, list[Card]] = {}
    for card in board.cards.values():
        past = as_of(card, moment)
        if past is not None:
            groups.setdefault(past.work_package, []).append(past)
    return {package: _share(board, package, cards) for package, cards in groups.items()}


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


def scope_of(board: Board, milestone: Milestone, since: datetime, moment: datetime) -> tuple[int, int]:
    """Cards of the board that came under the milestone's gates, and that left them, between two moments."""
    added = removed = 0
    for card in board.cards.values():
        then, current = _in_scope(milestone, card, since), _in_scope(milestone, card, moment)
        added += current and not then
        removed += then and not current
    return added, removed


def _in_scope(milestone: Milestone, card: Card, moment: datetime) -> bool:
    if card.flow.created_at > moment and not card.void:
        return False
    unchanged = card.package_at is None or card.package_at <= moment
    if unchanged and not card.void:
        if card.work_package is None or not milestone.gates_package(card.work_package):
            return False
        if card.flow.archived_at is None or card.flow.archived_at > moment:
            return True
    past = as_of(card, moment)
    if past is None or past.flow.is_dropped or past.work_package is None:
        return False
    return milestone.gates_package(past.work_package)


class Memory:
    """What a live roll-up keeps between two looks: shares and scopes of the boards that did not change.

    Only for moments that come one after the other, none before a board's last event.
    """

    def __init__(self) -> None:
        self._shares: dict[str, tuple[Board, dict[str | None, Share]]] = {}
        self._scopes: dict[tuple[str, str], tuple[Board, Milestone, datetime, tuple[int, int]]] = {}
        self._merged: dict[str, tuple[tuple[Share, ...], Figures]] = {}

    def shares(self, board: Board, moment: datetime) -> Mapping[str | None, Share]:
        """`shares_of`, where a package in which no card changed keeps its share."""
        held = self._shares.get(board.slug)
        if held and held[0] is board:
            return held[1]
        fresh = shares_of(board, moment)
        if held:
            fresh = {p: old if (old := held[1].get(p)) and _same(old, new) else new for p, new in fresh.items()}
        self._shares[board.slug] = board, fresh
        return fresh

    def scope(self, board: Board, milestone: Milestone, since: datetime, moment: datetime) -> tuple[int, int]:
        """`scope_of`."""
        key = board.slug, milestone.id
        held = self._scopes.get(key)
        if held and held[0] is board and held[1] is milestone and held[2] == since:
            return held[3]
        scope = scope_of(board, milestone, since, moment)
        self._scopes[key] = board, milestone, since, scope
        return scope

    def merged(self, key: str, shares: Iterable[Share]) -> Figures:
        """`merged`, by a name for what is merged."""
        wanted = tuple(shares)
        held = self._merged.get(key)
        if held and len(held[0]) == len(wanted) and all(a is b for a, b in zip(held[0], wanted, strict=True)):
            return held[1]
        figures = merged(wanted)
        self._merged[key] = wanted, figures
        return figures


def _same(old: Share, new: Share) -> bool:
    return (
        len(old.cards) == len(new.cards)
        and old.dropped == new.dropped
        and all(a is b for a, b in zip(old.cards, new.cards, strict=True))
    )
