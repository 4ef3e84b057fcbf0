"""What is wrong with an event of the plan that could be decoded: such a plan is not read."""

from kanban.model.calendar import checked_calendar
from kanban.model.events import Voided
from kanban.model.links import DAYS_MOST, is_card_end
from kanban.model.money import AMOUNT_MOST, is_currency
from kanban.model.plan import is_milestone_id
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
from kanban.text.messages import Message, Refused, msg


def wrong_event(event: AnyPlanEvent, number: int) -> Message | None:
    """Why an event, the `number`th of the plan, is none that this program would write; None where it may be."""
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
