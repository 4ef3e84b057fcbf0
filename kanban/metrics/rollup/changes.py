"""What changed between two moments of the roll-up: the PM's Monday page."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal

import msgspec

from kanban.metrics.rollup.contributions import BoardCard
from kanban.metrics.rollup.milestones import MilestoneState, RollUp
from kanban.model.plan import Baseline

Kind = Literal[
    "turned_late", "achieved", "reopened", "baseline_moved", "added", "removed", "scope", "blocked", "finished"
]
KINDS: tuple[Kind, ...] = (
    "turned_late", "achieved", "reopened", "baseline_moved", "added", "removed", "scope", "blocked", "finished",
)  # fmt: skip
"""In the order in which they are told."""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that changed of one milestone."""

    kind: Kind
    milestone: str
    name: str
    at: datetime | None = None
    """When: of an achievement, of a new baseline date."""
    from_at: datetime | None = None
    """Of a baseline that was moved: the date before."""
    to_at: datetime | None = None
    why: str = ""
    cards_in: tuple[BoardCard, ...] = ()
    """Of the scope: cards that came under the gates; newly blocked, or finished, cards."""
    cards_out: tuple[BoardCard, ...] = ()
    """Of the scope: cards that left the gates or were dropped."""


def changes(then: RollUp, now: RollUp) -> tuple[Change, ...]:
    """Only what differs, by kind in the order of `KINDS`, within a kind in the order of the roll-up."""
    before = {state.milestone.id: state for state in then.milestones}
    after = {state.milestone.id: state for state in now.milestones}
    changed: list[Change] = []
    for state in now.milestones:
        old = before.get(state.milestone.id)
        if old is None:
            changed.append(Change(kind="added", to_at=state.baseline_at, **_named(state)))
        changed += _of_milestone(old, state, then.as_of)
    changed += [Change(kind="removed", **_named(state)) for state in then.milestones if state.milestone.id not in after]
    return tuple(sorted(changed, key=lambda change: KINDS.index(change.kind)))


def _named(state: MilestoneState) -> dict[str, Any]:
    return {"milestone": state.milestone.id, "name": state.milestone.name}


def _of_milestone(old: MilestoneState | None, new: MilestoneState, since: datetime) -> Iterator[Change]:
    named = _named(new)
    was, is_ = old.status if old else None, new.status
    done = ("achieved", "achieved_late")
    if is_ == "late" and was != "late":
        yield Change(kind="turned_late", at=new.baseline_at, **named)
    if is_ in done and was not in done:
        yield Change(kind="achieved", at=new.achieved_at, to_at=new.baseline_at, **named)
    if was in done and is_ not in done:
        yield Change(kind="reopened", **named)
    if old is not None:
        yield from _baselines(old, new, since)
        yield from _cards(old, new)


def _baselines(old: MilestoneState, new: MilestoneState, since: datetime) -> Iterator[Change]:
    previous: Baseline | None = old.milestone.current_baseline
    for baseline in new.milestone.baselines:
        if baseline.set_at <= since:
            continue
        yield Change(
            kind="baseline_moved",
            at=baseline.set_at,
            from_at=previous.due_at if previous else None,
            to_at=baseline.due_at,
            why=baseline.why,
            **_named(new),
        )
        previous = baseline


def _cards(old: MilestoneState, new: MilestoneState) -> Iterator[Change]:
    before, after = _by_key(old), _by_key(new)
    came = tuple(item for key, item in after.items() if key not in before)
    left = tuple(item for key, item in before.items() if key not in after)
    if came or left:
        yield Change(kind="scope", cards_in=came, cards_out=left, **_named(new))
    if blocked := tuple(item for key, item in after.items() if _is_blocked(item) and not _is_blocked(before.get(key))):
        yield Change(kind="blocked", cards_in=blocked, **_named(new))
    if done := tuple(item for key, item in after.items() if _is_done(item) and not _is_done(before.get(key))):
        yield Change(kind="finished", cards_in=done, **_named(new))


def _by_key(state: MilestoneState) -> dict[tuple[str, str], BoardCard]:
    return {(item.board.slug, item.card.id): item for item in state.figures.cards}


def _is_blocked(item: BoardCard | None) -> bool:
    return item is not None and item.card.flow.blocked_at is not None and not item.card.flow.is_finished


def _is_done(item: BoardCard | None) -> bool:
    return item is not None and item.card.flow.is_finished
