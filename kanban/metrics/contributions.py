"""Figures that add up: what each board contributes to a work package, merged for packages and milestones.

The same merge serves every depth of the roll-up, so that the depths cannot disagree.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from kanban.metrics.stats import percentile, rate
from kanban.metrics.tally import OnDemand, PackageCards, Stays, Tally, joined, on_demand, packages_in, stayed, tallied
from kanban.model.board import Board
from kanban.model.card import Card, as_of, read_flows
from kanban.model.flow import Flow
from kanban.text.messages import Refused


class BoardCard(msgspec.Struct, frozen=True):
    """A card with the board it lies on."""

    board: Board
    card: Card


class Contribution(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one board's cards under one work package (None: under none) come to."""

    board: Board
    package: str | None
    cards: Sequence[Card]
    """Dropped ones left out. Of a board that is known by its tallies they are read when somebody asks for one."""
    total: int
    """How many they are."""
    created: tuple[datetime, ...]
    """When those that were always under the package were made, rising."""
    moved: tuple[Card | Stays, ...]
    """Those that came under it later, or where they were and when."""
    done: int
    dropped: int
    sized: int
    """How many have an estimate."""
    sized_done: int
    weight: float
    weight_done: float
    cycles: tuple[float, ...]
    """Cycle times in seconds, rising."""
    reworked: int
    blocked: tuple[Card, ...]
    finishes: tuple[datetime, ...]
    """When the finished ones were, as far as it is known, rising."""
    finished_by_at: datetime | None
    """By when those were finished of which it is not known when."""
    started_at: datetime | None
    """When the first was started, of those of which it is known."""
    start_unknown: bool
    """Of one it is not known when it was started."""


class Figures(msgspec.Struct, frozen=True, kw_only=True):
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
    drivers: tuple[str, ...]
    finished_at: datetime | None
    """When the last of the finished ones was; None where that is not known."""
    finished_by_at: datetime | None
    """When it was at the latest."""

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
    if any(isinstance(part.cards, PackageCards) for part in parts):
        return sorted(parts, key=lambda part: part.board.slug)
    return parts


def merged(contributions: Iterable[Contribution]) -> Figures:
    """The figures of contributions taken together."""
    parts = tuple(contributions)
    total, done = sum([part.total for part in parts]), sum([part.done for part in parts])
    sized, sized_done = sum([part.sized for part in parts]), sum([part.sized_done for part in parts])
    weight, weight_done = sum([part.weight for part in parts]), sum([part.weight_done for part in parts])
    typical = rate(weight, sized)
    weighted = None
    if typical is not None:
        weighted = rate(weight_done + typical * (done - sized_done), weight + typical * (total - sized))
    cycles: list[float] = []
    for part in parts:
        cycles += part.cycles
    reworked = sum([part.reworked for part in parts])
    blocked = [BoardCard(part.board, card) for part in parts for card in part.blocked]
    return Figures(
        contributions=parts,
        total=total,
        done=done,
        dropped=sum([part.dropped for part in parts]),
        completion_rate=rate(done, total),
        weighted_completion_rate=weighted,
        finished=len(cycles),
        reworked=reworked,
        rework_rate=rate(reworked, len(cycles)),
        cycle_time_p85_seconds=percentile(cycles, 0.85),
        blocked=tuple(sorted(blocked, key=lambda c: (c.card.flow.blocked_at or c.card.last_at, c.card.id))),
        drivers=tuple(sorted({part.board.driver for part in parts if part.total})),
        finished_at=_last_finish(parts),
        finished_by_at=max(
            (at for part in parts for at in (*part.finishes[-1:], part.finished_by_at) if at), default=None
        ),
    )


def finishes_after(figures: Figures, begin: datetime) -> list[datetime]:
    """When cards were finished after a moment, rising."""
    begin = begin.astimezone(UTC)  # times of one zone are compared ten times as fast
    after: list[datetime] = []
    for part in figures.contributions:
        finishes = part.finishes
        if finishes and finishes[-1] > begin:
            after += finishes[bisect_right(finishes, begin) :]
    return sorted(after)


def _last_finish(parts: tuple[Contribution, ...]) -> datetime | None:
    """None where a finish of which it is not known when may have been the last."""
    last = max((part.finishes[-1] for part in parts if part.finishes), default=None)
    by = max((part.finished_by_at for part in parts if part.finished_by_at), default=None)
    return last if last is not None and (by is None or by <= last) else None


class BoardSummary(msgspec.Struct, frozen=True):
    """A board as of a moment, taken apart for the roll-up."""

    board: Board
    moment: datetime
    contributions: Mapping[str | None, Contribution]
    """By work package."""
    may_have_left: tuple[Card | Stays, ...]
    """Cards, or their stays, that may have left a milestone's scope: archived, undone, moved to another package."""


def summarised(board: Board, moment: datetime) -> BoardSummary:
    """The board's cards by work package, as they were at `moment`. One pass: there may be very many."""
    if (demand := on_demand(board)) is not None:
        return _by_tallies(board, moment, demand)
    parts: dict[str | None, _Part] = {}
    may_have_left: list[Card] = []
    cards = board.all_cards.values()
    read_flows(cards)
    for card in cards:
        flow = card.flow
        if flow.archived_at is not None or card.package_at is not None or card.void:
            may_have_left.append(card)
        past = as_of(card, moment) if (card.touched_at or flow.entered_at) > moment or card.void else card
        if past is None:
            continue
        part = parts.get(past.work_package)
        if part is None:
            part = parts[past.work_package] = _Part()
        part.add(past, flow if past is card else past.flow)
    return BoardSummary(
        board,
        moment,
        {package: part.contribution(board, package) for package, part in parts.items()},
        tuple(may_have_left),
    )


