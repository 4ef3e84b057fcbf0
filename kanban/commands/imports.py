"""Taking over a foreign board: what is new is appended, what is known already is left alone."""

from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from kanban.commands.columns import NAME_LIMIT
from kanban.commands.outcome import Command, Outcome, Signed, stamp
from kanban.model import events as ev
from kanban.model.board import KIND_ORDER, Board, Column, Imported, check_columns
from kanban.model.card import Card
from kanban.model.fields import FIELDS, TYPES
from kanban.model.rank import series
from kanban.text.clean import clean_line
from kanban.text.folding import folded
from kanban.text.messages import Message, Refused, msg, msg_n

EXPORT = "export"
"""Source of what was concluded from the state of an export, not from one of its events."""

Events = tuple[ev.AnyEvent, ...]


class ImportedCard(msgspec.Struct, frozen=True, kw_only=True):
    """A foreign card: its whole known history, oldest first, every event with a `source`.

    `fields` are the values the card has at the end; where they differ from what the history says, an edit is added.
    `known_at` is the latest moment at which what no event tells of can have happened; by default that of the import.
    """

    external_id: str
    events: tuple[ev.AnyEvent, ...]
    fields: dict[str, Any] = {}
    known_at: datetime | None = None


class Import(Command, frozen=True, tag="import"):
    """Take over a foreign board: its columns, and of its cards whatever is not here yet."""

    external_id: str
    name: str
    """Of the foreign board."""
    columns: tuple[Column, ...]
    cards: tuple[ImportedCard, ...]


def take_over(board: Board, command: Import, signed: Signed) -> Outcome:
    """Columns by their foreign ids, cards by their external ids, events by their sources.

    A board that holds cards takes only a newer export of the board it came from.
    """
    again = command.external_id in board.head.imports
    if not again and board.cards:
        raise Refused(
            msg("board {board} holds other cards already; import into a board of its own with --board SLUG",
                board=board.slug)
        )  # fmt: skip
    columns = merged(board.head.columns, command.columns) if again else command.columns
    events, next_id = _news_of_all(board, command, signed, columns, again)
    columns = _still_needed(board, columns, events)
    if wrong := check_columns(columns):
        raise Refused(msg("the imported columns make no board: {reason} (see --kind)", reason=wrong))
    head: dict[str, Any] = {} if columns == board.head.columns else {"columns": columns}
    if not again:
        head["imports"] = (*board.head.imports, command.external_id)
    if next_id != board.head.next_id:
        head["next_id"] = next_id
    if not events and not head:
        return Outcome(message=msg("nothing new: every card and event is here already"), at=signed.at, by=signed.by)
    count = len(command.cards)
    at = max(signed.at, board.head.last_at or signed.at)
    imported = Imported(
        at=at, by=signed.by, rev=board.head.rev + 1, external_id=command.external_id, name=command.name, cards=count
    )
    return Outcome(
        message=described(imported), at=signed.at, by=signed.by, events=events, head=head, undoable=bool(events),
        board_events=(imported,),
    )  # fmt: skip


def described(event: Imported) -> Message:
    """What an import did, in the past tense."""
    return msg_n("imported {n} card of the board {name}", "imported {n} cards of the board {name}", event.cards,
                 name=clean_line(event.name))  # fmt: skip


