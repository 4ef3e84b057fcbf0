"""Boards as an event log: a row for each time that a card came into a column."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from kanban.formats.csv_table.cells import guarded
from kanban.formats.event_log.cases import NOBODY
from kanban.formats.event_log.heads import HEADER
from kanban.model import events as ev
from kanban.model.board import Board
from kanban.model.card import Card
from kanban.model.flow import fold
from kanban.text.clean import clean_line
from kanban.text.dates import local

_QUOTE = '"'
_SPECIAL = re.compile(r'[",;\t\r\n]')


class ColumnEntry(NamedTuple):
    """A card came into a column."""

    case: str
    activity: str
    at: datetime | None
    """None: it did, but when is not known."""
    by: str
    title: str
    board: str
    kind: ev.Kind
    position: int
    reason: str
    """Why it was moved back; empty where it was not, or nobody said."""


def header() -> str:
    """The first line of a log."""
    return _line(HEADER)


def line(entry: ColumnEntry, zone: str) -> str:
    """An entry as a line of a log, its time in the zone, to the millisecond, with the offset."""
    at = local(entry.at, zone).isoformat(timespec="milliseconds") if entry.at is not None else ""
    case, activity, by, title, board = (guarded(clean_line(text)) for text in entry[:2] + entry[3:6])
    return _line((case, activity, at, by, title, board, entry.kind, str(entry.position), entry.reason))


def entries(board: Board, moment: datetime, with_slug: bool) -> Iterator[ColumnEntry]:
    """All entries into columns until a moment, card by card; `with_slug` puts the board's before the case.

    Raises Refused for a history that cannot be read.
    """
    names = {column.id: column.name for column in board.head.columns}
    for card in board.all_cards.values():
        case = f"{board.slug}/{card.id}" if with_slug else card.id
        for event, reason in _placings(card, moment):
            is_known = event.finished_by_at is None and not event.start_unknown
            yield ColumnEntry(
                case=case,
                activity=names.get(event.to.column, event.to.column),
                at=event.at if is_known else None,
                by="" if event.by == NOBODY else event.by,
                title=card.title,
                board=board.slug,
                kind=event.to.kind,
                position=event.to.position,
                reason=reason,
            )


def _placings(card: Card, moment: datetime) -> Iterator[tuple[ev.Created | ev.Moved, str]]:
    """What brought the card into a column, as judged then, with the reason; what was undone by then is left out."""
    past = ev.judged(ev.in_force([event for event in card.events if event.at <= moment]))
    flow = fold(past)
    reasons = {back.event: back.reason for back in flow.backs if back.reason != "unspecified"} if flow else {}
    for index, event in past:
        if isinstance(event, ev.Created) or (isinstance(event, ev.Moved) and event.origin.column != event.to.column):
            yield event, reasons.get(index, "")


def _line(cells: Iterable[str]) -> str:
    """Cells as RFC 4180 has them: in quotes where they hold a comma or a quote; there is no line break in them."""
    return ",".join([f'"{cell.replace(_QUOTE, _QUOTE * 2)}"' if _SPECIAL.search(cell) else cell for cell in cells])
