"""What the roll-up says, as spans of text with a role: the same words on the screen and in a pipe. Pure."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from kanban.metrics.contributions import BoardCard, Figures
from kanban.metrics.milestones import URGENCY, MilestoneState, Package, RollUp
from kanban.render.card import Glyphs, Span
from kanban.text.clean import clean_line, pad, plural, width
from kanban.text.dates import day_time, span

Lines = tuple[tuple[Span, ...], ...]
Order = Literal["urgency", "date", "name"]
ORDERS: tuple[Order, ...] = ("urgency", "date", "name")
WORDS = {"achieved_late": "achieved late", "at_risk": "at risk", "no_data": "no data", "on_track": "on track"}
NO_BASELINE, NO_CARDS = "No baseline", "No cards yet"
NAMES_SHOWN = 4
DATE_CELLS = 12
WIDE = 100


def head(rollup: RollUp) -> str:
    """Achievement rate and how many milestones have which status, in one line."""
    counts = {status: sum(s.status == status for s in rollup.milestones) for status in URGENCY}
    parts = [f"achieved on time {_share(rollup.current.achieved_on_time, rollup.current.due)}"]
    if (rollup.original.achieved_on_time, rollup.original.due) != (rollup.current.achieved_on_time, rollup.current.due):
        parts[0] += f" (original {_share(rollup.original.achieved_on_time, rollup.original.due)})"
    if rollup.current.unknown:
        parts[0] += f", {rollup.current.unknown} unknown"
    parts += [f"{WORDS.get(status, status)} {n}" for status, n in counts.items() if n and status != "achieved"]
    return " · ".join(parts)


def totals_line(rollup: RollUp) -> str:
    """Boards read, cards done of all, and cards under no work package."""
    parts = [plural(rollup.boards_read, "board")]
    if rollup.unread:
        parts[0] += f", {len({unread.slug for unread in rollup.unread})} unreadable"
    parts.append(f"{rollup.planned_done} of {plural(rollup.planned_total, 'card')} done")
    if rollup.unplanned.total:
        parts.append(f"{rollup.unplanned.total} unplanned")
    return " · ".join(parts)


def groups(states: Iterable[MilestoneState], order: Order = "urgency") -> list[tuple[str, list[MilestoneState]]]:
    """Milestones by phase, the group with the most urgent one first; without baseline or cards in groups of their own.

    Within a group they stand in the given order.
    """
    ordered = list(states)
    if order == "date":
        ordered.sort(key=lambda s: (s.baseline_at is None, s.baseline_at or s.achieved_at))
    elif order == "name":
        ordered.sort(key=lambda s: (s.milestone.name.casefold(), s.milestone.id))
    named: dict[str, list[MilestoneState]] = {}
    for state in ordered:
        named.setdefault(_group(state), []).append(state)
    for last in (NO_BASELINE, NO_CARDS):
        if last in named:
            named[last] = named.pop(last)
    return list(named.items())


def _group(state: MilestoneState) -> str:
    if state.baseline_at is None:
        return NO_BASELINE
    if not state.figures.total and state.achieved_at is None and not state.unread:
        return NO_CARDS
    return (state.milestone.phase or "no phase").capitalize()


def milestone(state: MilestoneState, zone: str, now: datetime, signs: Glyphs, cells: int) -> Lines:
    """A milestone in two lines, a third for what is blocked. Columns stand under each other."""
    held = state.figures
    word = WORDS.get(state.status, state.status)
    lead: Span = (f" {signs.status[state.status]} {pad(word, 13)} ", state.status)
    scope = f"+{state.added} -{state.removed}" if state.added or state.removed else ""
    tail: list[Span] = [
        (f" {pad(_date(state, zone, now), DATE_CELLS)} ", "meta"),
        (f"{bar(held, signs, _bar_cells(cells))} ", "bar"),
        (pad(f"{held.done}/{held.total}", 7), ""),
        (f" {pad(scope, 7)}", "meta"),
        (f" {pad(slip(state), 6, right=True)}", state.status),
    ]
    used = width(lead[0]) + sum(width(text) for text, _ in tail)
    name = f"{clean_line(state.milestone.id)} {clean_line(state.milestone.name)}"
    first = (lead, (pad(name, max(12, cells - used)), "bold"), *tail)
    lines: Lines = (first, (("     ", ""), (state.reason, ""), *_moved(state, zone, now), *_under(held, cells)))
    return (*lines, blocked_line(held, now, signs)) if held.blocked else lines


def slip(state: MilestoneState) -> str:
    """`+13d` late (of an open one: so far), `-2.0d` early."""
    if state.slip_seconds is None:
        return ""
    return f"{'+' if state.slip_seconds > 0 else ''}{span(state.slip_seconds)}"


def package(item: Package, signs: Glyphs, cells: int) -> Lines:
    """A work package in two lines."""
    return _figures_lines(f"{item.node.code} {clean_line(item.node.name)}", item.figures, signs, cells)


def board(slug: str, held: Figures, signs: Glyphs, cells: int) -> Lines:
    """A board's share of a work package in two lines."""
    return _figures_lines(f"board {clean_line(slug)}", held, signs, cells)


