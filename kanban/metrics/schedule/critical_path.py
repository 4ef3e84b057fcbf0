"""The critical path method: forward and backward pass, slack, and the activities that decide the end.

Kelley and Walker (1959) for finish-to-start links; the other types and lags as in the precedence diagramming method
(Fondahl 1961; IBM 1964; Moder, Phillips and Davis, "Project Management with CPM, PERT and Precedence Diagramming",
1983, chapter 4), without splitting activities.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kanban.metrics.schedule.network import Activity, Network, Precedence


class Times(NamedTuple):
    """When an activity can and must happen, in units from the start of the network."""

    early_start: int
    early_finish: int
    late_start: int
    late_finish: int
    free_slack: int
    """How much later it may finish without any successor's early start, or the end, moving."""

    @property
    def total_slack(self) -> int:
        """How much later it may start without the end moving; negative where it is too late for a fixed end."""
        return self.late_start - self.early_start

    @property
    def is_critical(self) -> bool:
        """Whether it has no slack."""
        return self.total_slack <= 0


class Schedule(NamedTuple):
    """The outcome of both passes."""

    length: int
    """From the start of the network to the last early finish; 0 for no activities."""
    times: Mapping[str, Times]
    """By activity, each after its predecessors."""
    path: tuple[str, ...]
    """One chain of activities, in order, that decides the length: each starts as soon as the one before lets it."""

    @property
    def critical(self) -> tuple[str, ...]:
        """All activities without slack."""
        return tuple(id_ for id_, times in self.times.items() if times.is_critical)


def schedule(activities: Iterable[Activity], precedences: Iterable[Precedence], end: int | None = None) -> Schedule:
    """Both passes over a network; `end` is a fixed end, by default as early as possible.

    Raises ValueError for what is no network, Cycle for activities that wait for each other.
    """
    network = Network(activities, precedences)
    starts = _early_starts(network)
    finishes = {id_: start + network.activities[id_].duration for id_, start in starts.items()}
    length = max(finishes.values(), default=0)
    late = _late_finishes(network, length if end is None else end)
    times = {}
    for id_ in network.order:
        links = [starts[link.successor] - _bound(link, network, starts) for link in network.out_of[id_]]
        times[id_] = Times(
            early_start=starts[id_],
            early_finish=finishes[id_],
            late_start=late[id_] - network.activities[id_].duration,
            late_finish=late[id_],
            free_slack=min([length - finishes[id_], *links]),
        )
    return Schedule(length, times, _path(network, starts, finishes))


def _bound(one: Precedence, network: Network, starts: Mapping[str, int]) -> int:
    """How early a precedence lets its successor start."""
    base = starts[one.predecessor] + one.lag
    if one.type[0] == "F":
        base += network.activities[one.predecessor].duration
    return base - network.activities[one.successor].duration if one.type[1] == "F" else base


def _early_starts(network: Network) -> dict[str, int]:
    starts: dict[str, int] = {}
    for id_ in network.order:
        bounds = [_bound(link, network, starts) for link in network.into[id_]]
        starts[id_] = max([network.activities[id_].not_before, *bounds])
    return starts


def _late_finishes(network: Network, end: int) -> dict[str, int]:
    late: dict[str, int] = {}
    for id_ in reversed(network.order):
        late[id_] = end
        for link in network.out_of[id_]:
            bound = late[link.successor] - link.lag
            if link.type[1] == "S":
                bound -= network.activities[link.successor].duration
            if link.type[0] == "S":
                bound += network.activities[id_].duration
            late[id_] = min(late[id_], bound)
    return late


def _path(network: Network, starts: Mapping[str, int], finishes: Mapping[str, int]) -> tuple[str, ...]:
    """Back from the last to finish, each time to a predecessor that binds, as long as one does."""
    if not starts:
        return ()
    path = [min(starts, key=lambda id_: (-finishes[id_], id_))]
    while starts[path[-1]] > network.activities[path[-1]].not_before:
        binding = [o.predecessor for o in network.into[path[-1]] if _bound(o, network, starts) == starts[path[-1]]]
        path.append(min(binding))
    return tuple(reversed(path))
