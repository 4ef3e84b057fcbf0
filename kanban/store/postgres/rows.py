"""Between rows and typed values: a board from its head and cards, the plan from its events, and back."""

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from kanban.metrics.tally import Tally, packages_in, tallied, tallied_anew
from kanban.model.board import SCHEMA, Board, BoardHead, assemble, check_columns, ranked
from kanban.model.card import EMPTY, Card
from kanban.model.plan import Plan, fold
from kanban.model.plan_events import AnyPlanEvent
from kanban.store.errors import Unreadable
from kanban.store.integrity import faults, given_twice, inspected
from kanban.store.plan_checks import wrong_event
from kanban.text.messages import Words, msg

_ERRORS = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_HISTORY_BEGINS = b"[{"
"""Of every card that this program has made: without an event, nothing but its flow says how it came there."""
_NO_HISTORY = b',"history":[]}'
_cards = msgspec.json.Decoder(dict[str, Card])
_card = msgspec.json.Decoder(Card)
_head = msgspec.json.Decoder(BoardHead)
_event = msgspec.json.Decoder(AnyPlanEvent)
_raws = msgspec.json.Decoder(list[msgspec.Raw])


class Seen(NamedTuple):
    """A state of a ledger: what was read as that state is never read again."""

    ledger: int
    version: int
    mark: uuid.UUID
    """Of the save that made it: after a failover another save may have the same number."""


class CardRow(NamedTuple):
    """A card as it is kept."""

    card: bytes
    state: bytes
    history: bytes

    @property
    def json(self) -> bytes:
        """As the program writes a card."""
        return self.state[:-1] + b',"history":' + self.history + b"}"


def board(place: str, slug: str, head: bytes, history: bytes, rows: list[CardRow], gone: Collection[str],
          before: Board | None) -> Board:  # fmt: skip
    """A board of its head and cards; with `before` the rows are those that have changed since.

    `gone`: cards that have left for a past year since.

    One card that cannot be read becomes a problem of the board and hides no other. Raises Unreadable.
    """
    kept = _head_of(place, slug, head, history)
    if before is None:
        rows.sort(key=lambda row: (len(row.card), row.card))
    try:
        changed = _cards.decode(b"{" + b",".join([b'"%b":%b' % (row.card, row.json) for row in rows]) + b"}")
    except _ERRORS:
        readable, wrong = cards_of(rows)
        replaced = {row.card.decode() for row in rows}.union(gone)
        others = {i: card for i, card in before.cards.items() if i not in replaced} if before is not None else {}
        return inspected(place, kept, others | readable, wrong)
    cards = changed if before is None else {**before.cards, **changed}
    for card_id in gone:
        cards.pop(card_id, None)
    by_rank = ranked(cards)
    result = assemble(kept, cards, by_rank=by_rank)
    has_columns = by_rank.keys() <= {column.id for column in result.columns} and not (
        check_columns(kept.columns, str.casefold) or given_twice(column.id for column in kept.columns)
    )
    is_whole = has_columns and all(row.history.startswith(_HISTORY_BEGINS) for row in rows)
    return result if is_whole and not any(faults(result, by_rank)) else inspected(place, kept, cards, [])


def _head_of(place: str, slug: str, content: bytes, history: bytes) -> BoardHead:
    try:
        kept = msgspec.Raw(history) if history != bytes(EMPTY) else EMPTY  # left out where a head is written
        head = msgspec.structs.replace(_head.decode(content), history=kept)
    except _ERRORS as error:
        raise Unreadable(place, msg("{table} {key}: {reason}", table="board", key=slug, reason=error)) from None
    if head.schema > SCHEMA:
        raise Unreadable(
            place,
            msg("written by a newer version of this program (schema {version}, this one reads up to {schema})",
                version=head.schema, schema=SCHEMA),
        )  # fmt: skip
    if head.slug != slug:  # it was renamed by hand: the name of the row counts
        raise Unreadable(place, msg("board {slug!r} says that it is {name!r}", slug=slug, name=head.slug))
    return head


def cards_of(rows: Iterable[CardRow]) -> tuple[dict[str, Card], list[Words]]:
    """Cards one by one, and what cannot be read of them."""
    cards: dict[str, Card] = {}
    problems: list[Words] = []
    for row in rows:
        card_id = row.card.decode()
        try:
            cards[card_id] = _card.decode(row.json)
        except _ERRORS as error:
            problems.append(msg("card {id}: {reason}", id=card_id[:40], reason=error))
    return cards, problems


def plan(place: str, events: Iterable[bytes], before: Plan) -> Plan:
    """The plan, from the events that came after those of `before`. Raises Unreadable."""
    history = list(before.history)
    for content in events:
        number = len(history) + 1
        try:
            event = _event.decode(content)
        except _ERRORS as error:
            raise Unreadable(place, msg("history {number}: {reason}", number=number, reason=error)) from None
        if wrong := wrong_event(event, number):
            raise Unreadable(place, msg("history {number}: {reason}", number=number, reason=wrong))
        history.append(event)
    return fold(history) if len(history) > len(before.history) else before


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
    are_past: list[bool]
    tallies: list[str]


def nothing(head: str) -> Saving:
    """A ledger's head, and nothing else yet."""
    return Saving(head, [], [], [], [], [], [], [], [])


def put_tallies(saving: Saving, tallies: Mapping[str | None, Tally], are_past: bool) -> None:
    """What cards come to that are on the board, or finished long ago."""
    for package, tally in tallies.items():
        saving.packages.append(package or "")
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
        past = {**before.past_cards, **left}
        put_tallies(saving, tallied(past.values(), packages_in(left.values())), True)
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
