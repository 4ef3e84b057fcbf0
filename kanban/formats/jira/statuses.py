"""Statuses as columns: the same name is the same column, and so are two names of one id, for statuses are renamed."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from kanban.formats.foreign_columns import column_name
from kanban.formats.jira.tickets import Ticket
from kanban.formats.way_columns import Found, Ways
from kanban.model.board import Board
from kanban.model.events import Kind
from kanban.text.folding import folded

_KINDS: Mapping[str, Kind] = {"new": "queue", "indeterminate": "active", "done": "done"}
"""By Jira's categories of statuses."""


class Statuses:
    """The statuses of tickets, numbered."""

    def __init__(self, tickets: Sequence[Ticket]) -> None:
        pairs = list(_pairs(tickets))
        self._same: dict[str, str] = {}
        """By an id or a name: another that means the same status; the last one stands for all."""
        for status_id, name in pairs:
            self._unite(_keys(status_id, name))
        self._numbers: dict[str, int] = {}
        self._names: list[list[str]] = []
        """All names of each, the present one last."""
        for status_id, name in pairs:
            for key in _keys(status_id, name)[:1]:
                number = self._numbers.setdefault(self._root(key), len(self._names))
                if number == len(self._names):
                    self._names.append([])
                self._names[number].append(column_name(name or status_id))
        self._kinds = self._stated_kinds(tickets)

    def number(self, status_id: str | None, name: str | None) -> int | None:
        """The number of a status; None where it has neither an id nor a name."""
        return next((self._numbers[self._root(key)] for key in _keys(status_id, name)), None)

    def number_of(self, ticket: Ticket) -> int:
        """The number of the status that a ticket is in."""
        assert ticket.status is not None
        number = self.number(ticket.status.id, ticket.status.name)
        assert number is not None
        return number

    def found(self, path: Path, ways: Ways, board: Board | None) -> Found:
        """The columns; one that a board has by an older name is that one."""
        here = {column.id for column in board.head.columns} if board else set()
        ids = [next((name for name in names if name in here), names[-1]) for names in self._names]
        return Found(path, ids, [names[-1] for names in self._names], ways, self._kinds)

    def _stated_kinds(self, tickets: Sequence[Ticket]) -> dict[int, Kind]:
        counts: dict[int, Counter[str]] = {}
        for ticket in tickets:
            category = ticket.status.status_category if ticket.status else None
            key = (category.key if category else None) or ""
            if key in _KINDS:
                counts.setdefault(self.number_of(ticket), Counter())[key] += 1
        return {number: _KINDS[of_one.most_common(1)[0][0]] for number, of_one in counts.items()}

    def _unite(self, keys: Sequence[str]) -> None:
        for key in keys:
            self._same.setdefault(key, key)
        if len(keys) == 2 and self._root(keys[0]) != self._root(keys[1]):
            self._same[self._root(keys[0])] = self._root(keys[1])

    def _root(self, key: str) -> str:
        while self._same[key] != key:
            key = self._same[key]
        return key


def _pairs(tickets: Sequence[Ticket]) -> Iterator[tuple[str | None, str | None]]:
    """Ids and names of all statuses, those that tickets are in last."""
    for ticket in tickets:
        for _, item in ticket.moves:
            yield item.origin, item.origin_text
            yield item.to, item.to_text
    for ticket in tickets:
        if ticket.status is not None:
            yield ticket.status.id, ticket.status.name


def _keys(status_id: str | None, name: str | None) -> list[str]:
    by_name = [f"name:{folded(column_name(name))}"] if name else []
    return [*by_name, *([f"id:{status_id}"] if status_id else [])]
