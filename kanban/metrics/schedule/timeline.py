"""The timeline of a plan as of a moment: when work was done, when the rest can be done, what milestones are due.

What has happened comes from the histories, what is to come from the schedule and the forecasts that it is given. A
moment that is not known is None with the reason; none is made up.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import pairwise

import msgspec

from kanban.metrics import reasons
from kanban.metrics.rollup.contributions import Figures
from kanban.metrics.rollup.milestones import MilestoneState, Package, RollUp
from kanban.metrics.schedule.plan_schedule import NO_LINKS, PlanSchedule, ScheduleRow
from kanban.metrics.schedule.remaining import linked_card
from kanban.model.board import Board
from kanban.model.flow import Flow
from kanban.model.links import LinkType, is_card_end
from kanban.model.wbs import code_key
from kanban.text.messages import Message, msg

RECKONING = msg("the schedule is being reckoned")
NOT_LINKED = msg("no link of the plan names it")


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where something stands in the schedule; each value None where `reason` says why."""

    early_start_at: datetime | None = None
    """When what is left can start."""
    early_finish_at: datetime | None = None
    is_critical: bool | None = None
    slack_working_days: float | None = None
    """Total slack: how much later it can start without the end moving."""
    reason: Message | None = None
    """Why any of them is missing."""


class PackageRow(msgspec.Struct, frozen=True, kw_only=True):
    """A work package: what was done of it, and what is left."""

    code: str
    name: str
    figures: Figures
    started_at: datetime | None
    """When the first of its cards was started."""
    started_at_reason: Message | None
    worked_by_at: datetime | None
    """The first moment of work on it that is known; the start itself, where that is known."""
    finished_at: datetime | None
    """When it was done, or signed off with cards open."""
    finished_at_reason: Message | None
    is_done: bool
    place: Place

    @property
    def id(self) -> str:
        """What names it in links."""
        return self.code

    @property
    def is_over(self) -> bool:
        """Nothing is left of it."""
        return self.is_done


class CardRow(msgspec.Struct, frozen=True, kw_only=True):
    """A card that stands in a link of the plan: what was done of it, and what is left."""

    id: str
    """What names it in links: `board/7`."""
    title: str | None
    title_reason: Message | None
    """Why there is no such card; then nothing else is known of it either."""
    driver: str = ""
    package: str | None = None
    """The work package of the plan that it stands under."""
    started_at: datetime | None = None
    started_at_reason: Message | None = None
    finished_at: datetime | None = None
    finished_at_reason: Message | None = None
    dropped_at: datetime | None = None
    """When it was archived unfinished."""
    is_done: bool = False
    """Finished, known when or not."""
    place: Place

    @property
    def name(self) -> str:
        """Its title; empty where there is no such card."""
        return self.title or ""

    @property
    def worked_by_at(self) -> datetime | None:
        """The first moment of work on it that is known."""
        return self.started_at or self.finished_at

    @property
    def is_over(self) -> bool:
        """Nothing is left of it."""
        return self.is_done or self.dropped_at is not None


class MilestoneRow(msgspec.Struct, frozen=True, kw_only=True):
    """A milestone: its baselines, its forecast or achievement are those of its state."""

    state: MilestoneState
    place: Place

    @property
    def id(self) -> str:
        """What names it in links."""
        return self.state.milestone.id

    @property
    def name(self) -> str:
        """Its name."""
        return self.state.milestone.name

    @property
    def is_done(self) -> bool:
        """Achieved, known when or not."""
        return self.state.is_done


Row = PackageRow | CardRow | MilestoneRow


class TimelineLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link of the plan; its ends are ids of rows, or cards (`board/7`)."""

    predecessor: str
    successor: str
    type: LinkType
    lag_working_days: float
    is_critical: bool
    """It joins two neighbours on the one chain that decides the end."""


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """All rows as of a moment."""

    as_of: datetime
    timezone: str
    rows: tuple[Row, ...]
    """Work packages in WBS order, the linked cards of each beneath it, each milestone behind the last that it gates; at
    the end linked cards of no work package and milestones that gate none."""
    links: tuple[TimelineLink, ...]
    schedule_reason: Message | None
    """Why there is no critical path; None where there is one."""

    def row(self, id_: str) -> Row | None:
        """The row of an id."""
        return next((row for row in self.rows if row.id == id_), None)

    def moments(self) -> list[datetime]:
        """All that are known, and the moment itself; not in order."""
        return [self.as_of, *(moment for row in self.rows for moment in moments_of(row))]


def timeline(rollup: RollUp, schedule: PlanSchedule | None) -> Timeline:
    """The timeline of a roll-up; without a schedule what is left has no dates yet."""
    places = {row.id: row for row in schedule.rows} if schedule is not None else {}
    rows: list[tuple[tuple[object, ...], Row]] = [
        ((0, code_key(package.node.code), 0, ""), _package(package, places.get(package.node.code), schedule, rollup))
        for package in rollup.packages
    ]
    for state in rollup.milestones:
        last = max((code_key(package.node.code) for package in state.packages), default=())
        place = _place(places.get(state.milestone.id), schedule, NOT_LINKED)
        rows.append(((int(not last), last, 2, state.milestone.id), MilestoneRow(state=state, place=place)))
    for card in _linked_cards(rollup, places, schedule):
        slug, _, number = card.id.partition("/")
        code = code_key(card.package) if card.package is not None else ()
        rows.append(((int(not code), code, 1, (slug, int(number))), card))
    steps = set(pairwise(schedule.path)) if schedule is not None else set()
    return Timeline(
        as_of=rollup.as_of,
        timezone=rollup.plan.timezone,
        rows=tuple(row for _, row in sorted(rows, key=lambda pair: pair[0])),
        links=tuple(
            TimelineLink(
                predecessor=link.predecessor,
                successor=link.successor,
                type=link.type,
                lag_working_days=link.lag_working_days,
                is_critical=link[:2] in steps,
            )
            for link in rollup.plan.links.values()
        ),
        schedule_reason=schedule.reason if schedule is not None else RECKONING,
    )


def moments_of(row: Row) -> list[datetime]:
    """The moments of a row that are known, in no order."""
    known: Iterable[datetime | None]
    if isinstance(row, PackageRow | CardRow):
        dropped_at = row.dropped_at if isinstance(row, CardRow) else None
        known = (
            row.worked_by_at, row.finished_at, dropped_at, row.place.early_start_at, row.place.early_finish_at,
        )  # fmt: skip
    else:
        state, forecast = row.state, row.state.forecast
        known = (state.baseline_at, state.original_at, state.achieved_at,
                 *((forecast.p50_at, forecast.p85_at) if forecast is not None else ()))  # fmt: skip
    return [moment for moment in known if moment is not None]


def _package(package: Package, row: ScheduleRow | None, schedule: PlanSchedule | None, rollup: RollUp) -> PackageRow:
    figures, code = package.figures, package.node.code
    is_unread = any(u.packages is None or code in u.packages for u in rollup.unread)
    started_at, why_not_started, worked_by_at = _begun(figures, is_unread)
    all_done = bool(figures.total) and figures.done == figures.total and not is_unread
    finished_at = figures.finished_at if all_done else None
    why_not_finished = None
    signed_off = row is not None and row.remaining.basis == "signed_off"
    if finished_at is None and signed_off and row is not None:
        finished_at = row.remaining.done_at
    elif finished_at is None:
        why_not_finished = _why_open(figures, all_done, is_unread)
    return PackageRow(
        code=code,
        name=package.node.name,
        figures=figures,
        started_at=started_at,
        started_at_reason=why_not_started,
        worked_by_at=worked_by_at,
        finished_at=finished_at,
        finished_at_reason=why_not_finished,
        is_done=all_done or signed_off,
        place=_place(row, schedule, reasons.NO_CARDS),
    )


def _begun(figures: Figures, is_unread: bool) -> tuple[datetime | None, Message | None, datetime | None]:
    """When the first card was started, or why nobody knows; and the first work that is known.

    A start is not known where one was before a card's history, or may be on a board that cannot be read.
    """
    started, tallies = figures.started_at, [part.tally for part in figures.contributions]
    finishes = [tally.finishes[0] for tally in tallies if tally.finishes]
    known = min([*finishes, *([started] if started is not None else [])], default=None)
    if is_unread:
        return None, reasons.BOARD_UNREADABLE, known
    if any(tally.start_unknown for tally in tallies):
        return None, reasons.START_UNKNOWN, known
    if started is not None:
        return started, None, started
    if figures.done:
        return None, reasons.FINISHED_WITHOUT_START, known
    return None, reasons.NOT_STARTED if figures.total else reasons.NO_CARDS, None


def _why_open(figures: Figures, all_done: bool, is_unread: bool) -> Message:
    if all_done:
        return reasons.FINISH_UNKNOWN
    if is_unread:
        return reasons.BOARD_UNREADABLE
    return reasons.CARDS_OPEN if figures.total else reasons.NO_CARDS


def _linked_cards(
    rollup: RollUp, places: Mapping[str, ScheduleRow], schedule: PlanSchedule | None
) -> Iterator[CardRow]:
    """The cards that links of the plan name, each once."""
    boards = {board.slug: board for board in rollup.boards}
    codes = {package.node.code for package in rollup.packages}
    for end in sorted({end for link in rollup.plan.links.values() for end in link[:2] if is_card_end(end)}):
        yield _card(end, rollup, boards, codes, _place(places.get(end), schedule, NOT_LINKED))


def _card(end: str, rollup: RollUp, boards: Mapping[str, Board], codes: Collection[str], place: Place) -> CardRow:
    slug, _, card_id = end.partition("/")
    board, card, why = linked_card(rollup, boards, slug, card_id)
    if board is None or card is None:
        return CardRow(
            id=end, title=None, title_reason=why, started_at_reason=why, finished_at_reason=why, place=place,
        )  # fmt: skip
    flow = card.flow
    return CardRow(
        id=end,
        title=card.title,
        title_reason=None,
        driver=board.driver,
        package=card.work_package if card.work_package in codes else None,
        started_at=flow.started_at,
        started_at_reason=_why_no_start(flow),
        finished_at=flow.finished_at,
        finished_at_reason=_why_no_finish(flow),
        dropped_at=flow.archived_at if flow.is_dropped else None,
        is_done=flow.is_finished,
        place=place,
    )


def _why_no_start(flow: Flow) -> Message | None:
    if flow.started_at is not None:
        return None
    if flow.start_unknown:
        return reasons.START_UNKNOWN
    return reasons.FINISHED_WITHOUT_START if flow.is_finished else reasons.NOT_STARTED


def _why_no_finish(flow: Flow) -> Message | None:
    if flow.finished_at is not None:
        return None
    if flow.is_finished:
        return reasons.FINISH_UNKNOWN
    return reasons.DROPPED if flow.is_dropped else reasons.NOT_FINISHED


def _place(row: ScheduleRow | None, schedule: PlanSchedule | None, otherwise: Message) -> Place:
    if schedule is None:
        return Place(reason=RECKONING)
    if row is None:
        return Place(reason=NO_LINKS if schedule.reason is NO_LINKS else otherwise)
    return Place(
        early_start_at=row.dates.early_start_at,
        early_finish_at=row.dates.early_finish_at,
        is_critical=row.is_critical,
        slack_working_days=schedule.days(row.total_slack),
        reason=row.reason,
    )
