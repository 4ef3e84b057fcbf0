"""Figures that add up: what each board contributes to a work package, merged for packages and milestones.

The same merge serves every depth of the roll-up, so that the depths cannot disagree.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain

import msgspec

from kanban.metrics.rollup.on_demand import LaterCards, OnDemand, on_demand
from kanban.metrics.rollup.tally import Stays, Tally, by_package, counted, joined, leaving, stayed, tallied_in_parts
from kanban.metrics.stats import percentile, rate
from kanban.model.board import Board
from kanban.model.card import Card, as_of, flows_of
from kanban.text.messages import Refused

_EVER = datetime.min.replace(tzinfo=UTC)


class BoardCard(msgspec.Struct, frozen=True, gc=False):
    """A card with the board it lies on."""

    board: Board
    card: Card


class Contribution(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one board's cards under one work package (None: under none) come to."""

    board: Board
    package: str | None
    tally: Tally
    moved: tuple[Card | Stays, ...]
    """Cards that came under the package later, or where they were and when."""
    listed: tuple[Card, ...]
    """Its cards, dropped ones left out; none of a board that is known by its tallies."""
    later: LaterCards | None = None
    """The cards of such a board."""

    @property
    def cards(self) -> Sequence[Card]:
        """Its cards, dropped ones left out. Of a board that is known by its tallies they are read when asked for."""
        return self.listed if self.later is None else self.later.under(self.package, self.tally.cards)


