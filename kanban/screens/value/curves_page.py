"""The S-curves of the plan, a milestone or a work package, and what is said of a point of them. Pure."""

from datetime import datetime
from typing import NamedTuple

from kanban.metrics.figure import TERMS
from kanban.metrics.rollup.milestones import RollUp
from kanban.metrics.value.parts import packages_of
from kanban.metrics.value.plan_earned_value import plan_value, weekly_values
from kanban.render.card import Span
from kanban.render.evm import nothing_to_show
from kanban.render.flow_pictures.picture import Picture
from kanban.render.s_curves import s_curves
from kanban.screens.listing import text_row
from kanban.screens.reckoning import Pause
from kanban.screens.value.table_page import MILESTONE, PACKAGE
from kanban.text.clean import clean_line, width, wrap
from kanban.text.messages import Words, msg
from kanban.widgets.list_view import ListRow


class Curves(NamedTuple):
    """A picture, and the moment of each of its points."""

    picture: Picture
    moments: tuple[datetime, ...]
    as_of: datetime


def curves(rollup: RollUp, key: str, pause: Pause) -> Curves:
    """Of a row of the table. Raises Refused where a history cannot be read."""
    value = plan_value(rollup, _packages(rollup, key))
    nothing = nothing_to_show(value)
    if nothing is not None:
        return Curves(Picture(points=(), why_empty=nothing), (), value.as_of)
    weeks = weekly_values(value, rollup.boards, rollup.unread, lambda done, of: pause())
    return Curves(s_curves(value, weeks), tuple(week.at for week in weeks), value.as_of)


def _packages(rollup: RollUp, key: str) -> frozenset[str] | None:
    """The work packages of a row; None for all."""
    kind, _, name = key.partition(":")
    if kind == PACKAGE:
        return frozenset((name,))
    if kind != MILESTONE:
        return None
    states = [state for state in rollup.milestones if state.milestone.id == name]
    return packages_of(states[0]) if states else frozenset()


def empty_rows(made: Curves | None, failure: Words, cells: int) -> list[ListRow]:
    """What stands there while there is no chart."""
    why = failure or (made.picture.why_empty if made is not None else None) or msg("reckoning")
    return [text_row(), *(text_row((f" {line}", "meta")) for line in wrap(clean_line(str(why)), max(20, cells - 2)))]


def says(made: Curves | None, cells: int) -> tuple[str, list[str]]:
    """What the curves come to: so much of it as fits in one line, and the rest."""
    rest = [clean_line(str(words)) for words in made.picture.says] if made is not None else []
    line = rest.pop(0) if rest else ""
    while rest and width(f"{line} · {rest[0]}") <= cells - 2:
        line = f"{line} · {rest.pop(0)}"
    return line, rest


def detail(made: Curves | None, point: int, cells: int) -> list[Span]:
    """The point under the cursor in words, what stands in no other line, then how all of it is counted."""
    room = max(20, cells - 2)
    points = made.picture.points if made is not None else ()
    said = wrap(clean_line(str(points[point].words)), room) if point < len(points) else []
    said += [line for words in says(made, cells)[1][:1] for line in wrap(words, room)]
    rule = wrap(str(TERMS["s_curves"].rule), room)
    return [*((f" {line}", "") for line in said), *((f" {line}", "meta") for line in rule)]
