"""What the roll-up says, as spans of text with a role: the same words on the screen and in a pipe. Pure."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Literal

from kanban.metrics.figure import Figure, by_term
from kanban.metrics.rollup.contributions import BoardCard, Figures
from kanban.metrics.rollup.figures import achievement_figure, node_figures
from kanban.metrics.rollup.milestones import MilestoneState, Package, RollUp
from kanban.metrics.rollup.status import URGENCY
from kanban.model.plan_events import PHASE_WORDS
from kanban.model.wbs import code_key
from kanban.render.card import Span
from kanban.render.figures import achieved, fraction, percent, percentiles
from kanban.text.clean import clean_line, pad, width
from kanban.text.dates import span
from kanban.text.glyphs import Glyphs
from kanban.text.messages import Message, joined, msg, msg_in, msg_n, tr, tr_n

Lines = tuple[tuple[Span, ...], ...]
Order = Literal["urgency", "date", "p85", "slip", "wbs", "done"]
ORDERS: tuple[Order, ...] = ("urgency", "date", "p85", "slip", "wbs", "done")
ORDER_WORDS: Mapping[Order, Message] = {
    "urgency": msg_in("order", "urgency"),
    "date": msg_in("order", "date"),
    "p85": msg_in("order", "P85"),
    "wbs": msg_in("order", "WBS"),
    "slip": msg_in("order", "slip"),
    "done": msg_in("order", "completion"),
}
STATUS_WORDS: Mapping[str, Message] = {
    "late": msg_in("status", "late"),
    "at_risk": msg_in("status", "at risk"),
    "open": msg_in("status", "open"),
    "no_data": msg_in("status", "no data"),
    "on_track": msg_in("status", "on track"),
    "achieved_late": msg_in("status", "achieved late"),
    "achieved": msg_in("status", "achieved"),
}
"""What each status is called."""
NO_BASELINE, NO_CARDS, NO_PHASE = msg("No baseline"), msg("No cards yet"), msg_in("phase", "no phase")
NAMES_SHOWN = 4
MIDDOT = " · "
WIDE = 100


def searched(state: MilestoneState) -> str:
    """What a filter looks into: id, name, status as it is typed and as it is read, drivers."""
    milestone, status = state.milestone, f"{state.status} {STATUS_WORDS[state.status]}"
    return f"{milestone.id} {milestone.name} {status} {' '.join(state.figures.drivers)}"


def head(rollup: RollUp, cells: int | None = None) -> str:
    """Achievement rate and how many milestones have which status, in one line.

    Where that has not room in so many cells, the rate by the original baselines goes; no count does.
    """
    counts = {status: sum(s.status == status for s in rollup.milestones) for status in URGENCY}
    parts = [f"{n} {STATUS_WORDS[status]}" for status, n in counts.items() if n and status != "achieved"]
    line = MIDDOT.join([_achievement(rollup), *parts])
    if cells is None or width(line) <= cells:
        return line
    return MIDDOT.join([_achievement(rollup, with_original=False), *parts])


def _achievement(rollup: RollUp, with_original: bool = True) -> str:
    current, original = achievement_figure(rollup.current), achievement_figure(rollup.original)
    rate = msg("on time {rate}", rate=achieved(current))
    if with_original and (original.part, original.n) != (current.part, current.n):
        rate = msg("on time {rate} (original {original})", rate=achieved(current), original=percent(original.value))
    if unknown := rollup.current.unknown:
        rate = joined((rate, msg_n("{n} unknown", "{n} unknown", unknown)))
    return str(rate)


def totals_line(rollup: RollUp) -> str:
    """Boards read, cards done of all, and cards under no work package."""
    boards = msg_n("{n} board", "{n} boards", rollup.boards_read)
    if unreadable := len({unread.slug for unread in rollup.unread}):
        boards = joined((boards, msg_n("{n} unreadable", "{n} unreadable", unreadable)))
    done = tr_n("{done} of {n} card done", "{done} of {n} cards done", rollup.planned_total, done=rollup.planned_done)
    parts = [str(boards), done]
    if rollup.unplanned.total:
        parts.append(tr_n("{n} unplanned", "{n} unplanned", rollup.unplanned.total))
    return " · ".join(parts)


def ordered(states: Iterable[MilestoneState], order: Order) -> list[MilestoneState]:
    """Milestones in an order; by urgency as they come. What has no date, gate, slip or card stands last."""
    if order == "urgency":
        return list(states)
    return sorted(states, key=_ORDER_KEYS[order])


def _date_key(state: MilestoneState) -> tuple[float, str]:
    date = state.baseline_at or state.achieved_at
    return date.timestamp() if date else float("inf"), state.milestone.id


def _p85_key(state: MilestoneState) -> tuple[float, str]:
    """The earliest first."""
    date = state.forecast.p85_at if state.forecast is not None else None
    return date.timestamp() if date else float("inf"), state.milestone.id


def _wbs_key(state: MilestoneState) -> tuple[bool, list[tuple[int, ...]], str]:
    return not state.milestone.gates, sorted(map(code_key, state.milestone.gates))[:1], state.milestone.id


def _slip_key(state: MilestoneState) -> tuple[float, str]:
    return -state.slip_seconds if state.slip_seconds is not None else float("inf"), state.milestone.id


def _done_key(state: MilestoneState) -> tuple[float, str]:
    """Least done first."""
    figures = state.figures
    return figures.done / figures.total if figures.total else float("inf"), state.milestone.id


_ORDER_KEYS: Mapping[str, Callable[[MilestoneState], Any]] = {
    "date": _date_key,
    "p85": _p85_key,
    "wbs": _wbs_key,
    "slip": _slip_key,
    "done": _done_key,
}


def groups(states: Iterable[MilestoneState], order: Order = "urgency") -> list[tuple[str, list[MilestoneState]]]:
    """Milestones by phase, the group with the most urgent one first; without baseline or cards in groups of their own.

    Within a group they stand in the given order.
    """
    named: dict[Message, list[MilestoneState]] = {}
    for state in ordered(states, order):
        named.setdefault(_group(state), []).append(state)
    for last in (NO_BASELINE, NO_CARDS):
        if last in named:
            named[last] = named.pop(last)
    return [(_heading(name), members) for name, members in named.items()]


def _group(state: MilestoneState) -> Message:
    if state.baseline_at is None:
        return NO_BASELINE
    if not state.figures.total and state.achieved_at is None and not state.unread:
        return NO_CARDS
    return PHASE_WORDS[state.milestone.phase] if state.milestone.phase else NO_PHASE


def _heading(name: Message) -> str:
    text = str(name)
    return text[:1].upper() + text[1:]


def slip(seconds: float | None) -> str:
    """`+13d` late (of an open one: so far; of a forecast: at its P85), `-2.0d` early; empty where it is not known."""
    return "" if seconds is None else f"{'+' if seconds > 0 else ''}{span(seconds)}"


def package(item: Package, signs: Glyphs, cells: int) -> Lines:
    """A work package in two lines."""
    return _figures_lines(f"{item.node.code} {clean_line(item.node.name)}", item.figures, signs, cells)


def board(slug: str, figures: Figures, signs: Glyphs, cells: int) -> Lines:
    """A board's part in a work package in two lines."""
    return _figures_lines(tr("board {board}", board=clean_line(slug)), figures, signs, cells)


