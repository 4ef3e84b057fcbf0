"""The XML of a project, read within bounds: no document type, so no entity can grow; only what is asked for is kept."""

from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from kanban.formats.foreign_file import content_of, refused
from kanban.text.clean import clean_line
from kanban.text.messages import Message, msg

SIZE_LIMIT = 256 * 2**20
"""Largest file read, in bytes; a thousand tasks with their assignments day by day have about 20 MB."""
ELEMENTS_MOST = 2_000_000
"""Most elements kept, and TEXT_MOST the most characters of one."""
TEXT_MOST = 100_000
DEPTH_MOST = 60
WHAT = "Microsoft Project XML"
_PIECES = 64
_KEPT = ("Tasks", "Calendars")
_LEFT = frozenset({"ExtendedAttribute", "TimephasedData", "OutlineCode", "Notes"})
"""What tasks hold that nobody asks for, and much of it."""


class Element(NamedTuple):
    """An element with what stands in it."""

    name: str
    text: list[str]
    children: list["Element"]

    def all(self, *path: str) -> list["Element"]:
        """The elements at a path below this one."""
        elements = [self]
        for name in path:
            elements = [child for element in elements for child in element.children if child.name == name]
        return elements

    def value(self, name: str) -> str:
        """The text of a child, on one line; empty where there is none."""
        return next(("".join(child.text).strip() for child in self.children if child.name == name), "")


def read(path: Path) -> Element:
    """The project: its own values, its tasks and its calendars. Raises Refused."""
    content = content_of(path, SIZE_LIMIT)
    if not content or content.isspace():
        raise refused(path, msg("is empty, not {what}", what=WHAT))
    reader = _Reader(path)
    try:
        reader.parser.Parse(content, True)
    except expat.ExpatError as error:
        reason = msg("line {line}: {reason}", line=error.lineno, reason=expat.ErrorString(error.code))
        raise refused(path, msg("is not {what}: {reason}", what=WHAT, reason=reason)) from None
    except (LookupError, ValueError) as error:  # an encoding that nobody knows
        raise refused(path, msg("is not {what}: {reason}", what=WHAT, reason=clean_line(str(error))[:80])) from None
    return reader.root


class _Reader:
    """Keeps elements while expat goes through the file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.root = Element("", [], [])
        self._open: list[Element | None] = []
        """From the root down; None for what is not kept."""
        self._kept = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._doctype

    def _refuse(self, reason: Message) -> None:
        raise refused(self._path, reason)

    def _doctype(self, *_: object) -> None:
        self._refuse(msg("declares a document type, which {what} has not: nothing of it is read", what=WHAT))

    def _start(self, full: str, attributes: object) -> None:
        name = full.rpartition(" ")[2]
        depth = len(self._open)
        if depth >= DEPTH_MOST:
            self._refuse(msg("is not {what}: its elements are nested too deep", what=WHAT))
        if depth == 0:
            if name != "Project":
                self._refuse(msg("is not {what}: it begins with {name}, not with Project", what=WHAT,
                                 name=clean_line(name)[:40]))  # fmt: skip
            self.root = Element(name, [], [])
            self._open.append(self.root)
            return
        parent = self._open[-1]
        if parent is None or name in _LEFT or (depth > 1 and self._branch() not in _KEPT):
            self._open.append(None)
            return
        self._kept += 1
        if self._kept > ELEMENTS_MOST:
            self._refuse(msg("holds more than {most:,} elements", most=ELEMENTS_MOST))
        element = Element(name, [], [])
        parent.children.append(element)
        self._open.append(element)

    def _branch(self) -> str:
        branch = self._open[1]
        return branch.name if branch is not None else ""

    def _end(self, full: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        element = self._open[-1] if self._open else None
        if element is None:
            return
        if text.isspace():
            return
        element.text.append(text)
        if len(element.text) > _PIECES:  # comments cut a text to pieces
            element.text[:] = ["".join(element.text)]
        if sum(map(len, element.text)) > TEXT_MOST:
            self._refuse(msg("{name}: a text of more than {most:,} characters", name=element.name, most=TEXT_MOST))