class Figures(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """The figures of some contributions: of a board, a work package, a milestone."""

    contributions: tuple[Contribution, ...]
    total: int
    """Cards, dropped ones left out."""
    done: int
    dropped: int
    completion_rate: float | None
    """Cards done / cards."""
    weighted_completion_rate: float | None
    """Done estimate / estimate; a card without one weighs the mean of those that have one."""
    finished: int
    """Finished with a known start: what the rework rate and the cycle time rest on."""
    reworked: int
    rework_rate: float | None
    cycle_time_p85_seconds: float | None
    blocked: tuple[BoardCard, ...]
    """Unfinished blocked cards, the one blocked longest first."""
    finished_at: datetime | None
    """When the last of the finished ones was; None where that is not known."""
    finished_by_at: datetime | None
    """When it was at the latest."""

    @cached_property
    def drivers(self) -> tuple[str, ...]:
        """Whose cards they are: asked of a few figures, and very many boards are long to go through."""
        return tuple(sorted({part.board.head.driver for part in self.contributions if part.tally.cards}))

    @property
    def started_at(self) -> datetime | None:
        """When the first card was started, of those of which it is known."""
        return min([at for part in self.contributions if (at := part.tally.started_at) is not None], default=None)

    @property
    def cards(self) -> tuple[BoardCard, ...]:
        """All cards, dropped ones left out."""
        return tuple(self.each_card())

    def each_card(self) -> Iterator[BoardCard]:
        """One after the other; cards that have to be read first come board by board."""
        parts = board_by_board(self.contributions)
        return (BoardCard(part.board, card) for part in parts for card in part.cards)


def board_by_board(parts: Sequence[Contribution]) -> Sequence[Contribution]:
    """In an order in which no board has to be read twice; in that of packages where all cards are in memory."""
    if any(part.later is not None for part in parts):
        return sorted(parts, key=lambda part: part.board.slug)
    return parts


class Sums(msgspec.Struct, frozen=True, kw_only=True):
    """What adds up of contributions; those of several packages are added up from those of each."""

    total: int
    done: int
    dropped: int
    sized: int
    sized_done: int
    weight: float
    weight_done: float
    cycles: list[float]
    """Rising: to sort lists that are sorted already costs little."""
    reworked: int
    blocked: list[BoardCard]
    last_finish: datetime | None
    finished_by_at: datetime | None


def added_up(parts: Sequence[Contribution]) -> Sums:
    """The sums of contributions."""
    tallies = [part.tally for part in parts]
    return Sums(
        total=sum([tally.cards for tally in tallies]),
        done=sum([tally.done for tally in tallies]),
        dropped=sum([tally.dropped for tally in tallies]),
        sized=sum([tally.sized for tally in tallies]),
        sized_done=sum([tally.sized_done for tally in tallies]),
        weight=sum([tally.weight for tally in tallies]),
        weight_done=sum([tally.weight_done for tally in tallies]),
        cycles=sorted(chain.from_iterable([tally.cycles for tally in tallies])),
        reworked=sum([tally.reworked for tally in tallies]),
        blocked=[BoardCard(part.board, card) for part in parts if part.tally.blocked for card in part.tally.blocked],
        last_finish=max([tally.finishes[-1] for tally in tallies if tally.finishes], default=None),
        finished_by_at=max([at for tally in tallies if (at := tally.finished_by_at) is not None], default=None),
    )


def together(sums: Sequence[Sums]) -> Sums:
    """The sums of several groups of contributions."""
    if len(sums) == 1:
        return sums[0]
    return Sums(
        total=sum(each.total for each in sums),
        done=sum(each.done for each in sums),
        dropped=sum(each.dropped for each in sums),
        sized=sum(each.sized for each in sums),
        sized_done=sum(each.sized_done for each in sums),
        weight=sum(each.weight for each in sums),
        weight_done=sum(each.weight_done for each in sums),
        cycles=sorted(chain.from_iterable(each.cycles for each in sums)),
        reworked=sum(each.reworked for each in sums),
        blocked=[item for each in sums for item in each.blocked],
        last_finish=max((at for each in sums if (at := each.last_finish) is not None), default=None),
        finished_by_at=max((at for each in sums if (at := each.finished_by_at) is not None), default=None),
    )


def merged(contributions: Iterable[Contribution]) -> Figures:
    """The figures of contributions taken together."""
    parts = tuple(contributions)
    return figures_of(parts, added_up(parts))


def figures_of(parts: tuple[Contribution, ...], sums: Sums) -> Figures:
    """The figures of contributions that have been added up."""
    total, done, sized, finished = sums.total, sums.done, sums.sized, len(sums.cycles)
    typical = rate(sums.weight, sized)
    weighted = None
    if typical is not None:
        weighted = rate(sums.weight_done + typical * (done - sums.sized_done), sums.weight + typical * (total - sized))
    last, by = sums.last_finish, sums.finished_by_at
    return Figures(
        contributions=parts,
        total=total,
        done=done,
        dropped=sums.dropped,
        completion_rate=rate(done, total),
        weighted_completion_rate=weighted,
        finished=finished,
        reworked=sums.reworked,
        rework_rate=rate(sums.reworked, finished),
        cycle_time_p85_seconds=percentile(sums.cycles, 0.85),
        blocked=tuple(sorted(sums.blocked, key=_longest_blocked)),
        finished_at=last if last is not None and (by is None or by <= last) else None,
        finished_by_at=max((at for at in (last, by) if at is not None), default=None),
    )


def _longest_blocked(item: BoardCard) -> tuple[datetime, int, str]:
    card = item.card
    return card.flow.blocked_at or card.last_at, len(card.id), card.id


def finishes_after(parts: Iterable[Contribution], begin: datetime) -> list[datetime]:
    """When cards were finished after a moment, rising."""
    begin = begin.astimezone(UTC)  # times of one zone are compared ten times as fast
    after: list[datetime] = []
    for part in parts:
        finishes = part.tally.finishes
        if finishes and finishes[-1] > begin:
            after += finishes[bisect_right(finishes, begin) :]
    return sorted(after)


class BoardSummary(msgspec.Struct, frozen=True):
    """A board as of a moment, taken apart for the roll-up."""

    board: Board
    moment: datetime
    contributions: Mapping[str | None, Contribution]
    """By work package."""
    may_have_left: tuple[Card | Stays, ...]
    """Cards, or their stays, that may have left a milestone's scope: archived, undone, moved to another package."""
    scope_at: datetime
    """No milestone's scope has changed by its cards after this."""


def summarised(board: Board, moment: datetime) -> BoardSummary:
    """The board's cards by work package, as they were at `moment`. One pass: there may be very many."""
    if (demand := on_demand(board)) is not None:
        return _by_tallies(board, moment, demand)
    groups: defaultdict[str | None, list[Card]] = defaultdict(list)
    cards = board.all_cards.values()
    flows = flows_of(cards)
    for card, flow in zip(cards, flows, strict=True):
        past = as_of(card, moment) if (card.touched_at or flow.entered_at) > moment or card.void else card
        if past is not None:
            groups[past.work_package].append(past)
    parts: dict[str | None, Contribution] = {}
    for package, group in groups.items():
        tally, listed, moved = counted(group)
        parts[package] = Contribution(
            board=board, package=package, tally=tally, moved=tuple(moved), listed=tuple(listed)
        )
    return _summary(board, moment, parts, tuple(leaving(cards, flows)))


def _summary(
    board: Board, moment: datetime, parts: Mapping[str | None, Contribution], left: tuple[Card | Stays, ...]
) -> BoardSummary:
    created = [part.tally.created[-1] for part in parts.values() if part.tally.created]
    moved = [_last_at(card) for part in parts.values() for card in part.moved]
    scope_at = max([*created, *moved, *map(_last_at, left)], default=_EVER)
    return BoardSummary(board, moment, parts, left, scope_at)


def _last_at(card: Card | Stays) -> datetime:
    """After this it came nowhere and left nowhere."""
    if isinstance(card, tuple):
        return max([stay.end or stay.begin for stay in card], default=_EVER)
    return card.last_at


def _by_tallies(board: Board, moment: datetime, demand: OnDemand) -> BoardSummary:
    tallies = demand.tallies
    if board.head.last_at is not None and moment < board.head.last_at:
        past = [card for card_now in board.all_cards.values() if (card := as_of(card_now, moment)) is not None]
        tallies = by_package((part.package, tally) for part, tally in tallied_in_parts(past).items())
    later = LaterCards(board, moment)
    parts: dict[str | None, Contribution] = {}
    left: list[Stays] = []
    for package, of_package in tallies.items():
        tally = of_package[0] if len(of_package) == 1 else joined(of_package)
        if tally.problem:
            raise Refused(tally.problem)
        left += tally.left
        if tally.cards or tally.dropped:
            parts[package] = Contribution(
                board=board, package=package, tally=tally, moved=tally.moved, listed=(), later=later
            )
    return _summary(board, moment, parts, tuple(left))


def scope_of(summary: BoardSummary, gated: Collection[str], since: datetime) -> tuple[int, int]:
    """Cards of the board that came under the gated packages, and that left them, since a moment."""
    if summary.scope_at <= since:
        return 0, 0
    added = removed = 0
    for package in gated:
        part = summary.contributions.get(package)
        if part is not None:
            created = part.tally.created
            if created and created[-1] > since:
                added += len(created) - bisect_right(created, since)
            for moved in part.moved:
                added += not _in_scope(gated, moved, since)
    for card in summary.may_have_left:
        removed += _in_scope(gated, card, since) and not _in_scope(gated, card, summary.moment)
    return added, removed


def came_since(cards: Iterable[BoardCard], gated: Collection[str], since: datetime) -> tuple[BoardCard, ...]:
    """Of cards that are under the gated packages, those that were not at a moment."""
    return tuple(item for item in cards if item.card.flow.created_at > since or not _in_scope(gated, item.card, since))


def _in_scope(gated: Collection[str], card: Card | Stays, moment: datetime) -> bool:
    if isinstance(card, tuple):
        return stayed(card, gated, moment)
    past = as_of(card, moment)
    return past is not None and past.work_package in gated and not past.flow.is_dropped


def counts_alike(a: Contribution, b: Contribution) -> bool:
    """Whether `merged` makes the same figures of both, but for the cards and the board they name."""
    return (
        a.tally.cards == b.tally.cards
        and _counts(a.tally) == _counts(b.tally)
        and not a.tally.blocked
        and not b.tally.blocked
    )


def _counts(tally: Tally) -> tuple[object, ...]:
    sizes = tally.sized, tally.sized_done, tally.weight, tally.weight_done
    return tally.done, tally.dropped, sizes, tally.reworked, tally.finishes, tally.finished_by_at, tally.cycles
