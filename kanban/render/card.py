"""What a card and a column's head say, as spans of text with a role; colours are the widgets' matter.

Pure, so that the board on the screen and the plain board in a pipe say the same.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from kanban.model.board import Board, Column
from kanban.model.card import SOON, Card, is_due_soon, is_late
from kanban.text.clean import clean_line, cut, width, wrap
from kanban.text.dates import day_time, local, span
from kanban.text.glyphs import Glyphs
from kanban.text.messages import msg_in, tr

Span = tuple[str, str]
"""Text and its role: title, meta, blocked, late, soon, ageing, rework, full, here, rule."""

WEEK_DAYS = 6
"""So many days ahead a weekday names one day; the seventh bears the name of today."""
WEEKDAYS = (
    msg_in("weekday", "Mon"), msg_in("weekday", "Tue"), msg_in("weekday", "Wed"), msg_in("weekday", "Thu"),
    msg_in("weekday", "Fri"), msg_in("weekday", "Sat"), msg_in("weekday", "Sun"),
)  # fmt: skip
REASON_CELLS = 14
"""Of a block's reason where all there is to know stands in one line; the card view has all of it."""
LEAST_CELLS = 6
"""What is cut to fewer cells says nothing any more, and is left out."""
ROWS = (1, 2, 3)
"""How many lines a card may take."""


class RenderContext(msgspec.Struct, frozen=True):
    """What the spans depend on besides the card: moment, zone, milestones of the work packages, who is ageing."""

    now: datetime
    zone: str
    milestones: dict[str, str]
    ageing: frozenset[str]
    glyphs: Glyphs
    p85_seconds: float | None = None
    """The cycle time that an ageing card has exceeded."""


class Part(msgspec.Struct, frozen=True):
    """Something that a card says. Where it does not fit, its short form stands; an empty one may be left out."""

    text: str
    role: str
    short: str = ""
    flexible: bool = False
    """May be cut, as a name or a reason; numbers and dates never are."""


def card_lines(card: Card, context: RenderContext, cells: int, rows: int) -> tuple[tuple[Span, ...], ...]:
    """A card in so many lines: its title, what needs a hand, what is good to know.

    In one line what needs a hand stands on the right, and the title is what is cut. In three lines the title may take
    two, else what needs a hand and what is good to know have a line each.
    """
    mark, title = context.glyphs.ellipsis, clean_line(card.title)
    if rows == 1:
        return (tuple(_one_line(title, (*due_parts(card, context), *flags(card, context)), cells, mark)),)
    if rows == 2 or width(title) > cells:
        return *_in_lines(title, cells, rows - 1, mark), meta(card, context, cells)
    dates, signs = due_parts(card, context), flags(card, context)
    figures, names = numbers(card, context), words(card, context)
    if signs or is_late(card, context.now) or is_due_soon(card, context.now):
        first, more = (*dates, *signs), (*figures, *names)
    elif sum(2 + width(part.text) for part in (*dates, *figures, *names)) <= cells + 2:
        first, more = (*dates, *figures, *names), ()
    else:
        first, more = (*dates, *figures), names
    return ((title, "title"),), tuple(fit(first, cells, mark)), tuple(fit(more, cells, mark))


def _one_line(title: str, parts: Sequence[Part], cells: int, mark: str) -> list[Span]:
    """The title on the left, of the parts their short forms on the right."""
    shown = [("  " + part.short, part.role) for part in parts]
    room = cells - sum(width(text) for text, _ in shown)
    while room < LEAST_CELLS and len(shown) > 1:
        room += width(shown.pop()[0])
    if room < LEAST_CELLS or not shown:
        return [(cut(title, cells, mark), "title")]
    title = cut(title, room, mark)
    return [(title + " " * (room - width(title)), "title"), *shown]


def _in_lines(title: str, cells: int, lines: int, mark: str) -> list[tuple[Span, ...]]:
    """The title in at most so many lines, the last one cut."""
    if lines == 1:
        return [((cut(title, cells, mark), "title"),)]
    first = wrap(title, cells)[0]
    return [((first, "title"),), ((cut(title[len(first) :].lstrip(), cells, mark), "title"),)]


def meta(card: Card, context: RenderContext, cells: int) -> tuple[Span, ...]:
    """All there is to know about a card at once in one line: its due date, what else needs a hand, then the rest."""
    mark = context.glyphs.ellipsis
    signs = [
        msgspec.structs.replace(p, text=cut(p.text, REASON_CELLS + 2, mark)) if p.flexible else p
        for p in flags(card, context)
    ]
    parts = (*due_parts(card, context), *signs, *numbers(card, context), *words(card, context))
    return tuple(fit(parts, cells, mark))


def due_parts(card: Card, context: RenderContext) -> tuple[Part, ...]:
    """When it is due, if it is to be done at all; never left out."""
    if card.due_at is None or card.flow.is_finished:
        return ()
    text, role = due(card.due_at, context)
    return (Part(text, role, text),)


def flags(card: Card, context: RenderContext) -> tuple[Part, ...]:
    """Whether it is blocked, and whether it is ageing; never left out."""
    signs, parts = context.glyphs, []
    if card.is_blocked:
        why = clean_line(card.flow.blocked_why)
        parts.append(Part(f"{signs.blocked} {why}".rstrip(), "blocked", signs.blocked, flexible=True))
    if card.id in context.ageing and (age := card.flow.age_seconds(context.now)) is not None:
        if context.p85_seconds is None:
            text = tr("{age} over P85", age=span(age))
        else:
            text = tr("{age} of P85 {time}", age=span(age), time=span(context.p85_seconds))
        parts.append(Part(f"{signs.ageing} {text}", "ageing", f"{signs.ageing}{span(age)}"))
    return tuple(parts)


