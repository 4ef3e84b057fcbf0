"""The keys of the file but for the keymap: what each may be."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kanban.formats.config_toml.reading import Document, shown
from kanban.formats.config_toml.settings import COLOURS, Fault, Settings, Theme
from kanban.text.clean import clean_line
from kanban.text.messages import LANGUAGES, Refused, Words, checked_language, joined, msg

GLYPHS = ("auto", "unicode", "ascii")
DENSITIES = (1, 2, 3)
TOP_KEYS = ("language", "theme", "glyphs", "density", "mouse", "keymap", "themes")
THEME_KEYS = ("dark", *COLOURS)
ALL_KEYS = (*TOP_KEYS, *(f"themes.NAME.{key}" for key in THEME_KEYS))
"""All that can stand in the file."""
LONGEST_NAME = 40
_HEX = re.compile("#[0-9a-fA-F]{6}")


class Wrong(Exception):
    """A value that cannot be taken."""

    def __init__(self, reason: Words) -> None:
        super().__init__(reason)
        self.reason = reason


def checked_values(document: Document, themes: Sequence[str]) -> tuple[Settings, list[Fault]]:
    """What is set, without the keymap, and what cannot be taken. `themes` are the program's own."""
    faults: list[Fault] = []
    for key in document.values:
        if key not in TOP_KEYS:
            faults.append(Fault(document.line(key), unknown(key, TOP_KEYS)))
    own = _themes(document, themes, faults)
    known = (*themes, *own)
    checks: Mapping[str, Callable[[Any], Any]] = {
        "language": _language,
        "theme": lambda value: _one_of("theme", value, known),
        "glyphs": lambda value: _one_of("glyphs", value, GLYPHS),
        "density": lambda value: _one_of("density", value, DENSITIES),
        "mouse": lambda value: _yes_or_no("mouse", value),
    }
    taken = {}
    for key, check in checks.items():
        if key in document.values:
            try:
                taken[key] = check(document.values[key])
            except Wrong as wrong:
                faults.append(Fault(document.line(key), wrong.reason))
    return Settings(**taken, themes=own), faults


def unknown(key: str, known: Sequence[str]) -> Words:
    """That there is no such key, with the nearest one or with all."""
    import difflib

    name = clean_line(key)[:LONGEST_NAME]
    if close := difflib.get_close_matches(name, known, 1):
        return msg("there is no key {key!r} (did you mean {close!r}?)", key=name, close=close[0])
    return msg("{key!r} is no key here; there are {keys}", key=name, keys=joined(known))


def _language(value: object) -> str:
    if isinstance(value, str):
        try:
            return checked_language(value, "language")
        except Refused:
            pass
    raise Wrong(_none_of("language", value, tuple(LANGUAGES)))


def _one_of(key: str, value: Any, known: Sequence[object]) -> Any:
    if type(value) is not type(known[0]) or value not in known:
        raise Wrong(_none_of(key, value, known))
    return value


def _none_of(key: str, value: object, known: Sequence[object]) -> Words:
    import difflib

    close = difflib.get_close_matches(value, [word for word in known if isinstance(word, str)], 1) if (
        isinstance(value, str)
    ) else []  # fmt: skip
    names = joined(map(str, known))
    if close:
        return msg("{key}: {value} is none of {names} (did you mean {close!r}?)", key=key, value=shown(value),
                   names=names, close=close[0])  # fmt: skip
    return msg("{key}: {value} is none of {names}", key=key, value=shown(value), names=names)


def _yes_or_no(key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise Wrong(msg("{key}: {value} is neither true nor false", key=key, value=shown(value)))
    return value


def _themes(document: Document, themes: Sequence[str], faults: list[Fault]) -> dict[str, Theme]:
    tables = document.values.get("themes", {})
    if not isinstance(tables, dict):
        faults.append(Fault(document.line("themes"), msg("themes: write each as a table [themes.NAME]")))
        return {}
    out = {}
    for name, table in tables.items():
        before = len(faults)
        if not isinstance(table, dict):
            faults.append(Fault(document.line("themes", name), msg("themes: write each as a table [themes.NAME]")))
        elif name in themes:
            reason = msg("themes: {name!r} is a theme of the program; take another name", name=name)
            faults.append(Fault(document.line("themes", name), reason))
        elif not 1 <= len(name) <= LONGEST_NAME or clean_line(name) != name:
            reason = msg("themes: a name has 1 to {most} characters", most=LONGEST_NAME)
            faults.append(Fault(document.line("themes", name), reason))
        else:
            faults += _faults_of_theme(document, name, table)
            if len(faults) == before:
                colours = {key: value.lower() for key, value in table.items() if key != "dark"}
                out[name] = Theme(table.get("dark", True), colours)
    return out


def _faults_of_theme(document: Document, name: str, table: Mapping[str, object]) -> list[Fault]:
    out = []
    for key, value in table.items():
        line, full = document.line("themes", name, key), f"themes.{name}.{key}"
        if key not in THEME_KEYS:
            out.append(Fault(line, unknown(key, THEME_KEYS)))
        elif key == "dark":
            try:
                _yes_or_no(full, value)
            except Wrong as wrong:
                out.append(Fault(line, wrong.reason))
        elif not isinstance(value, str) or not _HEX.fullmatch(value):
            reason = msg("{key}: {value} is no colour; write it like #6cb6ff", key=full, value=shown(value))
            out.append(Fault(line, reason))
    return out
