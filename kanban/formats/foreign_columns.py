"""What columns of any foreign board have in common: names, kinds that were given, empty ones added, what is said."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import get_args

from kanban.commands.imports import with_distinct_names
from kanban.formats.foreign_file import shown
from kanban.model.board import Column
from kanban.model.events import KIND_WORDS, Kind
from kanban.text.clean import clean_line
from kanban.text.folding import folded, same
from kanban.text.messages import Message, Refused, joined, msg, msg_in

NAME_LIMIT = 100
"""Of a column, in characters."""
_NAMED = 20
"""How many columns a refusal names."""
_ADDED = "added-"
_SPARE: dict[Kind, str] = {"queue": "To Do", "active": "Doing", "done": "Done"}
_SOURCES: Mapping[str, Message] = {
    "given": msg_in("kind", "given"),
    "by name": msg_in("kind", "guessed by name"),
    "by position": msg_in("kind", "guessed by position alone"),
    "by moves": msg_in("kind", "guessed by where its cards go"),
    "passed on": msg_in("kind", "guessed: named like done, but work goes on to its right"),
    "as before": msg_in("kind", "as on the board"),
    "in the file": msg_in("kind", "as the file states"),
}
"""Where the kind of a column is known from."""


def column_name(name: str | None) -> str:
    """A name that a column can have: on one line, neither empty nor too long."""
    text = clean_line(name or "") or "(no name)"
    return text if len(text) <= NAME_LIMIT else text[: NAME_LIMIT - 1] + "…"


def given_kinds(
    path: Path, overrides: Mapping[str, str], names: Mapping[str, str], here: Mapping[str, Column]
) -> dict[str, Kind]:
    """Kinds by column id, out of those given by name or id; `names` are the file's columns, `here` the board's.

    Raises Refused for an unknown column or kind, and for another kind than the board has.
    """
    given: dict[str, Kind] = {}
    for name, kind in overrides.items():
        wanted = clean_line(name)
        ids = [i for i, n in names.items() if i == name or same(n, wanted)]
        if not ids:
            raise Refused(
                msg("--kind: {name!r} is no column of {file}; its columns are {columns}", name=wanted,
                    file=shown(path), columns=_some(list(names.values())))
            )  # fmt: skip
        for known in get_args(Kind):
            if folded(clean_line(kind)) == known:
                given |= dict.fromkeys(ids, known)
                break
        else:
            raise Refused(
                msg("--kind {name}: {kind!r} is no kind; it is queue, active or done", name=wanted,
                    kind=clean_line(kind))
            )  # fmt: skip
    for column_id, known in given.items():
        if column_id in here and here[column_id].kind != known:
            raise Refused(
                msg(
                    "--kind {column}={kind}: it was imported as {known} and its history is counted so; "
                    "import into a new board with --board SLUG to change that",
                    column=names[column_id], kind=known, known=here[column_id].kind,
                )
            )  # fmt: skip
    return given


def spares(columns: Sequence[Column]) -> list[Column]:
    """An empty column of each kind that no column of the file has."""
    have = {c.kind for c in columns if not c.deleted}
    ids = {c.id for c in columns}
    added = [
        Column(f"{_ADDED}{kind}" if f"{_ADDED}{kind}" not in ids else f"{_ADDED}{kind}-{len(ids)}", name, kind)
        for kind, name in _SPARE.items()
        if kind not in have
    ]
    return list(with_distinct_names([*columns, *added])[len(columns) :])  # it is the added one that gives way


def is_spare(column_id: str) -> bool:
    """Whether a column was added empty."""
    return column_id.startswith(_ADDED)


def column_lines(columns: Sequence[Column], added: Sequence[Column], known_by: Mapping[str, str]) -> Iterator[Message]:
    """Each column with its kind, and where that is known from: a key of `_SOURCES`."""
    added_ids = {column.id for column in added}
    for column in columns:
        if column.id in added_ids:
            yield msg(
                "column {column}: {kind}, added empty because no column of the file is {kind} "
                '(--kind "NAME={kind}" names one)',
                column=column.name, kind=column.kind,
            )  # fmt: skip
        elif not column.deleted:
            source, kind = _SOURCES[known_by[column.id]], KIND_WORDS[column.kind]
            line = msg("column {column}: {kind} ({source})", column=column.name, kind=kind, source=source)
            limit = column.wip_limit
            yield joined((line, msg("WIP limit {limit}", limit=limit))) if limit else line


def _some(names: list[str]) -> Message:
    if not names:
        return msg_in("lists", "none")
    more = ["…"] if len(names) > _NAMED else []
    return joined([*names[:_NAMED], *more])
