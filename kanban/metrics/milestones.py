"""The roll-up: what every milestone, work package and board below it comes to, as of a moment."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from kanban.metrics.contributions import Figures, finished_in, merged
from kanban.metrics.rollup_cache import Codes, RollupCache
from kanban.metrics.stats import rate
from kanban.model.board import Board
from kanban.model.moment import effective_now
from kanban.model.plan import Milestone, Node, Plan
from kanban.model.unreadable import UnreadableBoard
from kanban.text.calendar_weeks import days_between, shifted
from kanban.text.messages import Message, joined, msg, msg_n

Status = Literal["late", "at_risk", "open", "on_track", "no_data", "achieved_late", "achieved"]
URGENCY: tuple[Status, ...] = ("late", "at_risk", "open", "on_track", "no_data", "achieved_late", "achieved")
PACE_WEEKS = 4
"""The pace is that of so many weeks."""


class Package(msgspec.Struct, frozen=True):
    """A gated work package with the boards that work on it."""

    node: Node
    figures: Figures

    @property
    def boards(self) -> tuple[tuple[str, Figures], ...]:
        """Figures of each board's cards in this package, by slug."""
        return tuple((part.board.slug, merged([part])) for part in self.figures.contributions)


class Pace(msgspec.Struct, frozen=True):
    """Open cards a week needed until the baseline, beside those finished a week of late."""

    needed_per_week: float | None
    """None where the baseline has passed, or there is none."""
    finished_per_week: float
    """In the last `PACE_WEEKS` weeks."""


class MilestoneState(msgspec.Struct, frozen=True, kw_only=True):
    """One milestone as of a moment, with the reason of its status."""

    milestone: Milestone
    status: Status
    reason: Message
    baseline_at: datetime | None
    original_at: datetime | None
    achieved_at: datetime | None
    cards_done_at: datetime | None
    """When the last of its cards was finished, if all are; may differ from a sign-off."""
    done_when_unknown: bool
    """All cards are done, and it is not known since when: it counts in no achievement rate."""
    days_left: float | None
    """Calendar days to the baseline, negative past it; None when it is achieved, or has none."""
    pace: Pace | None
    """None when it is achieved, or has no cards."""
    slip_seconds: float | None
    slip_is_minimum: bool
    """Not done yet: it will be at least this much."""
    added: int
    removed: int
    unread: tuple[str, ...]
    """Boards that cannot be read and may have cards under it: they count as unknown, not as zero."""
    figures: Figures
    packages: tuple[Package, ...]

    @property
    def is_done(self) -> bool:
        """Achieved, known when or not."""
        return self.achieved_at is not None or self.done_when_unknown


class Achievement(msgspec.Struct, frozen=True):
    """Milestone achievement rate: of the milestones whose baseline has passed, those achieved by it."""

    due: int
    """Those of which it is known whether they were."""
    achieved_on_time: int
    unknown: int
    """Due and in neither figure: a board that cannot be read may hide open cards of theirs."""

    @property
    def achievement_rate(self) -> float | None:
        """Achieved on time / due; None while none is due."""
        return rate(self.achieved_on_time, self.due)


class RollUp(msgspec.Struct, frozen=True, kw_only=True):
    """All milestones as of a moment, most urgent first."""

    plan: Plan
    as_of: datetime
    milestones: tuple[MilestoneState, ...]
    current: Achievement
    original: Achievement
    boards_read: int
    unread: tuple[UnreadableBoard, ...]
    planned_total: int
    """Cards under work packages that some milestone waits for, each counted once."""
    planned_done: int
    unplanned: Figures
    """Cards under no work package: they count for their driver, for no milestone."""
    packages: tuple[Package, ...]
    """All work packages of the plan, in WBS order."""
    boards: tuple[Board, ...]
    """The boards that were counted."""
    live: bool = False
    """It is as of now: see `roll_up`."""

    def moment_of(self, board: Board) -> datetime:
        """The moment a board is shown as of: where it is live, nothing that happened is forgotten."""
        return effective_now(self.as_of, board.head.last_at) if self.live else self.as_of


