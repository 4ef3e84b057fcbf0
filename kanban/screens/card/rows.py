"""All there is to say about a card, as rows of a list: fields, times, history. Pure."""

from datetime import datetime

from kanban.model.board import Board
from kanban.model.card import Card, is_late
from kanban.model.fields import shown_lines
from kanban.model.plan import Plan
from kanban.model.work_log import work_text
from kanban.render.card import Span, dated_due
from kanban.render.history import history
from kanban.screens.listing import text_row
from kanban.text.clean import clean, clean_line, pad, width, wrap
from kanban.text.dates import day_time, span
from kanban.text.messages import Message, Refused, Words, msg, msg_n, tr
from kanban.widgets.list_view import ListRow

NAME_CELLS, VALUE_CELLS = 13, 17


def card_rows(card: Card, board: Board, plan: Plan, zone: str, cells: int, moment: datetime) -> list[ListRow]:
    """All there is to say about a card, as of `moment`."""
    return [
        *_fields(card, plan, zone, cells, moment),
        *_times(card, cells, moment),
        *_history(card, board, zone, cells, moment),
    ]


def _fields(card: Card, plan: Plan, zone: str, cells: int, moment: datetime) -> list[ListRow]:
    flow = card.flow
    out = [text_row(), *_hanging((), f" {clean_line(card.title)}", "bold", cells), text_row()]
    if flow.blocked_at and card.is_blocked:
        lasted = span((moment - flow.blocked_at).total_seconds())
        why = msg("{reason} (for {time})", reason=clean_line(flow.blocked_why), time=lasted)
        out += _named(msg("blocked"), why, cells, "blocked")
    for field, value in shown_lines(card, zone):
        if field.name == "work_package":
            value = _package_words(card, plan)
        elif field.name == "due_at":
            value = dated_due(value, card, moment)
        out += _named(field.label, value, cells, "late" if field.name == "due_at" and is_late(card, moment) else "")
    out += _named(msg("external id"), clean_line(card.external_id or ""), cells)
    for item in card.checklist:
        out += _hanging(((f"   [{'x' if item.done else ' '}] ", ""),), clean_line(item.text), "", cells)
    if card.description:
        out.append(text_row())
        for line in clean(card.description).expandtabs(4).splitlines():
            out += _hanging((), f" {line}", "", cells)
    return out


def _package_words(card: Card, plan: Plan) -> str:
    if not card.work_package:
        return tr("none: unplanned work")
    node = plan.nodes.get(card.work_package)
    gates = ", ".join(f"{m.id} {clean_line(m.name)}" for m in plan.gated_by(card.work_package))
    name = clean_line(node.name) if node else tr("(not in the plan)")
    return f"{card.work_package} {name}" + (f" · {gates}" if gates else "")


def _times(card: Card, cells: int, moment: datetime) -> list[ListRow]:
    flow = card.flow.until(moment)
    rework_time = span(flow.rework_seconds(moment))
    rows: list[tuple[Message, Words, Message]] = [
        _span_row(card, moment),
        (msg("active"), span(flow.active_seconds), msg("time in active columns")),
        (msg("parked"), span(flow.parked_seconds), msg("time in queue columns after the start")),
        (msg("done gap"), span(flow.done_gap_seconds), msg("time in done columns before it was reopened")),
        (msg("blocked"), span(flow.blocked_seconds), msg("time blocked while not finished")),
        (
            msg("rework"),
            msg_n("{n} move, {time}", "{n} moves, {time}", flow.rework_moves, time=rework_time),
            msg("moves back for defect, change or no reason; time until it was back"),
        ),
        (msg("logged"), work_text(flow.logged_minutes), msg("time worked that was logged on it")),
    ]
    out = [text_row(), text_row((f" {tr('Times')}", "head"))]
    for name, value, rule in rows:
        lead = (f" {pad(str(name), NAME_CELLS)}", "meta"), (pad(str(value), VALUE_CELLS), "")
        out += _hanging(lead, str(rule), "meta", cells)
    return out


def _span_row(card: Card, moment: datetime) -> tuple[Message, Words, Message]:
    flow, name = card.flow, msg("cycle time")
    if flow.cycle_seconds is not None:
        return name, span(flow.cycle_seconds), msg("finished - started; = active + parked + done gap")
    if flow.start_unknown:
        return name, "-", msg("started before the imported history: start_unknown")
    if flow.finished_by_at is not None:
        return name, "-", msg("when it was finished is not known: finish_unknown")
    if flow.is_wip:
        return msg("age"), span(flow.age_seconds(moment)), msg("now - started")
    if flow.is_finished:
        return name, "-", msg("jumped from queue to done: finished_without_start")
    return name, "-", msg("not started")


def _history(card: Card, board: Board, zone: str, cells: int, moment: datetime) -> list[ListRow]:
    out = [text_row(), text_row((f" {tr('History, newest first')}", "head"))]
    try:
        lines = [*history(card, board, zone)]
    except Refused as refusal:
        reason = msg("{reason}; see `kanban doctor`", reason=refusal.message)
        return [*out, *_hanging((), f" {clean_line(str(reason))}", "error", cells)]
    for line in reversed(lines):
        lead = (f" {day_time(line.at, zone, moment):>18}  ", "meta"), (f"{pad(line.by, 10)} ", "meta")
        said = str(line.words) if line.counts else f"{line.words}  {msg('(undone)')}"
        out += _hanging(lead, said, "" if line.counts else "meta", cells)
    return out


def _named(name: Message, value: Words, cells: int, role: str = "") -> list[ListRow]:
    text = str(value)
    return _hanging(((f" {pad(str(name), NAME_CELLS)}", "meta"),), text, role, cells) if text else []


def _hanging(lead: tuple[Span, ...], text: str, role: str, cells: int) -> list[ListRow]:
    """Text behind a lead, in as many lines as it takes; each begins where the first one's text does."""
    used = sum(width(part) for part, _ in lead) or 1
    first, *others = wrap(text, max(10, cells - used - 1))
    return [text_row(*lead, (first, role)), *(text_row((" " * used + more, role)) for more in others)]
