"""A grid of cells to draw in: braille dots or ASCII signs, each cell with a role. Pure."""

from copy import copy

from kanban.render.card import Span
from kanban.text.clean import width
from kanban.text.glyphs import Glyphs

_BRAILLE = 0x2800
_DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
"""Bits of a braille sign: by column, then from the top."""
ACROSS, DOWN = 2, 4
"""Dots in a cell."""
_GROUNDS = ("label",)
"""Roles that colour a space as well."""


class Canvas:
    """Cells from the top left. What is put later stands over what was there, but dots share their cell."""

    def __init__(self, cells: int, rows: int, signs: Glyphs) -> None:
        self.cells, self.rows = cells, rows
        self._braille = _BRAILLE <= ord(signs.dots) < _BRAILLE + 256
        self._dot = signs.dots
        self._grid: list[list[Span]] = [[(" ", "")] * cells for _ in range(rows)]
        self._bits: dict[tuple[int, int], int] = {}

    def copy(self) -> "Canvas":
        """The same, to be drawn in further."""
        other = copy(self)
        other._grid = [[*row] for row in self._grid]
        other._bits = dict(self._bits)
        return other

    def put(self, x: int, y: int, sign: str, role: str = "") -> None:
        """One sign of one cell; outside the grid nothing happens."""
        if 0 <= x < self.cells and 0 <= y < self.rows:
            row = self._grid[y]
            if not row[x][0]:  # the right half of a wide sign, which goes with it
                row[x - 1] = (" ", "")
            elif x + 1 < self.cells and not row[x + 1][0]:
                row[x + 1] = (" ", "")
            row[x] = (sign, role)
            self._bits.pop((x, y), None)

    def write(self, x: int, y: int, text: str, role: str = "") -> None:
        """Words from a cell on, each of their signs in as many cells as it takes; what does not fit whole is left."""
        for sign in text:
            wide = width(sign)
            if wide and 0 <= x <= self.cells - wide:
                self.put(x, y, sign, role)
                for beside in range(x + 1, x + wide):
                    self.put(beside, y, "", role)
            x += wide

    def put_under(self, x: int, y: int, sign: str, role: str = "") -> None:
        """A sign where nothing stands yet."""
        if 0 <= x < self.cells and 0 <= y < self.rows and self._grid[y][x][0] == " ":
            self._grid[y][x] = (sign, role)

    def dot(self, x: int, y: int, role: str = "") -> None:
        """A dot, in dots from the top left: `ACROSS` and `DOWN` of them are a cell."""
        cell = x // ACROSS, y // DOWN
        if not (0 <= cell[0] < self.cells and 0 <= cell[1] < self.rows):
            return
        if not self._braille:
            self.put(*cell, self._dot, role)
            return
        bits = self._bits.get(cell, 0) | _DOTS[x % ACROSS][y % DOWN]
        self.put(*cell, chr(_BRAILLE + bits), role)
        self._bits[cell] = bits

    def line(self, x: int, y: int, to_x: int, to_y: int, role: str = "") -> None:
        """Dots from one to another, both included."""
        steps = max(abs(to_x - x), abs(to_y - y), 1)
        for step in range(steps + 1):
            self.dot(round(x + (to_x - x) * step / steps), round(y + (to_y - y) * step / steps), role)

    def spans(self, y: int) -> list[Span]:
        """A row, cells of the same role together; a gap goes with what stands before it, unless that has a ground."""
        out: list[Span] = []
        signs: list[str] = []
        last: str | None = None
        for sign, role in self._grid[y]:
            if role != last and (role or sign != " " or last is None or last in _GROUNDS):
                if last is not None:
                    out.append(("".join(signs), last))
                signs, last = [], role
            signs.append(sign)
        return [*out, ("".join(signs), last)] if last is not None else out
