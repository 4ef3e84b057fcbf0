"""Issues made plain: dates in UTC, changes oldest first, moves between statuses apart from the rest."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from kanban.formats.jira.document import text_of
from kanban.formats.jira.pages import Part
from kanban.formats.jira.types import Comments, Fields, Item, Person, Status
from kanban.formats.json_file import text_moment
from kanban.text.clean import clean_line

NOBODY = "jira"
"""Who did what the file names nobody for."""


class Change(NamedTuple):
    """What somebody changed at once; of a comment, its text."""

    id: str
    at: datetime
    by: str
    items: Sequence[Item] = ()
    comment: str = ""


@dataclass
class Ticket:
    """An issue."""

    key: str
    fields: Fields
    status: Status | None
    """The one it is in; None where neither its fields nor its changes tell."""
    created_at: datetime | None
    updated_at: datetime | None
    resolved_at: datetime | None
    changes: list[Change]
    """With the comments, oldest first."""
    is_whole: bool
    """Whether there is a changelog, from the creation on."""
    has_changelog: bool
    dates: list[datetime] = field(default_factory=list)
    """All that it has."""

    @property
    def moves(self) -> list[tuple[Change, Item]]:
        """The changes of its status."""
        return [(change, item) for change in self.changes for item in change.items if is_status(item)]


def is_status(item: Item) -> bool:
    """Whether a change is one of the status."""
    return (item.field or item.field_id or "").lower() == "status"


def tickets_of(path: Path, parts: Iterable[Part], tally: Counter[str]) -> list[Ticket]:
    """The issues, each once, the one that was updated last. Raises Refused for a date that is none."""
    tickets: dict[str, Ticket] = {}
    for part in parts:
        ticket = _ticket(path, part, tally)
        if ticket is None:
            continue
        other = tickets.get(ticket.key)
        if other is not None:
            tally["twice"] += 1
            if other.updated_at and (ticket.updated_at is None or ticket.updated_at < other.updated_at):
                continue
        tickets[ticket.key] = ticket
    return list(tickets.values())


def _ticket(path: Path, part: Part, tally: Counter[str]) -> Ticket | None:
    issue, where = part.issue, part.where
    fields = issue.fields or Fields()
    key = clean_line(issue.key or issue.id or "")[:100]
    log = issue.changelog
    histories = log.histories if log else None
    changes = _changes(path, part)
    status = fields.status if fields.status and (fields.status.name or fields.status.id) else None
    moves = [item for change in changes for item in change.items if is_status(item)]
    if status is None and moves and (moves[-1].to or moves[-1].to_text):
        status = Status(id=moves[-1].to, name=moves[-1].to_text)
    ticket = Ticket(
        key=key,
        fields=fields,
        status=status,
        created_at=_date(path, fields.created, f"{where}.fields.created"),
        updated_at=_date(path, fields.updated, f"{where}.fields.updated"),
        resolved_at=_date(path, fields.resolutiondate, f"{where}.fields.resolutiondate"),
        changes=sorted([*changes, *_comments(path, fields.comment, where)], key=lambda change: change.at),
        is_whole=log is not None and histories is not None and (log.total or 0) <= len(histories),
        has_changelog=histories is not None,
    )
    given = (ticket.created_at, ticket.updated_at, ticket.resolved_at, *(change.at for change in ticket.changes))
    ticket.dates = [date for date in given if date is not None]
    reason = "no key" if not key else "no status" if status is None else "no date" if not ticket.dates else ""
    if reason:
        tally[reason] += 1
        return None
    said = fields.comment
    if said and said.total and said.total > len(said.comments or ()):
        tally["comments missing"] += said.total - len(said.comments or ())
    return ticket


def _changes(path: Path, part: Part) -> list[Change]:
    """Oldest first; those of one moment too, for newer replies have them newest first."""
    log = part.issue.changelog
    changes: list[Change] = []
    seen: set[str] = set()
    for n, history in enumerate((log.histories if log else None) or ()):
        where = f"{part.where}.changelog.histories[{n}].created"
        at = text_moment(path, history.created or "", where)
        items = history.items or ()
        facts = repr([(i.field, i.origin, i.origin_text, i.to, i.to_text) for i in items])
        change_id = clean_line(history.id or "")[:60] or f"{int(at.timestamp() * 1000)}:{crc32(facts.encode()):08x}"
        if change_id not in seen:
            seen.add(change_id)
            changes.append(Change(change_id, at, _name(history.author), items))
    if changes and changes[0].at > changes[-1].at:
        changes.reverse()
    return sorted(changes, key=lambda change: change.at)


def _comments(path: Path, said: Comments | None, where: str) -> list[Change]:
    out = []
    for n, comment in enumerate((said.comments if said else None) or ()):
        field_name = f"{where}.fields.comment.comments[{n}].created"
        at = text_moment(path, comment.created or "", field_name)
        text = text_of(comment.body)
        comment_id = clean_line(comment.id or "")[:60] or f"{int(at.timestamp() * 1000)}:{crc32(text.encode()):08x}"
        if text:
            out.append(Change(f"comment:{comment_id}", at, _name(comment.author), comment=text))
    return out


def _date(path: Path, text: str | None, where: str) -> datetime | None:
    return text_moment(path, text, where.lstrip(".")) if text else None


def _name(person: Person | None) -> str:
    return (person.label if person else "") or NOBODY
