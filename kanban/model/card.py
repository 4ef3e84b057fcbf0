"""A card: its present fields and flow, both folded from the history it carries."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec

from kanban.model import events as ev
from kanban.model import flow as fl
from kanban.model.events import AnyEvent
from kanban.model.fields import TYPES, CardFields
from kanban.model.moment import Moment
from kanban.text.messages import Refused, msg

_flow_decoder = msgspec.json.Decoder(fl.Flow)
_flows_decoder = msgspec.json.Decoder(list[fl.Flow])
_AT_ONCE = 1000

EMPTY = msgspec.Raw(b"[]")
SOON = timedelta(days=2)
"""So long before its due date a card needs a hand."""


class Card(CardFields, frozen=True, kw_only=True, omit_defaults=True, gc=False, eq=False, forbid_unknown_fields=True):
    """One card. Everything but `history` is what the history says; `refold` proves it."""

    id: str
    column: str
    rank: str
    kept_flow: msgspec.Raw = msgspec.field(name="flow")
    """The flow: as it is stored until it is asked for, see `flow`. Most cards of a large board are never asked."""
    archived: bool = False
    package_at: Moment | None = None
    """When it came under its present work package; None: when it was created."""
    external_id: str | None = None
    void: bool = False
    """Its creation was undone: the card is kept for its history and shown nowhere."""
    touched_at: Moment | None = None
    """Time of the last event, where that is later than its entry into its column."""
    event_count: Annotated[int, msgspec.Meta(ge=1)]
    history: msgspec.Raw

    @property
    def flow(self) -> fl.Flow:
        """How the card flowed. A stored flow that cannot be read is folded from the history anew.

        Raises Refused if the history cannot be read either.
        """
        kept: Any = self.kept_flow
        if type(kept) is fl.Flow:
            return kept
        flow = _read_flow(self)
        msgspec.structs.force_setattr(self, "kept_flow", flow)  # the same value, decoded
        return flow

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Card) and not differences(self, other))

    __hash__ = None  # type: ignore[assignment]

    @property
    def last_at(self) -> datetime:
        """Time of the last event; the next one does not lie before it."""
        return self.touched_at or self.flow.entered_at

    @property
    def events(self) -> tuple[AnyEvent, ...]:
        """The whole history, decoded: oldest first. Raises Refused if it cannot be read."""
        try:
            return ev.decode(self.history)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise Refused(msg("card {id}: its history cannot be read: {reason}", id=self.id, reason=error)) from error

    @property
    def is_on_board(self) -> bool:
        """Neither archived nor undone."""
        return not self.void and not self.archived

    @property
    def is_blocked(self) -> bool:
        """Blocked, and not finished."""
        return self.flow.blocked_at is not None and not self.flow.is_finished

    @property
    def weight(self) -> float:
        """What it counts for in an estimate-weighted completion: its estimate, or 0 without one."""
        return self.estimate or 0.0


def is_late(card: Card, now: datetime) -> bool:
    """Past its due date, to the second, and not finished."""
    return card.due_at is not None and card.due_at < now and not card.flow.is_finished


def is_due_soon(card: Card, now: datetime) -> bool:
    """Due within two days, and not finished."""
    return card.due_at is not None and now <= card.due_at <= now + SOON and not card.flow.is_finished


def differences(a: Card, b: Card) -> list[str]:
    """Names of the fields in which two cards differ."""
    names = ("flow" if name == "kept_flow" else name for name in Card.__struct_fields__)
    return [name for name in names if getattr(a, name) != getattr(b, name)]


def _read_flow(card: Card) -> fl.Flow:
    try:
        return _flow_decoder.decode(card.kept_flow)
    except msgspec.MsgspecError:
        _refuse_unknown_keys(card)
    try:
        events = ev.decode(card.history)
        flow = fl.fold(ev.judged(ev.in_force(events))) or fl.fold([(0, events[0])])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, IndexError) as error:
        raise Refused(
            msg("card {id}: neither its flow nor its history can be read: {reason}", id=card.id, reason=error)
        ) from error
    if flow is None:
        raise Refused(msg("card {id}: its history does not begin with its creation", id=card.id))
    return flow


def _refuse_unknown_keys(card: Card) -> None:
    """A flow is folded anew where it cannot be read, but not where that would lose what another version keeps there."""
    try:
        keys = msgspec.json.decode(card.kept_flow, type=dict[str, msgspec.Raw]).keys()
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return
    if unknown := keys - set(fl.Flow.__struct_fields__):
        raise Refused(msg("card {id}: its flow has unknown field {key!r}", id=card.id, key=min(unknown)[:40]))


def read_flows(cards: Iterable[Card]) -> None:
    """Decode the flows of many cards, some at once: that takes half the time, and holds up other threads for 2 ms.

    What cannot be read is left to `Card.flow`.
    """
    kept = [card for card in cards if type(card.kept_flow) is msgspec.Raw]
    for begin in range(0, len(kept), _AT_ONCE):
        some = kept[begin : begin + _AT_ONCE]
        try:
            flows = _flows_decoder.decode(b"[" + b",".join([card.kept_flow for card in some]) + b"]")
        except msgspec.MsgspecError:
            continue
        for card, flow in zip(some, flows, strict=True):
            msgspec.structs.force_setattr(card, "kept_flow", flow)


def flows_of(cards: Collection[Card]) -> list[fl.Flow]:
    """The flows of many cards. Raises Refused if one cannot be read."""
    read_flows(cards)
    return [card.flow for card in cards]


def grow(card: Card | None, card_id: str, events: tuple[AnyEvent, ...]) -> Card:
    """The card with `events` appended to its history and its state folded on."""
    history = ev.append(card.history if card else EMPTY, events)
    if card is None or any(isinstance(event, ev.Voided | ev.Rejudged) for event in events):
        return refold(card_id, history)
    state: Card | None = card
    for offset, event in enumerate(events):
        state = _step(state, card_id, card.event_count + offset, event)
    assert state is not None
    return _closed(state, history, events[-1].at, card.event_count + len(events))


def refold(card_id: str, history: msgspec.Raw) -> Card:
    """The card that a history describes. Raises ValueError if it does not begin with its creation."""
    events = ev.decode(history)
    if not events or not isinstance(events[0], ev.Created):
        raise ValueError(f"card {card_id}: its history does not begin with its creation")
    state: Card | None = None
    for index, event in ev.judged(ev.in_force(events)):
        if state is not None or isinstance(event, ev.Created):
            state = _step(state, card_id, index, event)
    void = state is None
    if state is None:
        state = _step(None, card_id, 0, events[0])
    if void:
        state = msgspec.structs.replace(state, void=True)
    return _closed(state, history, events[-1].at, len(events))


def _closed(card: Card, history: msgspec.Raw, last_at: datetime, event_count: int) -> Card:
    touched_at = None if last_at == card.flow.entered_at else last_at
    return msgspec.structs.replace(card, history=history, touched_at=touched_at, event_count=event_count)


def as_of(card: Card, moment: datetime) -> Card | None:
    """The card as it was at `moment` (inclusive), by its history; None if it did not exist then.

    Raises Refused if the history cannot be read.
    """
    if (card.touched_at or card.flow.entered_at) <= moment:
        return None if card.void else card
    events = tuple(event for event in card.events if event.at <= moment)
    if not events:
        return None
    try:
        past = refold(card.id, msgspec.Raw(msgspec.json.encode(events)))
    except ValueError as error:
        raise Refused(str(error)) from error
    return None if past.void else past


def _step(card: Card | None, card_id: str, index: int, event: AnyEvent) -> Card:
    flow = fl.advance(card.flow if card else None, index, event)
    if isinstance(event, ev.Created):
        return Card(
            id=card_id,
            column=event.to.column,
            rank=event.rank,
            kept_flow=flow,  # type: ignore[arg-type]
            archived=flow.archived_at is not None,
            **msgspec.structs.asdict(event.card),
            external_id=event.external_id,
            event_count=1,
            history=EMPTY,
        )
    assert card is not None
    if isinstance(event, ev.Moved):
        return msgspec.structs.replace(card, kept_flow=flow, column=event.to.column, rank=event.rank)
    if isinstance(event, ev.Edited) and event.field in TYPES:
        changes = {event.field: msgspec.convert(event.new, TYPES[event.field])}
        if event.field == "work_package":
            changes["package_at"] = event.at
        return msgspec.structs.replace(card, kept_flow=flow, **changes)
    if flow is card.flow:
        return card
    return msgspec.structs.replace(card, kept_flow=flow, archived=flow.archived_at is not None)