def card(item: BoardCard, now: datetime, signs: Glyphs, cells: int) -> Lines:
    """A card in one line, in columns: id, title, column, age or cycle time, rework, block."""
    flow = item.card.flow
    column = clean_line(item.board.column(item.card.column).name)
    if flow.is_finished:
        time = tr("CT {time}", time=span(flow.cycle_seconds))
    else:
        time = tr("age {time}", time=span(flow.age_seconds(now)))
    blocked = f"{signs.blocked} {clean_line(flow.blocked_why)}" if flow.blocked_at and not flow.is_finished else ""
    tail: list[Span] = [
        (f"  {pad(column, 12)}", "achieved" if flow.is_finished else "meta"),
        (f" {pad(time, 9)}", "meta"),
        (f" {pad(f'{signs.rework}{flow.rework_moves}' if flow.rework_moves else '', 3)}", "rework"),
        (f" {pad(blocked, 24 if cells >= WIDE else 14)}", "blocked"),
    ]
    room = max(12, cells - sum(width(text) for text, _ in tail) - 8)
    return (((f" {pad(item.card.id, 6)} ", "key"), (pad(clean_line(item.card.title), room), ""), *tail),)


def bar(figures: Figures, signs: Glyphs, cells: int) -> str:
    """Completion as a bar; empty while there are no cards, full only when all is done."""
    filled = int((figures.completion_rate or 0.0) * cells)
    return signs.full * filled + signs.empty * (cells - filled)


def _bar_cells(cells: int) -> int:
    return 8 if cells >= WIDE else 5


def _figures_lines(name: str, figures: Figures, signs: Glyphs, cells: int) -> Lines:
    dropped = tr_n("{n} dropped", "{n} dropped", figures.dropped) if figures.dropped else ""
    tail: list[Span] = [
        (f" {bar(figures, signs, _bar_cells(cells))} ", "bar"),
        (pad(f"{figures.done}/{figures.total}", 7), ""),
        (f" {pad(dropped, 14)}", "meta"),
    ]
    room = max(12, cells - sum(width(text) for text, _ in tail) - 5)
    first = ((f"     {pad(name, room)}", "bold"), *tail)
    return first, (("     ", ""), *_under(figures, cells))


def _under(figures: Figures, cells: int) -> tuple[Span, ...]:
    by_name = by_term(node_figures(figures))
    parts = _rework_and_cycle(by_name["rework_rate"], by_name["cycle_time"])
    if figures.drivers:
        most = NAMES_SHOWN if cells >= WIDE else 2
        more = len(figures.drivers) - most
        names = joined(map(clean_line, figures.drivers[:most]))
        parts.append(f"{names} +{more}" if more > 0 else str(names))
    return ((" · ".join(parts), "meta"),)


def _rework_and_cycle(rework: Figure, cycle: Figure) -> list[str]:
    rate = tr("rework {rate}", rate=fraction(rework))
    return [rate, tr("CT {time}", time=percentiles(cycle))] if cycle.n else [rate]
