"""Rows of a name and what is compared beside it, in columns as wide as they need. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import zip_longest

from kanban.render.card import Span
from kanban.text.clean import cut, pad, width
from kanban.text.dates import day, full_day
from kanban.text.glyphs import Glyphs

Cells = list[Span]
"""The name, then what stands right of it."""
NAME_LEAST = 12
_WITHOUT_YEAR = timedelta(days=300)
"""A date so far ahead at most cannot be taken for one of another year."""


def aligned(lines: Sequence[Cells], cells: int, signs: Glyphs) -> list[tuple[Span, ...]]:
    """Each column as wide as it needs; the names have what is left. The first line is that of the heads."""
    needed = [max(width(text) for text, _ in column) for column in zip_longest(*lines, fillvalue=("", ""))]
    rest = cells - 2 - sum(needed[1:]) - 2 * (len(needed) - 1)
    widths = [max(NAME_LEAST, min(needed[0], rest)), *needed[1:]]
    return [_line(line, widths, signs, "" if number else "head") for number, line in enumerate(lines)]


def _line(cells: Cells, widths: Sequence[int], signs: Glyphs, role: str) -> tuple[Span, ...]:
    name = pad(cut(cells[0][0], widths[0], signs.ellipsis), widths[0])
    rest = zip(cells[1:], widths[1:], strict=True)
    return (f" {name}", role), *((f"  {pad(text, room, right=True)}", own) for (text, own), room in rest)


def near_day(moment: datetime | None, zone: str, now: datetime, role: str = "") -> Span:
    """A day to come, without its year where it needs none; `-` for none."""
    if moment is None:
        return "-", "meta"
    if moment - now < _WITHOUT_YEAR:
        return day(moment, zone, moment), role
    return full_day(moment, zone), role
