"""A card's and a board's history in words: one message for every event. Pure; the shell and the screens use it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from kanban.commands import imports
from kanban.model import board as bd
from kanban.model import events as ev
from kanban.model.board import AnyBoardEvent, Board
from kanban.model.card import Card
from kanban.model.events import KIND_WORDS, REASON_WORDS, REWORK_REASONS, AnyEvent
from kanban.model.fields import FIELDS, TYPES
from kanban.model.flow import is_move_back
from kanban.model.work_log import work_text
from kanban.text.clean import clean_line, cut
from kanban.text.messages import Message, joined, msg, msg_in

QUOTED_CELLS = 60
"""Longest title or text quoted inside a sentence, in cells."""

Names = Mapping[str, str]
"""What columns are called, by their ids."""


class Line(NamedTuple):
    """One event: when, who, what; `counts` is False for what was undone."""

    at: datetime
    by: str
    message: Message
    counts: bool

    @property
    def words(self) -> str:
        """What happened, in the language in force."""
        return str(self.message)


def history(card: Card, board: Board, zone: str) -> Iterator[Line]:
    """The card's events in words, oldest first; an undo that was undone again stands in the line of the last one.

    Raises Refused if they cannot be read.
    """
    names = _names(board)
    events = card.events
    in_force = ev.in_force(events)
    counting = {index for index, _ in in_force}
    judged = dict(ev.judged(in_force))
    reasons = {e.event: e.reason for i, e in enumerate(events) if isinstance(e, ev.Explained) and i in counting}
    repeated = {event.event for event in events if isinstance(event, ev.Voided)}
    for index, event in enumerate(events):
        if isinstance(event, ev.Voided) and index in repeated:
            continue
        event = judged.get(index, event)
        if isinstance(event, ev.Moved) and index in reasons:
            event = msgspec.structs.replace(event, reason=reasons[index])
        message = sentence(event, events, names, zone)
        yield Line(event.at, clean_line(event.by), message, index in counting or isinstance(event, ev.Voided))


class BoardLine(NamedTuple):
    """One event of a board: when, who, what."""

    at: datetime
    by: str
    message: Message
    event: AnyBoardEvent


def board_history(board: Board) -> Iterator[BoardLine]:
    """What was done to the board itself, oldest first. Raises msgspec.MsgspecError if it cannot be read."""
    names = _names(board)
    for event in board.history:
        yield BoardLine(event.at, clean_line(event.by), board_sentence(event, names), event)


def sentence(event: AnyEvent, events: Sequence[AnyEvent], names: Names, zone: str) -> Message:
    """What happened to a card, in the past tense. `events` is its whole history."""
    match event:
        case ev.Created():
            return _created(event, names)
        case ev.Moved():
            return _moved(event, names)
        case ev.Explained():
            return msg("gave the reason of the move back: {reason}", reason=REASON_WORDS[event.reason])
        case ev.Edited():
            return _edited(event, zone)
        case ev.Blocked():
            return msg("blocked: {why}", why=clean_line(event.why))
        case ev.Commented():
            return msg("said: {text}", text=clean_line(event.text))
        case ev.Logged():
            return msg("logged {time} of work", time=work_text(event.minutes))
        case ev.KindChanged():
            column, kind = _named(event.to.column, names), KIND_WORDS[event.to.kind]
            return msg("column {column} is {kind} from now on", column=column, kind=kind)
        case ev.Voided():
            return _voided(event, events, names, zone)
    return _PLAIN[type(event)]


_PLAIN: Mapping[type, Message] = {
    ev.Unblocked: msg("unblocked"),
    ev.Archived: msg("archived"),
    ev.Restored: msg("taken out of the archive"),
    ev.Rejudged: msg("judged anew by the columns as they are now"),
}
"""What is said of events that have no values."""


def board_sentence(event: AnyBoardEvent, names: Names) -> Message:
    """What happened to a board, in the past tense."""
    match event:
        case bd.ColumnAdded():
            column, kind = event.column, KIND_WORDS[event.column.kind]
            if column.wip_limit:
                return msg(
                    "added column {column} ({kind}, WIP limit {limit})", column=clean_line(column.name), kind=kind,
                    limit=column.wip_limit,
                )  # fmt: skip
            return msg("added column {column} ({kind})", column=clean_line(column.name), kind=kind)
        case bd.ColumnRenamed():
            return msg("renamed column {old} to {new}", old=clean_line(event.old), new=clean_line(event.new))
        case bd.ColumnLimited():
            return _limited(event, names)
        case bd.ColumnMoved():
            return msg(
                "put column {column} elsewhere: from place {old} to {new}", column=_named(event.column, names),
                old=event.old_position + 1, new=event.new_position + 1,
            )  # fmt: skip
        case bd.ColumnKindSet():
            words = msg("column {column} is {kind} from now on", column=_named(event.column, names),
                        kind=KIND_WORDS[event.new])  # fmt: skip
            return joined((words, msg("and for the past"))) if event.anew else words
        case bd.ColumnDeleted():
            column_name = _named(event.column, names)
            if event.target is None:
                return msg("deleted column {column}", column=column_name)
            return msg(
                "deleted column {column}; its cards went to {target}", column=column_name,
                target=_named(event.target, names),
            )  # fmt: skip
        case bd.Imported():
            return imports.described(event)


def _created(event: ev.Created, names: Names) -> Message:
    column = _named(event.to.column, names)
    if event.finished_by_at is not None:
        return msg("created; in {column} already, since when is not known", column=column)
    if event.created_unknown and not event.start_unknown:
        return msg("created in {column} by then, when is not known", column=column)
    if event.start_unknown:
        return msg("created in {column}; it was started before its history begins", column=column)
    return msg("created in {column}", column=column)


def _moved(event: ev.Moved, names: Names) -> Message:
    origin, to = _named(event.origin.column, names), _named(event.to.column, names)
    if event.origin.column == event.to.column:
        return msg("put elsewhere in {column}", column=to)
    moved = msg("moved from {origin} to {column}", origin=origin, column=to)
    if event.finished_by_at is not None:
        moved = joined((moved, msg("when is not known")))
    if is_move_back(event.origin, event.to):
        reason = event.reason or "unspecified"
        kind = msg_in("move", "rework") if reason in REWORK_REASONS else msg_in("move", "back")
        moved = msg("{moved} ({kind}: {reason})", moved=moved, kind=kind, reason=REASON_WORDS[reason])
    return joined((moved, msg("over its limit"))) if event.over_wip else moved


def _edited(event: ev.Edited, zone: str) -> Message:
    if event.field == "description":
        return msg("changed the description") if event.new else msg("took the description off")
    if event.field == "checklist":
        return msg("changed the checklist")
    old, new = _value(event.field, event.old, zone), _value(event.field, event.new, zone)
    if event.field == "title":
        return msg('renamed from "{old}" to "{new}"', old=cut(old, QUOTED_CELLS), new=cut(new, QUOTED_CELLS))
    field = FIELDS[event.field].label if event.field in FIELDS else clean_line(event.field)
    if new:
        if old:
            return msg("{field} changed from {old} to {new}", field=field, old=old, new=new)
        return msg("{field} set to {new}", field=field, new=new)
    return msg("{field} taken off (was {old})", field=field, old=old) if old else msg("{field} taken off", field=field)


def _limited(event: bd.ColumnLimited, names: Names) -> Message:
    column = _named(event.column, names)
    if event.new is None:
        return msg("took the WIP limit of {column} off (was {old})", column=column, old=event.old)
    if event.old is None:
        return msg("set the WIP limit of {column} to {new}", column=column, new=event.new)
    return msg("changed the WIP limit of {column} from {old} to {new}", column=column, old=event.old, new=event.new)


def _voided(event: ev.Voided, events: Sequence[AnyEvent], names: Names, zone: str) -> Message:
    """What was undone; or, where the undo was undone, that it holds again."""
    undone, index = True, event.event
    while 0 <= index < len(events):
        target = events[index]
        if not isinstance(target, ev.Voided):
            done = sentence(target, events, names, zone)
            return msg("undid: {done}", done=done) if undone else msg("undid and redid: {done}", done=done)
        if target.event >= index:
            break  # no history that was written here: an undo lies behind what it undid
        undone, index = not undone, target.event
    return msg("undid something")


def _value(field: str, value: Any, zone: str) -> str:
    """A field's value as its row shows it; a value that does not fit the field, as it is."""
    if value is None:
        return ""
    if field in FIELDS:
        try:
            return FIELDS[field].shown(msgspec.convert(value, TYPES[field]), zone)
        except msgspec.ValidationError:
            pass
    return clean_line(str(value))


def _names(board: Board) -> Names:
    return {column.id: column.name for column in board.head.columns}


def _named(column_id: str, names: Names) -> str:
    return clean_line(names.get(column_id, column_id))