def roll_up(
    plan: Plan,
    boards: Iterable[Board],
    moment: datetime,
    unread: Sequence[UnreadableBoard] = (),
    cache: RollupCache | None = None,
    live: bool = False,
) -> RollUp:
    """What the milestones come to at `moment`, from the boards' histories and the plan's baselines of then.

    What cannot be read makes unknown what it may hide: see `MilestoneState.unread`.
    `live`: `moment` is what the clock says, and nothing that happened is forgotten where it was set back.
    With a `cache` (for a live roll-up only) boards that did not change since the last call cost nothing.
    """
    cache = cache if cache is not None else RollupCache()
    gone = (*unread, *cache.update(boards, moment, live))
    known = effective_now(moment, plan.last_at) if live else moment
    plan = plan.as_of(known)
    milestones = list(plan.milestones.values())
    packages = {node.code: Package(node, cache.figures((node.code,))) for node in plan.packages}
    codes = sorted({*packages, *(code for code in cache.packages if code)})
    gates = {m.id: tuple(code for code in codes if m.gates_package(code)) for m in milestones}
    states = [_state(plan, m, gates[m.id], packages, gone, moment, known, cache) for m in milestones]
    states.sort(key=_urgency)
    gated = [packages[code] for code in {code for codes in gates.values() for code in codes} & packages.keys()]
    return RollUp(
        plan=plan,
        as_of=moment,
        milestones=tuple(states),
        current=_achievement([(s.baseline_at, s) for s in states], moment),
        original=_achievement([(s.original_at, s) for s in states], moment),
        boards_read=len(cache),
        unread=gone,
        planned_total=sum(package.figures.total for package in gated),
        planned_done=sum(package.figures.done for package in gated),
        unplanned=cache.figures((None,)),
        packages=tuple(packages.values()),
        boards=cache.boards,
        live=live,
    )


def _state(
    plan: Plan,
    milestone: Milestone,
    gated: tuple[str, ...],
    packages: dict[str, Package],
    gone: Sequence[UnreadableBoard],
    moment: datetime,
    known: datetime,
    cache: RollupCache,
) -> MilestoneState:
    figures = cache.figures(gated)
    unread = tuple(sorted({u.slug for u in gone if _may_hide(u, milestone)}))
    all_done = figures.total > 0 and figures.done == figures.total and not unread
    cards_done_at = figures.finished_at if all_done else None
    sign_off = milestone.sign_off
    achieved_at = sign_off.achieved_at if sign_off else cards_done_at
    original, baseline = milestone.original_baseline, milestone.current_baseline
    if achieved_at:  # an old day is never judged by a newer baseline
        baseline = milestone.baseline(min(achieved_at, known)) or original
    added, removed = _scope(milestone, gated, known, cache)
    due_at = baseline.due_at if baseline else None
    undated = all_done and achieved_at is None
    open_ = achieved_at is None and not undated
    hidden = _unknown(unread, achieved_at, figures)
    status = _open_status(None, figures, moment) if hidden else _status(due_at, achieved_at, undated, figures, moment)
    zone_name = plan.timezone
    return MilestoneState(
        milestone=milestone,
        status=status,
        reason=_reason(status, due_at, achieved_at, all_done, sign_off is not None, figures, unread),
        done_when_unknown=undated,
        days_left=days_between(moment, due_at, zone_name) if open_ and due_at else None,
        pace=_pace(figures, due_at, moment, zone_name) if open_ and figures.total else None,
        baseline_at=due_at,
        original_at=original.due_at if original else None,
        achieved_at=achieved_at,
        cards_done_at=cards_done_at,
        slip_seconds=None if undated else _slip(status, due_at, achieved_at or moment),
        slip_is_minimum=status == "late",
        added=added,
        removed=removed,
        unread=unread,
        figures=figures,
        packages=tuple(package for code, package in packages.items() if code in gated),
    )


def _may_hide(unread: UnreadableBoard, milestone: Milestone) -> bool:
    return unread.packages is None or any(map(milestone.gates_package, unread.packages))


def _unknown(unread: tuple[str, ...], achieved_at: datetime | None, figures: Figures) -> bool:
    """All that can be read is done, and not all can be read."""
    return bool(unread) and achieved_at is None and figures.done == figures.total


