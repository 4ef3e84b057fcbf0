"""One card, written out."""

from kanban.cli.card_rows import Writer, old_cards
from kanban.cli.context import Context
from kanban.cli.location import slug_of
from kanban.model.board import Board
from kanban.model.card import Card, is_late
from kanban.model.fields import shown_lines
from kanban.model.flow import Flow
from kanban.model.unreadable import Problem
from kanban.model.work_log import work_text
from kanban.render.card import dated_due
from kanban.render.history import history
from kanban.text.clean import clean, clean_line, pad, width
from kanban.text.dates import day_time, span, weekday_time
from kanban.text.messages import Refused, joined, msg, tr, tr_n


def print_card(context: Context, board: Board, card: Card) -> None:
    """All fields, the times, the history in words."""
    context.out(context.paint(f"#{card.id} {clean_line(card.title)}", "bold"))
    for label, value, style in (*_fields(context, board, card), *_times(context, card)):
        if value:
            _line(context, label, value, style)
    if card.description:
        context.out()
        for line in clean(card.description).split("\n"):
            context.out(line)
    if card.checklist:
        context.out()
        for item in card.checklist:
            context.out(f"[{'x' if item.done else ' '}] {clean_line(item.text)}")
    _history(context, board, card)


def _fields(context: Context, board: Board, card: Card) -> list[tuple[str, str, str]]:
    flags = Writer(context, old_cards([board], context.now)).flags(board, card)
    due = dated_due(weekday_time(card.due_at, context.zone), card, context.now) if card.due_at else ""
    rows = [
        (tr("board"), board.slug if slug_of(board.driver) == board.slug else f"{board.slug}, {board.driver}", ""),
        (tr("column"), board.column(card.column).name, ""),
        (tr("flags"), flags.text, flags.style),
    ]
    for field, value in shown_lines(card, context.zone):
        if field.name == "work_package":
            value = _package(context, card)
        is_due = field.name == "due_at"
        style = "red" if is_due and is_late(card, context.now) else ""
        rows.append((str(field.label), due if is_due else value, style))
    return [*rows, (tr("external id"), card.external_id or "", "")]


def _times(context: Context, card: Card) -> list[tuple[str, str, str]]:
    flow = card.flow.until(context.now)
    started = weekday_time(flow.started_at, context.zone) if flow.started_at else ""
    if flow.start_unknown:
        started = tr("before its history begins: it is left out of cycle time")
    parts = [
        msg("active {span}", span=span(flow.active_seconds)) if flow.active_seconds else "",
        msg("parked {span}", span=span(flow.parked_seconds)) if flow.parked_seconds else "",
        msg("done gap {span}", span=span(flow.done_gap_seconds)) if flow.done_gap_seconds else "",
        msg("blocked {span}", span=span(flow.blocked_seconds)) if flow.blocked_seconds else "",
    ]
    age, moves = card.flow.age_seconds(context.now), flow.rework_moves
    rework = span(flow.rework_seconds(context.now)) if moves else ""
    reopened = tr_n("once", "{n} times", flow.reopened) if flow.reopened else ""
    return [
        (tr("created"), _created(flow, context.zone), ""),
        (tr("started"), started, ""),
        (tr("finished"), _finished(flow, context.zone), ""),
        (tr("cycle time"), span(flow.cycle_seconds) if flow.cycle_seconds is not None else "", ""),
        (tr("age"), span(age) if age is not None else "", ""),
        (tr("of that"), str(joined(part for part in parts if part)), ""),
        (tr("reopened"), reopened, ""),
        (tr("logged"), work_text(flow.logged_minutes) if flow.logged_minutes else "", ""),
        (tr("rework"), tr_n("{n} back, {span}", "{n} back, {span}", moves, span=rework) if moves else "", ""),
    ]


def _created(flow: Flow, zone: str) -> str:
    date = weekday_time(flow.created_at, zone)
    return tr("when is not known, by {date} at the latest", date=date) if flow.created_unknown else date


def _finished(flow: Flow, zone: str) -> str:
    if flow.finished_at is not None:
        return weekday_time(flow.finished_at, zone)
    if flow.finished_by_at is not None:
        return tr("when is not known, by {date} at the latest", date=weekday_time(flow.finished_by_at, zone))
    return ""


def _package(context: Context, card: Card) -> str:
    code = card.work_package
    if code is None:
        return ""
    node = context.plan.nodes.get(code)
    name = f"{code} {node.name}" if node else tr("{code} (not in the plan)", code=code)
    milestones = joined(f"{m.id} {m.name}" for m in context.plan.gated_by(code))
    return tr("{package}; counts for {milestones}", package=name, milestones=milestones) if str(milestones) else name


def _line(context: Context, label: str, value: str, style: str) -> None:
    value = clean_line(value)
    if context.is_tty:
        context.out(context.paint(pad(label, 13), "dim") + context.paint(value, style))
    else:
        context.out(f"{label}:\t{value}")


def _history(context: Context, board: Board, card: Card) -> None:
    try:
        lines = list(history(card, board, context.zone))
    except Refused as refusal:  # the fields and times are known all the same
        context.unreadable([Problem(board.slug, refusal.message)])
        return
    context.out()
    context.out(context.paint(tr("history"), "dim"))
    who = max((width(line.by) for line in lines), default=0)
    for line in lines:
        when = day_time(line.at, context.zone, context.now if context.is_tty else None)
        text = f"{when}  {pad(line.by, who)}  {line.words}" + ("" if line.counts else f"  ({tr('undone')})")
        context.out(context.paint(text, "" if line.counts else "dim"))
