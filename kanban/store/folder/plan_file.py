"""The plan's file: its history, event by event; the plan is the fold of it."""

from pathlib import Path

import msgspec

from kanban.model.board import SCHEMA
from kanban.model.plan import Plan, fold
from kanban.model.plan_events import AnyPlanEvent
from kanban.store.errors import Unreadable
from kanban.store.folder.codec import document, head_of
from kanban.store.folder.migrations import migrated
from kanban.store.folder.tables import decode_tables
from kanban.store.plan_checks import wrong_event
from kanban.text.messages import msg


class PlanHead(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of the file but the history."""

    schema: int
    events: int
    """How many there are: so that one that was cut out is noticed."""


def plan(path: Path, content: bytes) -> Plan:
    """The plan in a file. Raises Unreadable."""
    tables, _ = migrated(path, decode_tables(path, content))
    head: PlanHead = head_of(path, tables, "plan", PlanHead)
    table = tables.get("history", {})
    events: list[AnyPlanEvent] = []
    for number in range(1, head.events + 1):
        raw = table.get(str(number))
        if raw is None:
            raise Unreadable(path, msg("event {number} of the plan's history is missing", number=number))
        event: AnyPlanEvent = document(path, "history", str(number), raw, AnyPlanEvent)  # type: ignore[arg-type]
        if wrong := wrong_event(event, number):
            raise Unreadable(path, msg("history {number}: {reason}", number=number, reason=wrong))
        events.append(event)
    if len(table) != head.events:
        raise Unreadable(path, msg("its history has {n} events, and should have {events}", n=len(table),
                                   events=head.events))  # fmt: skip
    return fold(events)


def documents(before: Plan, after: Plan) -> tuple[PlanHead, dict[str, AnyPlanEvent]]:
    """What has to be written: the head, and the events that are new, by their number."""
    first = len(before.history)
    fresh = {str(first + number): event for number, event in enumerate(after.history[first:], start=1)}
    return PlanHead(SCHEMA, len(after.history)), fresh
