"""What a save writes: the rows of what changed."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from kanban.metrics.rollup.tally import Part, Tally, tallied_anew, tallied_in_parts
from kanban.model.board import Board, BoardHead
from kanban.model.card import EMPTY, Card
from kanban.model.plan import Plan

_NO_HISTORY = b',"history":[]}'
_raws = msgspec.json.Decoder(list[msgspec.Raw])


class Saving(NamedTuple):
    """What is to be written of one change of a ledger."""

    head: str
    cards: list[str]
    states: list[str]
    years: list[int | None]
    subjects: list[str | None]
    """Whose event each is: a card's, or None for the ledger's own."""
    events: list[str]
    packages: list[str]
    """Whose tally each is: '' for the cards under none."""
    parts: list[int]
    are_past: list[bool]
    tallies: list[str]


def nothing(head: str) -> Saving:
    """A ledger's head, and nothing else yet."""
    return Saving(head, [], [], [], [], [], [], [], [], [])


def put_tallies(saving: Saving, tallies: Mapping[Part, Tally], are_past: bool) -> None:
    """What cards come to that are on the board, or finished long ago."""
    for part, tally in tallies.items():
        saving.packages.append(part.package or "")
        saving.parts.append(part.number)
        saving.are_past.append(are_past)
        saving.tallies.append(msgspec.json.encode(tally).decode())


def saving_of_board(
    before: Board, after: Board, touched: Iterable[str], leaving: Mapping[str, tuple[Card, str]]
) -> Saving:
    """What changed between two states of a board: the touched cards, and those that are finished long ago."""
    saving = nothing(without_history(after.head))
    put_tallies(saving, tallied_anew(before, after, [*touched, *leaving]), False)
    if leaving:
        left = {card_id: card for card_id, (card, _) in leaving.items()}
        changed = set(map(Part.of, left.values()))
        past = [card for card in {**before.past_cards, **left}.values() if Part.of(card) in changed]
        put_tallies(saving, tallied_in_parts(past), True)
    for card_id in touched:
        card, old = after.cards[card_id], before.cards.get(card_id)
        saving.cards.append(card_id)
        saving.states.append(without_history(card))
        saving.years.append(None)
        for event in _appended(old.history if old else EMPTY, card.history):
            saving.subjects.append(card_id)
            saving.events.append(event)
    for card_id, (card, year) in leaving.items():
        saving.cards.append(card_id)
        saving.states.append(without_history(card))
        saving.years.append(int(year))
    for event in _appended(before.head.history, after.head.history):
        saving.subjects.append(None)
        saving.events.append(event)
    return saving


def saving_of_plan(before: Plan, after: Plan) -> Saving:
    """The events that came to the plan."""
    fresh = [msgspec.json.encode(event).decode() for event in after.history[len(before.history) :]]
    return nothing("{}")._replace(subjects=[None] * len(fresh), events=fresh)


def without_history(value: Card | BoardHead) -> str:
    """JSON without the history, which the server keeps apart and only appends to."""
    content = msgspec.json.encode(msgspec.structs.replace(value, history=EMPTY))
    return (content[: -len(_NO_HISTORY)] + b"}" if content.endswith(_NO_HISTORY) else content).decode()


def _appended(old: msgspec.Raw, new: msgspec.Raw) -> Iterator[str]:
    """The events that a history has more than it had before."""
    kept, grown = bytes(old), bytes(new)
    if grown == kept:
        return
    if grown.startswith(kept[:-1]):
        rest = grown[len(kept) - 1 : -1].lstrip(b",")
        yield from (bytes(event).decode() for event in _raws.decode(b"[" + rest + b"]"))
    else:
        yield from (bytes(event).decode() for event in _raws.decode(grown)[len(_raws.decode(kept)) :])
