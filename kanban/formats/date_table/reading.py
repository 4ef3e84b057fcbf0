"""Boards from tables of dates: To Do since it was created, Doing since it was started, Done since it was finished."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from kanban.commands.imports import Import, ImportedCard
from kanban.formats.csv_table.rejected import Rejected
from kanban.formats.date_table.table import STEPS, Table, Work, read_table
from kanban.formats.foreign_file import refused
from kanban.formats.foreign_text import cut, slug_from
from kanban.formats.understood import Understood
from kanban.model import events as ev
from kanban.model.board import Board, Column
from kanban.model.card import Card
from kanban.model.fields import CardFields
from kanban.model.rank import series
from kanban.text.clean import TITLE_LIMIT, clean_line
from kanban.text.dates import local
from kanban.text.dates import zone as zone_named
from kanban.text.messages import Message, joined, msg, msg_n

EXTERNAL_ID = "dates"
"""Of every table: a newer one of the same work need not have the same file name."""
NOBODY = "table"
"""Who did it: a table of dates names nobody."""
_COLUMNS = (Column("todo", "To Do", "queue"), Column("doing", "Doing", "active"), Column("done", "Done", "done"))
_PLACES = {step: ev.Place(c.id, c.kind, at) for at, (step, c) in enumerate(zip(STEPS, _COLUMNS, strict=True))}


def load(
    path: Path,
    kinds: Mapping[str, str],
    progress: Callable[[int, int], None] | None = None,
    board: Board | None = None,
    *,
    heads: Mapping[str, str] | None = None,
    zone: str = "UTC",
) -> Understood:
    """The table in a file. Raises Refused, in one sentence naming file, line or column and value.

    `heads` names columns that are called otherwise than usual: keys `id`, `title`, `created`, `started`, `finished`.
    `zone` is that of dates without an offset. The columns of the board are always the same three: no kind is given.
    """
    table = read_table(path, heads or {}, zone_named(zone))
    if not table.works:
        reasons = joined(_rejected_lines(table), "; ")
        raise refused(path, msg("no row of it can be used: {reasons}", reasons=reasons or msg("there is none")))
    again = board if board is not None and EXTERNAL_ID in board.head.imports else None
    tally: Counter[str] = Counter()
    works = sorted(table.works, key=lambda work: min(work.moments.values()))
    newest_at = max(max(work.moments.values()) for work in works)
    here = _known(again)
    cards = []
    for work, rank in zip(works, series(None, None, len(works)), strict=True):
        title = cut(work.title, TITLE_LIMIT, "title", tally)
        events = _events(work, rank, title)
        if (card := here.get(work.id)) is not None:
            events = _news(card, events, tally)
        cards.append(
            ImportedCard(external_id=work.id, events=tuple(events), fields={"title": title}, known_at=newest_at)
        )
    name = clean_line(path.stem) or "table"
    return Understood(
        command=Import(external_id=EXTERNAL_ID, name=name, columns=_columns(again), cards=tuple(cards)),
        board_name=name,
        suggested_slug=slug_from(name) or "table",
        understood=tuple(_understood(table, zone)),
        left_out=tuple(_left_out(table, tally)),
    )


def _columns(board: Board | None) -> tuple[Column, ...]:
    """The three, by the names and with the kinds that they have on the board."""
    here = {column.id: column for column in board.head.columns} if board else {}
    return tuple(here.get(column.id, column) for column in _COLUMNS)


def _known(board: Board | None) -> dict[str, Card]:
    if board is None:
        return {}
    return {card.external_id: card for card in board.cards.values() if card.external_id and not card.void}


def _events(work: Work, rank: str, title: str) -> list[ev.AnyEvent]:
    events: list[ev.AnyEvent] = []
    place: ev.Place | None = None
    for step, moment in work.moments.items():
        to = _PLACES[step]
        if place is None:
            events.append(
                ev.Created(
                    at=moment, by=NOBODY, source=step, to=to, rank=rank, external_id=work.id,
                    card=CardFields(title=title), created_unknown=step != STEPS[0],
                )
            )  # fmt: skip
        else:
            events.append(ev.Moved(at=moment, by=NOBODY, source=step, origin=place, to=to, rank=rank))
        place = to
    return events


def _news(card: Card, events: list[ev.AnyEvent], tally: Counter[str]) -> list[ev.AnyEvent]:
    """What the card has of the table, then what is new; a date that was changed since is counted, not taken."""
    mine = [event for _, event in ev.in_force(card.events) if event.source in STEPS]
    known = {event.source: event.at for event in mine}
    last = max(STEPS.index(source) for source in known)
    fresh = [event for event in events if STEPS.index(event.source) > last and event.at >= mine[-1].at]
    same = all(known.get(event.source) == event.at for event in events if event not in fresh)
    tally["changed"] += not (same and len(mine) + len(fresh) == len(events))
    return [*mine, *fresh]


def _understood(table: Table, zone: str) -> Iterator[Message]:
    moments = [moment for work in table.works for moment in work.moments.values()]
    counts = Counter(step for work in table.works for step in work.moments)
    yield msg(
        "table of dates: {rows}, {started} started, {finished} finished, of {first:%Y-%m-%d} to {last:%Y-%m-%d} "
        "({zone})",
        rows=msg_n("{n} piece of work", "{n} pieces of work", len(table.works)), started=counts["started"],
        finished=counts["finished"], first=local(min(moments), zone), last=local(max(moments), zone), zone=zone,
    )  # fmt: skip
    pairs = joined(f"{what} = {table.columns[what]}" for what in ("id", *STEPS, "title") if what in table.columns)
    yield msg("columns of the table: {pairs}", pairs=pairs)
    lines = [
        msg_n("{n} date without an offset: taken as time of {zone}",
              "{n} dates without an offset: taken as time of {zone}", table.without_offset, zone=zone),
        msg_n("{n} date without a time of day: taken as the beginning of the day",
              "{n} dates without a time of day: taken as the beginning of the day", table.dates),
        msg_n("{n} piece of work finished without a start: it has a lead time, but no cycle time",
              "{n} pieces of work finished without a start: they have a lead time, but no cycle time",
              sum("finished" in work.moments and "started" not in work.moments for work in table.works)),
    ]  # fmt: skip
    yield from (line for line in lines if line.count)


def _left_out(table: Table, tally: Counter[str]) -> Iterator[Message]:
    yield from _rejected_lines(table)
    lines = [
        msg_n("{n} card whose dates in the table were changed since the last import: left as it was",
              "{n} cards whose dates in the table were changed since the last import: left as they were",
              tally["changed"]),
        msg_n("{n} column that is not read: {names}", "{n} columns that are not read: {names}", len(table.unread),
              names=joined([*table.unread[:20], *(["…"] if len(table.unread) > 20 else [])])),
        msg_n("{n} title cut to {most:,} characters", "{n} titles cut to {most:,} characters", tally["cut title"],
              most=TITLE_LIMIT),
    ]  # fmt: skip
    yield from (line for line in lines if line.count)


def _rejected_lines(table: Table) -> Iterator[Message]:
    """The rows that were not used, by reason, with the first of each."""
    for reason, rows in table.rejected.items():
        yield _rejected(reason, rows)


def _rejected(reason: str, rows: Rejected) -> Message:
    n, line, value = rows.count, rows.first_line, rows.value
    match reason:
        case "order":
            return msg_n(
                "{n} row that is finished or started before it begins (line {line}: {value})",
                "{n} rows that are finished or started before they begin (first in line {line}: {value})", n,
                line=line, value=value,
            )  # fmt: skip
        case "date":
            return msg_n("{n} row with a date that cannot be read (line {line}: {value!r})",
                         "{n} rows with dates that cannot be read (first in line {line}: {value!r})", n, line=line,
                         value=value)  # fmt: skip
        case "created":
            return msg_n("{n} row without a date of its beginning (line {line})",
                         "{n} rows without a date of their beginning (first in line {line})", n, line=line)  # fmt: skip
        case "twice":
            return msg_n("{n} row whose id is there already (line {line}: {value})",
                         "{n} rows whose ids are there already (first in line {line}: {value})", n, line=line,
                         value=value)  # fmt: skip
        case _:
            return msg_n("{n} row without a usable id (line {line})",
                         "{n} rows without a usable id (first in line {line})", n, line=line)  # fmt: skip
