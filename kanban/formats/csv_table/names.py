"""Which column of a table is what, by its name in the first row."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from kanban.formats.foreign_file import refused
from kanban.text.clean import clean_line
from kanban.text.folding import folded, same
from kanban.text.messages import Message, joined, msg

Known = Mapping[str, tuple[str, ...]]
"""By what a column is: names that it may have, the one that is preferred first; compared folded, `_` as a space."""
_NAMED = 30
"""How many columns a sentence names."""


def columns_of(path: Path, cells: Sequence[str], known: Known, given: Mapping[str, str]) -> dict[str, int]:
    """Where each thing stands; `given` names some columns. Raises Refused for one that is not there, listing all.

    A column that is named is nothing else by its own name, but that a title may be any.
    """
    names = tuple(clean_line(cell) for cell in cells)
    wanted: dict[str, int] = {}
    for what, name in given.items():
        at = next((i for i, cell in enumerate(names) if same(cell, clean_line(name))), None)
        if at is None:
            raise refused(path, msg("--{option} {name!r} is none of its columns; it has {columns}", option=what,
                                    name=clean_line(name), columns=listed(names)))  # fmt: skip
        wanted[what] = at
    taken = {at for what, at in wanted.items() if what != "title"}
    return {what: at for what, at in _found(names, known) if at not in taken} | wanted


def fit(cells: Sequence[str], known: Known, given: Mapping[str, str], needed: Sequence[str]) -> tuple[int, int]:
    """How much a row looks like the first of a table: columns that are needed and there, then how many there are."""
    names = tuple(clean_line(cell) for cell in cells)
    fitting = {what for what, _ in _found(names, known)}
    fitting |= {what for what, name in given.items() if any(same(cell, clean_line(name)) for cell in names)}
    return sum(what in fitting for what in needed), len(names)


def listed(names: Sequence[str]) -> Message:
    """The columns of a table, for a sentence."""
    shown = [short(name) for name in names if name]
    return joined([*shown[:_NAMED], *(["…"] if len(shown) > _NAMED else [])]) if shown else msg("none with a name")


def short(name: str) -> str:
    """A column's name, for a sentence."""
    return name if len(name) <= 60 else name[:59] + "…"


def _found(names: Sequence[str], known: Known) -> Iterator[tuple[str, int]]:
    plain = [_plain(name) for name in names]
    for what, wanted in known.items():
        at = next((plain.index(name) for name in map(_plain, wanted) if name in plain), None)
        if at is not None:
            yield what, at


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", folded(name)).strip()
