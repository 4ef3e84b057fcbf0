"""The roll-up: what every milestone, work package and board below it comes to, as of a moment."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from kanban.metrics.stats import percentile, rate
from kanban.model.board import Board
from kanban.model.card import Card, as_of
from kanban.model.plan import Milestone, Node, Plan

Status = Literal["late", "at_risk", "no_data", "on_track", "achieved_late", "achieved"]
URGENCY: tuple[Status, ...] = ("late", "at_risk", "no_data", "on_track", "achieved_late", "achieved")


class BoardCard(msgspec.Struct, frozen=True):
    """A card with the board it lies on."""

    board: Board
    card: Card


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The same figures at every depth of the roll-up: milestone, work package, board."""

    cards: tuple[BoardCard, ...]
    """Dropped ones left out."""
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

    @property
    def total(self) -> int:
        """How many cards there are, dropped ones left out."""
        return len(self.cards)


class Package(msgspec.Struct, frozen=True):
    """A gated work package with the boards that work on it."""

    node: Node
    figures: Figures
    boards: tuple[tuple[str, Figures], ...]
    """Figures of each board's cards in this package, by slug."""


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
    figures: Figures
    packages: tuple[Package, ...]


class Achievement(msgspec.Struct, frozen=True):
    """Milestone achievement rate: of the milestones whose baseline has passed, those achieved by it."""

    due: int
    achieved_on_time: int

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
    unreadable: tuple[str, ...]
    unplanned: Figures
    """Cards under no work package: they count for their driver, for no milestone."""


def roll_up(plan: Plan, boards: Iterable[Board], moment: datetime, unreadable: Sequence[str] = ()) -> RollUp:
    """What the milestones come to at `moment`, from the boards' histories and the plan's baselines of then."""
    boards = list(boards)
    by_package: dict[str | None, list[BoardCard]] = {}
    for board in boards:
        for card in board.cards.values():
            past = as_of(card, moment)
            if past is not None:
                by_package.setdefault(past.work_package, []).append(BoardCard(board, past))
    live = [m for m in plan.milestones.values() if m.removed_at is None or m.removed_at > moment]
    states = [_state(plan, m, by_package, boards, moment) for m in live]
    states.sort(key=_urgency)
    return RollUp(
        plan=plan,
        as_of=moment,
        milestones=tuple(states),
        current=_achievement([(s.baseline_at, s.achieved_at) for s in states], moment),
        original=_achievement([(s.original_at, s.achieved_at) for s in states], moment),
        boards_read=len(boards),
        unreadable=tuple(unreadable),
        unplanned=figures(by_package.get(None, []), moment),
    )


def figures(cards: Iterable[BoardCard], moment: datetime) -> Figures:
    """The figures of some cards, as they were at `moment`."""
    everything = list(cards)
    kept = tuple(c for c in everything if not c.card.flow.is_dropped)
    done = [c for c in kept if c.card.flow.is_finished]
    estimated = any(c.card.estimate for c in kept)
    weight = sum(c.card.weight for c in kept) if estimated else float(len(kept))
    weight_done = sum(c.card.weight for c in done) if estimated else float(len(done))
    cycles = [seconds for c in done if (seconds := c.card.flow.cycle_seconds) is not None]
    reworked = sum(c.card.flow.rework_moves > 0 for c in done if c.card.flow.started_at is not None)
    blocked = [c for c in kept if c.card.flow.blocked_at is not None and not c.card.flow.is_finished]
    return Figures(
        cards=kept,
        done=len(done),
        dropped=len(everything) - len(kept),
        completion_rate=rate(weight_done, weight),
        finished=len(cycles),
        reworked=reworked,
        rework_rate=rate(reworked, len(cycles)),
        cycle_time_p85_seconds=percentile(cycles, 0.85),
        blocked=tuple(sorted(blocked, key=lambda c: c.card.flow.blocked_at or moment)),
        drivers=tuple(sorted({c.board.driver for c in kept})),
    )


def _state(
    plan: Plan,
    milestone: Milestone,
    by_package: dict[str | None, list[BoardCard]],
    boards: list[Board],
    moment: datetime,
) -> MilestoneState:
    packages = tuple(
        _package(node, by_package.get(node.code, []), moment)
        for node in plan.packages
        if milestone.gates_package(node.code)
    )
    cards = [c for code, held in by_package.items() if code and milestone.gates_package(code) for c in held]
    all_figures = figures(cards, moment)
    cards_done_at = None
    if all_figures.total and all_figures.done == all_figures.total:
        cards_done_at = max(c.card.flow.finished_at for c in all_figures.cards if c.card.flow.finished_at)
    sign_off = milestone.signed_off(moment)
    achieved_at = sign_off.achieved_at if sign_off else cards_done_at
    baseline = milestone.baseline(achieved_at or moment)
    original = milestone.original
    added, removed = _scope(milestone, boards, moment)
    due_at = baseline.due_at if baseline else None
    status = _status(due_at, achieved_at, moment)
    return MilestoneState(
        milestone=milestone,
        status=status,
        reason=_reason(status, due_at, achieved_at, cards_done_at, sign_off is not None, all_figures),
        baseline_at=due_at,
        original_at=original.due_at if original else None,
        achieved_at=achieved_at,
        cards_done_at=cards_done_at,
        slip_seconds=_slip(status, due_at, achieved_at or moment),
        slip_is_minimum=status == "late",
        added=added,
        removed=removed,
        figures=all_figures,
        packages=packages,
    )


def _package(node: Node, cards: list[BoardCard], moment: datetime) -> Package:
    by_board: dict[str, list[BoardCard]] = {}
    for item in cards:
        by_board.setdefault(item.board.slug, []).append(item)
    parts = tuple((slug, figures(held, moment)) for slug, held in sorted(by_board.items()))
    return Package(node, figures(cards, moment), parts)


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
) -> str:
    left = held.total - held.done
    still_open = f"{left} open" if held.total else "no cards yet"
    if signed_off:
        if cards_done_at is None and held.total:
            return f"signed off with {left} of {held.total} cards open"
        return "signed off, all cards done" if held.total else "signed off, no cards"
    if achieved_at is not None:
        return f"all {held.total} cards done" + ("" if due_at else ", no baseline to judge it by")
    if due_at is None:
        return f"no baseline yet, {still_open}"
    return f"{'past its baseline' if status == 'late' else 'no forecast yet'}, {still_open}"


def _scope(milestone: Milestone, boards: list[Board], moment: datetime) -> tuple[int, int]:
    """Cards added and removed since the baseline in force was set; (0, 0) without one."""
    baseline = milestone.baseline(moment)
    if baseline is None or baseline.set_at >= moment:
        return 0, 0
    added = removed = 0
    for board in boards:
        for card in board.cards.values():
            then, current = _in_scope(milestone, card, baseline.set_at), _in_scope(milestone, card, moment)
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


def _achievement(dates: list[tuple[datetime | None, datetime | None]], moment: datetime) -> Achievement:
    due = [(base, done) for base, done in dates if base is not None and base <= moment]
    return Achievement(len(due), sum(done is not None and done <= base for base, done in due))


def _urgency(state: MilestoneState) -> tuple[int, float, str]:
    """Worst status first; among the late ones the latest, among the others the next due."""
    far = state.baseline_at.timestamp() if state.baseline_at else float("inf")
    return URGENCY.index(state.status), far, state.milestone.id
