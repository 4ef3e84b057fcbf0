"""The text of the file as a document that knows on which line each of its keys stands."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any, NamedTuple

from kanban.formats.config_toml.settings import Fault
from kanban.formats.toml_keys import DOTS, line_of_many_dots
from kanban.text.clean import clean_line, cut
from kanban.text.messages import Words, msg

LARGEST_BYTES = 1 << 16
"""A larger file is no configuration."""
SHOWN_CELLS = 40
"""Cells of a value that is quoted."""

_PART = r"(?:[A-Za-z0-9_-]+|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*')"
_PATH = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_KEY = re.compile(rf"[ \t]*({_PATH})[ \t]*=")
_TABLE = re.compile(rf"[ \t]*\[[ \t]*({_PATH})[ \t]*\]")
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")

Path = tuple[str, ...]


class Document(NamedTuple):
    """What stands in the file."""

    values: Mapping[str, Any]
    lines: Mapping[Path, int]

    def line(self, *path: str) -> int:
        """The line of a key, else that of the table around it; 0 where neither is found."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)


EMPTY = Document({}, {})


def read(content: bytes) -> tuple[Document, list[Fault]]:
    """The document; an empty one, and why, where the content is no TOML."""
    if not content:
        return EMPTY, []
    if len(content) > LARGEST_BYTES:
        return EMPTY, [Fault(0, msg("larger than {most} bytes, which no configuration is", most=LARGEST_BYTES))]
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        return EMPTY, [Fault(content.count(b"\n", 0, error.start) + 1, msg("not UTF-8"))]
    lines = text.split("\n")
    if number := line_of_many_dots(text):
        return EMPTY, [Fault(number, msg("more than {most} dots, which no key has", most=DOTS))]
    try:
        return Document(tomllib.loads(text), _lines(lines)), []
    except RecursionError:
        return EMPTY, [Fault(0, msg("no TOML that can be read: nested too deep"))]
    except ValueError as error:  # of tomllib, or a number too long for Python
        return EMPTY, [_no_toml(lines, str(error))]


def shown(value: object) -> str:
    """A value of the file, as it would stand there, fit to be shown."""
    try:
        text = {True: "true", False: "false"}[value] if isinstance(value, bool) else repr(value)
    except ValueError:  # a number of more digits than Python writes down
        text = "…"
    return cut(clean_line(text), SHOWN_CELLS)


def _no_toml(lines: list[str], error: str) -> Fault:
    match = _PLACE.search(error)
    number = int(match[1]) if match and match[1] else len(lines) if match else 0
    reason: Words = clean_line(_PLACE.sub("", error))
    line = clean_line(lines[number - 1]).strip() if number else ""
    if line:
        reason = msg("{reason}, in {text}", reason=reason, text=cut(line, SHOWN_CELLS))
    return Fault(number, msg("no TOML: {reason}", reason=reason))


def _lines(lines: list[str]) -> dict[Path, int]:
    """Where each key begins. A line within a text of several lines may be taken for one; then it comes too late."""
    out: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(lines, start=1):
        if header := _TABLE.match(line):
            table = _path(header[1])
            out.setdefault(table, number)
        elif key := _KEY.match(line):
            path = (*table, *_path(key[1]))
            for length in range(len(table) + 1, len(path) + 1):
                out.setdefault(path[:length], number)
    return out


def _path(text: str) -> Path:
    """The parts of a key with dots, by the parser's own understanding of it."""
    try:
        inner: Any = tomllib.loads(f"{text} = 0")
    except ValueError:  # not a key, though it looked like one
        return ()
    parts: list[str] = []
    while isinstance(inner, dict):
        ((part, inner),) = inner.items()
        parts.append(part)
    return tuple(parts)
