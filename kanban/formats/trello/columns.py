"""Columns out of Trello's lists: their kinds, their order, and what becomes of closed ones."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kanban.commands.imports import in_order, with_distinct_names
from kanban.formats import column_kinds as kinds
from kanban.formats.foreign_columns import column_lines, column_name, given_kinds, spares
from kanban.formats.trello.export import Act, Export
from kanban.formats.trello.types import TList
from kanban.model.board import Board, Column
from kanban.model.events import Kind, Place
from kanban.text.messages import Message, joined, msg, msg_n

_WIP_LIMIT = 10_000


@dataclass
class Layout:
    """The columns of the import."""

    columns: tuple[Column, ...]
    dropped: frozenset[str]
    """Open lists whose name says that their work was given up: closed here, their cards archived."""
    closings: dict[str, Act]
    """By list: the action that closed it last."""
    parked: frozenset[str] = frozenset()
    """Lists whose name says that work was put back for later."""
    report: list[Message] = field(default_factory=list)
    """What is to be said about the columns."""
    places: dict[str, Place] = field(init=False)
    ends: frozenset[str] = field(init=False)
    """Lists whose cards are archived, because they are closed or dropped."""

    def __post_init__(self) -> None:
        self.places = {c.id: Place(c.id, c.kind, i) for i, c in enumerate(self.columns)}
        self.ends = frozenset(c.id for c in self.columns if c.deleted)


def layout(export: Export, overrides: Mapping[str, str], board: Board | None) -> Layout:
    """Columns for all lists of the export and all that its moves name. Raises Refused for a wrong override."""
    lists = sorted(export.lists, key=lambda column: column.pos if column.pos is not None else float("inf"))
    names = {column.id: column_name(column.name) for column in lists}
    here = {c.id: c for c in board.head.columns} if board else {}
    given = given_kinds(export.path, overrides, names, here)
    alive = {c.id for c in here.values() if not c.deleted}
    dropped = frozenset(
        column.id
        for column in lists
        if not column.closed
        and column.id not in given
        and column.id not in alive
        and kinds.says_dropped(names[column.id])
    )
    shown = [column.id for column in lists if not column.closed and column.id not in dropped]
    fixed = {**{i: c.kind for i, c in here.items()}, **given}
    moves = _moves(export)
    guessed = kinds.guess(
        [names[i] for i in shown],
        {n: fixed[i] for n, i in enumerate(shown) if i in fixed},
        {(shown.index(a), shown.index(b)): n for (a, b), n in moves.items() if a in shown and b in shown},
    )
    guesses = dict(zip(shown, guessed, strict=True))
    ended = _Ended(fixed, moves, frozenset(i for i, guess in guesses.items() if guess.kind == "active"))
    foreign = [_column(c, names[c.id], guesses.get(c.id), ended) for c in lists]
    gone = _gone_lists(export, names, ended)
    added = spares([*foreign, *gone])
    columns = with_distinct_names(_with_gone(in_order([*foreign, *added]), gone, ended))
    foreign += gone
    parked = frozenset(c.id for c in columns if c.kind == "queue" and kinds.says_parked(names.get(c.id, c.name)))
    result = Layout(columns, dropped, _closings(export), parked)
    known_by = {i: guess.how for i, guess in guesses.items()} | dict.fromkeys(here.keys() - given.keys(), "as before")
    result.report = [
        *column_lines(columns, added, known_by),
        *_order_lines(result, foreign, added),
        *_closed_lines(result, foreign),
    ]
    return result


def _moves(export: Export) -> Counter[tuple[str, str]]:
    """How often a card was moved from one list to another."""
    return Counter((act.before, act.after) for act in export.acts if act.before and act.after)


class _Ended(NamedTuple):
    """What the kinds of closed and vanished lists are known from."""

    fixed: Mapping[str, Kind]
    moves: Counter[tuple[str, str]]
    works: frozenset[str]
    """The active lists."""

    def kind(self, list_id: str, name: str) -> Kind:
        """By the name; one named like done, that most cards left to be worked on, is active."""
        if list_id in self.fixed:
            return self.fixed[list_id]
        kind = kinds.by_name(name) or "queue"
        left = {to: n for (start, to), n in self.moves.items() if start == list_id != to}
        onward = sum(n for to, n in left.items() if to in self.works)
        return "active" if kind == "done" and kinds.goes_on(onward, sum(left.values())) else kind


def _with_gone(columns: tuple[Column, ...], gone: list[Column], ended: _Ended) -> list[Column]:
    """Vanished lists at the end, for nobody knows where they stood; those of work before the first they led to."""
    placed = list(columns)
    for column in gone:
        led_to = {to for start, to in ended.moves if start == column.id} & ended.works
        index = next((i for i, c in enumerate(placed) if c.id in led_to), len(placed))
        placed.insert(index if column.kind == "active" else len(placed), column)
    return placed


def _column(source: TList, name: str, guess: kinds.Guess | None, ended: _Ended) -> Column:
    limit = int(source.soft_limit) if source.soft_limit and 1 <= source.soft_limit <= _WIP_LIMIT else None
    if guess is not None:
        return Column(source.id, name, guess.kind, limit)
    return Column(source.id, name, ended.kind(source.id, name), limit, deleted=True)


def _gone_lists(export: Export, names: Mapping[str, str], ended: _Ended) -> list[Column]:
    """Tombstones for lists that only moves still name."""
    gone: dict[str, Column] = {}
    for act in export.acts:
        for ref in (act.data.list_before, act.data.list_after, act.data.list):
            if ref and ref.id and ref.id not in names and ref.id in (act.before, act.after, act.arrived):
                name = column_name(ref.name)
                gone[ref.id] = Column(ref.id, name, ended.kind(ref.id, name), deleted=True)
    for act in export.acts:
        for list_id in (act.before, act.after, act.arrived):
            if list_id and list_id not in names and list_id not in gone:
                gone[list_id] = Column(list_id, "(no name)", ended.kind(list_id, ""), deleted=True)
    return list(gone.values())


def _closings(export: Export) -> dict[str, Act]:
    closed: dict[str, Act] = {}
    for act in export.acts:
        if act.type == "updateList" and act.data.list and act.data.list.id and act.data.old:
            if act.data.old.closed is False:
                closed[act.data.list.id] = act
            elif act.data.old.closed is True:
                closed.pop(act.data.list.id, None)
    return closed


def _order_lines(result: Layout, foreign: list[Column], added: list[Column]) -> Iterator[Message]:
    order, added_ids = [column.id for column in foreign if not column.deleted], {column.id for column in added}
    if order != [column.id for column in result.columns if not column.deleted and column.id not in added_ids]:
        yield msg("columns were put in the order queue, active, done")


def _closed_lines(result: Layout, foreign: list[Column]) -> Iterator[Message]:
    """The lists whose cards are archived."""
    for column in foreign:
        if column.id in result.dropped:
            yield msg(
                "list {column}: its name says the work was given up, so its cards are archived "
                '(--kind "{column}=queue" keeps it as a column)',
                column=column.name,
            )
    closed = [column.name for column in foreign if column.deleted and column.id not in result.dropped]
    if closed:
        yield msg_n(
            "{n} closed list, their cards archived: {names}", "{n} closed lists, their cards archived: {names}",
            len(closed), names=joined(closed),
        )  # fmt: skip
