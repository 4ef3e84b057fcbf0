"""Tables: aligned and fitted on a terminal; tab-separated, whole and without headings in a pipe."""

import os
import sys
from collections.abc import Sequence
from typing import NamedTuple

from kanban.cli.context import Context
from kanban.text.clean import clean_line, pad, width
from kanban.text.messages import Words

GAP = "  "
NARROWEST = 8
"""To how many cells a column that may be cut is cut at most."""
NARROWEST_OF_ALL = 3
"""To how many every column is cut, where there is no other way to fit the terminal."""


class Head(NamedTuple):
    """A column of a table."""

    title: Words
    right: bool = False
    cut: bool = False
    """May be cut where the terminal is too narrow; the widest such column is cut first."""


class Cell(NamedTuple):
    """A text with a style of `context.STYLES`."""

    text: str
    style: str = ""


def table(
    context: Context, heads: Sequence[Head], rows: Sequence[Sequence[str | Cell]], keep_empty: bool = False
) -> None:
    """Print rows; all text is cleaned here. On a terminal a column of nothing takes no room, unless it is kept."""
    cells = [[_cell(value) for value in row] for row in rows]
    if not context.is_tty:
        for row in cells:
            context.out("\t".join(cell.text for cell in row))
        return
    shown = [i for i in range(len(heads)) if keep_empty or any(row[i].text for row in cells)]
    if not shown:
        return
    widths = _widths([heads[i] for i in shown], [[row[i] for i in shown] for row in cells])
    titles = [pad(str(heads[i].title), cells_, heads[i].right) for i, cells_ in zip(shown, widths, strict=True)]
    context.out(context.paint(GAP.join(titles).rstrip(), "dim"))
    for row in cells:
        line = [_padded(context, row[i], n, heads[i].right) for i, n in zip(shown, widths, strict=True)]
        context.out(GAP.join(line).rstrip())


def terminal_width() -> int:
    """Cells in a line of the terminal; COLUMNS is obeyed."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdigit() and 0 < int(columns) <= 1000:
        return int(columns)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except (OSError, ValueError, AttributeError):
        return 80


def _cell(value: str | Cell) -> Cell:
    cell = value if isinstance(value, Cell) else Cell(value)
    return Cell(clean_line(cell.text), cell.style)


def _padded(context: Context, cell: Cell, cells: int, right: bool) -> str:
    return context.paint(pad(cell.text, cells, right), cell.style)


def _widths(heads: Sequence[Head], rows: Sequence[Sequence[Cell]]) -> list[int]:
    widths = [max([width(str(head.title)), *(width(row[i].text) for row in rows)]) for i, head in enumerate(heads)]
    room = terminal_width() - len(GAP) * (len(heads) - 1)
    _cut(widths, [i for i, head in enumerate(heads) if head.cut], room, NARROWEST)
    _cut(widths, range(len(heads)), room, NARROWEST_OF_ALL)
    return widths


def _cut(widths: list[int], which: Sequence[int], room: int, narrowest: int) -> None:
    """Take cells from the widest of some columns until all fit, or all of these are at their narrowest."""
    while which and sum(widths) > room:
        widest = max(which, key=widths.__getitem__)
        if widths[widest] <= narrowest:
            return
        step = max(1, min(sum(widths) - room, widths[widest] // 8))
        widths[widest] = max(narrowest, widths[widest] - step)
