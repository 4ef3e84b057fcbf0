"""Tallies: what the cards of one board under one work package come to, so that nobody need read them to count them.

A store that keeps tallies writes those of the cards that a change touched with it, by `tallied_anew`; the roll-up of
very many boards is made from them, and equals that made from the cards (`tests/metrics/test_tally.py`).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from kanban.model.board import Board
from kanban.model.card import EMPTY, Card, as_of, flows_of
from kanban.model.flow import Flow
from kanban.model.moment import Moment
from kanban.text.messages import Refused


class Stay(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A time in which a card lay under a work package (None: under none) and was not dropped."""

    package: str | None
    begin: Moment
    end: Moment | None = None
    """None: it lies there still."""


Stays = tuple[Stay, ...]


class Tally(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What cards come to."""

    cards: int = 0
    """How many they are, dropped ones left out."""
    created: tuple[Moment, ...] = ()
    """When those that were always under the package were made, rising."""
    moved: tuple[Stays, ...] = ()
    """Of the cards that came under it later; only where the tally is kept."""
    done: int = 0
    dropped: int = 0
    sized: int = 0
    """How many have an estimate."""
    sized_done: int = 0
    weight: float = 0.0
    weight_done: float = 0.0
    cycles: tuple[float, ...] = ()
    """Cycle times in seconds, rising."""
    reworked: int = 0
    blocked: tuple[Card, ...] = ()
    """Without their histories where the tally is kept."""
    finishes: tuple[Moment, ...] = ()
    """When the finished ones were, as far as it is known, rising."""
    finished_by_at: Moment | None = None
    """By when those were finished of which it is not known when."""
    started_at: Moment | None = None
    """When the first was started, of those of which it is known."""
    start_unknown: bool = False
    """Of one it is not known when it was started."""
    left: tuple[Stays, ...] = ()
    """Of the cards that may have left a milestone's scope: archived, undone, or moved to this package."""
    problem: str = ""
    """Why they cannot be counted: a history that cannot be read."""


PART_CARDS = 200
"""So many cards, by their ids, are tallied together, about those of a driver's year: a move costs the same anywhere."""


_NUMBER = re.compile("[0-9]{1,18}")


class Part(NamedTuple):
    """The cards of a board that a kept tally counts."""

    package: str | None
    number: int
    """Which of the board's hundreds of cards, from 0."""

    @classmethod
    def of(cls, card: Card) -> "Part":
        """The one that a card is counted in; those whose id is no number, which no command makes, are together."""
        return cls(card.work_package, (int(card.id) - 1) // PART_CARDS if _NUMBER.fullmatch(card.id) else -1)

    @property
    def ids(self) -> Iterator[str]:
        """All ids that its cards may have."""
        return map(str, range(self.number * PART_CARDS + 1, (self.number + 1) * PART_CARDS + 1))


def stays_of(card: Card) -> Stays:
    """Where a card was in scope, and when, from its history. Raises Refused if that cannot be read."""
    found: list[Stay] = []
    moments = sorted({event.at for event in card.events})
    for at, end in zip(moments, [*moments[1:], None], strict=True):
        past = as_of(card, at)
        if past is None or past.flow.is_dropped:
            continue
        if found and found[-1].end == at and found[-1].package == past.work_package:
            found[-1] = Stay(past.work_package, found[-1].begin, end)
        else:
            found.append(Stay(past.work_package, at, end))
    return tuple(found)


def stayed(stays: Stays, gated: Collection[str], moment: datetime) -> bool:
    """Whether a card was in the scope of these packages at a moment."""
    for stay in reversed(stays):  # the last that began by then says it; of very many boards the first one mostly does
        if stay.begin <= moment:
            return stay.package in gated and (stay.end is None or moment < stay.end)
    return False


def tallied_in_parts(cards: Iterable[Card]) -> dict[Part, Tally]:
    """The tallies of these cards as a store keeps them."""
    parts: dict[Part, list[Card]] = {}
    for card in cards:
        parts.setdefault(Part.of(card), []).append(card)
    return {part: _tally_or_why(group) for part, group in parts.items()}


def _tally_or_why(cards: Sequence[Card]) -> Tally:
    try:
        return _tally(cards)
    except Refused as refusal:
        return Tally(problem=str(refusal))


def _tally(cards: Sequence[Card]) -> Tally:
    flows = flows_of(cards)
    known = counted([card for card in cards if not card.void])
    return msgspec.structs.replace(
        known.tally,
        moved=tuple(map(stays_of, known.moved)),
        blocked=tuple(msgspec.structs.replace(card, history=EMPTY) for card in known.tally.blocked),
        left=tuple(map(stays_of, leaving(cards, flows))),
    )


def leaving(cards: Iterable[Card], flows: Iterable[Flow]) -> list[Card]:
    """Cards, with their flows, that may have left a milestone's scope: archived, undone, moved to another package."""
    return [
        card
        for card, flow in zip(cards, flows, strict=True)
        if flow.archived_at is not None or card.package_at is not None or card.void
    ]


class Counted(NamedTuple):
    """Cards that have been counted."""

    tally: Tally
    """But for those that were moved or have left."""
    listed: list[Card]
    """The cards, dropped ones left out."""
    moved: list[Card]
    """Those that came under their package later."""


def counted(cards: Iterable[Card]) -> Counted:
    """What cards come to, in one pass: there may be very many."""
    listed: list[Card] = []
    created: list[datetime] = []
    moved: list[Card] = []
    cycles: list[float] = []
    blocked: list[Card] = []
    finishes: list[datetime] = []
    dropped = reworked = finished_by = 0
    finished_by_at: datetime | None = None
    first_at: datetime | None = None
    start_unknown = False
    for card in cards:
        flow = card.flow
        started_at, finished_at = flow.started_at, flow.finished_at
        if finished_at is not None:
            finishes.append(finished_at)
            if started_at is not None:
                cycles.append((finished_at - started_at).total_seconds())
                if flow.backs:
                    reworked += flow.is_reworked
        elif flow.finished_by_at is not None:
            finished_by += 1
            finished_by_at = max(flow.finished_by_at, finished_by_at or flow.finished_by_at)
        elif flow.archived_at is not None:
            dropped += 1
            continue
        elif flow.blocked_at is not None:
            blocked.append(card)
        listed.append(card)
        if started_at is not None:
            if first_at is None or started_at < first_at:
                first_at = started_at
        elif flow.start_unknown:
            start_unknown = True
        if card.package_at is None:
            created.append(flow.created_at)
        else:
            moved.append(card)
    created.sort()
    cycles.sort()
    finishes.sort()
    sized = [card for card in listed if card.estimate]
    sized_done = [card.weight for card in sized if card.flow.is_finished]
    tally = Tally(
        cards=len(listed),
        created=tuple(created),
        done=len(finishes) + finished_by,
        dropped=dropped,
        sized=len(sized),
        sized_done=len(sized_done),
        weight=sum([card.weight for card in sized]),
        weight_done=sum(sized_done),
        cycles=tuple(cycles),
        reworked=reworked,
        blocked=tuple(blocked),
        finishes=tuple(finishes),
        finished_by_at=finished_by_at,
        started_at=first_at,
        start_unknown=start_unknown,
    )
    return Counted(tally, listed, moved)


def joined(tallies: Sequence[Tally]) -> Tally:
    """Of the cards of several tallies together."""
    return Tally(
        cards=sum(tally.cards for tally in tallies),
        created=tuple(sorted(at for tally in tallies for at in tally.created)),
        moved=tuple(stays for tally in tallies for stays in tally.moved),
        done=sum(tally.done for tally in tallies),
        dropped=sum(tally.dropped for tally in tallies),
        sized=sum(tally.sized for tally in tallies),
        sized_done=sum(tally.sized_done for tally in tallies),
        weight=sum(tally.weight for tally in tallies),
        weight_done=sum(tally.weight_done for tally in tallies),
        cycles=tuple(sorted(cycle for tally in tallies for cycle in tally.cycles)),
        reworked=sum(tally.reworked for tally in tallies),
        blocked=tuple(card for tally in tallies for card in tally.blocked),
        finishes=tuple(sorted(at for tally in tallies for at in tally.finishes)),
        finished_by_at=max((tally.finished_by_at for tally in tallies if tally.finished_by_at), default=None),
        started_at=min((tally.started_at for tally in tallies if tally.started_at), default=None),
        start_unknown=any(tally.start_unknown for tally in tallies),
        left=tuple(stays for tally in tallies for stays in tally.left),
        problem=next((tally.problem for tally in tallies if tally.problem), ""),
    )


def tallied_anew(before: Board, after: Board, touched: Iterable[str]) -> dict[Part, Tally]:
    """The tallies that a change of these cards makes others: of the packages they lay and lie under."""
    changed = {Part.of(card) for i in touched for board in (before, after) if (card := board.cards.get(i)) is not None}
    by_number: dict[int, dict[str | None, Part]] = {}
    for part in changed:
        by_number.setdefault(part.number, {})[part.package] = part
    found: dict[Part, list[Card]] = {part: [] for part in changed}
    for parts in by_number.values():
        for card_id in next(iter(parts.values())).ids:
            card = after.cards.get(card_id)
            if card is not None and card.work_package in parts:
                found[parts[card.work_package]].append(card)
    return {part: _tally_or_why(group) for part, group in found.items()}


def by_package(tallies: Iterable[tuple[str | None, Tally]]) -> dict[str | None, tuple[Tally, ...]]:
    """Tallies of parts, each with its package, put together by package."""
    groups: dict[str | None, tuple[Tally, ...]] = {}
    for package, tally in tallies:
        groups[package] = (*groups.get(package, ()), tally)
    return groups
