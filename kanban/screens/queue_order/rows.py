"""The proposed order of a queue as rows: each card beside the own order, then what it does to the milestones. Pure."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from kanban.commands.cards import Move
from kanban.metrics.insight.queue_order import Served, Waiting, column_order
from kanban.metrics.rollup.milestones import RollUp
from kanban.model.board import Board
from kanban.render.card import Span
from kanban.render.insight import days
from kanban.screens.aligned import Cells, aligned, near_day
from kanban.screens.listing import text_row
from kanban.text.clean import clean_line, cut, pad, width
from kanban.text.glyphs import Glyphs
from kanban.text.messages import Words, joined, msg, msg_n
from kanban.widgets.list_view import ListRow

CARD, MILESTONE = "card:", "milestone:"
"""How the keys of the rows begin."""
WIDE = 100
"""From so many cells on both orders stand side by side."""
_ID, _COLUMN, _COLUMN_WIDE, _MILESTONE, _DAYS = 5, 9, 12, 9, 7
_PLACE_LEAST = 3


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown."""

    rollup: RollUp
    board: Board
    queue: Sequence[Waiting]
    served: Mapping[str, Served]
    """What is known by now, by milestone."""
    is_whole: bool
    """Nothing is being reckoned any more."""
    zone: str
    cells: int
    signs: Glyphs
    take_over_key: str

    @property
    def place_cells(self) -> int:
        """Of a place, so that none is cut."""
        return max(_PLACE_LEAST, len(str(len(self.queue))))

    @property
    def is_wide(self) -> bool:
        """Whether both orders stand side by side."""
        return self.cells >= WIDE


def heads(shown: Proposal) -> tuple[Span, ...]:
    """Above the rows."""
    tail = _fitted(str(msg("column")), _column_cells(shown)), _fitted(str(msg("milestone")), _MILESTONE)
    numbers = "".join(f" {pad(name, _DAYS, right=True)}" for name in ("P50", "P85"))
    right = f"{pad(str(msg('proposed')), _title_cells(shown) + _ID + 1)} {tail[0]} {tail[1]}{numbers}"
    if not shown.is_wide:
        return ((f" {pad('', shown.place_cells)} {pad(str(msg('own')), shown.place_cells + 2)} {right}", "head"),)
    left = pad(str(msg("your own order")), _own_cells(shown))
    return ((f" {pad('', shown.place_cells)} {left}{_bar(shown)}{pad('', shown.place_cells + 3)}{right}", "head"),)


def rows(shown: Proposal) -> Iterator[ListRow]:
    """All rows of the list."""
    if not shown.queue:
        yield text_row((f" {msg('no card waits in a queue column')}", "meta"))
    own = sorted(shown.queue, key=lambda queued: queued.place)
    for place, (mine, queued) in enumerate(zip(own, shown.queue, strict=True), 1):
        yield ListRow((_card(place, mine, queued, shown),), f"{CARD}{queued.card.card.id}")
    yield text_row()
    states = [state for state in shown.rollup.milestones if state.milestone.id in _milestones(shown)]
    if not states:
        yield text_row((f" {msg('no milestone with cards on this board has a forecast')}", "meta"))
        return
    head, *drawn = aligned(
        [_milestone_heads(), *(_milestone(state.milestone.id, shown) for state in states)], shown.cells, shown.signs
    )
    yield text_row(*head)
    for state, line in zip(states, drawn, strict=True):
        yield ListRow((line,), f"{MILESTONE}{state.milestone.id}")


def detail(key: str, shown: Proposal) -> tuple[Words, ...]:
    """What is said of the row under the cursor."""
    if key.startswith(MILESTONE):
        return (_moved(key.removeprefix(MILESTONE), shown), _RULE)
    queued = next((each for each in shown.queue if f"{CARD}{each.card.card.id}" == key), None)
    if queued is None:
        return (_RULE,)
    card, column = queued.card.card, clean_line(shown.board.column(queued.card.card.column).name)
    state = queued.milestone
    served: Words = msg("serves no milestone with a forecast")
    if state is not None:
        served = joined(
            (clean_line(f"{state.milestone.id} {state.milestone.name}"), _moved(state.milestone.id, shown)), ": "
        )
    count = len(moved_cards(shown.board, card.column, shown.queue))
    taken: Words = msg("{column} stands in the proposed order", column=column)
    if count:
        taken = msg_n(
            "{key} takes over the order of {column}: {n} card moves",
            "{key} takes over the order of {column}: {n} cards move",
            count,
            key=shown.take_over_key,
            column=column,
        )
    return (joined((f"{card.id} {clean_line(card.title)}", column), " · "), served, taken)


_RULE = msg("what waits goes by the baseline of its milestone, the earliest first; what is equal stays as it stands")


def take_over(board: Board, column: str, queue: Sequence[Waiting]) -> Move | None:
    """What puts a column into the proposed order, with as few cards as stand together; None where it is in it."""
    wanted = column_order(queue, column)
    moving = moved_cards(board, column, queue)
    if not moving:
        return None
    end = wanted.index(moving[-1]) + 1
    return Move(
        cards=moving, column=column, before=wanted[end] if end < len(wanted) else None, bottom=end == len(wanted)
    )


def moved_cards(board: Board, column: str, queue: Sequence[Waiting]) -> tuple[str, ...]:
    """From the first card of a column that is to stand elsewhere to the last one, as they are to stand."""
    wanted, own = column_order(queue, column), board.cards_in(column)
    differing = [place for place, (card, before) in enumerate(zip(wanted, own, strict=False)) if card != before]
    return wanted[differing[0] : differing[-1] + 1] if differing else ()


