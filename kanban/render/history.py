"""A card's history in words: one sentence for every event. Pure; the shell and the card screen both use it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from kanban.model import events as ev
from kanban.model.board import Board
from kanban.model.card import Card
from kanban.model.events import REWORK_REASONS, AnyEvent, Place
from kanban.text.clean import clean_line, cut
from kanban.text.dates import weekday_time

QUOTED_CELLS = 60
"""Longest title or text quoted inside a sentence, in cells."""


class Line(NamedTuple):
    """One event: when, who, what in words; `counts` is False for what was undone."""

    at: datetime
    by: str
    words: str
    counts: bool


def history(card: Card, board: Board, zone: str) -> Iterator[Line]:
    """The card's events in words, oldest first."""
    names = {column.id: column.name for column in board.head.columns}
    events = card.events
    counting = {index for index, _ in ev.in_force(events)}
    later = {e.event: e.reason for i, e in enumerate(events) if isinstance(e, ev.Explained) and i in counting}
    for index, event in enumerate(events):
        if isinstance(event, ev.Moved) and index in later:
            event = msgspec.structs.replace(event, reason=later[index])
        words = sentence(event, events, names, zone)
        yield Line(event.at, clean_line(event.by), words, index in counting or isinstance(event, ev.Voided))


def sentence(event: AnyEvent, events: Sequence[AnyEvent], columns: Mapping[str, str], zone: str) -> str:
    """What happened, in the past tense. `events` is the whole history, `columns` names columns by id."""
    match event:
        case ev.Created():
            unknown = "; it was started before its history begins" if event.start_unknown else ""
            return f"created in {_column(event.to, columns)}{unknown}"
        case ev.Moved():
            return _moved(event, columns)
        case ev.Explained():
            return f"gave the reason of the move back: {event.reason}"
        case ev.Edited():
            return _edited(event, zone)
        case ev.Blocked():
            return f"blocked: {clean_line(event.why)}"
        case ev.Unblocked():
            return "unblocked"
        case ev.Commented():
            return f"said: {clean_line(event.text)}"
        case ev.Archived():
            return "archived"
        case ev.Voided():
            return _voided(event, events, columns, zone)


def _moved(event: ev.Moved, columns: Mapping[str, str]) -> str:
    if event.origin.column == event.to.column:
        return f"put elsewhere in {_column(event.to, columns)}"
    words = f"moved from {_column(event.origin, columns)} to {_column(event.to, columns)}"
    if event.to.position < event.origin.position and event.origin.kind != "queue":
        reason = event.reason or "unspecified"
        kind = "rework" if reason in REWORK_REASONS else "back"
        words += f" ({kind}: {'no reason given' if reason == 'unspecified' else reason})"
    return words + (", over its limit" if event.over_wip else "")


def _edited(event: ev.Edited, zone: str) -> str:
    old, new = _value(event.field, event.old, zone), _value(event.field, event.new, zone)
    match event.field:
        case "title":
            return f"renamed from {old} to {new}"
        case "description":
            return "changed the description" if event.new else "took the description off"
        case "checklist":
            return "changed the checklist"
    name = event.field.removesuffix("_at").replace("_", " ")
    if not new:
        return f"{name} taken off" + (f" (was {old})" if old else "")
    return f"{name} changed from {old} to {new}" if old else f"{name} set to {new}"


def _voided(event: ev.Voided, events: Sequence[AnyEvent], columns: Mapping[str, str], zone: str) -> str:
    if not 0 <= event.event < len(events):
        return "undid something"
    target = events[event.event]
    if isinstance(target, ev.Voided):
        return "redid: " + _voided(target, events, columns, zone).removeprefix("undid: ")
    return f"undid: {sentence(target, events, columns, zone)}"


def _value(field: str, value: Any, zone: str) -> str:
    if value in (None, "", (), []):
        return ""
    if field.endswith("_at"):
        moment = msgspec.convert(value, datetime)
        return weekday_time(moment, zone)
    if isinstance(value, list | tuple):
        return ", ".join(clean_line(str(item)) for item in value)
    if isinstance(value, float):
        return f"{value:g}"
    return f'"{cut(clean_line(value), QUOTED_CELLS)}"' if field == "title" else clean_line(str(value))


def _column(place: Place, columns: Mapping[str, str]) -> str:
    return clean_line(columns.get(place.column, place.column))
