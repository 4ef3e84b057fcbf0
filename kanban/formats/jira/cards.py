"""A card's history out of an issue and its changelog."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kanban.commands.imports import ImportedCard
from kanban.formats.foreign_text import cut
from kanban.formats.jira.statuses import Statuses
from kanban.formats.jira.tickets import NOBODY, Change, Ticket, is_status
from kanban.formats.jira.types import Item
from kanban.formats.jira.values import Values
from kanban.formats.way_columns import Layout
from kanban.model import events as ev
from kanban.model.fields import CardFields
from kanban.text.clean import TEXT_LIMIT, TITLE_LIMIT, clean_line


def way_of(ticket: Ticket, statuses: Statuses) -> tuple[int, ...]:
    """The statuses that an issue went through, as far as is known."""
    numbers = [number for _, item in ticket.moves for number in _ends_of(item, statuses)]
    numbers.append(statuses.number_of(ticket))
    return tuple(n for at, n in enumerate(numbers) if at == 0 or n != numbers[at - 1])


def _ends_of(item: Item, statuses: Statuses) -> list[int]:
    both = (statuses.number(item.origin, item.origin_text), statuses.number(item.to, item.to_text))
    return [number for number in both if number is not None]


class History:
    """Builds the events of one card, oldest first; what could not be known is counted in `tally`."""

    def __init__(
        self, ticket: Ticket, statuses: Statuses, layout: Layout, values: Values, newest_at: datetime,
        tally: Counter[str],
    ) -> None:  # fmt: skip
        self.ticket, self.statuses, self.layout, self.values, self.tally = ticket, statuses, layout, values, tally
        self.events: list[ev.AnyEvent] = []
        self.is_blocked = False
        self.final = layout.places[statuses.number_of(ticket)]
        created_at = ticket.created_at
        if created_at is None:
            tally["created_unknown"] += 1
            created_at = min(ticket.dates)
        self.created_at = created_at
        self.known_at = max(created_at, ticket.updated_at or newest_at)

    def build(self, rank: str) -> ImportedCard:
        """The card with its whole history."""
        self.rank = rank
        self._create()
        for change in self.ticket.changes:
            self._take(change)
        self._end()
        created = self.events[0]
        assert isinstance(created, ev.Created)
        self.tally["start_unknown"] += created.start_unknown
        self.tally["finish_unknown"] += self.finish_unknown
        return ImportedCard(
            external_id=self.ticket.key, events=tuple(self.events), fields=self.values.final, known_at=self.known_at
        )

    def _create(self) -> None:
        """In the status before its first change; without a changelog in the one it is in, since when is not known."""
        ticket, moves = self.ticket, self.ticket.moves
        place = self.final
        if moves:
            first = moves[0][1]
            number = self.statuses.number(first.origin, first.origin_text)
            place = self.layout.places[number] if number is not None else place
        is_told = ticket.is_whole
        resolved_at = None if moves or is_told or place.kind != "done" else ticket.resolved_at
        if resolved_at is not None:
            place = next(self._as_place(c.id) for c in self.layout.columns if c.kind == "queue" and not c.deleted)
        start_unknown = not is_told and (place.kind != "queue" or bool(moves) or resolved_at is not None)
        self.finish_unknown = not is_told and place.kind == "done"
        by_at = moves[0][0].at if moves else self.known_at
        self.place = place
        self.seen_active = place.kind == "active"
        creator = ticket.fields.creator
        self.events.append(
            ev.Created(
                at=self.created_at, by=(creator.label if creator else "") or NOBODY, source=f"{ticket.key}:created",
                to=place, rank=self.rank, external_id=ticket.key, card=CardFields(**self.values.state),
                start_unknown=start_unknown, created_unknown=ticket.created_at is None,
                finished_by_at=max(self.created_at, by_at) if self.finish_unknown else None,
            )
        )  # fmt: skip
        if resolved_at is not None:
            self.tally["resolved"] += 1
            stamp = {"at": max(resolved_at, self.created_at), "by": NOBODY, "source": f"{ticket.key}:resolved"}
            self._go(self.final, stamp)

    def _as_place(self, column_id: str) -> ev.Place:
        at, column = next((at, c) for at, c in enumerate(self.layout.columns) if c.id == column_id)
        return ev.Place(column.id, column.kind, at)

    def _take(self, change: Change) -> None:
        self.change, self.part = change, 0
        if change.comment:
            text = cut(change.comment, TEXT_LIMIT, "comment", self.tally)
            self.events.append(ev.Commented(**self._stamp(), text=text))
        for item in change.items:
            if is_status(item):
                self._move(item)
            elif (item.field or "").lower() == "flagged":
                self._flag(item)
            elif not self._edit(item):
                self.tally[f"change {clean_line(item.field or item.field_id or '?')[:40]}"] += 1

    def _stamp(self) -> dict[str, Any]:
        """When, who and source of the next event; a change that makes several numbers them."""
        self.part += 1
        source = self.change.id if self.part == 1 else f"{self.change.id}:{self.part}"
        return {"at": max(self.change.at, self.created_at), "by": self.change.by, "source": source}

    def _move(self, item: Item) -> None:
        origin = self.statuses.number(item.origin, item.origin_text)
        number = self.statuses.number(item.to, item.to_text)
        stamp = self._stamp()
        if origin is not None and self.layout.places[origin].column != self.place.column:
            self.tally["repaired"] += 1
            self._go(self.layout.places[origin], {**stamp, "source": f"{self.change.id}:before"}, is_told=False)
        if number is not None and self.layout.places[number].column != self.place.column:
            self.tally["moves"] += 1
            self._go(self.layout.places[number], stamp)

    def _go(self, to: ev.Place, stamp: Mapping[str, Any], is_told: bool = True) -> None:
        by_at = stamp["at"] if to.kind == "done" and not is_told else None
        self.events.append(
            ev.Moved(
                **stamp, origin=self.place, to=to, rank=self.rank, finished_by_at=by_at,
                start_unknown=to.kind == "active" and not is_told,
            )
        )  # fmt: skip
        if self.place.kind != "done" or to.kind != "done":
            self.finish_unknown = by_at is not None
        self.place = to

    def _flag(self, item: Item) -> None:
        why = cut(clean_line(item.to_text or ""), TITLE_LIMIT, "flag", self.tally)
        if why and not self.is_blocked:
            self.tally["blocked"] += 1
            self.events.append(ev.Blocked(**self._stamp(), why=why))
        elif not why and self.is_blocked:
            self.events.append(ev.Unblocked(**self._stamp()))
        self.is_blocked = bool(why)

    def _edit(self, item: Item) -> bool:
        """Whether a change is one of a field that a card has."""
        edited = self.values.edited(item)
        if edited is None:
            return False
        name, old, new = edited
        if old != new:
            self.tally["edits"] += 1
            self.events.append(ev.Edited(**self._stamp(), field=name, old=old, new=new))
        return True

    def _end(self) -> None:
        """Bring the history to the status that the issue is in, where its changes do not."""
        key, last_at = self.ticket.key, self.events[-1].at
        if self.place.column != self.final.column:
            self.tally["repaired"] += 1
            resolved_at = self.ticket.resolved_at if self.final.kind == "done" else None
            is_told = resolved_at is not None and resolved_at >= last_at
            at = resolved_at if is_told else max(last_at, self.known_at)
            stamp = {"at": at, "by": NOBODY, "source": f"{key}>{self.final.column}"}
            self._go(self.final, stamp, is_told=is_told)
        if self.place.column in self.layout.dropped:
            entered = next(e for e in reversed(self.events) if isinstance(e, ev.Created | ev.Moved))
            self.tally["dropped"] += 1
            at = max(self.events[-1].at, entered.at)
            self.events.append(ev.Archived(at=at, by=entered.by, source=f"{entered.source}:archived"))


def cards_of(
    tickets: Sequence[Ticket], statuses: Statuses, layout: Layout, zone: str, newest_at: datetime, ranks: Sequence[str],
    tally: Counter[str],
) -> tuple[ImportedCard, ...]:  # fmt: skip
    """The card of each ticket."""
    out = []
    for ticket, rank in zip(tickets, ranks, strict=True):
        values = Values(ticket, zone, tally)
        out.append(History(ticket, statuses, layout, values, newest_at, tally).build(rank))
    return tuple(out)
