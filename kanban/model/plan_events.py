"""The plan's history: append-only events of the same make as a card's."""

from typing import Literal

from kanban.model.events import Event, Voided
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


AnyPlanEvent = (
    ProjectSet
    | NodeSet
    | NodeRemoved
    | MilestoneSet
    | MilestoneRemoved
    | BaselineSet
    | SignedOff
    | SignOffWithdrawn
    | Voided
)


def subject(event: AnyPlanEvent) -> str:
    """What an event is about: a milestone's id, a node's code, or the project."""
    if isinstance(event, NodeSet | NodeRemoved):
        return event.code
    if isinstance(event, ProjectSet | Voided):
        return ""
    return event.milestone
