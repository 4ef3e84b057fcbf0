"""An activity network: activities with a duration, and the precedences between them.

Whole units of working time throughout; which unit is the caller's choice (the program's is the working minute).
"""

from collections.abc import Iterable
from typing import NamedTuple

from kanban.model.links import LinkType, ordered


class Activity(NamedTuple):
    """Something that takes time; a milestone takes none."""

    id: str
    duration: int
    not_before: int = 0
    """It does not start earlier than this."""


class Precedence(NamedTuple):
    """An end of the successor comes at least `lag` (which may be negative) after an end of the predecessor."""

    predecessor: str
    successor: str
    type: LinkType = "FS"
    lag: int = 0


class Network:
    """Activities in an order in which every one comes after its predecessors. Raises ValueError, for a cycle Cycle."""

    def __init__(self, activities: Iterable[Activity], precedences: Iterable[Precedence]) -> None:
        self.activities: dict[str, Activity] = {}
        for activity in activities:
            if activity.id in self.activities:
                raise ValueError(f"two activities have the id {activity.id!r}")
            if activity.duration < 0:
                raise ValueError(f"{activity.id!r} lasts {activity.duration}, less than nothing")
            self.activities[activity.id] = activity
        self.into: dict[str, list[Precedence]] = {id_: [] for id_ in self.activities}
        self.out_of: dict[str, list[Precedence]] = {id_: [] for id_ in self.activities}
        for precedence in precedences:
            for id_ in precedence[:2]:
                if id_ not in self.activities:
                    raise ValueError(f"{id_!r} is no activity")
            self.into[precedence.successor].append(precedence)
            self.out_of[precedence.predecessor].append(precedence)
        predecessors = {id_: [link.predecessor for link in self.into[id_]] for id_ in sorted(self.activities)}
        self.order = ordered(predecessors)
