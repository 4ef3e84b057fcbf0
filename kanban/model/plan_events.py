"""The plan's history: append-only events of the same make as a card's."""

from datetime import date
from typing import Literal

from kanban.model.calendar import Calendar, Weekday
from kanban.model.events import Event, Voided
from kanban.model.links import LinkType
from kanban.model.moment import Moment
from kanban.text.messages import Message, msg_in

Phase = Literal["initiating", "planning", "executing", "monitoring", "closing"]
PHASES: tuple[Phase, ...] = ("initiating", "planning", "executing", "monitoring", "closing")
PHASE_WORDS: dict[str, Message] = {
    "initiating": msg_in("phase", "initiating"),
    "planning": msg_in("phase", "planning"),
    "executing": msg_in("phase", "executing"),
    "monitoring": msg_in("phase", "monitoring"),
    "closing": msg_in("phase", "closing"),
}
"""What each phase (process group) is called."""


class ProjectSet(Event, frozen=True, tag="project_set", gc=False):
    """The project got another name, or another time zone (IANA); None: that one stayed."""

    name: str | None = None
    timezone: str | None = None


class NodeSet(Event, frozen=True, tag="node_set", gc=False):
    """A WBS node was made, or has another name or phase."""

    code: str
    name: str
    phase: Phase | None = None


class NodeRemoved(Event, frozen=True, tag="node_removed", gc=False):
    """A WBS node is no longer in the plan."""

    code: str


class MilestoneSet(Event, frozen=True, tag="milestone_set", gc=False):
    """A milestone was made, or has another name, phase or other gates."""

    milestone: str
    name: str
    phase: Phase | None = None
    gates: tuple[str, ...] = ()


class MilestoneRemoved(Event, frozen=True, tag="milestone_removed", gc=False):
    """A milestone is no longer in the roll-up."""

    milestone: str


class BaselineSet(Event, frozen=True, tag="baseline_set", gc=False):
    """A milestone was promised for a date."""

    milestone: str
    version: int
    """Version of the plan's baseline that this date came with; a version is never used again."""
    due_at: Moment
    old_due_at: Moment | None = None
    """The date before."""
    why: str = ""


class SignedOff(Event, frozen=True, tag="signed_off", gc=False):
    """The PM recorded that a milestone was achieved."""

    milestone: str
    achieved_at: Moment
    note: str = ""


class SignOffWithdrawn(Event, frozen=True, tag="sign_off_withdrawn", gc=False):
    """The PM took the record of the achievement back."""

    milestone: str
    note: str = ""


class Estimated(Event, frozen=True, tag="estimated", gc=False):
    """A work package is estimated to take so many working days; None: it has no estimate any more."""

    code: str
    working_days: float | None


class Linked(Event, frozen=True, tag="linked", gc=False):
    """One thing has to follow another: the two were linked, or their link has another type or lag."""

    predecessor: str
    successor: str
    type: LinkType = "FS"
    lag_working_days: float = 0.0


class Unlinked(Event, frozen=True, tag="unlinked", gc=False):
    """One thing no longer has to follow another."""

    predecessor: str
    successor: str


class CalendarSet(Event, frozen=True, tag="calendar_set", gc=False):
    """The plan has another working calendar."""

    workdays: tuple[Weekday, ...]
    hours: tuple[str, ...]
    holidays: tuple[date, ...] = ()
    extra_workdays: tuple[date, ...] = ()

    @property
    def calendar(self) -> Calendar:
        """The calendar, whole."""
        return Calendar(self.workdays, self.hours, self.holidays, self.extra_workdays)


class CurrencySet(Event, frozen=True, tag="currency_set", gc=False):
    """All money of the plan is in this currency (ISO 4217)."""

    currency: str


class Budgeted(Event, frozen=True, tag="budgeted", gc=False):
    """A work package may cost so much (smallest unit; None: it has no budget), earned from one day to another."""

    code: str
    amount: int | None
    start: date | None = None
    finish: date | None = None


class RateSet(Event, frozen=True, tag="rate_set", gc=False):
    """An hour of work costs so much (smallest unit; None: it has no rate) from a day on."""

    amount: int | None
    driver: str = ""
    """Empty: that of the plan."""
    since: date | None = None
    """None: always."""


class CostBooked(Event, frozen=True, tag="cost_booked", gc=False):
    """A cost (smallest unit) was booked on a work package."""

    cost: int
    """Its number; never used again."""
    code: str
    amount: int
    on: date
    note: str = ""


class CostRemoved(Event, frozen=True, tag="cost_removed", gc=False):
    """A booked cost was none."""

    cost: int


CostEvent = CurrencySet | Budgeted | RateSet | CostBooked | CostRemoved
AnyPlanEvent = (
    ProjectSet
    | NodeSet
    | NodeRemoved
    | MilestoneSet
    | MilestoneRemoved
    | BaselineSet
    | SignedOff
    | SignOffWithdrawn
    | Estimated
    | Linked
    | Unlinked
    | CalendarSet
    | CurrencySet
    | Budgeted
    | RateSet
    | CostBooked
    | CostRemoved
    | Voided
)


def subject(event: AnyPlanEvent) -> str:
    """What an event is about: a milestone's id, a node's code, the ends of a link; nothing for the whole plan."""
    if isinstance(event, NodeSet | NodeRemoved | Estimated | Budgeted | CostBooked):
        return event.code
    if isinstance(event, Linked | Unlinked):
        return f"{event.predecessor} -> {event.successor}"
    if isinstance(event, RateSet):
        return event.driver
    if isinstance(event, CostRemoved):
        return str(event.cost)
    if isinstance(event, ProjectSet | CalendarSet | CurrencySet | Voided):
        return ""
    return event.milestone
