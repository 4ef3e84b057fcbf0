"""Cards as rows: the fields that can be chosen, and how each is written."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from kanban.cli.context import Context
from kanban.cli.exits import Usage
from kanban.cli.output import Cell, Head, table
from kanban.metrics.flow.totals import ageing, durations
from kanban.model.board import Board
from kanban.model.card import Card, is_late
from kanban.text.clean import clean_line
from kanban.text.dates import day_time, iso, span
from kanban.text.messages import joined, msg, tr

Rows = list[tuple[Board, Card]]
Old = frozenset[tuple[str, str]]
"""Board and id of each card that is ageing."""


class Writer:
    """Writes fields of cards for a table, as of now."""

    def __init__(self, context: Context, old: Old) -> None:
        self.context = context
        self._old = old

    def flags(self, board: Board, card: Card) -> Cell:
        """What is remarkable about a card, in words; the longest, why it is blocked, comes last."""
        flow, words, style = card.flow, [], ""
        if flow.archived_at is not None:
            words.append(tr("dropped") if flow.is_dropped else tr("archived"))
        if is_late(card, self.context.now):
            words.append(tr("late"))
            style = "red"
        if (board.slug, card.id) in self._old:
            words.append(tr("ageing"))
            style = style or "yellow"
        if flow.rework_moves:
            words.append(tr("rework {n}", n=flow.rework_moves))
        if flow.blocked_at is not None and not flow.is_finished:
            words.append(tr("blocked: {why}", why=flow.blocked_why))
            style = "red"
        return Cell(str(joined(words)), style)

    def due(self, card: Card) -> Cell:
        """The due date, in the plan's zone."""
        if card.due_at is None:
            return Cell("")
        if not self.context.is_tty:
            return Cell(iso(card.due_at, self.context.zone) or "")
        return Cell(
            day_time(card.due_at, self.context.zone, self.context.now), "red" if is_late(card, self.context.now) else ""
        )

    def package(self, card: Card) -> str:
        """The work package with its milestones."""
        if card.work_package is None:
            return ""
        return " ".join([card.work_package, *(m.id for m in self.context.plan.gated_by(card.work_package))])

    def plain(self, name: str, board: Board, card: Card) -> str | Cell:
        """Any other field, as in the JSON."""
        value = detail(self.context, board, card)[name]
        if value is None or value == []:
            return ""
        if isinstance(value, list):
            return ", ".join(str(item["text"] if isinstance(item, dict) else item) for item in value)
        if name.endswith("_seconds"):
            return span(value) if self.context.is_tty else f"{value:.0f}"
        return str(value).lower() if isinstance(value, bool) else str(value)


Write = Callable[[Writer, Board, Card], "str | Cell"]
TABLE: dict[str, tuple[Head, Write]] = {
    "id": (Head(msg("id"), right=True), lambda w, b, c: c.id),
    "board": (Head(msg("board")), lambda w, b, c: b.slug),
    "title": (Head(msg("title"), cut=True, least=30), lambda w, b, c: c.title),
    "column": (Head(msg("column"), cut=True, gives_way=3), lambda w, b, c: b.column(c.column).name),
    "wp": (Head(msg("wp"), gives_way=1), lambda w, b, c: w.package(c)),
    "due": (Head(msg("due")), lambda w, b, c: w.due(c)),
    "age": (Head(msg("age"), right=True, gives_way=2), lambda w, b, c: _age(c, w.context.now)),
    "flags": (Head(msg("flags"), cut=True, least=22), lambda w, b, c: w.flags(b, c)),
}
"""Fields that exist in tables only, or look different there."""


def detail(context: Context, board: Board, card: Card) -> dict[str, Any]:
    """All fields of one card as in the JSON, flow figures beside the others."""
    from kanban.metrics.reports.board_report import cards_report
    from kanban.metrics.reports.export import plain_values

    (row,) = cards_report(context.plan, [(board, card)], context.now, context.now).cards
    plain: dict[str, Any] = plain_values(row)
    plain = {
        k: iso(v, context.zone) if isinstance(v, datetime) else v for k, v in {**plain.pop("flow"), **plain}.items()
    }
    return {k: list(v) if isinstance(v, tuple) else v for k, v in plain.items()}


def json_fields() -> list[str]:
    """Names of the fields that `--fields` takes for JSON."""
    from kanban.metrics.reports.export import CardDetail, CardRow

    names = [*CardDetail.__struct_fields__, *CardRow.__struct_fields__]
    return [n for n in dict.fromkeys(names) if n != "flow"]


def chosen_fields(text: str | None, default: list[str], for_json: bool) -> list[str]:
    """The fields in `a,b,c`. Raises Usage for one that there is not."""
    if text is None:
        return default
    known = dict.fromkeys([*([] if for_json else TABLE), *json_fields()])
    chosen = [name for part in text.split(",") if (name := part.strip())]
    for name in chosen:
        if name not in known:
            raise Usage(msg("--fields: {name!r} is none of {names}", name=clean_line(name), names=joined(known)))
    if not chosen:
        raise Usage(msg("--fields: name at least one, such as id,title"))
    return chosen


def print_table(context: Context, rows: Rows, fields: list[str], old: Old, keep_all: bool = False) -> None:
    """The cards as a table; all fields stay if they were asked for."""
    writer = Writer(context, old)
    heads = [TABLE[name][0] if name in TABLE else Head(name.removesuffix("_seconds")) for name in fields]
    lines = [
        [TABLE[name][1](writer, b, c) if name in TABLE else writer.plain(name, b, c) for name in fields]
        for b, c in rows
    ]
    table(context, heads, lines, keep_all)


def print_json(context: Context, rows: Iterable[tuple[Board, Card]], fields: list[str] | None) -> None:
    """The cards as JSON: whole, or with the chosen fields only."""
    from kanban.metrics.reports.board_report import cards_report
    from kanban.metrics.reports.export import encode

    rows = list(rows)
    report = cards_report(context.plan, rows, context.now, context.now)
    if fields is None:
        context.json(report)
        return
    chosen = [{name: values[name] for name in fields} for values in (detail(context, b, c) for b, c in rows)]
    some = {"schema": report.schema, "generated_at": report.generated_at, "timezone": report.timezone, "cards": chosen}
    context.out_bytes(encode(some, context.zone))


def _age(card: Card, now: datetime) -> str:
    age = card.flow.age_seconds(now)
    return "" if age is None else span(age)


def ageing_of(board: Board, now: datetime) -> list[Card]:
    """Cards in progress for longer than the board's own P85."""
    cards = [card for card in board.all_cards.values() if not card.void]
    cycle = durations([s for card in cards if (s := card.flow.cycle_seconds) is not None], {})
    return ageing(cards, cycle, now)


def old_cards(boards: Iterable[Board], now: datetime) -> Old:
    """The cards of these boards that are ageing."""
    return frozenset((board.slug, card.id) for board in boards for card in ageing_of(board, now))
