"""Tables: aligned and fitted on a terminal; tab-separated, whole and without headings in a pipe."""

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from kanban.cli.context import Context
from kanban.text.clean import clean_line, pad, width, wrap
from kanban.text.dates import full_day, iso
from kanban.text.messages import Words
from kanban.text.numbers import whole_number

GAP = "  "
NARROWEST = 8
"""To how many cells a column that may be cut is cut at most."""
NARROWEST_OF_ALL = 3
"""To how many every column is cut, where there is no other way to fit the terminal."""


class Head(msgspec.Struct, frozen=True):
    """A column of a table."""

    title: Words
    right: bool = False
    cut: bool = False
    """May be cut where the terminal is too narrow; the widest such column is cut first."""
    least: int = NARROWEST
    """To how many cells it is cut before others give way."""
    gives_way: int = 0
    """Where the terminal is too narrow it is left out, 1 first, and equal ones together; 0: it stays."""


class Cell(NamedTuple):
    """A text with a style of `context.STYLES`."""

    text: str
    style: str = ""


def day_or_moment(context: Context, moment: datetime | None) -> str:
    """The day, for a terminal; in a pipe the moment with its offset. Empty for none."""
    if moment is None:
        return ""
    return full_day(moment, context.zone) if context.is_tty else iso(moment, context.zone) or ""


def table(
    context: Context, heads: Sequence[Head], rows: Sequence[Sequence[str | Cell]], keep_all: bool = False
) -> None:
    """Print rows; all text is cleaned here.

    On a terminal a column of nothing takes no room, and the columns that give way do so where others need the room,
    unless all are kept.
    """
    cells = [[_cell(value) for value in row] for row in rows]
    if not context.is_tty:
        for row in cells:
            context.out("\t".join(cell.text for cell in row))
        return
    widths = {
        i: max([width(str(head.title)), *(width(row[i].text) for row in cells)])
        for i, head in enumerate(heads) if keep_all or any(row[i].text for row in cells)
    }  # fmt: skip
    if not widths:
        return
    widths = _fitted(heads, widths, keep_all)
    titles = [pad(str(heads[i].title), cells_, heads[i].right) for i, cells_ in widths.items()]
    context.out(context.paint(GAP.join(titles).rstrip(), "dim"))
    for row in cells:
        line = [_padded(context, row[i], n, heads[i].right) for i, n in widths.items()]
        context.out(GAP.join(line).rstrip())


def out_wrapped(context: Context, text: str, style: str = "") -> None:
    """A line, over as many lines of the terminal as it takes."""
    for line in wrap(clean_line(text), terminal_width()):
        context.out(context.paint(line, style))


def terminal_width() -> int:
    """Cells in a line of the terminal; COLUMNS is obeyed."""
    if columns := whole_number(os.environ.get("COLUMNS", ""), 1, 1000):
        return columns
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except (OSError, ValueError, AttributeError):
        return 80


def _cell(value: str | Cell) -> Cell:
    cell = value if isinstance(value, Cell) else Cell(value)
    return Cell(clean_line(cell.text), cell.style)


def _padded(context: Context, cell: Cell, cells: int, right: bool) -> str:
    return context.paint(pad(cell.text, cells, right), cell.style)


def _fitted(heads: Sequence[Head], widths: dict[int, int], keep_all: bool) -> dict[int, int]:
    """The cells of each column that is shown: as many columns as fit, each at least as wide as it wants to be."""
    ranks = [] if keep_all else sorted({heads[i].gives_way for i in widths if heads[i].gives_way})
    for last in (0, *ranks):
        kept = {i: cells for i, cells in widths.items() if not 0 < heads[i].gives_way <= last}
        room = terminal_width() - len(GAP) * (len(kept) - 1)
        _cut(kept, {i: heads[i].least for i in kept if heads[i].cut}, room)
        if sum(kept.values()) <= room:
            return kept
    _cut(kept, {i: NARROWEST for i in kept if heads[i].cut}, room)
    _cut(kept, dict.fromkeys(kept, NARROWEST_OF_ALL), room)
    return kept


def _cut(widths: dict[int, int], least: Mapping[int, int], room: int) -> None:
    """Take cells from the widest of some columns until all fit, or all of these are at their least."""
    while sum(widths.values()) > room:
        can = [i for i in least if widths[i] > least[i]]
        if not can:
            return
        widest = max(can, key=widths.__getitem__)
        step = max(1, min(sum(widths.values()) - room, widths[widest] // 8))
        widths[widest] = max(least[widest], widths[widest] - step)
