"""Which card, column or milestone is meant by what a user typed: an id, a name, or an unambiguous part of one.

What looks like an id and is none is refused. It is never searched for: card 12 may be gone, and "order 12 bolts" is
another one.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from kanban.model.board import Board, Column
from kanban.model.card import Card
from kanban.model.plan import Milestone, Plan
from kanban.text.clean import clean_line
from kanban.text.folding import folded, same
from kanban.text.messages import Message, Refused, joined, msg, msg_n

_SOME = 3
"""How many candidates a refusal names."""
_NUMBERS = r"[#＃№+.,;\s-]*\d[#＃\d.,;\s–-]*"
"""Numbers and nothing else: some of them, a range of them, a WBS code."""


def looks_like_id(text: str, ids: Iterable[str] = ()) -> bool:
    """Whether a text is a number, some numbers, or made as these ids are: M7 where there is M5."""
    made = _make(text)
    return bool(re.fullmatch(_NUMBERS, text)) or ("0" in made and made in map(_make, ids))


def _make(text: str) -> str:
    """A text with every number in it as 0."""
    return re.sub(r"\d+", "0", folded(text))


def column_named(board: Board, text: str) -> Column:
    """The column a user means: by id, name or an unambiguous part of its name. Raises Refused."""
    wanted = folded(clean_line(text))
    exact = [c for c in board.columns if wanted in (folded(c.id), folded(c.name))]
    is_id = looks_like_id(wanted, (c.id for c in board.head.columns))
    fitting = exact or [c for c in board.columns if wanted and not is_id and wanted in folded(c.name)]
    if len(fitting) == 1:
        return fitting[0]
    name = clean_line(text)
    if not fitting:
        names = joined(c.name for c in board.columns)
        raise Refused(
            msg("column {name!r} is not on board {board}; it has {names}", name=name, board=board.slug, names=names)
        )
    raise Refused(msg("column {name!r} could be {names}", name=name, names=_or(c.name for c in fitting)))


def looks_like_card(text: str) -> bool:
    """Whether a text is made as what names a card is: 12, #12, board/12."""
    slug, _, rest = text.rpartition("/")
    return looks_like_id(rest) and not any(char.isspace() for char in slug)


def has_titled(board: Board, text: str) -> bool:
    """Whether a part of a card's title is meant by a text."""
    wanted = folded(clean_line(text))
    return bool(_titled(board.cards, wanted) or _titled(board.past_cards, wanted))


def card_named(board: Board, text: str, archived: bool = False) -> Card:
    """The card a user means: by id or an unambiguous part of its title. Raises Refused.

    Of titles those on the board are meant before others, or those that were archived.
    """
    wanted = clean_line(text)
    alike = folded(wanted)
    card_id = alike.removeprefix("#")
    card = board.cards.get(card_id)
    if card is not None and not card.void:
        return card
    if card is None and (card := board.past_cards.get(card_id)) is not None:
        return card
    if looks_like_id(alike):
        raise Refused(msg("card {name!r} is not on board {board}: there is no such id", name=wanted, board=board.slug))
    meant = {card_id: c for card_id, c in board.cards.items() if c.archived == archived}
    fitting = _titled(meant, alike) or _titled(board.cards, alike) or _titled(board.past_cards, alike)
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise Refused(
            msg("card {name!r} is not on board {board}: no such id, and no title contains it", name=wanted,
                board=board.slug)
        )  # fmt: skip
    names = joined(f"{c.id} {c.title!r}" for c in fitting[:_SOME])
    if len(fitting) > _SOME:
        more = len(fitting) - _SOME
        names = msg_n("{names} and {n} more", "{names} and {n} more", more, names=names)
    raise Refused(msg("card {name!r} could be {names}; give the id", name=wanted, names=names))


def milestone_named(plan: Plan, text: str) -> Milestone:
    """The milestone a user means: by id or an unambiguous part of its name. Raises Refused."""
    wanted = folded(clean_line(text))
    milestones = plan.milestones.values()
    is_id = looks_like_id(wanted, ("M1", *plan.milestones))
    fitting = [m for m in milestones if wanted in (folded(m.id), folded(m.name))] or [
        m for m in milestones if wanted and not is_id and wanted in folded(m.name)
    ]
    if len(fitting) == 1:
        return fitting[0]
    name = clean_line(text)
    if not fitting:
        names = joined(m.id for m in milestones) or msg("none yet")
        raise Refused(msg("milestone {name!r} is not in the plan; it has {names}", name=name, names=names))
    raise Refused(msg("milestone {name!r} could be {names}", name=name, names=_or(f"{m.id} {m.name}" for m in fitting)))


def slug_named(slugs: Sequence[str], name: str) -> str | None:
    """The board that is named so, in whatever case or width; None where there is none."""
    return name if name in slugs else next((slug for slug in slugs if same(slug, name)), None)


def _or(names: Iterable[str]) -> Message:
    return joined(names, msg(" or "))


def _titled(cards: Mapping[str, Card], wanted: str) -> list[Card]:
    kept = [c for c in cards.values() if not c.void]
    whole = [c for c in kept if folded(c.title) == wanted]
    return whole or [c for c in kept if wanted and wanted in folded(c.title)]
