"""The plan's file: its history, event by event; the plan is the fold of it."""

from pathlib import Path

import msgspec

from kanban.model.board import SCHEMA
from kanban.model.calendar import checked_calendar
from kanban.model.events import Voided
from kanban.model.links import DAYS_MOST, is_card_end
from kanban.model.money import AMOUNT_MOST, is_currency
from kanban.model.plan import Plan, fold, is_milestone_id
from kanban.model.plan_events import (
    AnyPlanEvent,
    Budgeted,
    CalendarSet,
    CostBooked,
    CurrencySet,
    Estimated,
    Linked,
    MilestoneSet,
    NodeSet,
    RateSet,
)
from kanban.model.wbs import is_code, is_package
from kanban.store.errors import Unreadable
from kanban.store.folder.codec import document, head_of
from kanban.store.folder.migrations import migrated
from kanban.store.folder.tables import decode_tables
from kanban.text.messages import Message, Refused, msg


class PlanHead(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of the file but the history."""

    schema: int
    events: int
    """How many there are: so that one that was cut out is noticed."""


_event = msgspec.json.Decoder(AnyPlanEvent)


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
        if wrong := _wrong(event, number):
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


def _wrong(event: AnyPlanEvent, number: int) -> Message | None:
    match event:
        case NodeSet() if not is_code(event.code):
            return msg("code {code!r} is no WBS code of level 1 to 3", code=event.code[:40])
        case MilestoneSet() if not is_milestone_id(event.milestone):
            return msg("{id!r} is no milestone id", id=event.milestone[:40])
        case MilestoneSet():
            wrong = [gate for gate in event.gates if not is_code(gate)]
            return msg("gate {code!r} is no WBS code of level 1 to 3", code=wrong[0][:40]) if wrong else None
        case CalendarSet() | Estimated() | Linked():
            return _wrong_for_schedule(event)
        case CurrencySet() | Budgeted() | RateSet() | CostBooked():
            return _wrong_for_costs(event)
        case Voided() if not 0 <= event.event < number - 1:
            return msg("it voids event {event}, which is none before it", event=event.event)
    return None


def _wrong_for_schedule(event: CalendarSet | Estimated | Linked) -> Message | None:
    match event:
        case CalendarSet():
            try:
                checked_calendar(event.calendar)
            except Refused as error:
                return msg("calendar: {reason}", reason=error)
        case Estimated(working_days=days) if days is not None and not 0 < days <= DAYS_MOST:
            return msg("estimate: {value} is not above 0 and at most {most} working days", value=days, most=DAYS_MOST)
        case Linked(lag_working_days=lag) if abs(lag) > DAYS_MOST:
            return msg("lag: {value} is more than {most} working days", value=lag, most=DAYS_MOST)
        case Linked() if not (_is_end(event.predecessor) and _is_end(event.successor)):
            ends = f"{event.predecessor[:40]} -> {event.successor[:40]}"
            return msg("link {ends!r} has an end that names nothing", ends=ends)
    return None


def _wrong_for_costs(event: CurrencySet | Budgeted | RateSet | CostBooked) -> Message | None:
    if isinstance(event, CurrencySet):
        if is_currency(event.currency):
            return None
        return msg("currency: {value!r} is no code of a currency, such as CNY or EUR", value=event.currency[:40])
    if isinstance(event, Budgeted | CostBooked) and not is_package(event.code):
        return msg("code {code!r} is no WBS code of level 3", code=event.code[:40])
    if event.amount is not None:
        amount = abs(event.amount) if isinstance(event, CostBooked) else event.amount
        if not 0 < amount <= AMOUNT_MOST:
            return msg("amount {value} is none that is kept", value=event.amount)
    for name in ("start", "finish", "since", "on"):
        day = getattr(event, name, None)
        if day is not None and not 1900 <= day.year <= 9000:
            return msg("{field}: {date} lies outside the years 1900 to 9000", field=name, date=str(day))
    return None


def _is_end(text: str) -> bool:
    """Whether this may name an end of a link."""
    return is_package(text) or is_card_end(text) or is_milestone_id(text)
