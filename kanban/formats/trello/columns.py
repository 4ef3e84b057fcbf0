"""Columns out of Trello's lists: their kinds, their order, and what becomes of closed ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import get_args

from kanban.commands.imports import in_order, with_distinct_names
from kanban.formats import column_kinds as kinds
from kanban.formats import json_file as jsonfile
from kanban.formats.trello.export import Act, Export
from kanban.formats.trello.types import TList
from kanban.model.board import Board, Column
from kanban.model.events import Kind, Place
from kanban.text.clean import clean_line, plural
from kanban.text.messages import Refused

_NAME_LIMIT = 100
_WIP_LIMIT = 10_000
_SPARE: dict[Kind, str] = {"queue": "To Do", "active": "Doing", "done": "Done"}


@dataclass
class Layout:
    """The columns of the import and what is to be said about them."""

    columns: tuple[Column, ...]
    dropped: frozenset[str]
    """Open lists whose name says that their work was given up: closed here, their cards archived."""
    closings: dict[str, Act]
    """By list: the action that closed it last."""
    words: list[str] = field(default_factory=list)
    places: dict[str, Place] = field(init=False)
    ends: frozenset[str] = field(init=False)
    """Lists whose cards are archived, because they are closed or dropped."""

    def __post_init__(self) -> None:
        self.places = {c.id: Place(c.id, c.kind, i) for i, c in enumerate(self.columns)}
        self.ends = frozenset(c.id for c in self.columns if c.deleted)


def layout(export: Export, overrides: Mapping[str, str], board: Board | None) -> Layout:
    """Columns for all lists of the export and all that its moves name. Raises Refused for a wrong override."""
    lists = sorted(export.lists, key=lambda one: one.pos if one.pos is not None else float("inf"))
    names = {one.id: _name(one.name) for one in lists}
    given = _given(export, overrides, names)
    here = {c.id: c for c in board.head.columns} if board else {}
    for list_id, kind in given.items():
        if list_id in here and here[list_id].kind != kind:
            raise Refused(
                f"--kind {names[list_id]}={kind}: it was imported as {here[list_id].kind} and its history is counted "
                f"so; import into a new board with --board SLUG to change that"
            )
    alive = {c.id for c in here.values() if not c.deleted}
    dropped = frozenset(
        one.id
        for one in lists
        if not one.closed and one.id not in given and one.id not in alive and kinds.says_dropped(names[one.id])
    )
    live = [one.id for one in lists if not one.closed and one.id not in dropped]
    fixed = {**{i: c.kind for i, c in here.items()}, **given}
    guessed = kinds.guess([names[i] for i in live], {n: fixed[i] for n, i in enumerate(live) if i in fixed})
    guesses = dict(zip(live, guessed, strict=True))
    found = [_column(one, names[one.id], guesses.get(one.id), fixed.get(one.id)) for one in lists]
    found += _gone_lists(export, names, fixed)
    spares = _spares(found)
    columns = with_distinct_names(in_order([*found, *spares]))
    result = Layout(columns, dropped, _closings(export))
    result.words = _words(result, found, spares, guesses, given, here)
    return result


def _name(name: str | None) -> str:
    text = clean_line(name or "") or "(no name)"
    return text if len(text) <= _NAME_LIMIT else text[: _NAME_LIMIT - 1] + "…"


def _given(export: Export, overrides: Mapping[str, str], names: Mapping[str, str]) -> dict[str, Kind]:
    """Kinds by list id. Raises Refused for an unknown list or kind."""
    given: dict[str, Kind] = {}
    for name, kind in overrides.items():
        wanted = clean_line(name)
        found = [i for i, n in names.items() if i == name or n.casefold() == wanted.casefold()]
        if not found:
            there = ", ".join(names.values()) or "none"
            raise Refused(f"--kind: {wanted!r} is no list of {jsonfile.shown(export.path)}; its lists are {there}")
        for known in get_args(Kind):
            if clean_line(kind).casefold() == known:
                given |= dict.fromkeys(found, known)
                break
        else:
            raise Refused(f"--kind {wanted}: {clean_line(kind)!r} is no kind; it is queue, active or done")
    return given


def _column(one: TList, name: str, guess: kinds.Guess | None, fixed: Kind | None) -> Column:
    limit = int(one.soft_limit) if one.soft_limit and 1 <= one.soft_limit <= _WIP_LIMIT else None
    if guess is not None:
        return Column(one.id, name, guess.kind, limit)
    return Column(one.id, name, fixed or kinds.by_name(name) or "queue", limit, deleted=True)


def _gone_lists(export: Export, names: Mapping[str, str], fixed: Mapping[str, Kind]) -> list[Column]:
    """Tombstones for lists that only moves still name."""
    gone: dict[str, Column] = {}
    for act in export.acts:
        for ref in (act.data.list_before, act.data.list_after, act.data.list):
            if ref and ref.id and ref.id not in names and ref.id in (act.before, act.after, act.arrived):
                name = _name(ref.name)
                gone[ref.id] = Column(ref.id, name, fixed.get(ref.id) or kinds.by_name(name) or "queue", deleted=True)
    for act in export.acts:
        for list_id in (act.before, act.after, act.arrived):
            if list_id and list_id not in names and list_id not in gone:
                gone[list_id] = Column(list_id, "(no name)", fixed.get(list_id, "queue"), deleted=True)
    return list(gone.values())


def _spares(columns: list[Column]) -> list[Column]:
    """An empty column of each kind that no list has."""
    have = {c.kind for c in columns if not c.deleted}
    ids = {c.id for c in columns}
    return [
        Column(f"added-{kind}" if f"added-{kind}" not in ids else f"added-{kind}-{len(ids)}", name, kind)
        for kind, name in _SPARE.items()
        if kind not in have
    ]


def _closings(export: Export) -> dict[str, Act]:
    closed: dict[str, Act] = {}
    for act in export.acts:
        if act.type == "updateList" and act.data.list and act.data.list.id and act.data.old:
            if act.data.old.closed is False:
                closed[act.data.list.id] = act
            elif act.data.old.closed is True:
                closed.pop(act.data.list.id, None)
    return closed


def _words(
    result: Layout,
    found: list[Column],
    spares: list[Column],
    guesses: Mapping[str, kinds.Guess],
    given: Mapping[str, Kind],
    here: Mapping[str, Column],
) -> list[str]:
    words = []
    for column in result.columns:
        if column in spares:
            words.append(
                f"column {column.name}: {column.kind}, added empty because no list is {column.kind} "
                f'(--kind "LIST={column.kind}" names one)'
            )
        elif not column.deleted:
            limit = f", WIP limit {column.wip_limit}" if column.wip_limit else ""
            how = guesses[column.id].how
            source = how if how == "given" else f"guessed {how}"
            if column.id in here and column.id not in given:
                source = "as on the board"
            words.append(f"column {column.name}: {column.kind} ({source}){limit}")
    order = [c.id for c in found if not c.deleted]
    if order != [c.id for c in result.columns if not c.deleted and c not in spares]:
        words.append("columns were put in the order queue, active, done")
    for column in found:
        if column.id in result.dropped:
            words.append(
                f"list {column.name}: its name says the work was given up, so its cards are archived "
                f'(--kind "{column.name}=queue" keeps it as a column)'
            )
    closed = [c for c in found if c.deleted and c.id not in result.dropped]
    if closed:
        words.append(f"{plural(len(closed), 'closed list')}, their cards archived: {', '.join(c.name for c in closed)}")
    return words
