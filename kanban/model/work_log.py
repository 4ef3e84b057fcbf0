"""Time worked on a card: how it is typed and shown, and what was logged when."""

import re
from datetime import datetime

from kanban.model.card import Card
from kanban.model.events import Logged, in_force
from kanban.text.clean import clean_line
from kanban.text.folding import folded
from kanban.text.messages import Refused, msg

MINUTES_MOST = 60_000
"""Most that is logged at once: 1000 hours."""
_TIME = re.compile(
    r"([+-]?)(?:(\d{1,4}(?:\.\d{1,4})?) ?(?:h|hours?|小时|时))? ?(?:(\d{1,5}) ?(?:m|min|minutes?|分钟|分))?", re.ASCII
)


def typed_work(text: str) -> int:
    """`1h30m`, `90m`, `1.5h`, `1小时30分` as minutes; negative with a `-` in front. Raises Refused."""
    match = _TIME.fullmatch(folded(clean_line(text)))
    if match is None or not (match[2] or match[3]):
        raise Refused(msg("time: {value!r} is no time worked, such as 1h30m, 90m or 1.5h", value=clean_line(text)[:40]))
    minutes = round(float(match[2] or 0) * 60) + int(match[3] or 0)
    return -minutes if match[1] == "-" else minutes


def work_text(minutes: int) -> str:
    """Minutes worked as they are typed: `1h30m`, `2h`, `45m`, `-30m`."""
    hours, rest = divmod(abs(minutes), 60)
    shown = (f"{hours}h" if hours else "") + (f"{rest}m" if rest or not hours else "")
    return f"-{shown}" if minutes < 0 else shown


def logged_work(card: Card) -> list[tuple[datetime, int]]:
    """When how many minutes were logged on a card, undone ones left out. Raises Refused if it cannot be read."""
    if not card.flow.logged_minutes and b'"logged"' not in bytes(card.history):  # taken back to nothing is not never
        return []
    return [(event.at, event.minutes) for _, event in in_force(card.events) if isinstance(event, Logged)]
