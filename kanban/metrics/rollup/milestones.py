"""The roll-up: what every milestone, work package and board below it comes to, as of a moment."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from kanban.metrics import reasons
from kanban.metrics.forecast.milestone import MilestoneForecast
from kanban.metrics.rollup.cache import Codes, RollupCache
from kanban.metrics.rollup.contributions import Figures, merged
from kanban.metrics.rollup.status import (
    URGENCY,
    Severity,
    Status,
    foretold_status,
    no_p85,
    open_status,
    reason_of,
    severity_of,
    status_of,
)
from kanban.metrics.stats import rate
from kanban.model.board import Board
from kanban.model.moment import effective_now
from kanban.model.plan import Baseline, Milestone, Node, Plan
from kanban.model.unreadable import UnreadableBoard
from kanban.text.calendar_weeks import days_between, shifted
from kanban.text.messages import Message

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
    baseline: Baseline | None
    """The one that it is judged by: of an achieved milestone that of then, whatever was set since."""
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
    """P85 - baseline, or achieved - baseline; of a late one without a P85 what it is so far."""
    slip_is_minimum: bool
    """Not done yet, and no P85: it will be at least this much."""
    forecast: MilestoneForecast | None = None
    """None of one that gets none (`is_foretold`), and where it has not been made yet (`with_forecasts`)."""
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

    @property
    def is_foretold(self) -> bool:
        """Whether it gets a forecast: it has cards, all can be read, and it is not done."""
        return bool(self.figures.total) and not self.is_done and not self.unread

    @property
    def severity(self) -> Severity | None:
        """Of one at risk: high where P50 is later than the baseline too."""
        return severity_of(self.status, self.baseline_at, self.forecast)


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


def asked(rollup: RollUp, only: str | None) -> list[MilestoneState]:
    """The milestones that are not done, most urgent first; with `only` the one of that id, done or not."""
    return [
        state for state in rollup.milestones if (state.milestone.id == only if only is not None else not state.is_done)
    ]


def why_no_date(state: MilestoneState) -> Message | None:
    """Why a milestone has no P85; None where it has one."""
    if state.forecast is not None:
        return no_p85(state.forecast)
    if state.is_done:
        return reasons.ACHIEVED
    return reasons.BOARD_UNREADABLE if state.unread else reasons.NO_CARDS


def with_forecasts(rollup: RollUp, forecasts: Mapping[str, MilestoneForecast]) -> RollUp:
    """A roll-up with forecasts, by milestone, and what follows from them: status, reason, slip.

    The order is that of urgency as soon as no forecast is missing: until then nothing moves.
    """
    states = [_foretold(state, forecasts.get(state.milestone.id)) for state in rollup.milestones]
    if all(state.forecast is not None or not state.is_foretold for state in states):
        states.sort(key=_urgency)
    return msgspec.structs.replace(rollup, milestones=tuple(states))


def _foretold(state: MilestoneState, known: MilestoneForecast | None) -> MilestoneState:
    if known is None or not state.is_foretold:
        return state
    status = foretold_status(state.status, state.baseline_at, known)
    return msgspec.structs.replace(
        state,
        status=status,
        reason=reason_of(status, state.baseline_at, None, False, False, state.figures, (), known),
        forecast=known,
        slip_seconds=state.slip_seconds if known.slip_seconds is None else known.slip_seconds,
        slip_is_minimum=state.slip_is_minimum and known.slip_seconds is None,
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
    added, removed = _scope(baseline, gated, known, cache)
    due_at = baseline.due_at if baseline else None
    undated = all_done and achieved_at is None
    open_ = achieved_at is None and not undated
    hidden = _unknown(unread, achieved_at, figures)
    status = open_status(None, figures, moment) if hidden else status_of(due_at, achieved_at, undated, figures, moment)
    zone_name = plan.timezone
    return MilestoneState(
        milestone=milestone,
        status=status,
        reason=reason_of(status, due_at, achieved_at, all_done, sign_off is not None, figures, unread, None),
        done_when_unknown=undated,
        days_left=days_between(moment, due_at, zone_name) if open_ and due_at else None,
        pace=_pace(figures, gated, due_at, moment, zone_name, cache) if open_ and figures.total else None,
        baseline=baseline,
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


def _scope(baseline: Baseline | None, gated: Codes, moment: datetime, cache: RollupCache) -> tuple[int, int]:
    """Cards added and removed since the baseline was set; (0, 0) without one."""
    if baseline is None or baseline.set_at >= moment:
        return 0, 0
    return cache.scope(gated, baseline.set_at)


def _pace(
    figures: Figures, gated: Codes, due_at: datetime | None, moment: datetime, zone_name: str, cache: RollupCache
) -> Pace:
    finished = cache.finished(gated, shifted(moment, -7 * PACE_WEEKS, zone_name), moment)
    days = days_between(moment, due_at, zone_name) if due_at is not None else 0.0
    return Pace((figures.total - figures.done) / days * 7 if days > 0 else None, finished / PACE_WEEKS)


def _slip(status: Status, due_at: datetime | None, until: datetime) -> float | None:
    if due_at is None or status not in ("late", "achieved", "achieved_late"):
        return None
    return (until - due_at).total_seconds()


def _achievement(dates: list[tuple[datetime | None, MilestoneState]], moment: datetime) -> Achievement:
    due = [(base, state) for base, state in dates if base is not None and base <= moment]
    known = [
        (base, s.achieved_at)
        for base, s in due
        if not s.done_when_unknown and not _unknown(s.unread, s.achieved_at, s.figures)
    ]
    on_time = sum(done is not None and done <= base for base, done in known)
    return Achievement(len(known), on_time, len(due) - len(known))


def _urgency(state: MilestoneState) -> tuple[int, bool, float, int, str]:
    """Worst status first, at risk those of high severity; among the late ones the latest, else the next due.

    Of those that are alike M9 comes before M10.
    """
    far = state.baseline_at.timestamp() if state.baseline_at else float("inf")
    id_ = state.milestone.id
    return URGENCY.index(state.status), state.severity != "high", far, len(id_), id_
