"""Boards' pasts for the tests of the forecast: steady, memoryless, and any that Hypothesis thinks of."""

import random
from typing import Any

from hypothesis import strategies as st

from kanban.metrics.forecast.history import BoardPast, CardPast, Kind

STEP = 7 / 3
"""Days a card where three a week leave."""


def steady(weeks: int, waiting: int, name: str = "b") -> tuple[BoardPast, list[str]]:
    """A board that finished three a week in order, and the keys of the cards that wait, in order."""
    done = 3 * weeks
    cards = [
        CardPast(
            f"{name}{i:03}",
            0.0,
            ((i * STEP + 0.1, "active"), ((i + 1) * STEP - 0.1, "done")) if i < done else (),
            ((0.0, float(i)),),
        )
        for i in range(done + waiting)
    ]
    return BoardPast(name, tuple(cards), 0.0), [card.key for card in cards[done:]]


def memoryless(hazard: float, days: float, a_day: int = 3) -> BoardPast:
    """A board where every card leaves at the same hazard a day, whatever its age and its place."""
    chance = random.Random(11)
    cards = []
    for i in range(int(days * a_day)):
        created = i / a_day
        cards.append(CardPast(f"m{i:05}", created, ((created + chance.expovariate(hazard), "done"),)))
    return BoardPast("m", tuple(cards), 0.0)


_kinds: st.SearchStrategy[Kind] = st.sampled_from(["queue", "active", "active", "done", "done", "dropped"])
_gaps = st.floats(0, 40, allow_nan=False)


@st.composite
def _card(draw: Any, key: str) -> CardPast:
    created = at = draw(st.floats(0, 150))
    moves = []
    for gap, kind in draw(st.lists(st.tuples(_gaps, _kinds), max_size=5)):
        at += gap
        moves.append((at, kind))
    places = tuple((created + late, place) for late, place in draw(st.lists(st.tuples(_gaps, _gaps), max_size=2)))
    return CardPast(key, created, tuple(moves), tuple(sorted(places)))


@st.composite
def teams(draw: Any) -> list[BoardPast]:
    """Up to three boards of up to 25 cards with any moves and places."""
    return [
        BoardPast(
            name, tuple(draw(_card(f"{name}{i}")) for i in range(draw(st.integers(5, 25)))), draw(st.floats(0, 1))
        )
        for name in "abc"[: draw(st.integers(1, 3))]
    ]


def up_to(board: BoardPast, t: float) -> BoardPast:
    """The same board as it would have been written down at t."""
    cards = [
        CardPast(
            card.key,
            card.created,
            tuple(move for move in card.moves if move[0] <= t),
            tuple(place for place in card.places if place[0] <= t),
        )
        for card in board.cards
        if card.created <= t
    ]
    return BoardPast(board.name, tuple(cards), board.founded)