def card(item: BoardCard, now: datetime, signs: Glyphs, cells: int) -> Lines:
    """A card in one line, in columns: id, title, column, age or cycle time, rework, block."""
    flow = item.card.flow
    column = clean_line(item.board.column(item.card.column).name)
    time = f"CT {span(flow.cycle_seconds)}" if flow.is_finished else f"age {span(flow.age_seconds(now))}"
    blocked = f"{signs.blocked} {clean_line(flow.blocked_why)}" if flow.blocked_at and not flow.is_finished else ""
    tail: list[Span] = [
        (f"  {pad(column, 12)}", "achieved" if flow.is_finished else "meta"),
        (f" {pad(time, 9)}", "meta"),
        (f" {pad(f'{signs.rework}{flow.rework_moves}' if flow.rework_moves else '', 3)}", "rework"),
        (f" {pad(blocked, 24 if cells >= WIDE else 14)}", "blocked"),
    ]
    room = max(12, cells - sum(width(text) for text, _ in tail) - 8)
    return (((f" {pad(item.card.id, 6)} ", "key"), (pad(clean_line(item.card.title), room), ""), *tail),)


def blocked_line(held: Figures, now: datetime, signs: Glyphs) -> tuple[Span, ...]:
    """How many are blocked, and the one blocked longest with its reason."""
    oldest = held.blocked[0]
    since = span(max(0.0, (now - (oldest.card.flow.blocked_at or now)).total_seconds()))
    title, why = clean_line(oldest.card.title), clean_line(oldest.card.flow.blocked_why)
    words = f"{len(held.blocked)} blocked, longest {since}: {title} ({why})"
    return ("     ", ""), (f"{signs.blocked} {words}", "blocked")


def bar(held: Figures, signs: Glyphs, cells: int) -> str:
    """Completion as a bar; empty while there are no cards, full only when all is done."""
    filled = int((held.completion_rate or 0.0) * cells)
    return signs.full * filled + signs.empty * (cells - filled)


def _bar_cells(cells: int) -> int:
    return 8 if cells >= WIDE else 5


def _figures_lines(name: str, held: Figures, signs: Glyphs, cells: int) -> Lines:
    dropped = f"{held.dropped} dropped" if held.dropped else ""
    tail: list[Span] = [
        (f" {bar(held, signs, _bar_cells(cells))} ", "bar"),
        (pad(f"{held.done}/{held.total}", 7), ""),
        (f" {pad(dropped, 14)}", "meta"),
    ]
    room = max(12, cells - sum(width(text) for text, _ in tail) - 5)
    first = ((f"     {pad(name, room)}", "bold"), *tail)
    return first, (("     ", ""), *_under(held, cells, lead=False))


def _under(held: Figures, cells: int, lead: bool = True) -> tuple[Span, ...]:
    parts = ["rework - 0/0"]
    if held.finished:
        parts = [f"rework {held.reworked / held.finished * 100:.0f}% {held.reworked}/{held.finished}"]
        parts.append(f"CT P85 {span(held.cycle_time_p85_seconds)}")
    if held.drivers:
        most = NAMES_SHOWN if cells >= WIDE else 2
        more = len(held.drivers) - most
        parts.append(", ".join(map(clean_line, held.drivers[:most])) + (f" +{more}" if more > 0 else ""))
    text = " · ".join(parts)
    return ((f" · {text}" if lead else text, "meta"),)


def _date(state: MilestoneState, zone: str, now: datetime) -> str:
    if state.baseline_at is None:
        return "no baseline"
    text = day_time(state.baseline_at, zone, now)
    return text if len(text) <= DATE_CELLS else text.rsplit(" ", 1)[0]  # another year: the day is enough


def _moved(state: MilestoneState, zone: str, now: datetime) -> tuple[Span, ...]:
    if state.original_at is None or state.original_at == state.baseline_at:
        return ()
    return ((f" · was {day_time(state.original_at, zone, now).rsplit(' ', 1)[0]}", "meta"),)


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} {part / whole * 100:.0f}%" if whole else "-"
