"""The roll-up as a table, one line a milestone, and what is said of the one under the cursor. Pure.

What there is room for is shown: dates and counts before decoration, and of a name so much as is left.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from kanban.metrics.figure import by_term
from kanban.metrics.forecast.record import Record
from kanban.metrics.rollup.contributions import BoardCard
from kanban.metrics.rollup.figures import node_figures
from kanban.metrics.rollup.milestones import MilestoneState
from kanban.model.card import is_late
from kanban.model.plan_events import PHASE_WORDS
from kanban.render.card import Span, due_words
from kanban.render.figures import fraction
from kanban.render.forecast import dates, held
from kanban.render.milestones import STATUS_WORDS, Order, bar, slip
from kanban.text.clean import clean_line, cut, pad, width
from kanban.text.dates import day, day_time, span
from kanban.text.glyphs import Glyphs
from kanban.text.messages import Message, Words, joined, msg, msg_in, tr

NAME_CELLS, NAME_MOST = 26, 60
"""A name has at least so many cells before anything that is not needed has any, and at most."""
LEAD = 3
"""Cells of the sign before the name."""
BAR_CELLS = 10
DAY_SECONDS = 86400


class Row(NamedTuple):
    """A milestone as of a moment, and what its cells depend on."""

    state: MilestoneState
    zone: str
    now: datetime
    signs: Glyphs


class Column(NamedTuple):
    """One column: its head, how wide it is, and what a milestone has there."""

    head: Message
    cells: int
    write: Callable[[Row], Span]
    right: bool = False
    order: Order | None = None
    """The order of the table that goes by it."""


def _status(row: Row) -> Span:
    return str(STATUS_WORDS[row.state.status]), row.state.status


def _due_in(row: Row) -> Span:
    left = row.state.days_left
    return ("" if left is None else span(left * DAY_SECONDS)), "late" if left is not None and left < 0 else ""


def _baseline(row: Row) -> Span:
    return _day(row.state.baseline_at, row), ""


def _original(row: Row) -> Span:
    moved = row.state.original_at != row.state.baseline_at
    return _day(row.state.original_at, row) if moved else "", "meta"


def _done(row: Row) -> Span:
    return f"{row.state.figures.done}/{row.state.figures.total}", ""


def _p85(row: Row) -> Span:
    known = row.state.forecast
    if known is None:
        return (row.signs.ellipsis if row.state.is_foretold else ""), "meta"
    return _day(known.p85_at, row), ""


def _slip(row: Row) -> Span:
    return slip(row.state.slip_seconds), row.state.status


def _blocked(row: Row) -> Span:
    n = len(row.state.figures.blocked)
    return (f"{row.signs.blocked} {n}" if n else ""), "blocked"


def _rework(row: Row) -> Span:
    figure = by_term(node_figures(row.state.figures))["rework_rate"]
    return (fraction(figure) if figure.n else ""), "meta"


def _scope(row: Row) -> Span:
    state = row.state
    return (f"+{state.added} -{state.removed}" if state.added or state.removed else ""), "meta"


def _bar(row: Row) -> Span:
    return bar(row.state.figures, row.signs, BAR_CELLS), "bar"


def _phase(row: Row) -> Span:
    phase = row.state.milestone.phase
    return (str(PHASE_WORDS[phase]) if phase else ""), "meta"


def _drivers(row: Row) -> Span:
    return str(joined(map(clean_line, row.state.figures.drivers))), "meta"


NEEDED = (
    Column(msg_in("head", "status"), 13, _status, order="urgency"),
    Column(msg_in("head", "due in"), 6, _due_in, right=True, order="date"),
    Column(msg_in("head", "baseline"), 8, _baseline, order="date"),
    Column(msg_in("head", "done"), 7, _done, right=True, order="done"),
    Column(msg_in("head", "P85"), 8, _p85, order="p85"),
    Column(msg_in("head", "slip"), 6, _slip, right=True, order="slip"),
)
"""Columns that stand at any width."""
MORE = (
    Column(msg_in("head", "blocked"), 7, _blocked),
    Column(msg_in("head", "rework"), 10, _rework),
    Column(msg_in("head", "scope"), 9, _scope),
    Column(msg_in("head", "was"), 8, _original),
    Column(msg_in("head", "completion"), BAR_CELLS, _bar, order="done"),
    Column(msg_in("head", "phase"), 12, _phase),
    Column(msg_in("head", "drivers"), 24, _drivers),
)
"""Columns there is room for on a wider screen, the most needed first."""


class Table(NamedTuple):
    """The columns of a width."""

    name_cells: int
    columns: tuple[Column, ...]


def table(cells: int, milestones: Iterable[MilestoneState] = ()) -> Table:
    """As many columns as there is room for beside the names; no count of these milestones is cut."""
    most = max((state.figures.total for state in milestones), default=0)
    done_cells = 2 * len(str(most)) + 1
    columns = [
        column._replace(cells=max(column.cells, done_cells)) if column.write is _done else column for column in NEEDED
    ]
    room = cells - LEAD - sum(column.cells + 1 for column in columns)
    for column in MORE:
        if room - column.cells - 1 < NAME_CELLS:
            break
        columns.append(column)
        room -= column.cells + 1
    return Table(max(8, min(room, NAME_MOST)), tuple(columns))


def head(shape: Table) -> tuple[Span, ...]:
    """The heads of the columns: that of the names, and one for each of the others."""
    name = pad(tr("milestone"), shape.name_cells)
    cells = [(f" {_fitted(str(column.head), column)}", "head") for column in shape.columns]
    return (" " * LEAD + name, "head"), *cells


def order_of(shape: Table, number: int) -> Order | None:
    """The order that goes by a column, as counted in `head`: names stand in the order of the WBS."""
    return shape.columns[number - 1].order if number else "wbs"


def line(state: MilestoneState, shape: Table, zone: str, now: datetime, signs: Glyphs) -> tuple[Span, ...]:
    """A milestone in one line."""
    row = Row(state, zone, now, signs)
    name = f"{clean_line(state.milestone.id)} {clean_line(state.milestone.name)}"
    out: list[Span] = [
        (f" {signs.status[state.status]} ", state.status),
        (pad(cut(name, shape.name_cells, signs.ellipsis), shape.name_cells), "bold"),
    ]
    for column in shape.columns:
        text, role = column.write(row)
        out.append((f" {_fitted(cut(text, column.cells, signs.ellipsis), column)}", role))
    return tuple(out)


def _fitted(text: str, column: Column) -> str:
    return pad(text, column.cells, right=column.right)


def _day(moment: datetime | None, row: Row) -> str:
    return day(moment, row.zone, row.now) if moment is not None else ""


def detail(
    state: MilestoneState, zone: str, now: datetime, signs: Glyphs, cells: int, lines: int, record: Record | None = None
) -> list[list[Span]]:
    """What is said of the milestone under the cursor, in so many lines: what it is, then why it stands as it does.

    `record`: how the dates of the past held, said beside the dates.
    """
    parts: list[Span] = [(_status_words(state), state.status)]
    parts += [
        part
        for part in (*_forecast_parts(state, zone, now, record), _pace_part(state), *_card_parts(state, now, signs))
        if part[0]
    ]
    return [
        [(cut(f" {_title(state, zone, now)}", cells, signs.ellipsis), "bold")],
        *placed(parts, cells, lines - 1, signs),
    ]


def _status_words(state: MilestoneState) -> str:
    return tr("{status}: {reason}", status=STATUS_WORDS[state.status], reason=clean_line(str(state.reason)))


def _title(state: MilestoneState, zone: str, now: datetime) -> str:
    milestone = state.milestone
    parts = [f"{clean_line(milestone.id)} {clean_line(milestone.name)}"]
    if milestone.phase:
        parts.append(str(PHASE_WORDS[milestone.phase]))
    parts.append(str(_dates(state, zone, now)))
    return " · ".join(parts)


def _dates(state: MilestoneState, zone: str, now: datetime) -> Message:
    if state.baseline_at is None:
        return msg("no baseline")
    date = day_time(state.baseline_at, zone, now)
    if state.original_at is None or state.original_at == state.baseline_at:
        return msg("baseline {date}", date=date)
    return joined((
        msg("baseline {date}", date=date),
        msg("was {date}", date=day_time(state.original_at, zone, now)),
        *_why_moved(state),
    ))  # fmt: skip


def _why_moved(state: MilestoneState) -> tuple[Message, ...]:
    if state.baseline is None or not state.baseline.why:
        return ()
    return (msg("version {n}: {why}", n=state.baseline.version, why=clean_line(state.baseline.why)),)


def _forecast_parts(state: MilestoneState, zone: str, now: datetime, record: Record | None) -> Iterator[Span]:
    """The dates, and how those of the past held."""
    if state.forecast is None:
        return
    words = dates(state.forecast, zone, now)
    yield words, ""
    if words and record is not None:
        yield held(record), "ageing" if record.is_poor else "meta"


def _pace_part(state: MilestoneState) -> Span:
    pace = state.pace
    if pace is None:
        return "", ""
    has = f"{pace.finished_per_week:.1f}"
    if pace.needed_per_week is None:
        return tr("has {has} a week", has=has), ""
    short = pace.needed_per_week > pace.finished_per_week
    words = tr("needs {needed} a week, has {has}", needed=f"{pace.needed_per_week:.1f}", has=has)
    return words, "ageing" if short else ""


def _card_parts(state: MilestoneState, now: datetime, signs: Glyphs) -> list[Span]:
    figures = state.figures
    parts: list[Span] = []
    if figures.blocked:
        oldest = figures.blocked[0]
        since = span(max(0.0, (now - (oldest.card.flow.blocked_at or now)).total_seconds()))
        words = msg(
            "{n} blocked, longest {time}: {card} {title} ({why})", n=len(figures.blocked), time=since,
            card=f"{oldest.board.slug}/{oldest.card.id}", title=clean_line(oldest.card.title),
            why=clean_line(oldest.card.flow.blocked_why),
        )  # fmt: skip
        parts.append((f"{signs.blocked} {words}", "blocked"))
    if state.added or state.removed:
        parts.append((tr("scope +{added} -{removed}", added=state.added, removed=state.removed), ""))
    rework = by_term(node_figures(figures))["rework_rate"]
    if rework.n:
        parts.append((tr("rework {rate}", rate=fraction(rework)), ""))
    if figures.drivers:
        parts.append((str(joined(map(clean_line, figures.drivers))), "meta"))
    return parts


def placed(parts: Iterable[Span], cells: int, lines: int, signs: Glyphs, indent: str = " ") -> list[list[Span]]:
    """Parts one behind the other, in at most so many lines; one that does not fit begins the next, or is cut there."""
    out: list[list[Span]] = [[]]
    used = 0
    for text, role in parts:
        gap = " · " if out[-1] else " "
        if out[-1] and used + width(gap) + width(text) > cells:
            if len(out) == lines:
                text = cut(text, max(0, cells - used - width(gap)), signs.ellipsis)
                if width(text) > 1:
                    out[-1] += [(gap, "meta"), (text, role)]
                break
            out.append([])
            used, gap = 0, indent
        text = cut(text, cells - used - width(gap), signs.ellipsis)
        out[-1] += [(gap, "meta"), (text, role)]
        used += width(gap) + width(text)
    return out


_KEY, _COLUMN, _DUE, _AGE = 11, 11, 11, 6
"""Cells of a card in the roll-up: board and id, column, due, age."""


def _title_cells(cells: int) -> int:
    return max(10, cells - 2 - _KEY - _COLUMN - _DUE - _AGE - 3)


def open_card_head(words: Words, cells: int) -> tuple[Span, ...]:
    """The heads above open cards, after what is said of them."""
    title = pad(str(words), _KEY + 1 + _title_cells(cells))
    heads = (pad(tr("column"), _COLUMN), pad(tr("due"), _DUE), pad(tr("age"), _AGE, right=True))
    return ((f" {title} {' '.join(heads)}", "head"),)


def open_card(item: BoardCard, zone: str, now: datetime, signs: Glyphs, cells: int) -> tuple[Span, ...]:
    """An open card over all boards in one line: whose it is, its title, why it is blocked, column, due, age."""
    card, flow = item.card, item.card.flow
    age = flow.age_seconds(now)
    late = is_late(card, now)
    when = pad(due_words(card.due_at, zone, now) if card.due_at is not None else "", _DUE)
    column = clean_line(item.board.column(card.column).name)
    key = pad(cut(f"{item.board.slug}/{card.id}", _KEY, signs.ellipsis), _KEY)
    room = _title_cells(cells)
    blocked = f" {signs.blocked} {clean_line(flow.blocked_why)}" if flow.blocked_at else ""
    blocked = cut(blocked, room // 2, signs.ellipsis)
    title = cut(clean_line(card.title), room - width(blocked), signs.ellipsis)
    return (
        (f" {key} ", "key"),
        (title, ""),
        (pad(blocked, room - width(title)), "blocked"),
        (f" {pad(cut(column, _COLUMN, signs.ellipsis), _COLUMN)}", "meta"),
        (f" {when}", "late" if late else ""),
        (f" {pad(span(age) if age is not None else '', _AGE, right=True)}", "meta"),
    )
