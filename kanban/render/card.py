"""What a card and a column's head say, as spans of text with a role; colours are the widgets' matter.

Pure, so that the board on the screen and the plain board in a pipe say the same.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from kanban.model.board import Board, Column
from kanban.model.card import Card
from kanban.text.clean import clean_line, cut, width
from kanban.text.dates import day_time, local, span
from kanban.text.glyphs import Glyphs
from kanban.text.messages import msg_in, tr

BLOCK_CELLS = {False: 14, True: 9}
"""Of a block's reason on a card, by whether `late` stands beside it; the card view has all of it."""

Span = tuple[str, str]
"""Text and its role: title, meta, blocked, late, ageing, rework, full, here, rule."""

WEEK = timedelta(days=7)
WEEKDAYS = (
    msg_in("weekday", "Mon"), msg_in("weekday", "Tue"), msg_in("weekday", "Wed"), msg_in("weekday", "Thu"),
    msg_in("weekday", "Fri"), msg_in("weekday", "Sat"), msg_in("weekday", "Sun"),
)  # fmt: skip


class RenderContext(msgspec.Struct, frozen=True):
    """What the spans depend on besides the card: moment, zone, milestones of the work packages, who is ageing."""

    now: datetime
    zone: str
    milestones: dict[str, str]
    ageing: frozenset[str]
    glyphs: Glyphs


def title_line(card: Card, context: RenderContext, cells: int) -> list[Span]:
    """The first line: the title, cleaned and cut."""
    return [(cut(clean_line(card.title), cells, context.glyphs.ellipsis), "title")]


def meta(card: Card, context: RenderContext) -> tuple[Span, ...]:
    """The second line: what there is to know about a card at once, what needs a hand first."""
    flow, signs = card.flow, context.glyphs
    parts: list[Span] = []
    when = due(card.due_at, context) if card.due_at is not None and not flow.is_finished else None
    late = when is not None and when[1] == "late"
    if flow.blocked_at is not None and not flow.is_finished:
        room = BLOCK_CELLS[late]
        parts.append((f"{signs.blocked} {cut(clean_line(flow.blocked_why), room, signs.ellipsis)}", "blocked"))
    if when and late:
        parts.append(when)
    if card.work_package:
        parts.append((_first(context.milestones.get(card.work_package, card.work_package)), "meta"))
    parts.append((span(max(0.0, (context.now - flow.entered_at).total_seconds())), "meta"))
    if flow.rework_moves:
        parts.append((f"{signs.rework}{flow.rework_moves}", "rework"))
    if card.id in context.ageing:
        parts.append((f"{signs.ageing}P85", "ageing"))
    if when and not late:
        parts.append(when)
    return tuple(parts)


def _first(ids: str) -> str:
    """`M5 +2` for the ids of several milestones."""
    first, *others = ids.split() or [""]
    return f"{first} +{len(others)}" if others else first


def due(due_at: datetime, context: RenderContext) -> Span:
    """`due Thu 17:00` within a week, `late 2d` from the second after, else `due 10 Dec`."""
    words = due_words(due_at, context.zone, context.now)
    return (words, "late") if due_at < context.now else (tr("due {date}", date=words), "meta")


def due_words(due_at: datetime, zone: str, now: datetime) -> str:
    """`Thu 17:00` within a week, `late 2d` from the second after, else `10 Dec`."""
    left = due_at - now
    if left < timedelta(0):
        return tr("late {time}", time=span(-left.total_seconds()))
    due_local = local(due_at, zone)
    if due_local.year != local(now, zone).year and left >= WEEK:
        return f"{due_local:%Y-%m-%d}"
    if left >= WEEK:
        return day_time(due_at, zone, now).rsplit(" ", 1)[0]
    return tr("{weekday} {time}", weekday=WEEKDAYS[due_local.weekday()], time=f"{due_local:%H:%M}")


def column_head(board: Board, column: Column, shown: int | None = None) -> Span:
    """`Doing 3/3`, role `full` at or over its limit; `shown` of a filtered column."""
    count = len(board.cards_in(column.id))
    number = f"{count}/{column.wip_limit}" if column.wip_limit else str(count)
    if shown is not None and shown != count:
        number = tr("{shown} of {total}", shown=shown, total=number)
    full = column.wip_limit is not None and count >= column.wip_limit
    return f"{clean_line(column.name)} {number}", "full" if full else "head"


def hidden(above: int, below: int, signs: Glyphs) -> str:
    """`↑3 ↓12`: cards of a column that are out of view."""
    return " ".join(f"{sign}{count}" for sign, count in ((signs.above, above), (signs.below, below)) if count)


def fit(parts: Sequence[Span], cells: int) -> list[Span]:
    """Parts with two spaces between, as many as fit, the last one cut."""
    out: list[Span] = []
    used = 0
    for text, role in parts:
        gap = "  " if out else ""
        room = cells - used - len(gap)
        if room < 2:
            break
        text = cut(text, room)
        out.append((gap + text, role))
        used += len(gap) + width(text)
    return out