def numbers(card: Card, context: RenderContext) -> tuple[Part, ...]:
    """Its milestones, rework moves and age; of a finished card, how long ago that was."""
    flow, signs, parts = card.flow, context.glyphs, []
    if card.work_package:
        parts.append(Part(_first(context.milestones.get(card.work_package, card.work_package)), "meta"))
    if flow.rework_moves:
        text = f"{signs.rework}{flow.rework_moves}"
        parts.append(Part(text, "rework", text))
    age = flow.age_seconds(context.now)
    if age is not None and card.id not in context.ageing:
        parts.append(Part(span(age), "meta"))
    if flow.finished_at is not None:
        parts.append(Part(tr("{time} ago", time=_since(flow.finished_at, context)), "meta"))
    return tuple(parts)


def words(card: Card, context: RenderContext) -> tuple[Part, ...]:
    """People, tags, checklist, a sign of a description, time in the column of a card without an age, and its id."""
    signs, parts = context.glyphs, []
    if card.members:
        parts.append(Part(" ".join(f"@{clean_line(name)}" for name in card.members), "meta", flexible=True))
    if card.tags:
        parts.append(Part(" ".join(f"#{clean_line(tag)}" for tag in card.tags), "meta", flexible=True))
    if card.checklist:
        done = sum(item.done for item in card.checklist)
        parts.append(Part(f"{signs.items}{done}/{len(card.checklist)}", "meta"))
    if card.description:
        parts.append(Part(signs.text, "meta"))
    if card.flow.started_at is None and not card.flow.is_finished:
        parts.append(Part(tr("here {time}", time=_since(card.flow.entered_at, context)), "meta"))
    return *parts, Part(f"#{card.id}", "meta")


def _since(moment: datetime, context: RenderContext) -> str:
    return span(max(0.0, (context.now - moment).total_seconds()))


def _first(ids: str) -> str:
    """`M5 +2` for the ids of several milestones."""
    first, *others = ids.split() or [""]
    return f"{first} +{len(others)}" if others else first


def due(due_at: datetime, context: RenderContext) -> Span:
    """`late 2d` from the first second after, `due today 17:00`, `due Thu 17:00` within the week, else `due 10 Dec`."""
    words = due_words(due_at, context.zone, context.now)
    if due_at < context.now:
        return words, "late"
    return tr("due {date}", date=words), "soon" if due_at - context.now <= SOON else "meta"


def dated_due(date: str, card: Card, moment: datetime) -> str:
    """A due date as it is shown whole, with how late an unfinished card is, or what time is left."""
    if card.due_at is None or card.flow.is_finished:
        return date
    left = (card.due_at - moment).total_seconds()
    if left < 0:
        return tr("{date} ({span} late)", date=date, span=span(-left))
    return tr("{date} ({span} left)", date=date, span=span(left))


def due_words(due_at: datetime, zone: str, now: datetime) -> str:
    """`late 2d` from the first second after, `today 17:00`, `Thu 17:00` within the week, else `10 Dec`."""
    if due_at < now:
        return tr("late {time}", time=span((now - due_at).total_seconds()))
    due_local, today = local(due_at, zone), local(now, zone)
    days = (due_local.date() - today.date()).days
    if days == 0:
        return tr("today {time}", time=f"{due_local:%H:%M}")
    if days <= WEEK_DAYS:
        return tr("{weekday} {time}", weekday=WEEKDAYS[due_local.weekday()], time=f"{due_local:%H:%M}")
    if due_local.year != today.year:
        return f"{due_local:%Y-%m-%d}"
    return day_time(due_at, zone, now).rsplit(" ", 1)[0]


def column_head(board: Board, column: Column, shown: int | None = None, cells: int | None = None) -> Span:
    """`Doing 3/3`, role `full` at or over its limit; `shown` of a filtered column. In few `cells` the name is cut."""
    count = len(board.cards_in(column.id))
    number = f"{count}/{column.wip_limit}" if column.wip_limit else str(count)
    if shown is not None and shown != count:
        number = tr("{shown} of {total}", shown=shown, total=number)
    full = column.wip_limit is not None and count >= column.wip_limit
    name = clean_line(column.name)
    if cells is not None:
        name = cut(name, max(1, cells - width(number) - 1))
    return f"{name} {number}", "full" if full else "head"


def hidden(above: int, below: int, signs: Glyphs) -> str:
    """`↑3 ↓12`: cards of a column that are out of view."""
    return " ".join(f"{sign}{count}" for sign, count in ((signs.above, above), (signs.below, below)) if count)


def fit(parts: Sequence[Part], cells: int, mark: str = "…") -> list[Span]:
    """Parts with two spaces between, in so many cells: what has a short form stands at least in that.

    Then, in their order, parts get the room that is left. Where not even the short forms fit, the last ones are left
    out, and the first one is cut.
    """
    texts = [part.short for part in parts]
    room = cells + 2 - sum(2 + width(text) for text in texts if text)
    while room < 0 and sum(map(bool, texts)) > 1:
        last = max(i for i, text in enumerate(texts) if text)
        room += 2 + width(texts[last])
        texts[last] = ""
    if room < 0:
        return [(cut(text, cells, mark), part.role) for part, text in zip(parts, texts, strict=True) if text]
    for i, part in enumerate(parts):
        has = width(texts[i]) + 2 if texts[i] else 0
        wants = width(part.text) + 2 - has
        if wants > room and part.flexible and room + has - 2 >= LEAST_CELLS:
            texts[i], room = cut(part.text, room + has - 2, mark), 0
        elif wants <= room:
            texts[i], room = part.text, room - wants
    shown = [(text, part.role) for part, text in zip(parts, texts, strict=True) if text]
    return [(("  " if i else "") + text, role) for i, (text, role) in enumerate(shown)]
