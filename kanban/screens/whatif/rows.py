"""What if as rows: the changes that can be tried, then each milestone today and with them. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from kanban.metrics.forecast.values import DAY_SECONDS
from kanban.metrics.insight.simulation import Simulated
from kanban.metrics.insight.simulation_cost import RULE, change
from kanban.metrics.insight.typed_changes import Kind
from kanban.metrics.rollup.milestones import MilestoneState, RollUp
from kanban.metrics.value.earned_value import Value
from kanban.render.card import Span
from kanban.render.forecast import chance
from kanban.render.insight import days
from kanban.render.simulation import more, total_line, whole
from kanban.screens.aligned import Cells, aligned, near_day
from kanban.screens.listing import text_row
from kanban.text.clean import clean_line, cut, pad, wrap
from kanban.text.glyphs import Glyphs
from kanban.text.messages import Message, Words, joined, msg, msg_in
from kanban.widgets.list_view import ListRow

CHANGE = "change:"
"""How the keys of the rows of changes begin."""
SHOWN: Mapping[Kind, tuple[Message, Message]] = {
    "driver": (msg_in("action", "driver"), msg("one more who works as on a board, or one less: +li, -chen")),
    "pace": (msg_in("action", "pace"), msg("a board finishes more, or less: chen=+20%, li=-10%")),
    "wip": (msg_in("action", "WIP limit"), msg("cards in work at once, more or fewer: li=+1, chen=-1")),
    "scope": (msg_in("action", "scope"), msg("so many new cards under a milestone: M5=10")),
    "rework": (msg_in("action", "rework"), msg("only this share of the rework time is left: 50%")),
    "first": (msg_in("action", "order"), msg("a card at the head of its queue: li/51")),
    "give": (msg_in("action", "give"), msg("a card to another board: li/51=chen")),
    "drop": (msg_in("action", "drop"), msg("without a card: li/51")),
}
"""In the order of the screen: what a change is called, and how it is typed."""
_NAME = 13
_WIDE = 100


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown."""

    rollup: RollUp
    typed: Mapping[Kind, Sequence[str]]
    """The changes as they were typed."""
    left_out: Mapping[Kind, Words]
    """Why something of them cannot be tried now."""
    found: Mapping[str, Simulated]
    """What is known by now, by milestone."""
    is_whole: bool
    """Nothing is being reckoned any more."""
    zone: str
    cells: int
    signs: Glyphs
    keys: Mapping[Kind, str]

    @property
    def is_changed(self) -> bool:
        """Whether anything is changed."""
        return any(self.typed.values())

    @property
    def currency(self) -> str:
        """The plan's."""
        return self.rollup.plan.costs.currency


def rows(tried: Tried) -> Iterator[ListRow]:
    """All rows of the list."""
    for kind, (name, hint) in SHOWN.items():
        typed, role = ", ".join(map(clean_line, tried.typed.get(kind, ()))), "here"
        if kind in tried.left_out:
            left_out = msg("left out: {reason}", reason=tried.left_out[kind])
            typed, role = f"{typed} · {clean_line(str(left_out))}", "error"
        room = tried.cells - _NAME - 8
        said = (cut(typed, room, tried.signs.ellipsis), role) if typed else (cut(str(hint), room, ""), "meta")
        lead = (f" {pad(tried.keys.get(kind, ''), 2)}", "key"), (f" {pad(str(name), _NAME)} ", "bold" if typed else "")
        yield ListRow(((*lead, said),), f"{CHANGE}{kind}")
    yield text_row()
    foretold = [state for state in tried.rollup.milestones if state.is_foretold]
    if not foretold:
        yield text_row((f" {msg('no milestone has a forecast')}", "meta"))
        return
    lines = [_heads(tried), *(_cells(state, tried) for state in foretold)]
    head, *drawn = aligned(lines, tried.cells, tried.signs)
    yield ListRow((head,))
    for state, row in zip(foretold, drawn, strict=True):
        yield ListRow((row,), state.milestone.id)
    if tried.is_whole:
        known = [tried.found[state.milestone.id] for state in foretold if state.milestone.id in tried.found]
        yield text_row()
        for line in wrap(str(total_line(tried.rollup, known)), max(20, tried.cells - 2)):
            yield text_row((f" {line}", "meta"))