def in_order(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Queues before actives before dones, else as they were; a tombstone stays with its left neighbour."""
    keyed: list[tuple[int, Column]] = []
    anchor = 0
    for column in columns:
        anchor = anchor if column.deleted else KIND_ORDER[column.kind]
        keyed.append((anchor, column))
    return tuple(column for _, column in sorted(keyed, key=lambda pair: pair[0]))


def with_distinct_names(columns: Iterable[Column]) -> tuple[Column, ...]:
    """A second live column of a name gets a number behind it."""
    out: list[Column] = []
    taken: set[str] = set()
    for column in columns:
        name, number = column.name, 1
        while not column.deleted and folded(name) in taken:
            number += 1
            suffix = f" ({number})"
            name = column.name[: NAME_LIMIT - len(suffix)] + suffix
        if not column.deleted:
            taken.add(folded(name))
        out.append(column if name == column.name else msgspec.structs.replace(column, name=name))
    return tuple(out)


def merged(old: tuple[Column, ...], new: tuple[Column, ...]) -> tuple[Column, ...]:
    """Names, order and closing as in the export; kinds and limits, and columns of its own, as on the board."""
    here = {column.id: column for column in old}
    result = [msgspec.structs.replace(here[c.id], name=c.name, deleted=c.deleted) if c.id in here else c for c in new]
    foreign = {c.id for c in new}
    for index, column in enumerate(old):
        if column.id not in foreign:
            left = old[index - 1].id if index else None
            result.insert(next((i + 1 for i, c in enumerate(result) if c.id == left), 0), column)
    return with_distinct_names(in_order(result))


def _news_of_all(
    board: Board, command: Import, signed: Signed, columns: tuple[Column, ...], again: bool
) -> tuple[dict[str, Events], int]:
    known = {card.external_id: card for card in board.all_cards.values() if card.external_id and not card.void}
    places = {c.id: ev.Place(c.id, c.kind, i) for i, c in enumerate(columns)}
    events: dict[str, Events] = {}
    ids: dict[str, str] = {}
    next_id = board.head.next_id
    for imported in command.cards:
        card = known.get(imported.external_id)
        if card is not None:
            ids[imported.external_id] = card.id
            if card.id not in board.cards:
                continue  # in a year's archive: what was finished then stays as it is
            if news := _News(board, signed, card, imported, places).events():
                events[card.id] = news
            continue
        ids[imported.external_id] = str(next_id)
        events[str(next_id)] = _whole(board, signed, imported, places)
        next_id += 1
    if again:
        _fit_ranks(board, command, ids, events)
    return events, next_id


def _still_needed(board: Board, columns: tuple[Column, ...], events: dict[str, Events]) -> tuple[Column, ...]:
    """A list closed over there stays open here as long as it holds cards."""
    out = []
    for column in columns:
        if column.deleted and any(_stays(events.get(i, ())) for i in board.cards_in(column.id)):
            column = msgspec.structs.replace(column, deleted=False)
        out.append(column)
    return with_distinct_names(in_order(out)) if tuple(out) != columns else columns


def _stays(news: Events) -> bool:
    return not any(isinstance(e, ev.Archived) or (isinstance(e, ev.Moved) and e.origin != e.to) for e in news)


def _whole(board: Board, signed: Signed, imported: ImportedCard, places: Mapping[str, ev.Place]) -> Events:
    rev = board.head.rev + 1
    events = [msgspec.structs.replace(_placed(event, places), rev=rev) for event in _rising(imported.events, None)]
    if isinstance(events[0], ev.Created):  # by this id the card is known at the next import
        events[0] = msgspec.structs.replace(events[0], external_id=imported.external_id)
    return (*events, *_corrections(board, signed, imported, events, events[-1].at))


def _placed(event: ev.AnyEvent, places: Mapping[str, ev.Place]) -> ev.AnyEvent:
    """The event with the kinds and positions that its columns have on this board."""
    if isinstance(event, ev.Created):
        return msgspec.structs.replace(event, to=places[event.to.column])
    if isinstance(event, ev.Moved):
        return msgspec.structs.replace(event, origin=places[event.origin.column], to=places[event.to.column])
    return event


class _News:
    """What an export has for a card that is here already."""

    def __init__(
        self,
        board: Board,
        signed: Signed,
        card: Card,
        imported: ImportedCard,
        places: Mapping[str, ev.Place],
    ) -> None:
        self.board, self.signed, self.card, self.imported, self.places = board, signed, card, imported, places
        self.mine = card.events
        self.indexes = ev.known_sources(self.mine)
        self.place = places.get(card.flow.place.column, card.flow.place)  # where it stands now
        self.fresh: list[ev.AnyEvent] = []

    def events(self) -> Events:
        """Events that the history lacks, then whatever else the card's last state over there asks for."""
        for event in self.imported.events:
            if event.source not in self.indexes and not isinstance(event, ev.Created):
                self._add(event)
        self._reconcile()
        fresh = _rising(tuple(self.fresh), self.card)
        last = fresh[-1].at if fresh else self.card.last_at
        known = [e for e in self.mine if e.source]
        return (*fresh, *_corrections(self.board, self.signed, self.imported, [*known, *fresh], last))

    def _add(self, event: ev.AnyEvent) -> None:
        """Behind what was done here since: a move starts where the card is, a voiding finds its event."""
        if isinstance(event, ev.Voided):
            target = self.indexes.get(self.imported.events[event.event].source)
            if target is None:
                return
            event = msgspec.structs.replace(event, event=target)
        elif isinstance(event, ev.Moved):
            event = msgspec.structs.replace(event, origin=self.place, to=self.places[event.to.column])
            self.place = event.to
        self.indexes[event.source] = len(self.mine) + len(self.fresh)
        self.fresh.append(msgspec.structs.replace(event, rev=self.board.head.rev + 1))

    def _reconcile(self) -> None:
        """Moves and archivings that no event tells of, since the export reaches back only so far.

        They have the latest time they can have had; of a start and a finish that are concluded so it is not known when.
        """
        theirs = [event for _, event in ev.in_force(self.imported.events)]
        ours = [(i, e) for i, e in ev.in_force((*self.mine, *self.fresh)) if e.source]
        wanted, came = _last_place(theirs), _last_place([event for _, event in ours])
        rank = next((e.rank for e in reversed(theirs) if isinstance(e, ev.Created | ev.Moved)), self.card.rank)
        at = _known_at(self.imported, self.signed)
        base: dict[str, Any] = {"at": at, "by": self.signed.by, "source": EXPORT}
        if wanted != came and wanted:
            to = self.places[wanted]
            self._add(
                ev.Moved(
                    **base, origin=self.place, to=to, rank=rank,
                    finished_by_at=at if to.kind == "done" else None, start_unknown=to.kind != "queue",
                )
            )  # fmt: skip
        archived = [i for i, event in ours if isinstance(event, ev.Archived)]
        if any(isinstance(event, ev.Archived) for event in theirs):
            if not archived and self.card.flow.archived_at is None:
                self._add(ev.Archived(**base))
        else:
            for index in archived:
                voided = ev.Voided(**base, event=index, rev=self.board.head.rev + 1)
                self.fresh.append(voided)


def _last_place(events: list[ev.AnyEvent]) -> str | None:
    return next((e.to.column for e in reversed(events) if isinstance(e, ev.Created | ev.Moved)), None)


def _rising(events: Events, card: Card | None) -> list[ev.AnyEvent]:
    """The events with `at` never falling, within themselves and behind the card's own."""
    at = card.last_at if card else None
    out: list[ev.AnyEvent] = []
    for event in events:
        at = event.at if at is None or event.at > at else at
        out.append(event if event.at == at else _at(event, at))
    return out


def _at(event: ev.AnyEvent, at: datetime) -> ev.AnyEvent:
    """The event at a later moment; by when it finished the card is no earlier."""
    if isinstance(event, ev.Created | ev.Moved) and event.finished_by_at is not None:
        return msgspec.structs.replace(event, at=at, finished_by_at=max(at, event.finished_by_at))
    return msgspec.structs.replace(event, at=at)


def _known_at(imported: ImportedCard, signed: Signed) -> datetime:
    return imported.known_at if imported.known_at is not None else signed.at


def _corrections(
    board: Board, signed: Signed, imported: ImportedCard, events: list[ev.AnyEvent], at: datetime
) -> list[ev.AnyEvent]:
    """Edits for fields whose value in the export is not what its events alone left them; when, no event tells."""
    at = max(at, _known_at(imported, signed))
    state: dict[str, Any] = {}
    for event in events:
        if isinstance(event, ev.Created):
            state |= {name: getattr(event.card, name) for name in FIELDS}
        elif isinstance(event, ev.Edited) and event.field in FIELDS:
            state[event.field] = msgspec.convert(event.new, TYPES[event.field])
    return [
        ev.Edited(**{**stamp(board, signed), "at": at}, source=EXPORT, field=name, old=state.get(name), new=value)
        for name, value in imported.fields.items()
        if name in FIELDS and state.get(name) != value
    ]


def _fit_ranks(board: Board, command: Import, ids: Mapping[str, str], events: dict[str, Events]) -> None:
    """New cards of a column come behind the card they follow over there, at ranks nobody has here."""
    by_column: dict[str, list[tuple[str, str]]] = {}
    for imported in command.cards:
        last = next(e for e in reversed(imported.events) if isinstance(e, ev.Created | ev.Moved))
        by_column.setdefault(last.to.column, []).append((last.rank, ids[imported.external_id]))
    taken: dict[str, list[str]] = {}
    for card in board.cards.values():
        taken.setdefault(card.column, []).append(card.rank)
    for column, lane in by_column.items():
        used, low = sorted(taken.get(column, [])), None
        for _, card_id in sorted(lane):
            placing = [i for i, e in enumerate(events.get(card_id, ())) if isinstance(e, ev.Created | ev.Moved)]
            if not placing:
                old = board.cards.get(card_id)
                low = old.rank if old is not None and old.column == column else low
                continue
            after = bisect_right(used, low) if low is not None else 0
            (low,) = series(low, used[after] if after < len(used) else None, 1)
            insort(used, low)
            changed = list(events[card_id])
            changed[placing[-1]] = msgspec.structs.replace(changed[placing[-1]], rank=low)
            events[card_id] = tuple(changed)
