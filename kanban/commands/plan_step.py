"""What the deciders of the plan share."""

from typing import Any

from kanban.model.plan_events import AnyPlanEvent
from kanban.text.messages import Message, msg

Stamp = dict[str, Any]
"""Time, person and revision of the events."""
Decision = tuple[tuple[AnyPlanEvent, ...], Message]
"""The events of a command, and what is said where there are none."""
NOTHING = msg("nothing changed")
