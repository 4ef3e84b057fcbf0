"""Which card, column or milestone is meant by what a user typed: an id, a name, or an unambiguous part of one."""

from collections.abc import Iterable, Mapping

from kanban.model.board import Board, Column
from kanban.model.card import Card
from kanban.model.plan import Milestone, Plan
from kanban.text.clean import clean_line
from kanban.text.folding import folded
from kanban.text.messages import Message, Refused, joined, msg, msg_n

_SOME = 3
"""How many candidates a refusal names."""


def column_named(board: Board, text: str) -> Column:
    """The column a user means: by id, name or an unambiguous part of its name. Raises Refused."""
    wanted = folded(clean_line(text))
    exact = [c for c in board.columns if wanted in (folded(c.id), folded(c.name))]
    found = exact or [c for c in board.columns if wanted and wanted in folded(c.name)]
    if len(found) == 1:
        return found[0]
    name = clean_line(text)
    if not found:
        names = joined(c.name for c in board.columns)
        raise Refused(
            msg("column {name!r} is not on board {board}; it has {names}", name=name, board=board.slug, names=names)
        )
    raise Refused(msg("column {name!r} could be {names}", name=name, names=_or(c.name for c in found)))


def card_named(board: Board, text: str) -> Card:
    """The card a user means: by id or an unambiguous part of its title. Raises Refused."""
    wanted = clean_line(text)
    alike = folded(wanted)
    card_id = alike.removeprefix("#")
    card = board.cards.get(card_id)
    if card is not None and not card.void:
        return card
    if card is None and (card := board.past_cards.get(card_id)) is not None:
        return card
    found = _titled(board.cards, alike) or _titled(board.past_cards, alike)
    on_board = [c for c in found if c.is_on_board]
    found = on_board or found
    if len(found) == 1:
        return found[0]
    if not found:
        raise Refused(
            msg("card {name!r} is not on board {board}: no such id, and no title contains it", name=wanted,
                board=board.slug)
        )  # fmt: skip
    names = joined(f"{c.id} {c.title!r}" for c in found[:_SOME])
    if len(found) > _SOME:
        more = len(found) - _SOME
        names = msg_n("{names} and {n} more", "{names} and {n} more", more, names=names)
    raise Refused(msg("card {name!r} could be {names}; give the id", name=wanted, names=names))


def milestone_named(plan: Plan, text: str) -> Milestone:
    """The milestone a user means: by id or an unambiguous part of its name. Raises Refused."""
    wanted = folded(clean_line(text))
    milestones = plan.milestones.values()
    found = [m for m in milestones if wanted in (folded(m.id), folded(m.name))] or [
        m for m in milestones if wanted and wanted in folded(m.name)
    ]
    if len(found) == 1:
        return found[0]
    name = clean_line(text)
    if not found:
        names = joined(m.id for m in milestones) or msg("none yet")
        raise Refused(msg("milestone {name!r} is not in the plan; it has {names}", name=name, names=names))
    raise Refused(msg("milestone {name!r} could be {names}", name=name, names=_or(f"{m.id} {m.name}" for m in found)))


def _or(names: Iterable[str]) -> Message:
    return joined(names, msg(" or "))


def _titled(cards: Mapping[str, Card], wanted: str) -> list[Card]:
    live = [c for c in cards.values() if not c.void]
    whole = [c for c in live if folded(c.title) == wanted]
    return whole or [c for c in live if wanted and wanted in folded(c.title)]
