"""What a report is made of, before it is Markdown or HTML: texts here are plain, escaped by whoever writes them."""

import msgspec

from kanban.render.svg.sheet import Sheet
from kanban.text.messages import Words


class Heading(msgspec.Struct, frozen=True):
    """Of a section, or with level 3 of a part of one."""

    text: str
    level: int = 2


class Paragraph(msgspec.Struct, frozen=True):
    """A sentence or two."""

    text: str


class Item(msgspec.Struct, frozen=True):
    """A line of a list; `lead` is bold."""

    text: str
    lead: str = ""


class Listing(msgspec.Struct, frozen=True):
    """Lines one below the other."""

    items: tuple[Item, ...]


class Head(msgspec.Struct, frozen=True):
    """The head of a column."""

    text: str
    right: bool = False
    whole: bool = False
    """What stands in it is not broken into lines: dates."""


class Cell(msgspec.Struct, frozen=True):
    """What stands in a table; `role` is that of a status, for its colour."""

    text: str
    role: str = ""


class Grid(msgspec.Struct, frozen=True):
    """A table."""

    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Drawing(msgspec.Struct, frozen=True):
    """A picture; `name` is for its file."""

    name: str
    sheet: Sheet


Block = Heading | Paragraph | Listing | Grid | Drawing


class Page(msgspec.Struct, frozen=True):
    """A report."""

    title: str
    blocks: tuple[Block, ...]

    @property
    def drawings(self) -> tuple[Drawing, ...]:
        """Its pictures."""
        return tuple(block for block in self.blocks if isinstance(block, Drawing))


def capital(words: Words) -> str:
    """With a capital letter in front."""
    text = str(words)
    return text[:1].upper() + text[1:]
