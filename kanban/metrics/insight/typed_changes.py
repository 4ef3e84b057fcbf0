"""What if, as it is typed: `+li`, `chen=+20%`, `M5=10`; the same words on the command line and on the screen."""

from collections.abc import Callable, Mapping
from typing import Literal

from kanban.metrics.forecast.what_if import CardKey
from kanban.metrics.insight.simulation import AnyChange, Driver, Drop, First, Give, Pace, Rework, Scope, Wip
from kanban.metrics.rollup.milestones import RollUp
from kanban.model.board import Board
from kanban.model.card import Card, as_of
from kanban.model.lookup import card_named, has_titled, looks_like_card, milestone_named, slug_named
from kanban.text.clean import clean_line
from kanban.text.messages import Message, Refused, Words, joined, msg

Kind = Literal["drop", "first", "give", "driver", "wip", "pace", "rework", "scope"]
KINDS: tuple[Kind, ...] = ("drop", "first", "give", "driver", "wip", "pace", "rework", "scope")
"""In the order in which the changes are made."""
SHAPES: Mapping[Kind, Message] = {
    "drop": msg("CARD"),
    "first": msg("CARD"),
    "give": msg("CARD=BOARD"),
    "driver": msg("+BOARD"),
    "wip": msg("BOARD=N"),
    "pace": msg("BOARD=PERCENT"),
    "rework": msg("PERCENT"),
    "scope": msg("M=N"),
}
"""How each is typed."""
_MOST, _LEAST = 4.0, 0.25
_CARDS_MOST, _SCOPE_MOST = 99, 1000
_DIGITS_MOST = 9

FindCard = Callable[[str], tuple[Board, Card]]
"""Which card is meant by a text. Raises Refused."""


def typed_change(kind: Kind, text: str, rollup: RollUp, field: Words, find_card: FindCard) -> AnyChange:
    """A change as it was typed; `field` is what a refusal calls it. Raises Refused."""
    match kind:
        case "drop":
            return Drop(_card(text, find_card, rollup))
        case "first":
            return First(_card(text, find_card, rollup))
        case "give":
            card, board = _pair(text, field, kind)
            return Give(_card(card, find_card, rollup), _board(board, rollup, field))
        case "driver":
            if text[:1] not in ("+", "-"):
                raise Refused(msg("{field}: {value!r} is neither +BOARD nor -BOARD", field=field, value=text))
            return Driver(_board(text[1:], rollup, field), text[0] == "+")
        case "wip":
            board, count = _pair(text, field, kind)
            return Wip(_board(board, rollup, field), _more(count, field))
        case "pace":
            board, value = _pair(text, field, kind)
            return Pace(_board(board, rollup, field), _factor(value, field))
        case "rework":
            share = _percent(text, field)
            if not 0 <= share <= 1:
                raise Refused(msg("{field}: {value!r} is not from 0% to 100%", field=field, value=text))
            return Rework(share)
        case "scope":
            milestone, count = _pair(text, field, kind)
            cards = _whole(count, _SCOPE_MOST)
            if cards is None:
                raise Refused(msg("{field}: {value!r} is not a number from 1 to 1000", field=field, value=count))
            return Scope(milestone_named(rollup.plan, milestone).id, cards)


def card_of(rollup: RollUp, text: str) -> tuple[Board, Card]:
    """The card meant by `board/id` or a part of its title, on any board of a roll-up. Raises Refused."""
    wanted = clean_line(text)
    name, slash, rest = wanted.partition("/")
    boards = {board.slug: board for board in rollup.boards}
    slug = slug_named(list(boards), name) if slash else None
    if slug is not None:
        return boards[slug], card_named(boards[slug], rest)
    if looks_like_card(wanted):
        raise Refused(msg("card {name!r}: say its board and its id, such as li/12", name=wanted))
    fitting = [board for board in rollup.boards if has_titled(board, wanted)]
    if len(fitting) > 1:
        slugs = joined(board.slug for board in fitting)
        raise Refused(msg("card {name!r} is on {boards}; say which with BOARD/ID", name=wanted, boards=slugs))
    if not fitting:
        raise Refused(msg("card {name!r} is on no board", name=wanted))
    return fitting[0], card_named(fitting[0], wanted)


def _card(text: str, find_card: FindCard, rollup: RollUp) -> CardKey:
    board, card = find_card(text)
    then = as_of(card, rollup.moment_of(board))
    if then is None or then.void:
        raise Refused(msg("card {card} was made later", card=f"{board.slug}/{card.id}"))
    if then.flow.is_finished:
        raise Refused(msg("card {card} is finished", card=f"{board.slug}/{card.id}"))
    if then.archived:
        raise Refused(msg("card {card} is archived", card=f"{board.slug}/{card.id}"))
    return board.slug, card.id


def _board(name: str, rollup: RollUp, field: Words) -> str:
    slugs = [board.slug for board in rollup.boards]
    slug = slug_named(slugs, name)
    if slug is None:
        raise Refused(
            msg("{field}: no board {name!r}; there are: {boards}", field=field, name=name, boards=joined(slugs))
        )
    return slug


def _pair(text: str, field: Words, kind: Kind) -> tuple[str, str]:
    left, sign, right = text.rpartition("=")
    if not sign or not left or not right:
        raise Refused(msg("{field}: {value!r} is not {shape}", field=field, value=text, shape=SHAPES[kind]))
    return left, right


def _more(text: str, field: Words) -> int:
    cards = _whole(text[1:] if text[:1] in ("+", "-") else text, _CARDS_MOST)
    if cards is None:
        raise Refused(msg("{field}: {value!r} is not a number such as +1 or -2", field=field, value=text))
    return -cards if text[0] == "-" else cards


def _whole(text: str, most: int) -> int | None:
    """A number from 1 to `most`; None where it is not one, however long it is."""
    if not text.isdecimal() or len(text) > _DIGITS_MOST:
        return None
    number = int(text)
    return number if 0 < number <= most else None


def _factor(text: str, field: Words) -> float:
    factor = 1 + _percent(text, field)
    if not _LEAST <= factor <= _MOST:
        raise Refused(msg("{field}: {value!r} is not from -75% to +300%", field=field, value=text))
    return factor


def _percent(text: str, field: Words) -> float:
    try:
        return float(text.removesuffix("%")) / 100
    except ValueError:
        raise Refused(msg("{field}: {value!r} is not a percentage, such as 20%", field=field, value=text)) from None
