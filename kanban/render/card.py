"""What a card, a column's head and the flow strip say, as spans of text with a role; colours are the widgets' matter.

Pure, so that the board on the screen and the plain board in a pipe say the same.
"""

import os
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from kanban.model.board import Board, Column
from kanban.model.card import Card
from kanban.text.charset import is_utf8
from kanban.text.clean import clean_line, cut, pad, width
from kanban.text.dates import day_time, local, span

BLOCK_CELLS = {False: 14, True: 9}
"""Of a block's reason on a card, by whether `late` stands beside it; the card view has all of it."""

Span = tuple[str, str]
"""Text and its role: title, meta, blocked, late, ageing, rework, full, here, rule."""


class Glyphs(msgspec.Struct, frozen=True):
    """The few signs beside words; the ASCII ones keep their width in every terminal."""

    cursor: str
    mark: str
    rework: str
    ageing: str
    blocked: str
    rule: str
    bar: str
    left: str
    right: str
    above: str
    below: str
    ellipsis: str
    levels: str
    full: str
    empty: str
    status: dict[str, str]


UNICODE = Glyphs(
    "▌", "✓", "↺", "▲", "■", "─", "│", "‹", "›", "↑", "↓", "…", "▁▂▃▄▅▆▇█", "▇", "▁",
    {"late": "✗", "at_risk": "▲", "no_data": "?", "on_track": "●", "achieved_late": "✓", "achieved": "✓"},
)  # fmt: skip
ASCII = Glyphs(
    ">", "*", "r", "!", "#", "-", "|", "<", ">", "^", "v", "~", "_.-:=+*#", "#", ".",
    {"late": "x", "at_risk": "!", "no_data": "?", "on_track": "o", "achieved_late": "+", "achieved": "+"},
)  # fmt: skip


def glyphs(choice: str = "") -> Glyphs:
    """Glyphs by choice (`unicode`, `ascii`; else KANBAN_GLYPHS), else by whether the terminal takes UTF-8."""
    choice = choice or os.environ.get("KANBAN_GLYPHS", "auto")
    if choice in ("unicode", "ascii"):
        return UNICODE if choice == "unicode" else ASCII
    return UNICODE if is_utf8() else ASCII


class Context(msgspec.Struct, frozen=True):
    """What faces depend on besides the card: the moment, the zone, the milestones of work packages, who is ageing."""

    now: datetime
    zone: str
    milestones: dict[str, str]
    ageing: frozenset[str]
    glyphs: Glyphs


def title_line(card: Card, context: Context, cells: int) -> list[Span]:
    """The first line: the title, cleaned and cut."""
    return [(cut(clean_line(card.title), cells, context.glyphs.ellipsis), "title")]


def meta(card: Card, context: Context) -> tuple[Span, ...]:
    """The second line: what there is to know about a card at a glance, what needs a hand first."""
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


def _first(words: str) -> str:
    """`M5 +2` for the ids of several milestones."""
    first, *others = words.split() or [""]
    return f"{first} +{len(others)}" if others else first


def due(due_at: datetime, context: Context) -> Span:
    """`due Thu 17:00` within a week, `late 2d` from the second after, else `due 10 Dec`."""
    left = due_at - context.now
    if left < timedelta(0):
        return f"late {span(-left.total_seconds())}", "late"
    there = local(due_at, context.zone)
    if left < timedelta(days=7):
        return f"due {there:%a %H:%M}", "meta"
    return f"due {day_time(due_at, context.zone, context.now).rsplit(' ', 1)[0]}", "meta"


def column_head(board: Board, column: Column, shown: int | None = None) -> Span:
    """`Doing 3/3`, role `full` at or over its limit; `shown` of a filtered column."""
    count = len(board.cards_in(column.id))
    number = f"{count}/{column.wip_limit}" if column.wip_limit else str(count)
    if shown is not None and shown != count:
        number = f"{shown} of {number}"
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


def sparkline(values: Sequence[int], signs: Glyphs) -> str:
    """One sign a value, scaled to the largest; the lowest sign is zero."""
    top = max(values, default=0)
    levels = signs.levels
    if not top:
        return levels[0] * len(values)
    return "".join(levels[-(-value * (len(levels) - 1) // top)] for value in values)


def plain_board(board: Board, context: Context, columns: int, rows: int = 0) -> str:
    """The board as text without any escape code, side by side where `columns` cells allow, all cards unless `rows`."""
    cells = max(20, columns // max(1, len(board.columns)) - 1)
    blocks: list[list[str]] = []
    for column in board.columns:
        lines = [column_head(board, column)[0], context.glyphs.rule * (cells - 1)]
        for card_id in board.cards_in(column.id):
            card = board.cards[card_id]
            title, under = title_line(card, context, cells - 2), fit(meta(card, context), cells - 2)
            lines += ["".join(text for text, _ in title), "".join(text for text, _ in under), ""]
        blocks.append(lines)
    per_row = max(1, columns // (cells + 1))
    out: list[str] = []
    for start in range(0, len(blocks), per_row):
        group = blocks[start : start + per_row]
        height = max(len(block) for block in group)
        for y in range(min(height, rows) if rows else height):
            line = " ".join(pad(block[y] if y < len(block) else "", cells) for block in group)
            out.append(line.rstrip())
        out.append("")
    return "\n".join(out).rstrip() + "\n"
