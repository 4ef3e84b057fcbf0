"""Lists beside the roll-up's table: drivers, the work breakdown structure, what changed. Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime

from kanban.metrics.rollup.changes import Change, Kind
from kanban.metrics.rollup.contributions import BoardCard
from kanban.metrics.rollup.drivers import WEEKS, DriverState
from kanban.metrics.rollup.milestones import RollUp
from kanban.metrics.stats import rate
from kanban.model.wbs import code_key, level
from kanban.render.card import Span
from kanban.render.figures import percent
from kanban.text.clean import clean_line, cut, pad, width, wrap
from kanban.text.dates import day_time
from kanban.text.messages import Message, Words, joined, msg, msg_in, msg_n, tr

_NUMBERS: tuple[tuple[Message, int, Callable[[DriverState], tuple[str, str]]], ...] = (
    (msg_in("head", "WIP"), 5, lambda s: (f"{s.wip}", "")),
    (msg_in("head", "late"), 5, lambda s: (f"{s.late or ''}", "late")),
    (msg_in("head", "ageing"), 7, lambda s: (f"{s.ageing or ''}", "ageing")),
    (msg_in("head", "blocked"), 8, lambda s: (f"{s.blocked or ''}", "blocked")),
    (msg_in("head", "a week"), 7, lambda s: (f"{s.finished / WEEKS:.1f}", "")),
    (msg_in("head", "rework"), 12, lambda s: (_rework(s), "meta")),
)
"""Of a driver: head, cells, what stands there. Throughput and rework are those of the last weeks."""


def _rework(state: DriverState) -> str:
    if not state.started_finished:
        return ""
    return f"{percent(rate(state.reworked, state.started_finished))} {state.reworked}/{state.started_finished}"


def driver_head(cells: int) -> tuple[Span, ...]:
    """The heads of the drivers' columns."""
    numbers = "".join(f" {pad(str(name), width, right=True)}" for name, width, _ in _NUMBERS)
    return ((f" {pad(tr('board, driver'), _driver_cells(cells))}{numbers}", "head"),)


def driver_line(state: DriverState, cells: int) -> tuple[Span, ...]:
    """A driver's board in one line."""
    name = clean_line(state.board)
    if state.driver != state.board:
        name = f"{name} · {clean_line(state.driver)}"
    room = _driver_cells(cells)
    out: list[Span] = [(f" {pad(cut(name, room), room)}", "bold")]
    for _, size, write in _NUMBERS:
        text, role = write(state)
        out.append((f" {pad(text, size, right=True)}", role))
    return tuple(out)


def _driver_cells(cells: int) -> int:
    return max(10, min(40, cells - 2 - sum(width + 1 for _, width, _ in _NUMBERS)))


_BEFORE_GATES = 13
"""Cells beside the name before the milestones of a node: how many are done, and spaces."""


def wbs_lines(rollup: RollUp, cells: int) -> list[tuple[str, tuple[Span, ...]]]:
    """Every node of the plan by its code: indented, with the cards done of all below it, and its milestones."""
    plan = rollup.plan
    out = []
    for code in sorted(plan.nodes, key=code_key):
        below = [p.figures for p in rollup.packages if p.node.code == code or p.node.code.startswith(f"{code}.")]
        total, done = sum(f.total for f in below), sum(f.done for f in below)
        gates = [m.id for m in plan.milestones.values() if code in m.gates]
        name = f"{'  ' * (level(code) - 1)}{code} {clean_line(plan.nodes[code].name)}"
        named = tr("gates {milestones}", milestones=joined(gates)) if gates else ""
        room = max(20, min(70, cells - 30))
        line: tuple[Span, ...] = (
            (f" {pad(cut(name, room), room)}", "bold" if level(code) < 3 else ""),
            (f" {pad(f'{done}/{total}' if total else '', 9, right=True)}", "meta"),
            (f"  {cut(named, cells - room - _BEFORE_GATES)}", "meta"),
        )
        out.append((code, line))
    return out


CHANGE_HEADS: Mapping[Kind, Message] = {
    "turned_late": msg("Turned late"),
    "achieved": msg("Achieved"),
    "reopened": msg("Open again"),
    "baseline_moved": msg("Baseline set or moved"),
    "added": msg("New milestones"),
    "removed": msg("Milestones removed"),
    "scope": msg("Scope"),
    "blocked": msg("Newly blocked"),
    "finished": msg("Finished"),
}
"""What each kind of change is called."""
CARDS_NAMED = 3
"""So many cards of a change are named."""


def change_lines(change: Change, zone: str, now: datetime, cells: int) -> list[tuple[Span, ...]]:
    """A change in as many lines as it takes: nothing else says what a cut one leaves out."""
    name, words = f" {clean_line(change.milestone)} {clean_line(change.name)}", str(change_words(change, zone, now))
    role = {"turned_late": "late", "achieved": "achieved", "blocked": "blocked"}.get(change.kind, "")
    if width(f" {name} · {words}") <= cells:
        return [((f" {name}", "bold"), (" · ", "meta"), (words, role))]
    pieces = wrap(words, max(1, cells - 4))
    return [((f" {cut(name, cells - 1)}", "bold"),), *(((f"    {piece}", role),) for piece in pieces)]


def change_words(change: Change, zone: str, now: datetime) -> Words:
    """What changed, without the milestone's name."""

    def date(moment: datetime | None) -> str:
        return day_time(moment, zone, now) if moment is not None else tr("not known when")

    match change.kind:
        case "turned_late":
            return msg("its baseline was {date}", date=date(change.at))
        case "achieved":
            done = msg("achieved {date}", date=date(change.at))
            return msg("{done}, baseline {date}", done=done, date=date(change.to_at)) if change.to_at else done
        case "reopened":
            return msg("it had been achieved, and has open cards again")
        case "baseline_moved":
            return _baseline_words(change, date)
        case "added":
            return msg("baseline {date}", date=date(change.to_at)) if change.to_at else msg("no baseline yet")
        case "removed":
            return msg("no longer in the roll-up")
        case "scope":
            return joined(part for part in (_cards("+", change.cards_in), _cards("-", change.cards_out)) if part)
        case "blocked":
            return _cards("", change.cards_in, _blocked)
        case "finished":
            return _cards("", change.cards_in)


def _baseline_words(change: Change, date: Callable[[datetime | None], str]) -> Words:
    moved: Words = date(change.to_at)
    if change.from_at is not None:
        moved = msg("from {old} to {new}", old=date(change.from_at), new=date(change.to_at))
    return msg("{change}: {why}", change=moved, why=clean_line(change.why)) if change.why else moved


def _name(item: BoardCard) -> str:
    return f"{item.board.slug}/{item.card.id} {clean_line(item.card.title)}"


def _blocked(item: BoardCard) -> str:
    return f"{_name(item)} ({clean_line(item.card.flow.blocked_why)})"


def _cards(sign: str, items: tuple[BoardCard, ...], name: Callable[[BoardCard], str] = _name) -> str:
    if not items:
        return ""
    named = joined(map(name, items[:CARDS_NAMED]))
    more = len(items) - CARDS_NAMED
    words = msg_n("{n} card: {names}", "{n} cards: {names}", len(items), names=named)
    return f"{sign}{words}" + (f" +{more}" if more > 0 else "")