def detail(key: str, tried: Tried) -> tuple[Words, Words]:
    """Two lines about the row under the cursor."""
    if key.startswith(CHANGE):
        kinds = [hint for kind, (_, hint) in SHOWN.items() if f"{CHANGE}{kind}" == key]
        why = [reason for kind, reason in tried.left_out.items() if f"{CHANGE}{kind}" == key]
        if why:
            return msg("left out: {reason}", reason=why[0]), kinds[0]
        return (kinds[0] if kinds else ""), msg("the same forecast with the input changed; nothing is saved")
    simulated = tried.found.get(key)
    if simulated is None:
        return msg("reckoning") if not tried.is_whole else "", ""
    today, then = simulated.cost_today, simulated.cost_changed
    reason = today.p85.reason or then.p85.reason
    if reason is not None and today.p50.amount is None:
        return msg("cost not known: {reason}", reason=reason), msg("cost: {rule}", rule=RULE)
    parts: list[Words] = [
        _paid("P50", today.p50, then.p50, tried.currency),
        _paid("P85", today.p85, then.p85, tried.currency),
    ]
    if simulated.budget_left.amount is not None:
        left = whole(simulated.budget_left, tried.currency)
        parts.append(msg("budget left {amount}", amount=left))
    return joined(parts, " · "), msg("cost: {rule}", rule=RULE)


def _paid(name: str, today: Value, then: Value, currency: str) -> Words:
    if today.amount is None or then.amount is None:
        return msg("until {date} not known", date=name)
    return msg(
        "until {date} {today}, then {changed} {currency}",
        date=name,
        today=whole(today, currency),
        changed=whole(then, currency),
        currency=currency,
    )


def _heads(tried: Tried) -> Cells:
    then = str(msg("then"))
    titles = ["P50", then, "P85", then, str(msg("days")), str(msg("cost to P85")), str(msg("more"))]
    if tried.cells >= _WIDE:
        titles[5:5] = [str(msg("chance")), then]
    return [(str(msg("milestone")), "head"), *((title, "head") for title in titles)]


def _day(moment: datetime | None, tried: Tried, role: str = "") -> Span:
    return near_day(moment, tried.zone, tried.rollup.as_of, role)


def _cells(state: MilestoneState, tried: Tried) -> Cells:
    simulated = tried.found.get(state.milestone.id)
    name: Span = (clean_line(f"{state.milestone.id} {state.milestone.name}"), "")
    if simulated is None:
        known = state.forecast
        dates = (known.p50_at, known.p85_at) if known is not None else (None, None)
        wait = (tried.signs.ellipsis, "meta")
        return [name, _day(dates[0], tried), wait, _day(dates[1], tried), *[wait] * (6 if tried.cells >= _WIDE else 4)]
    out = [name, _day(simulated.today.p50_at, tried), ("", ""), _day(simulated.today.p85_at, tried), ("", ""), ("", "")]
    chances: Cells = [(chance(simulated.today.chance_of_baseline), ""), ("", "")]
    money: Cells = [(whole(simulated.cost_today.p85, tried.currency), ""), ("", "")]
    if tried.is_changed:
        gain = simulated.gain_seconds
        role = "" if not gain else "on_track" if gain > 0 else "late"
        out[2], out[4] = _day(simulated.changed.p50_at, tried, role), _day(simulated.changed.p85_at, tried, role)
        out[5] = days(-gain / DAY_SECONDS if gain is not None else None), role
        chances[1] = chance(simulated.changed.chance_of_baseline), role
        dearer = change(simulated.cost_today.p85, simulated.cost_changed.p85)
        cost_role = "late" if (dearer.amount or 0) > 0 else "on_track" if (dearer.amount or 0) < 0 else ""
        money[1] = more(dearer, tried.currency), cost_role
    return [*out, *(chances if tried.cells >= _WIDE else []), *money]
