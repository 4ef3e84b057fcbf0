"""Earned value as rows: the plan, its milestones, its work packages, with as many figures as fit. Pure."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from kanban.metrics.figure import TERMS
from kanban.metrics.rollup.milestones import RollUp
from kanban.metrics.value.earned_value import Value
from kanban.metrics.value.parts import value_parts
from kanban.metrics.value.plan_earned_value import PlanValue
from kanban.render.card import Span
from kanban.render.evm import FIGURES, Scale, nothing_to_show, time_lines
from kanban.render.milestones import ordered
from kanban.screens.listing import text_row
from kanban.text.clean import clean_line, cut, pad, width, wrap
from kanban.text.folding import having_words
from kanban.text.glyphs import Glyphs
from kanban.text.messages import Words, msg, tr
from kanban.widgets.list_view import ListRow

TOTAL, MILESTONE, PACKAGE = "total", "milestone", "package"
"""How the keys of the rows begin; behind the last two stand a colon and which it is."""
NAME_LEAST, NAME_LEAST_WIDE, NAME_MOST = 18, 26, 40
_WIDE = 100
_FIRST_FIGURES = 7
"""So many are to be seen at once, BAC to EAC: in thousands where whole amounts are too wide for that."""
GAP = 2


class Row(NamedTuple):
    """One line of the table, with all that takes time to reckon."""

    key: str
    name: str
    done: tuple[int, int] | None
    """Cards done, of how many."""
    value: PlanValue
    values: tuple[Value, ...]
    """By figure."""
    whole: tuple[str, ...]
    thousands: tuple[str, ...]
    """The same as they are written, in the currency and in thousands of it."""

    def texts(self, scale: Scale) -> tuple[str, ...]:
        """As they are written in a scale."""
        return self.thousands if scale.in_thousands else self.whole


class Table(NamedTuple):
    """All rows, and what they are of."""

    whole: PlanValue
    rows: tuple[Row, ...]


class Layout(msgspec.Struct, frozen=True):
    """What is in view of the table."""

    scale: Scale
    name: int
    """Cells of the names."""
    first: int
    """The first figure in view."""
    widths: tuple[int, ...]
    """Of the figures in view."""

    @property
    def shown(self) -> range:
        """The numbers of the figures in view."""
        return range(self.first, self.first + len(self.widths))


def table(rollup: RollUp, pause: Callable[[], None]) -> Table:
    """The plan, milestones by their date, work packages in WBS order. Raises Refused where a history is unreadable."""
    parts = value_parts(rollup, pause)
    rows = [_row(TOTAL, clean_line(rollup.plan.project) or tr("total"), None, parts.whole)]
    by_id = {state.milestone.id: value for state, value in parts.milestones}
    for state in ordered((state for state, _ in parts.milestones), "date"):
        pause()
        milestone, figures = state.milestone, state.figures
        name = clean_line(f"{milestone.id} {milestone.name}")
        rows.append(_row(f"{MILESTONE}:{milestone.id}", name, (figures.done, figures.total), by_id[milestone.id]))
    for package, value in parts.packages:
        pause()
        name = clean_line(f"{package.code} {package.name}")
        rows.append(_row(f"{PACKAGE}:{package.code}", name, (package.cards_done, package.cards_total), value))
    return Table(parts.whole, tuple(rows))


def _row(key: str, name: str, done: tuple[int, int] | None, value: PlanValue) -> Row:
    values = tuple(figure.of(value) for figure in FIGURES)
    currency = value.plan.costs.currency
    whole, thousands = (
        tuple(figure.text(each, scale) for figure, each in zip(FIGURES, values, strict=True))
        for scale in (Scale(currency), Scale(currency, in_thousands=True))
    )
    return Row(key, name, done, value, values, whole, thousands)


def matching(rows: Sequence[Row], needle: str) -> list[Row]:
    """The rows that have all words of a text."""
    return having_words(rows, needle, lambda row: row.name)


def layout(rows: Sequence[Row], currency: str, cells: int, figure: int, first: int) -> Layout:
    """Whole amounts if the first figures fit so, else thousands; the figure under the cursor is in view."""
    least = NAME_LEAST if cells < _WIDE else NAME_LEAST_WIDE
    room = cells - 3 - least
    scale = Scale(currency)
    widths = _widths(rows, scale)
    if sum(each + GAP for each in widths[:_FIRST_FIGURES]) > room:
        scale = Scale(currency, in_thousands=True)
        widths = _widths(rows, scale)
    first = min(first, figure)
    while first < figure and sum(each + GAP for each in widths[first : figure + 1]) > room:
        first += 1
    while first > 0 and sum(each + GAP for each in widths[first - 1 :]) <= room:  # no room is left idle at the end
        first -= 1
    shown: list[int] = []
    for each in widths[first:]:
        if shown and sum(shown) + GAP * len(shown) + each + GAP > room:
            break
        shown.append(each)
    left = room - sum(shown) - GAP * len(shown)
    need = max((width(row.name) for row in rows), default=least)
    return Layout(scale, least + max(0, min(left, need - least, NAME_MOST - least)), first, tuple(shown))


def _widths(rows: Sequence[Row], scale: Scale) -> list[int]:
    columns = zip(FIGURES, *(row.texts(scale) for row in rows), strict=True)
    return [max(map(width, (str(figure.head), *texts))) for figure, *texts in columns]


def heads(form: Layout, figure: int, signs: Glyphs) -> tuple[Span, ...]:
    """The names of the figures, that under the cursor marked; a sign where there are more on a side."""
    out: list[Span] = [(f" {pad('', form.name)}", "head")]
    for number, cells in zip(form.shown, form.widths, strict=True):
        head = str(FIGURES[number].head)
        more = signs.left if number == form.first and form.first else ""
        gap = pad(more, GAP + cells - width(head))
        out += [(gap, "meta"), (head, "label" if number == figure else "head")]
    if form.first + len(form.widths) < len(FIGURES):
        out.append((f" {signs.right}", "meta"))
    return tuple(out)


def figure_at(form: Layout, number: int) -> int | None:
    """The figure whose head, or the gap before it, is the span of this number; None for another."""
    place = (number - 1) // 2
    return form.first + place if number > 0 and place < len(form.widths) else None


def empty_rows(made: Table | None, failure: Words, cells: int) -> list[ListRow]:
    """Why there is no table, or that it is being reckoned; empty where there is one."""
    nothing = nothing_to_show(made.whole) if made is not None else failure or msg("reckoning")
    if nothing is None:
        return []
    role = "error" if failure and made is None else ""
    return [text_row(), *(text_row((f" {line}", role)) for line in wrap(clean_line(str(nothing)), max(20, cells - 2)))]


def table_rows(rows: Sequence[Row], form: Layout, figure: int, signs: Glyphs) -> Iterator[ListRow]:
    """All rows of the list, with a head over milestones and over packages."""
    over: dict[str, Words] = {MILESTONE: msg("milestones"), PACKAGE: msg("work packages")}
    for row in rows:
        kind = row.key.partition(":")[0]
        if (title := over.pop(kind, None)) is not None:
            yield text_row((f" {title}", "meta"))
        yield ListRow((_line(row, form, figure, signs),), row.key)


def _line(row: Row, form: Layout, figure: int, signs: Glyphs) -> tuple[Span, ...]:
    name = pad(cut(row.name, form.name, signs.ellipsis), form.name)
    out: list[Span] = [(f" {name}", "bold" if row.key == TOTAL else "")]
    for number, cells in zip(form.shown, form.widths, strict=True):
        role = "late" if FIGURES[number].is_bad(row.values[number]) else "bold" if number == figure else ""
        out.append((pad(row.texts(form.scale)[number], cells + GAP, right=True), role))
    return tuple(out)


def detail(row: Row, figure: int, zone: str, cells: int, lines: int) -> list[Span]:
    """The figure under the cursor, its rule, and where there is room for it what the earned schedule says."""
    room = max(20, cells - 2)
    shown, value = FIGURES[figure], row.values[figure]
    parts = [row.name]
    if row.done is not None:
        parts.append(tr("{done}/{total} done", done=row.done[0], total=row.done[1]))
    said = clean_line(str(shown.words(value, row.value.plan.costs.currency)))
    first = wrap(" · ".join([*parts, said]), room)
    rule = wrap(str(TERMS[shown.term].rule), room)
    in_time: list[str] = []
    for words in time_lines(row.value.time, zone) if row.value.time is not None else ():
        more = wrap(clean_line(str(words)), room)
        if len(first) + len(rule) + len(in_time) + len(more) <= lines:  # a sentence is whole or not there
            in_time += more
    role = "late" if shown.is_bad(value) else "bold"
    return [
        *((f" {line}", role) for line in first),
        *((f" {line}", "") for line in in_time),
        *((f" {line}", "meta") for line in rule),
    ]