def _milestones(shown: Proposal) -> set[str]:
    """Those with cards on the board; before all are known those that waiting cards serve."""
    waiting = {queued.milestone.milestone.id for queued in shown.queue if queued.milestone is not None}
    return set(shown.served) | (waiting if not shown.is_whole else set())


def _moved(milestone: str, shown: Proposal) -> Words:
    served = shown.served.get(milestone)
    if served is None:
        return "" if shown.is_whole else msg("reckoning")
    p50, p85 = served.days
    if p50 is None and p85 is None:
        return msg("no date can be forecast")
    inside = served.days_in_columns
    return joined(
        [
            f"P50 {_said(p50)}",
            f"P85 {_said(p85)}",
            msg("with each card in its column P85 {days}", days=_said(inside)),
        ]
    )


def _said(value: float | None) -> str:
    return days(value) or "-"


def _card(place: int, mine: Waiting, queued: Waiting, shown: Proposal) -> tuple[Span, ...]:
    state, signs = queued.milestone, shown.signs
    column = _fitted(cut(_column(queued, shown), _column_cells(shown), signs.ellipsis), _column_cells(shown))
    name = cut(clean_line(state.milestone.id), _MILESTONE, signs.ellipsis) if state is not None else "-"
    title = cut(clean_line(queued.card.card.title), _title_cells(shown), signs.ellipsis)
    proposed: list[Span] = [
        (f"{pad(cut(queued.card.card.id, _ID, signs.ellipsis), _ID)} ", "key"),
        (pad(title, _title_cells(shown)), "bold" if queued.place != place else ""),
        (f" {column}", "meta"),
        (f" {pad(name, _MILESTONE)}", "" if state is not None else "meta"),
        *_days(state.milestone.id if state is not None else "", shown),
    ]
    came = _came(queued.place - place, signs)
    if not shown.is_wide:
        own = f"{came} {pad(str(queued.place), shown.place_cells, right=True)}"
        return ((f" {pad(str(place), shown.place_cells, right=True)} ", ""), (f"{own} ", "meta"), *proposed)
    own_title = cut(
        clean_line(mine.card.card.title), _own_cells(shown) - _ID - 2 - _column_cells(shown), signs.ellipsis
    )
    own_title = pad(own_title, _own_cells(shown) - _ID - 2 - _column_cells(shown))
    own_column = _fitted(cut(_column(mine, shown), _column_cells(shown), signs.ellipsis), _column_cells(shown))
    return (
        (f" {pad(str(place), shown.place_cells, right=True)} ", ""),
        (f"{pad(cut(mine.card.card.id, _ID, signs.ellipsis), _ID)} {own_title} {own_column}", "meta"),
        (_bar(shown), "rule"),
        (f"{came} {pad(str(queued.place), shown.place_cells, right=True)} ", "meta"),
        *proposed,
    )


def _days(milestone: str, shown: Proposal) -> list[Span]:
    """By how much the whole order moves P50 and P85 of the milestone that a card serves."""
    served = shown.served.get(milestone)
    if served is None:
        wait = shown.signs.ellipsis if milestone and not shown.is_whole else ""
        return [(f" {pad(wait, _DAYS, right=True)}", "meta")] * 2
    return [(f" {pad(_said(value), _DAYS, right=True)}", _role(value)) for value in served.days]


def _milestone_heads() -> Cells:
    then, days_ = str(msg("then")), str(msg("days"))
    titles = ("P50", then, days_, "P85", then, days_, str(msg("in columns")))
    return [(str(msg("milestone")), "head"), *((title, "head") for title in titles)]


def _milestone(milestone: str, shown: Proposal) -> Cells:
    state = next(state for state in shown.rollup.milestones if state.milestone.id == milestone)
    name: Span = (clean_line(f"{milestone} {state.milestone.name}"), "")
    served = shown.served.get(milestone)
    if served is None:
        return [name, *[(shown.signs.ellipsis, "meta")] * 7]

    def dates(number: int) -> Cells:
        today, changed = ((known.p50_at, known.p85_at)[number] for known in (served.today, served.changed))
        value = served.days[number]
        now = shown.rollup.as_of
        return [near_day(today, shown.zone, now), near_day(changed, shown.zone, now, _role(value)), _number(value)]

    return [name, *dates(0), *dates(1), _number(served.days_in_columns)]


def _number(value: float | None) -> Span:
    return _said(value), _role(value)


def _role(value: float | None) -> str:
    if value is None:
        return "meta"
    return "" if days(value) == "0" else "on_track" if value < 0 else "late"


def _came(places: int, signs: Glyphs) -> str:
    """Whether a card comes forward or goes back."""
    return signs.above if places > 0 else signs.below if places < 0 else " "


def _column(queued: Waiting, shown: Proposal) -> str:
    return clean_line(shown.board.column(queued.card.card.column).name)


def _fitted(text: str, cells: int) -> str:
    return pad(cut(text, cells, ""), cells)


def _bar(shown: Proposal) -> str:
    return f" {shown.signs.bar} "


def _column_cells(shown: Proposal) -> int:
    return _COLUMN_WIDE if shown.cells >= WIDE + 40 else _COLUMN


def _own_cells(shown: Proposal) -> int:
    """Of the own order, its place aside."""
    return max(_ID + _column_cells(shown) + 12, (shown.cells - shown.place_cells - 5) * 2 // 5)


def _title_cells(shown: Proposal) -> int:
    taken = 8 + 2 * shown.place_cells + _ID + _column_cells(shown) + _MILESTONE + 2 * (_DAYS + 1)
    if shown.is_wide:
        taken += _own_cells(shown) + width(_bar(shown))
    return max(8, shown.cells - taken)