def _scope(milestone: Milestone, gated: Codes, moment: datetime, cache: RollupCache) -> tuple[int, int]:
    """Cards added and removed since the baseline in force was set; (0, 0) without one."""
    baseline = milestone.current_baseline
    if baseline is None or baseline.set_at >= moment:
        return 0, 0
    return cache.scope(gated, baseline.set_at)


def _status(
    due_at: datetime | None, achieved_at: datetime | None, undated: bool, figures: Figures, moment: datetime
) -> Status:
    """What is achieved at an unknown date is judged by the latest possible one, and in no rate."""
    latest = achieved_at or (figures.finished_by_at if undated else None)
    if latest is not None:
        return "achieved" if due_at is None or latest <= due_at else "achieved_late"
    return _open_status(due_at, figures, moment)


def _open_status(due_at: datetime | None, figures: Figures, moment: datetime) -> Status:
    """`at_risk` and `on_track` need a forecast; without one a milestone ahead of its date is `open`."""
    if due_at is not None and moment > due_at:
        return "late"
    known = figures.done if due_at is None else figures.total
    return "open" if known else "no_data"


def _pace(figures: Figures, due_at: datetime | None, moment: datetime, zone_name: str) -> Pace:
    finished = finished_in(figures, shifted(moment, -7 * PACE_WEEKS, zone_name), moment)
    days = days_between(moment, due_at, zone_name) if due_at is not None else 0.0
    return Pace((figures.total - figures.done) / days * 7 if days > 0 else None, finished / PACE_WEEKS)


def _slip(status: Status, due_at: datetime | None, until: datetime) -> float | None:
    if due_at is None or status not in ("late", "achieved", "achieved_late"):
        return None
    return (until - due_at).total_seconds()


def _reason(
    status: Status,
    due_at: datetime | None,
    achieved_at: datetime | None,
    all_done: bool,
    signed_off: bool,
    figures: Figures,
    unread: tuple[str, ...],
) -> Message:
    left, total = figures.total - figures.done, figures.total
    if unread and not left and not signed_off:
        return joined((msg("cannot be known"), _unreadable(unread)))
    if signed_off:
        return _signed_off(left, total, all_done)
    if achieved_at is not None:
        done = msg_n("all {n} cards done", "all {n} cards done", total)
        return done if due_at else joined((done, msg("no baseline to judge it by")))
    if all_done:
        return msg("all {n} cards done, since when is not known", n=total)
    what = msg("no baseline yet") if due_at is None else msg("no forecast yet")
    if status == "late":
        what = msg("past its baseline")
    still_open = msg_n("{n} open", "{n} open", left) if total or unread else msg("no cards yet")
    return joined((what, still_open, _unreadable(unread)) if unread else (what, still_open))


def _signed_off(left: int, total: int, all_done: bool) -> Message:
    if not total:
        return joined((msg("signed off"), msg("no cards")))
    if all_done:
        return joined((msg("signed off"), msg("all cards done")))
    return msg_n(
        "signed off with {left} of {n} cards open", "signed off with {left} of {n} cards open", total, left=left
    )


def _unreadable(slugs: tuple[str, ...]) -> Message:
    """Which boards cannot be read, of one its name."""
    if len(slugs) == 1:
        return msg("board {board} unreadable", board=slugs[0])
    return msg_n("{n} board unreadable", "{n} boards unreadable", len(slugs))


def _achievement(dates: list[tuple[datetime | None, MilestoneState]], moment: datetime) -> Achievement:
    due = [(base, state) for base, state in dates if base is not None and base <= moment]
    known = [
        (base, s.achieved_at)
        for base, s in due
        if not s.done_when_unknown and not _unknown(s.unread, s.achieved_at, s.figures)
    ]
    on_time = sum(done is not None and done <= base for base, done in known)
    return Achievement(len(known), on_time, len(due) - len(known))


def _urgency(state: MilestoneState) -> tuple[int, float, str]:
    """Worst status first; among the late ones the latest, among the others the next due."""
    far = state.baseline_at.timestamp() if state.baseline_at else float("inf")
    return URGENCY.index(state.status), far, state.milestone.id
