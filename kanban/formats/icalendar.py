"""Milestones and due cards as an iCalendar file (RFC 5545), for any calendar to show.

Every moment is in UTC. What an event is about keeps its UID for ever, so that a calendar that reads the file again
moves its events instead of doubling them.
"""

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from kanban import __version__
from kanban.metrics.flow.totals import existing
from kanban.metrics.rollup.milestones import MilestoneState, RollUp
from kanban.model.board import Board
from kanban.model.card import Card
from kanban.model.moment import in_utc
from kanban.model.plan import Plan
from kanban.text.clean import clean, clean_line
from kanban.text.dates import minute
from kanban.text.messages import tr

LINE_OCTETS = 75
"""A line is folded beyond so many, the end of the line not counted."""
_SPACE = uuid.UUID("8a0f6a53-6b3a-4c1e-9a43-3f5c8e0c7b11")
"""The name space of our UIDs."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something at a moment."""

    uid: str
    at: datetime
    summary: str
    description: str
    category: str
    is_tentative: bool = False
    sequence: int = 0
    """Never falls, and rises when it was moved on purpose: the version of the plan's baseline."""
    changed_at: datetime | None = None


def calendar(rollup: RollUp, cards_of: Iterable[Board]) -> bytes:
    """The milestones of a roll-up and the open cards of some of its boards that have a due date, as a file."""
    project = clean_line(rollup.plan.project)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//kanban//kanban {__version__}//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escaped(project or 'kanban')}",
    ]
    for event in events(rollup, cards_of):
        lines += _lines(event, rollup.as_of)
    lines.append("END:VCALENDAR")
    return "".join(folded(line) for line in lines).encode()


def events(rollup: RollUp, cards_of: Iterable[Board]) -> Iterator[Event]:
    """What stands in the calendar: by milestone in the order of their ids, then by board."""
    for state in sorted(rollup.milestones, key=lambda state: state.milestone.id):
        yield from _of_milestone(state, rollup)
    for board in cards_of:
        for card in existing(board.all_cards.values(), rollup.moment_of(board)):
            if card.due_at is not None and not card.flow.is_finished and not card.flow.is_dropped:
                yield _of_card(card, board, rollup)


def escaped(text: str) -> str:
    """A TEXT value: backslash, semicolon, comma and line break escaped, nothing that a terminal would obey."""
    text = clean(text).replace("\t", " ")
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """A content line with its end, folded between characters, never within one."""
    out, octets = [], 0
    for char in line:
        size = len(char.encode())
        if octets + size > LINE_OCTETS:
            out.append("\r\n ")
            octets = 1
        out.append(char)
        octets += size
    return "".join(out) + "\r\n"


def _of_milestone(state: MilestoneState, rollup: RollUp) -> Iterator[Event]:
    milestone, zone = state.milestone, rollup.plan.timezone
    name = f"{clean_line(milestone.id)} {clean_line(milestone.name)}"
    said = [
        clean_line(str(state.reason)),
        tr("{done}/{total} done", done=state.figures.done, total=state.figures.total),
    ]
    if state.baseline_at is not None:
        said.append(tr("baseline {date}", date=minute(state.baseline_at, zone)))
    forecast = state.forecast
    for key, at in (("P50", forecast and forecast.p50_at), ("P85", forecast and forecast.p85_at)):
        if at:
            said.append(f"{key} {minute(at, zone)}")
    description = "\n".join(said)
    baseline = state.baseline
    if baseline is not None:
        yield Event(
            uid=_uid(rollup.plan, f"milestone/{milestone.id}/baseline"), at=baseline.due_at,
            summary=tr("{name}: baseline", name=name), description=description, category="milestone",
            sequence=rollup.plan.baseline_version, changed_at=baseline.set_at,
        )  # fmt: skip
    if forecast is not None and forecast.p85_at is not None:
        yield Event(
            uid=_uid(rollup.plan, f"milestone/{milestone.id}/p85"), at=forecast.p85_at,
            summary=tr("{name}: forecast P85", name=name), description=description, category="forecast",
            is_tentative=True,
        )  # fmt: skip
    if state.achieved_at is not None:
        yield Event(
            uid=_uid(rollup.plan, f"milestone/{milestone.id}/achieved"), at=state.achieved_at,
            summary=tr("{name}: achieved", name=name), description=description, category="milestone",
        )  # fmt: skip


def _of_card(card: Card, board: Board, rollup: RollUp) -> Event:
    assert card.due_at is not None  # the others were left out
    column = clean_line(board.column(card.column).name)
    key = f"{board.slug}/{card.id}"
    return Event(
        uid=_uid(rollup.plan, f"card/{key}/{card.flow.created_at.isoformat()}"), at=card.due_at,
        summary=tr("{title}: due", title=clean_line(card.title)),
        description=f"{key} · {column}", category="card",
    )  # fmt: skip


def _uid(plan: Plan, of: str) -> str:
    """The same for the same thing of the same plan, whatever it is called later."""
    begun = plan.history[0].at.isoformat() if plan.history else ""
    return f"{uuid.uuid5(_SPACE, f'{begun}/{of}')}@kanban"


def _lines(event: Event, stamp: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{_utc(stamp)}"
    yield f"DTSTART:{_utc(event.at)}"
    yield f"SUMMARY:{escaped(event.summary)}"
    yield f"DESCRIPTION:{escaped(event.description)}"
    yield f"CATEGORIES:{escaped(event.category)}"
    yield f"STATUS:{'TENTATIVE' if event.is_tentative else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield f"SEQUENCE:{event.sequence}"
    if event.changed_at is not None:
        yield f"LAST-MODIFIED:{_utc(event.changed_at)}"
    yield "END:VEVENT"


def _utc(moment: datetime) -> str:
    return in_utc(moment).strftime("%Y%m%dT%H%M%SZ")
