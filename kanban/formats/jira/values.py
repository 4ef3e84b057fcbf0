"""The fields of a card out of those of an issue: as they are, and as they were before what the changelog tells."""

from collections import Counter
from datetime import UTC, date, datetime, time
from typing import Any

from kanban.formats import column_kinds as kinds
from kanban.formats.foreign_text import WORD_LIMIT, cut
from kanban.formats.jira.document import text_of
from kanban.formats.jira.tickets import Ticket
from kanban.formats.jira.types import Item
from kanban.text.clean import TEXT_LIMIT, TITLE_LIMIT, clean, clean_line
from kanban.text.dates import zone as zone_named

_END_OF_DAY = time(23, 59)


class Values:
    """What an issue holds, `final`, and its `state` while its changes are gone through, at first before all of them."""

    def __init__(self, ticket: Ticket, zone: str, tally: Counter[str]) -> None:
        self.zone, self.tally = zone_named(zone), tally
        self.ticket, fields = ticket, ticket.fields
        self.is_document = bytes(memoryview(fields.description)[:1]) == b"{"
        self._resolution = self._word(fields.resolution.name if fields.resolution else "")
        self._labels = tuple(fields.labels or ())
        self.final: dict[str, Any] = {
            "title": self._title(fields.summary),
            "description": cut(text_of(fields.description), TEXT_LIMIT, "description", tally),
            "due_at": self._due(fields.duedate),
            "members": self._members(fields.assignee.label if fields.assignee else ""),
            "tags": self._tags(),
        }
        if fields.duedate:
            tally["due"] += self.final["due_at"] is not None
            tally["due unreadable"] += self.final["due_at"] is None
        if self._resolution and self.final["tags"] and self.final["tags"][-1] == self._resolution:
            tally[f"resolution {self._resolution}"] += 1
        self.state = dict(self.final)
        first: dict[str, Item] = {}
        for change in ticket.changes:
            for item in change.items:
                first.setdefault(_name(item), item)
        if "resolution" in first:
            self._resolution = self._word(first["resolution"].origin_text)
        if "labels" in first:
            self._labels = tuple((first["labels"].origin_text or "").split())
        self.state["tags"] = self._tags()
        for name, item in first.items():
            if (old := self._old(name, item)) is not None:
                self.state[old[0]] = old[1]

    def edited(self, item: Item) -> tuple[str, Any, Any] | None:
        """The card's field that a change is about, its value before and after; None if it is about another."""
        name = _name(item)
        if name == "resolution":
            self._resolution, new = self._word(item.to_text), ("tags", ())
        elif name == "labels":
            self._labels, new = tuple((item.to_text or "").split()), ("tags", ())
        else:
            new_value = self._value(name, item.to, item.to_text)
            if new_value is None:
                return None
            new = new_value
        field, value = new if new[0] != "tags" else ("tags", self._tags())
        old, self.state[field] = self.state[field], value
        return field, old, value

    def _old(self, name: str, item: Item) -> tuple[str, Any] | None:
        return self._value(name, item.origin, item.origin_text)

    def _value(self, name: str, value: str | None, text: str | None) -> tuple[str, Any] | None:
        match name:
            case "summary":
                return "title", self._title(text)
            case "description" if not self.is_document:
                return "description", cut(clean(text or "").strip(), TEXT_LIMIT, "description", self.tally)
            case "duedate":
                return "due_at", self._due(value or text)
            case "assignee":
                return "members", self._members(text or value or "")
            case _:
                return None

    def _title(self, text: str | None) -> str:
        return cut(clean_line(text or "") or self.ticket.key, TITLE_LIMIT, "title", self.tally)

    def _members(self, name: str) -> tuple[str, ...]:
        name = clean_line(name)
        return (cut(name, WORD_LIMIT, "word", self.tally),) if name else ()

    def _word(self, text: str | None) -> str:
        return cut(clean_line(text or ""), WORD_LIMIT, "word", self.tally)

    def _tags(self) -> tuple[str, ...]:
        """The labels, and a resolution that says more than that it is done."""
        words = [self._word(label) for label in self._labels]
        if self._resolution and kinds.by_name(self._resolution) != "done":
            words.append(self._resolution)
        return tuple(dict.fromkeys(word for word in words if word))

    def _due(self, text: str | None) -> datetime | None:
        """The end of the day that a date is; None for what is no date."""
        try:
            day = date.fromisoformat((text or "")[:10])
            return datetime.combine(day, _END_OF_DAY, self.zone).astimezone(UTC) if day.year >= 1900 else None
        except (ValueError, OverflowError):
            return None


def _name(item: Item) -> str:
    return (item.field_id or item.field or "").lower()
