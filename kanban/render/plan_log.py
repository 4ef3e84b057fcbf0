"""The plan's history in words: from, to and why; what was undone is marked."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from kanban.commands.plan_described import plan_described, plan_event
from kanban.model.events import Voided, in_force
from kanban.model.plan import Plan, fold
from kanban.model.plan_events import AnyPlanEvent
from kanban.text.messages import Message, msg


class PlanLine(NamedTuple):
    """One event: when, who, what; `counts` is False for what was undone."""

    at: datetime
    by: str
    message: Message
    counts: bool
    event: AnyPlanEvent


def plan_log(plan: Plan) -> Iterator[PlanLine]:
    """The plan's events in words, oldest first."""
    history = plan.history
    counting = {index for index, _ in in_force(history)}
    before = fold(())
    for index, event in enumerate(history):
        counts = index in counting or isinstance(event, Voided)
        message = _voided(history, event) if isinstance(event, Voided) else plan_event(before, event)
        yield PlanLine(event.at, event.by, message, counts, event)
        before = before.working_on((event,)) if not isinstance(event, Voided) else fold(history[: index + 1])


def folded(lines: Iterable[PlanLine]) -> Iterator[PlanLine]:
    """Without the undos that were undone again: what came back stands in the line of the last of them."""
    lines = list(lines)
    repeated = {line.event.event for line in lines if isinstance(line.event, Voided)}
    return (line for index, line in enumerate(lines) if index not in repeated or not isinstance(line.event, Voided))


def _voided(history: tuple[AnyPlanEvent, ...], event: Voided) -> Message:
    target, undone = history[event.event], True
    index = event.event
    while isinstance(target, Voided):
        index, undone = target.event, not undone
        target = history[index]
    done = plan_described(history, [index])
    return msg("undid: {done}", done=done) if undone else msg("undid and redid: {done}", done=done)
