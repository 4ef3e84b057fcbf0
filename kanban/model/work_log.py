"""Time worked on a card: how it is typed and shown, and what was logged when."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from kanban.model.card import Card
from kanban.model.events import Logged, in_force
from kanban.text.clean import clean_line
from kanban.text.folding import folded
from kanban.text.messages import Refused, msg

MINUTES_MOST = 60_000
"""Most that is logged at once: 1000 hours."""
_TIME = r"([+-]?)(?:(\d{1,4}(?:\.\d{1,4})?) ?(?:h|hours?|小时|时))? ?(?:(\d{1,5}) ?(?:m|min|minutes?|分钟|分))?"


def typed_work(text: str) -> int:
    """`1h30m`, `90m`, `1.5h`, `1小时30分` as minutes; negative with a `-` in front. Raises Refused."""
    match = re.fullmatch(_TIME, folded(clean_line(text)), re.ASCII)
    if match is None or not (match[2] or match[3]):
        raise Refused(msg("time: {value!r} is no time worked, such as 1h30m, 90m or 1.5h", value=clean_line(text)[:40]))
    minutes = round(float(match[2] or 0) * 60) + int(match[3] or 0)
    return -minutes if match[1] == "-" else minutes


def work_text(minutes: int) -> str:
    """Minutes worked as they are typed: `1h30m`, `2h`, `45m`, `-30m`."""
    hours, rest = divmod(abs(minutes), 60)
    shown = (f"{hours}h" if hours else "") + (f"{rest}m" if rest or not hours else "")
    return f"-{shown}" if minutes < 0 else shown


class Work(NamedTuple):
    """Minutes logged on a card, or taken back (negative)."""

    at: datetime
    minutes: int
    logged_at: datetime
    """When these minutes were logged, whose rate holds: of what is taken back, when that was."""


def logged_work(card: Card) -> list[Work]:
    """All work of a card, undone ones left out. Raises Refused if it cannot be read.

    What is taken back is what was logged last.
    """
    if not card.flow.logged_minutes and b'"logged"' not in bytes(card.history):  # taken back to nothing is not never
        return []
    work: list[Work] = []
    left: list[tuple[datetime, int]] = []
    for _, event in in_force(card.events):
        if isinstance(event, Logged):
            work += _taken_back(event, left) if event.minutes < 0 else [Work(event.at, event.minutes, event.at)]
            if event.minutes > 0:
                left.append((event.at, event.minutes))
    return work


def _taken_back(event: Logged, left: list[tuple[datetime, int]]) -> Iterator[Work]:
    """What a negative event takes back of what is left of the work before it."""
    wanted = -event.minutes
    while wanted and left:
        logged_at, minutes = left.pop()
        part = min(minutes, wanted)
        yield Work(event.at, -part, logged_at)
        wanted -= part
        if part < minutes:
            left.append((logged_at, minutes - part))
    if wanted:  # no command takes back more than there is
        yield Work(event.at, -wanted, event.at)
