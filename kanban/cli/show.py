"""One card, written out."""

from kanban.cli.card_rows import Writer, is_late
from kanban.cli.context import Shell
from kanban.model.board import Board
from kanban.model.card import Card
from kanban.render.history import history
from kanban.text.clean import clean, clean_line, pad, width
from kanban.text.dates import day_time, span, weekday_time
from kanban.text.messages import Refused


def print_card(shell: Shell, board: Board, card: Card) -> None:
    """All fields, the times, the history in words."""
    shell.out(shell.paint(f"#{card.id} {clean_line(card.title)}", "bold"))
    for label, value, style in (*_fields(shell, board, card), *_times(shell, card)):
        if value:
            _line(shell, label, value, style)
    if card.description:
        shell.out()
        for line in clean(card.description).split("\n"):
            shell.out(line)
    if card.checklist:
        shell.out()
        for item in card.checklist:
            shell.out(f"[{'x' if item.done else ' '}] {clean_line(item.text)}")
    _history(shell, board, card)


def _fields(shell: Shell, board: Board, card: Card) -> list[tuple[str, str, str]]:
    flags = Writer(shell, [(board, card)]).flags(board, card)
    late = ""
    if card.due_at is not None and not card.flow.is_finished:
        left = (card.due_at - shell.now).total_seconds()
        late = f" ({span(abs(left))} {'late' if left < 0 else 'left'})"
    return [
        ("board", f"{board.slug}, {board.driver}", ""),
        ("column", board.column(card.column).name, ""),
        ("flags", flags.text, flags.style),
        ("work package", _package(shell, card), ""),
        ("due", weekday_time(card.due_at, shell.zone) + late if card.due_at else "", _late(shell, card)),
        ("estimate", f"{card.estimate:g}" if card.estimate else "", ""),
        ("tags", ", ".join(card.tags), ""),
        ("members", ", ".join(card.members), ""),
        ("external id", card.external_id or "", ""),
    ]


def _times(shell: Shell, card: Card) -> list[tuple[str, str, str]]:
    flow = card.flow.until(shell.now)
    started = weekday_time(flow.started_at, shell.zone) if flow.started_at else ""
    if flow.start_unknown:
        started = "before its history begins: it is left out of cycle time"
    parts = {
        "active": flow.active_seconds, "parked": flow.parked_seconds, "done gap": flow.done_gap_seconds,
        "blocked": flow.blocked_seconds,
    }  # fmt: skip
    spent = ", ".join(f"{name} {span(seconds)}" for name, seconds in parts.items() if seconds)
    moves = flow.rework_moves
    return [
        ("created", weekday_time(flow.created_at, shell.zone), ""),
        ("started", started, ""),
        ("finished", weekday_time(flow.finished_at, shell.zone) if flow.finished_at else "", ""),
        ("cycle time", span(flow.cycle_seconds) if flow.cycle_seconds is not None else "", ""),
        ("age", span(age) if (age := card.flow.age_seconds(shell.now)) is not None else "", ""),
        ("of that", spent, ""),
        ("reopened", f"{flow.reopened} times" if flow.reopened > 1 else "once" if flow.reopened else "", ""),
        ("rework", f"{moves} back, {span(flow.rework_seconds(shell.now))}" if moves else "", ""),
    ]


def _package(shell: Shell, card: Card) -> str:
    if card.work_package is None:
        return ""
    node = shell.plan.nodes.get(card.work_package)
    milestones = ", ".join(f"{m.id} {m.name}" for m in shell.plan.gated_by(card.work_package))
    name = f"{card.work_package} {node.name}" if node else f"{card.work_package} (not in the plan)"
    return name + (f"; counts for {milestones}" if milestones else "")


def _late(shell: Shell, card: Card) -> str:
    return "red" if is_late(card, shell.now) else ""


def _line(shell: Shell, label: str, value: str, style: str) -> None:
    value = clean_line(value)
    if shell.is_tty:
        shell.out(shell.paint(pad(label, 13), "dim") + shell.paint(value, style))
    else:
        shell.out(f"{label}:\t{value}")


def _history(shell: Shell, board: Board, card: Card) -> None:
    try:
        lines = list(history(card, board, shell.zone))
    except Refused as refusal:  # the fields and times are known all the same
        shell.unreadable([f"{shell.store.board_path(board.slug)}: {refusal}"])
        return
    shell.out()
    shell.out(shell.paint("history", "dim"))
    who = max((width(line.by) for line in lines), default=0)
    for line in lines:
        when = day_time(line.at, shell.zone, shell.now if shell.is_tty else None)
        text = f"{when}  {pad(line.by, who)}  {line.words}" + ("" if line.counts else "  (undone)")
        shell.out(shell.paint(text, "" if line.counts else "dim"))
