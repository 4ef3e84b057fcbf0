"""Savings as rows: the two windows that are compared, and what changed between them. Pure."""

from collections.abc import Iterator
from itertools import zip_longest

import msgspec

from kanban.metrics.figure import TERMS
from kanban.metrics.flow.totals import Window
from kanban.metrics.rollup.milestones import RollUp
from kanban.metrics.value.savings import Savings, savings
from kanban.metrics.value.typed_flows import typed_window
from kanban.render import savings as render
from kanban.render.card import Span
from kanban.screens.listing import text_row
from kanban.text.clean import clean_line, pad, width, wrap
from kanban.text.dates import parse
from kanban.text.messages import Message, Words, msg
from kanban.widgets.list_view import ListRow

BEFORE, AFTER = "before", "after"
"""Keys of the rows that can be set."""
FIELDS: dict[str, Message] = {BEFORE: msg("before"), AFTER: msg("after")}
WEEKS = (4, 8, 12)
_HINT = msg("FROM..TO, such as 2026-09-01..2026-10-01 or -8w..-4w: cards finished from the first day until the second")


class Wanted(msgspec.Struct, frozen=True):
    """Which windows are compared; what was typed goes before the weeks."""

    weeks: int = WEEKS[0]
    before: str = ""
    after: str = ""

    def text(self, which: str) -> str:
        """A window as it is typed, from the moment shown on."""
        if which == BEFORE:
            return self.before or f"-{2 * self.weeks}w..-{self.weeks}w"
        return self.after or f"-{self.weeks}w..today"

    def window(self, which: str, rollup: RollUp) -> Window:
        """The window. Raises Refused."""
        zone, field = rollup.plan.timezone, FIELDS[which]
        return typed_window(self.text(which), field, zone, lambda day: parse(day, zone, rollup.as_of, False, field))


def reckon(rollup: RollUp, wanted: Wanted) -> Savings:
    """As of a roll-up. Raises Refused."""
    boards = [(board, rollup.moment_of(board)) for board in rollup.boards]
    return savings(rollup.plan, boards, wanted.window(BEFORE, rollup), wanted.window(AFTER, rollup))


def rows(found: Savings | None, failure: Words, cells: int, zone: str) -> Iterator[ListRow]:
    """The windows, the figures of each, and in words what their change is worth."""
    if found is None:
        for key in FIELDS:
            yield ListRow((((f" {FIELDS[key]}", ""),),), key)
        for line in wrap(clean_line(str(failure or msg("reckoning"))), max(20, cells - 2)):
            yield text_row((f" {line}", "error" if failure else "meta"))
        return
    for key, window in zip(FIELDS, render.window_lines(found, zone), strict=True):
        yield ListRow((((f" {window}", "here"),),), key)
    if found.is_low_sample:
        yield text_row((f" {render.LOW_SAMPLE}", "soon"))
    yield text_row()
    lines = [[str(head) for head in render.HEADS]]
    lines += [[str(render.NAMES[one.figure]), *render.numbers(one)] for one in found.changes]
    widths = [max(map(width, column)) for column in zip_longest(*lines, fillvalue="")]
    yield text_row((_line(lines[0], widths), "head"))
    for one, texts in zip(found.changes, lines[1:], strict=True):
        yield ListRow((((_line(texts, widths), ""),),), one.figure)
    yield text_row()
    for one in found.changes:
        said = msg("{name}: {reason}", name=render.NAMES[one.figure], reason=render.worth(one, found.currency))
        role = "" if one.is_noise is not False else "on_track" if (one.change or 0) < 0 else "late"
        for line in wrap(clean_line(str(said)), max(20, cells - 2)):
            yield text_row((f" {line}", role))


def _line(texts: list[str], widths: list[int]) -> str:
    cells = zip(texts, widths, strict=True)
    return " " + "  ".join(pad(text, room, right=place > 0) for place, (text, room) in enumerate(cells))


def detail(key: str, wanted: Wanted, cells: int) -> list[Span]:
    """What a row takes, or how the figures are counted."""
    room = max(20, cells - 2)
    words: Words = _HINT if key in FIELDS else TERMS["savings"].rule
    typed = [(f" {wanted.text(key)}", "")] if key in FIELDS else []
    return [*typed, *((f" {line}", "meta") for line in wrap(str(words), room))]
