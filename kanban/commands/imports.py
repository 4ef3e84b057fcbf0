"""Taking over a foreign board: what is new is appended, what is known already is left alone."""

from typing import Any

import msgspec

from kanban.commands import board as cmd
from kanban.commands.outcome import Outcome, stamp
from kanban.commands.refusal import Refused
from kanban.model import events as ev
from kanban.model.board import Board, Column, check_columns
from kanban.model.card import EDITABLE, Card


def take_over(board: Board, command: cmd.Import, signed: cmd.Signed) -> Outcome:
    """Columns by their foreign ids, cards by their external ids, events by their sources.

    A board that holds cards takes only a newer export of the board it came from.
    """
    known = {card.external_id: card for card in board.cards.values() if card.external_id}
    again = command.external_id in board.head.imports
    if not again and board.cards:
        raise Refused(f"board {board.slug} holds other cards already; import into a board of its own with --board SLUG")
    columns = _merged(board.head.columns, command.columns) if again else command.columns
    if wrong := check_columns(columns):
        raise Refused(f"the imported columns make no board: {wrong} (see --kind)")
    head: dict[str, Any] = {} if columns == board.head.columns else {"columns": columns}
    if not again:
        head["imports"] = (*board.head.imports, command.external_id)
    events: dict[str, tuple[ev.AnyEvent, ...]] = {}
    next_id = board.head.next_id
    for imported in command.cards:
        card = known.get(imported.external_id)
        if card is None:
            events[str(next_id)] = _whole(board, signed, imported)
            next_id += 1
        elif news := _news(board, signed, card, imported):
            events[card.id] = news
    if next_id != board.head.next_id:
        head["next_id"] = next_id
    words = command.words if events or head else "nothing new: every card and event is here already"
    return Outcome(
        words=words, at=signed.at, by=signed.by, events=events, head=head, undoable=False,
        board_words=command.words if events or head else "",
    )  # fmt: skip


def _merged(old: tuple[Column, ...], new: tuple[Column, ...]) -> tuple[Column, ...]:
    """Names, order and closing as in the export; kinds and limits as they are on the board."""
    here = {column.id: column for column in old}
    merged = [msgspec.structs.replace(here[c.id], name=c.name, deleted=c.deleted) if c.id in here else c for c in new]
    gone = {c.id for c in new}
    return (*merged, *(c for c in old if c.id not in gone))


def _whole(board: Board, signed: cmd.Signed, imported: cmd.ImportedCard) -> tuple[ev.AnyEvent, ...]:
    rev = board.head.rev + 1
    events = [msgspec.structs.replace(event, rev=rev) for event in _rising(imported.events, None)]
    state = _imported_fields(events)
    events += _corrections(board, signed, imported, state, events[-1].at)
    return tuple(events)


def _news(board: Board, signed: cmd.Signed, card: Card, imported: cmd.ImportedCard) -> tuple[ev.AnyEvent, ...]:
    """Events of the export that the card's history lacks, and edits for fields that changed without one."""
    mine = card.events
    sources = {event.source for event in mine if event.source}
    rev = board.head.rev + 1
    fresh = [
        msgspec.structs.replace(event, rev=rev)
        for event in imported.events
        if event.source not in sources and not isinstance(event, ev.Created)
    ]
    fresh = _rising(tuple(fresh), card)
    state = _imported_fields([*(e for e in mine if e.source), *fresh])
    last = fresh[-1].at if fresh else card.last_at or signed.at
    return (*fresh, *_corrections(board, signed, imported, state, last))


def _rising(events: tuple[ev.AnyEvent, ...], card: Card | None) -> list[ev.AnyEvent]:
    """The events with `at` never falling, within themselves and behind the card's own."""
    at = card.last_at if card else None
    out: list[ev.AnyEvent] = []
    for event in events:
        at = event.at if at is None or event.at > at else at
        out.append(event if event.at == at else msgspec.structs.replace(event, at=at))
    return out


def _imported_fields(events: list[ev.AnyEvent]) -> dict[str, Any]:
    """Values of the fields as the imported events alone left them."""
    state: dict[str, Any] = {}
    for event in events:
        if isinstance(event, ev.Created):
            state |= {name: getattr(event, name) for name in EDITABLE}
        elif isinstance(event, ev.Edited) and event.field in EDITABLE:
            state[event.field] = msgspec.convert(event.new, EDITABLE[event.field])
    return state


def _corrections(
    board: Board, signed: cmd.Signed, imported: cmd.ImportedCard, state: dict[str, Any], at: Any
) -> list[ev.AnyEvent]:
    return [
        ev.Edited(**{**stamp(board, signed), "at": at}, source="export", field=name, old=state.get(name), new=value)
        for name, value in imported.fields.items()
        if name in EDITABLE and state.get(name) != value
    ]
