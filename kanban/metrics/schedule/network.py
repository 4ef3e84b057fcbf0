"""An activity network: activities with a duration, and the precedences between them.

Whole units of working time throughout; which unit is the caller's choice (the program's is the working minute).
"""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Literal, NamedTuple

PrecedenceType = Literal["FS", "SS", "FF", "SF"]
"""Which ends are tied: the predecessor's and the successor's start (S) or finish (F)."""


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
    type: PrecedenceType = "FS"
    lag: int = 0


class Cycle(ValueError):
    """Activities that wait for each other: `members` in order, each before the next and the last before the first."""

    def __init__(self, members: tuple[str, ...]) -> None:
        super().__init__(" -> ".join((*members, members[0])))
        self.members = members


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
        predecessors = {id_: [one.predecessor for one in self.into[id_]] for id_ in sorted(self.activities)}
        self.order = ordered(predecessors)


def ordered(predecessors: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """All ids, each after its predecessors. Raises Cycle."""
    try:
        return tuple(TopologicalSorter(predecessors).static_order())
    except CycleError as error:
        found = error.args[1][:-1]
        first = found.index(min(found))
        raise Cycle((*found[first:], *found[:first])) from None
