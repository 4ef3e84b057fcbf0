"""Links: what has to follow what in the plan. Their ends are work packages, milestones and cards."""

import re
from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Literal, NamedTuple, get_args

from kanban.text.clean import clean_line
from kanban.text.messages import Refused, msg

LinkType = Literal["FS", "SS", "FF", "SF"]
"""Which ends are tied: the predecessor's and the successor's start (S) or finish (F)."""
LINK_TYPES: tuple[LinkType, ...] = get_args(LinkType)
DAYS_MOST = 10_000
"""Longest lag and longest estimate, in working days."""
_CARD = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}/[1-9][0-9]{0,9}", re.ASCII)


class Link(NamedTuple):
    """An end of the successor comes at least `lag_working_days` after one of the predecessor; there is one a pair."""

    predecessor: str
    successor: str
    type: LinkType = "FS"
    lag_working_days: float = 0.0
    """Negative is a lead."""


class Cycle(ValueError):
    """What waits for itself: `members` in order, each before the next and the last before the first."""

    def __init__(self, members: tuple[str, ...]) -> None:
        super().__init__(" -> ".join((*members, members[0])))
        self.members = members

    @classmethod
    def of(cls, members: Sequence[str]) -> "Cycle":
        """Of members in order: the smallest is named first, wherever the cycle was found."""
        first = members.index(min(members))
        return cls((*members[first:], *members[:first]))


def is_card_end(end: str) -> bool:
    """Whether this names a card as an end of a link: `board/7`."""
    return _CARD.fullmatch(end) is not None


def no_end(text: str) -> Refused:
    """The refusal of what is no end of a link."""
    return Refused(
        msg("link: {value!r} is no work package such as 1.2.3, no milestone of the plan, and no card such as zhang/7",
            value=clean_line(text)[:80])
    )  # fmt: skip


def ordered(predecessors: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """All that is named, each after its predecessors. Raises Cycle."""
    try:
        return tuple(TopologicalSorter(predecessors).static_order())
    except CycleError as error:
        raise Cycle.of(error.args[1][:-1]) from None