def _by_tallies(board: Board, moment: datetime, demand: OnDemand) -> BoardSummary:
    tallies = demand.tallies
    if board.head.last_at is not None and moment < board.head.last_at:
        past = [card for card_now in board.all_cards.values() if (card := as_of(card_now, moment)) is not None]
        tallies = {package: (tally,) for package, tally in tallied(past, packages_in(past)).items()}
    if wrong := next((tally.problem for of_package in tallies.values() for tally in of_package if tally.problem), ""):
        raise Refused(wrong)
    parts = {package: _added_up(board, package, of_package, moment) for package, of_package in tallies.items()}
    left = tuple(stays for of_package in tallies.values() for tally in of_package for stays in tally.left)
    return BoardSummary(board, moment, {p: part for p, part in parts.items() if part.total or part.dropped}, left)


def _added_up(board: Board, package: str | None, tallies: Sequence[Tally], moment: datetime) -> Contribution:
    tally = tallies[0] if len(tallies) == 1 else joined(tallies)
    return Contribution(
        board=board,
        package=package,
        cards=PackageCards(board, package, tally.cards, moment),
        total=tally.cards,
        created=tally.created,
        moved=tally.moved,
        done=tally.done,
        dropped=tally.dropped,
        sized=tally.sized,
        sized_done=tally.sized_done,
        weight=tally.weight,
        weight_done=tally.weight_done,
        cycles=tally.cycles,
        reworked=tally.reworked,
        blocked=tally.blocked,
        finishes=tally.finishes,
        finished_by_at=tally.finished_by_at,
        started_at=tally.started_at,
        start_unknown=tally.start_unknown,
    )


class _Part:
    """A contribution while it is being counted."""

    __slots__ = (
        "blocked",
        "cards",
        "created",
        "cycles",
        "done",
        "dropped",
        "finished_by_at",
        "finishes",
        "moved",
        "reworked",
        "sized",
        "start_unknown",
        "started_at",
    )

    def __init__(self) -> None:
        self.cards: list[Card] = []
        self.created: list[datetime] = []
        self.moved: list[Card] = []
        self.sized: list[Card] = []
        self.cycles: list[float] = []
        self.blocked: list[Card] = []
        self.done = self.dropped = self.reworked = 0
        self.finishes: list[datetime] = []
        self.finished_by_at: datetime | None = None
        self.started_at: datetime | None = None
        self.start_unknown = False

    def add(self, card: Card, flow: Flow) -> None:
        finished_at = flow.finished_at
        if finished_at is not None:
            self.done += 1
            self.finishes.append(finished_at)
            if flow.started_at is not None:
                self.cycles.append((finished_at - flow.started_at).total_seconds())
                if flow.backs:
                    self.reworked += flow.is_reworked
        elif flow.finished_by_at is not None:
            self.done += 1
            self.finished_by_at = max(flow.finished_by_at, self.finished_by_at or flow.finished_by_at)
        elif flow.archived_at is not None:
            self.dropped += 1
            return
        elif flow.blocked_at is not None:
            self.blocked.append(card)
        self.cards.append(card)
        started_at = flow.started_at
        if started_at is not None:
            if self.started_at is None or started_at < self.started_at:
                self.started_at = started_at
        elif flow.start_unknown:
            self.start_unknown = True
        if card.estimate:
            self.sized.append(card)
        if card.package_at is None:
            self.created.append(flow.created_at)
        else:
            self.moved.append(card)

    def contribution(self, board: Board, package: str | None) -> Contribution:
        self.created.sort()
        sized_done = [card.weight for card in self.sized if card.flow.is_finished]
        self.cycles.sort()
        self.finishes.sort()
        return Contribution(
            board=board,
            package=package,
            cards=tuple(self.cards),
            total=len(self.cards),
            created=tuple(self.created),
            moved=tuple(self.moved),
            done=self.done,
            dropped=self.dropped,
            sized=len(self.sized),
            sized_done=len(sized_done),
            weight=sum([card.weight for card in self.sized]),
            weight_done=sum(sized_done),
            cycles=tuple(self.cycles),
            reworked=self.reworked,
            blocked=tuple(self.blocked),
            finishes=tuple(self.finishes),
            finished_by_at=self.finished_by_at,
            started_at=self.started_at,
            start_unknown=self.start_unknown,
        )


def scope_of(summary: BoardSummary, gated: Collection[str], since: datetime) -> tuple[int, int]:
    """Cards of the board that came under the gated packages, and that left them, since a moment."""
    added = removed = 0
    for package in gated:
        part = summary.contributions.get(package)
        if part is not None:
            added += len(part.created) - bisect_right(part.created, since)
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
        a.total == b.total
        and _counts(a) == _counts(b)
        and not a.blocked
        and not b.blocked
        and a.board.driver == b.board.driver
    )


def _counts(part: Contribution) -> tuple[object, ...]:
    sizes = part.sized, part.sized_done, part.weight, part.weight_done
    return part.done, part.dropped, sizes, part.reworked, part.finishes[-1:], part.finished_by_at, part.cycles
