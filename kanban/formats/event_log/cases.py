"""Cards out of a log's cases: each event a move, but one into the column where the card is already."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple, get_args
from zlib import crc32

from kanban.commands.imports import ImportedCard
from kanban.formats.csv_table.moments import at
from kanban.formats.event_log.table import ELSE, ENDS, NO_RESOURCE, STARTS, Log
from kanban.formats.foreign_text import WORD_LIMIT, cut
from kanban.formats.way_columns import Layout
from kanban.model import events as ev
from kanban.model.card import Card
from kanban.model.fields import CardFields
from kanban.model.flow import is_move_back
from kanban.text.clean import TITLE_LIMIT, clean_line

NOBODY = "event log"
"""Who did what the log names nobody for."""


class Case(NamedTuple):
    """A case: its number, and its rows in the order of time."""

    number: int
    rows: Sequence[int]


def cases_of(log: Log, tally: Counter[str]) -> list[Case]:
    """The cases with a dated row, those that began first in front; events of one moment stay as they are in the file.

    Counts those that were not in the order of time.
    """
    rows: list[list[int]] = [[] for _ in log.cases]
    for row, number in enumerate(log.case):
        rows[number].append(row)
    ms = log.ms
    for of_case in rows:
        if any(ms[a] > ms[b] for a, b in pairwise(of_case)):
            tally["unsorted"] += 1
            of_case.sort(key=ms.__getitem__)
    if log.transitions:
        rows = [_entries(log, of_case, tally) for of_case in rows]
    cases = [Case(number, of_case) for number, of_case in enumerate(rows) if of_case]
    tally["undated cases"] = len({number for number, _, _ in log.undated if not rows[number]})
    cases.sort(key=lambda case: (ms[case.rows[0]], case.number))
    return cases


def _entries(log: Log, rows: list[int], tally: Counter[str]) -> list[int]:
    """The rows with which a case comes to an activity: its start, or its end where no start was told."""
    started: Counter[int] = Counter()
    out = []
    for row in rows:
        activity, transition = log.activity[row], log.transitions[row]
        if transition == ELSE:
            tally["transitions"] += 1
        elif transition == ENDS and started[activity]:
            started[activity] -= 1
            tally["ends"] += 1
        else:
            started[activity] += transition == STARTS
            out.append(row)
    return out


def ways_of(log: Log, cases: Iterable[Case]) -> Counter[tuple[int, ...]]:
    """The ways of cases through activities, and how many went each: the same activity after itself stands once."""
    ways: Counter[tuple[int, ...]] = Counter()
    for case in cases:
        way: list[int] = []
        for row in case.rows:
            if not way or way[-1] != log.activity[row]:
                way.append(log.activity[row])
        ways[tuple(way)] += 1
    return ways


class Histories:
    """Builds the histories of cases."""

    def __init__(self, log: Log, layout: Layout, newest_at: datetime, tally: Counter[str]) -> None:
        self.log, self.layout, self.newest_at, self.tally = log, layout, newest_at, tally
        self.undated: dict[int, list[tuple[int, int]]] = {}
        for case, activity, row in log.undated:
            self.undated.setdefault(case, []).append((activity, row))

    def build(self, case: Case, rank: str, known: Card | None) -> ImportedCard:
        """The card of a case; what a card that is here already has of it is taken from there."""
        log = self.log
        title = clean_line(log.titles.get(case.number, "")) or log.cases[case.number]
        title = cut(title, TITLE_LIMIT, "title", self.tally)
        external_id = log.cases[case.number]
        events = self._events(case, rank, external_id, title)
        if known is not None:
            events = self._news(known, events)
        return ImportedCard(
            external_id=external_id, events=tuple(events), fields={"title": title}, known_at=self.newest_at
        )

    def _events(self, case: Case, rank: str, external_id: str, title: str) -> list[ev.AnyEvent]:
        log, places = self.log, self.layout.places
        start_unknown = self._start_unknown(case)
        self.tally["start_unknown"] += start_unknown
        events: list[ev.AnyEvent] = []
        place: ev.Place | None = None
        visited: set[str] = set()
        sources: Counter[str] = Counter()
        for row in case.rows:
            to = places[log.activity[row]]
            if place is not None and to.column == place.column:
                self.tally["repeated"] += 1
                continue
            moment, by = at(log.ms[row]), self._by(log.resource[row])
            source = f"{log.ms[row]}:{crc32(log.activities[log.activity[row]].encode()):08x}"
            sources[source] += 1
            source += f":{sources[source]}" if sources[source] > 1 else ""
            if place is None:
                events.append(
                    ev.Created(
                        at=moment, by=by, source=source, to=to, rank=rank, external_id=external_id,
                        card=CardFields(title=title), start_unknown=start_unknown,
                    )
                )  # fmt: skip
            else:
                self.tally["moves"] += 1
                self.tally["new to the left"] += to.column not in visited and is_move_back(place, to)
                reason = self._reason(row) if is_move_back(place, to) else None
                events.append(ev.Moved(at=moment, by=by, source=source, origin=place, to=to, rank=rank, reason=reason))
            place = to
            visited.add(to.column)
        assert place is not None
        last = self._undated_end(case, place, rank)
        place = last.to if last is not None else place
        if last is not None:
            events.append(last)
        if place.column in self.layout.dropped:
            end = events[-1]
            self.tally["dropped"] += 1
            events.append(ev.Archived(at=end.at, by=end.by, source=f"{end.source}:archived"))
        return events

    def _reason(self, row: int) -> ev.Reason | None:
        given = self.log.reasons.get(row)
        return next((reason for reason in get_args(ev.Reason) if reason == given), None)

    def _by(self, resource: int) -> str:
        if resource == NO_RESOURCE:
            return NOBODY
        return cut(self.log.resources[resource], WORD_LIMIT, "resource", self.tally)

    def _start_unknown(self, case: Case) -> bool:
        """Whether a row without a moment tells of work before the first that has one."""
        if case.number not in self.undated:
            return False
        works = [row for row in case.rows if self.layout.places[self.log.activity[row]].kind == "active"]
        first = min(works, default=None)
        return any(
            self.layout.places[activity].kind == "active" and (first is None or row <= first)
            for activity, row in self.undated[case.number]
        )

    def _undated_end(self, case: Case, place: ev.Place, rank: str) -> ev.Moved | None:
        """Where the last row of a case has no moment: a move at the latest time it can have had."""
        rows = self.undated.get(case.number)
        if not rows or rows[-1][1] <= max(case.rows):
            return None
        to = self.layout.places[rows[-1][0]]
        if to.column == place.column:
            return None
        self.tally["finish_unknown"] += to.kind == "done"
        return ev.Moved(
            at=self.newest_at, by=NOBODY, source=f"undated:{crc32(to.column.encode()):08x}", origin=place, to=to,
            rank=rank, finished_by_at=self.newest_at if to.kind == "done" else None, start_unknown=to.kind == "active",
        )  # fmt: skip

    def _news(self, card: Card, events: list[ev.AnyEvent]) -> list[ev.AnyEvent]:
        """What the card has of the log, then what is new: nothing is put in between afterwards."""
        mine = [event for _, event in ev.in_force(card.events) if event.source]
        known = ev.known_sources(card.events)
        last_at = mine[-1].at
        place = next(e.to.column for e in reversed(mine) if isinstance(e, ev.Created | ev.Moved))
        fresh: list[ev.AnyEvent] = []
        for event in events:
            if event.source in known:
                self.tally["shared"] += 1
            elif event.at < last_at:
                self.tally["late"] += 1
            elif isinstance(event, ev.Archived):
                fresh.append(event)
            elif isinstance(event, ev.Created | ev.Moved) and event.to.column != place:
                fresh.append(_as_move(event, place))
                place = event.to.column
        gone_on = any(isinstance(e, ev.Moved) for e in fresh)
        return [*(e for e in mine if not (gone_on and isinstance(e, ev.Archived))), *fresh]


def _as_move(event: ev.Created | ev.Moved, origin: str) -> ev.Moved:
    """The event as a move out of a column; its place is set when it is taken over."""
    return ev.Moved(
        at=event.at, by=event.by, source=event.source, origin=ev.Place(origin, event.to.kind, event.to.position),
        to=event.to, rank=event.rank, reason=event.reason if isinstance(event, ev.Moved) else None,
        finished_by_at=event.finished_by_at, start_unknown=event.start_unknown,
    )  # fmt: skip
