"""Between rows and typed values: a board from its head and cards, the plan from its events."""

import uuid
from collections.abc import Collection, Iterable
from typing import NamedTuple

import msgspec

from kanban.model.board import SCHEMA, Board, BoardHead, assemble, check_columns, ranked
from kanban.model.card import EMPTY, Card
from kanban.model.plan import Plan, fold
from kanban.model.plan_events import AnyPlanEvent
from kanban.store.errors import Unreadable
from kanban.store.integrity import faults, given_twice, inspected
from kanban.store.plan_checks import wrong_event
from kanban.text.messages import Words, msg

ERRORS = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What is raised of content that is not of its type."""
_HISTORY_BEGINS = b"[{"
"""Of every card that this program has made: without an event, nothing but its flow says how it came there."""
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


CardRow = tuple[bytes, bytes, bytes]
"""A card as it is kept: its id, its state, and its history."""


def _json(row: CardRow) -> bytes:
    """As the program writes a card."""
    return b'%b,"history":%b}' % (row[1][:-1], row[2])


def made(row: CardRow) -> tuple[int, bytes]:
    """Cards in the order in which they were made."""
    return len(row[0]), row[0]


def board(place: str, slug: str, head: bytes, history: bytes, rows: list[CardRow], gone: Collection[str],
          before: Board | None) -> Board:  # fmt: skip
    """A board of its head and cards; with `before` the rows are those that have changed since.

    `gone`: cards that have left for a past year since.

    One card that cannot be read becomes a problem of the board and hides no other. Raises Unreadable.
    """
    kept = _head_of(place, slug, head, history)
    if before is None:
        rows.sort(key=made)
    changed, wrong = cards_of(rows)
    if wrong:
        replaced = {row[0].decode() for row in rows}.union(gone)
        others = {i: card for i, card in before.cards.items() if i not in replaced} if before is not None else {}
        return inspected(place, kept, others | changed, wrong)
    cards = changed if before is None else {**before.cards, **changed}
    for card_id in gone:
        cards.pop(card_id, None)
    by_rank = ranked(cards)
    result = assemble(kept, cards, by_rank=by_rank)
    has_columns = by_rank.keys() <= {column.id for column in result.columns} and not (
        check_columns(kept.columns, str.casefold) or given_twice(column.id for column in kept.columns)
    )
    is_whole = has_columns and all(row[2].startswith(_HISTORY_BEGINS) for row in rows)
    return result if is_whole and not any(faults(result, by_rank)) else inspected(place, kept, cards, [])


def _head_of(place: str, slug: str, content: bytes, history: bytes) -> BoardHead:
    try:
        kept = msgspec.Raw(history) if history != bytes(EMPTY) else EMPTY  # left out where a head is written
        head = msgspec.structs.replace(_head.decode(content), history=kept)
    except ERRORS as error:
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
        card_id = row[0].decode()
        try:
            cards[card_id] = _card.decode(_json(row))
        except ERRORS as error:
            problems.append(msg("card {id}: {reason}", id=card_id[:40], reason=error))
    return cards, problems


def plan(place: str, events: Iterable[bytes], before: Plan) -> Plan:
    """The plan, from the events that came after those of `before`. Raises Unreadable."""
    history = list(before.history)
    for content in events:
        number = len(history) + 1
        try:
            event = _event.decode(content)
        except ERRORS as error:
            raise Unreadable(place, msg("history {number}: {reason}", number=number, reason=error)) from None
        if wrong := wrong_event(event, number):
            raise Unreadable(place, msg("history {number}: {reason}", number=number, reason=wrong))
        history.append(event)
    return fold(history) if len(history) > len(before.history) else before
