"""The roll-up: what every milestone, work package and board below it comes to, as of a moment."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from kanban.metrics.contributions import Figures, merged
from kanban.metrics.rollup_cache import Codes, RollupCache
from kanban.metrics.stats import rate
from kanban.model.board import Board
from kanban.model.moment import effective_now
from kanban.model.plan import Milestone, Node, Plan
from kanban.model.unreadable import UnreadableBoard

Status = Literal["late", "at_risk", "no_data", "on_track", "achieved_late", "achieved"]
URGENCY: tuple[Status, ...] = ("late", "at_risk", "no_data", "on_track", "achieved_late", "achieved")


class Package(msgspec.Struct, frozen=True):
    """A gated work package with the boards that work on it."""

    node: Node
    figures: Figures

    @property
    def boards(self) -> tuple[tuple[str, Figures], ...]:
        """Figures of each board's cards in this package, by slug."""
        return tuple((share.board.slug, merged([share])) for share in self.figures.shares)


class MilestoneState(msgspec.Struct, frozen=True, kw_only=True):
    """One milestone as of a moment, with the reason of its status in words."""

    milestone: Milestone
    status: Status
    reason: str
    baseline_at: datetime | None
    original_at: datetime | None
    achieved_at: datetime | None
    cards_done_at: datetime | None
    """When the last of its cards was finished, if all are; may differ from a sign-off."""
    slip_seconds: float | None
    slip_is_minimum: bool
    """Not done yet: it will be at least this much."""
    added: int
    removed: int
    unread: tuple[str, ...]
    """Boards that cannot be read and may have cards under it: they count as unknown, not as zero."""
    figures: Figures
    packages: tuple[Package, ...]


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
    RollupFeed: `moment` is what the clock says, and nothing that happened is forgotten where it was set back.
    With a `cache` (for a live roll-up only) boards that did not change since the last call cost nothing.
    """
    cache = cache if cache is not None else RollupCache()
    gone = (*unread, *cache.update(boards, moment, live))
    known = effective_now(moment, plan.last_at) if live else moment
    plan = plan.as_of(known)
    there = list(plan.milestones.values())
    packages = {node.code: Package(node, cache.figures((node.code,))) for node in plan.packages}
    codes = sorted({*packages, *(code for code in cache.packages if code)})
    gates = {m.id: tuple(code for code in codes if m.gates_package(code)) for m in there}
    states = [_state(m, gates[m.id], packages, gone, moment, known, cache) for m in there]
    states.sort(key=_urgency)
    gated = [packages[code] for code in {code for some in gates.values() for code in some} & packages.keys()]
    return RollUp(
        plan=plan,
        as_of=moment,
        milestones=tuple(states),
        current=_achievement([(s.baseline_at, s) for s in states], moment),
        original=_achievement([(s.original_at, s) for s in states], moment),
        boards_read=len(cache),
        unread=gone,
        planned_total=sum(held.figures.total for held in gated),
        planned_done=sum(held.figures.done for held in gated),
        unplanned=cache.figures((None,)),
    )


def _state(
    milestone: Milestone,
    gated: tuple[str, ...],
    packages: dict[str, Package],
    gone: Sequence[UnreadableBoard],
    moment: datetime,
    known: datetime,
    cache: RollupCache,
) -> MilestoneState:
    held = cache.figures(gated)
    unread = tuple(sorted({u.slug for u in gone if _may_hide(u, milestone)}))
    cards_done_at = held.finished_at if held.total and held.done == held.total and not unread else None
    sign_off = milestone.sign_off
    achieved_at = sign_off.achieved_at if sign_off else cards_done_at
    original, baseline = milestone.original_baseline, milestone.current_baseline
    if achieved_at:  # an old day is never judged by a newer baseline
        baseline = milestone.baseline(min(achieved_at, known)) or original
    added, removed = _scope(milestone, gated, known, cache)
    due_at = baseline.due_at if baseline else None
    status = "no_data" if _unknown(unread, achieved_at, held) else _status(due_at, achieved_at, moment)
    return MilestoneState(
        milestone=milestone,
        status=status,
        reason=_reason(status, due_at, achieved_at, cards_done_at, sign_off is not None, held, unread),
        baseline_at=due_at,
        original_at=original.due_at if original else None,
        achieved_at=achieved_at,
        cards_done_at=cards_done_at,
        slip_seconds=_slip(status, due_at, achieved_at or moment),
        slip_is_minimum=status == "late",
        added=added,
        removed=removed,
        unread=unread,
        figures=held,
        packages=tuple(package for code, package in packages.items() if code in gated),
    )


def _may_hide(unread: UnreadableBoard, milestone: Milestone) -> bool:
    return unread.packages is None or any(map(milestone.gates_package, unread.packages))


def _unknown(unread: tuple[str, ...], achieved_at: datetime | None, held: Figures) -> bool:
    """All that can be read is done, and not all can be read."""
    return bool(unread) and achieved_at is None and held.done == held.total


def _scope(milestone: Milestone, gated: Codes, moment: datetime, cache: RollupCache) -> tuple[int, int]:
    """Cards added and removed since the baseline in force was set; (0, 0) without one."""
    baseline = milestone.current_baseline
    if baseline is None or baseline.set_at >= moment:
        return 0, 0
    return cache.scope(gated, baseline.set_at)


def _status(due_at: datetime | None, achieved_at: datetime | None, moment: datetime) -> Status:
    """`at_risk` and `on_track` need a forecast; without one an open milestone ahead of its date is `no_data`."""
    if due_at is None:
        return "no_data"
    if achieved_at is not None:
        return "achieved" if achieved_at <= due_at else "achieved_late"
    return "late" if moment > due_at else "no_data"


def _slip(status: Status, due_at: datetime | None, until: datetime) -> float | None:
    if due_at is None or status == "no_data":
        return None
    return (until - due_at).total_seconds()


def _reason(
    status: Status,
    due_at: datetime | None,
    achieved_at: datetime | None,
    cards_done_at: datetime | None,
    signed_off: bool,
    held: Figures,
    unread: tuple[str, ...],
) -> str:
    left = held.total - held.done
    still_open = f"{left} open" if held.total else "no cards yet"
    if unread:
        hidden = f"board {unread[0]}" if len(unread) == 1 else f"{len(unread)} boards"
        if not left and not signed_off:
            return f"cannot be known, {hidden} unreadable"
        still_open = f"{left} open, {hidden} unreadable"
    if signed_off:
        if cards_done_at is None and held.total:
            return f"signed off with {left} of {held.total} cards open"
        return "signed off, all cards done" if held.total else "signed off, no cards"
    if achieved_at is not None:
        return f"all {held.total} cards done" + ("" if due_at else ", no baseline to judge it by")
    if due_at is None:
        return f"no baseline yet, {still_open}"
    return f"{'past its baseline' if status == 'late' else 'no forecast yet'}, {still_open}"


def _achievement(dates: list[tuple[datetime | None, MilestoneState]], moment: datetime) -> Achievement:
    due = [(base, state) for base, state in dates if base is not None and base <= moment]
    known = [(base, s.achieved_at) for base, s in due if not _unknown(s.unread, s.achieved_at, s.figures)]
    on_time = sum(done is not None and done <= base for base, done in known)
    return Achievement(len(known), on_time, len(due) - len(known))


def _urgency(state: MilestoneState) -> tuple[int, float, str]:
    """Worst status first; among the late ones the latest, among the others the next due."""
    far = state.baseline_at.timestamp() if state.baseline_at else float("inf")
    return URGENCY.index(state.status), far, state.milestone.id
