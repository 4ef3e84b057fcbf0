"""One row of text: spans on the left, spans on the right, repainted only from where it differs. More rows for words."""

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from kanban.render.card import Span
from kanban.text.clean import cut, width, wrap
from kanban.widgets.styles import Styles, styles_of

MOST_ROWS = 5
"""Rows of a message or a question."""


def fitted(left: tuple[Span, ...], right: tuple[Span, ...], total: int) -> tuple[Span, ...]:
    """A row of so many cells. What does not fit is dropped from the left part's end."""
    right = tuple((text, role) for text, role in right if text)
    room = total - sum(width(text) for text, _ in right)
    out: list[Span] = []
    for text, role in left:
        shown = cut(text, max(0, room))
        room -= width(shown)
        if shown:
            out.append((shown, role))
        if shown != text:  # nothing stands behind the sign that something was cut, though half a sign may be free
            break
    gap = ((" " * room, ""),) if room > 0 else ()
    return (*out, *gap, *right)


def span_at(row: tuple[Span, ...], x: int) -> int | None:
    """Number of the span under a cell."""
    for number, (text, _) in enumerate(row):
        x -= width(text)
        if x < 0:
            return number
    return None


def in_rows(spans: tuple[Span, ...], total: int) -> list[tuple[Span, ...]]:
    """Words in as many rows as they need, at most `MOST_ROWS`; what is behind one row begins the next."""
    return [tuple(span for span, _ in row) for row in _numbered_rows(spans, total)]


def _numbered_rows(spans: tuple[Span, ...], total: int) -> list[list[tuple[Span, int]]]:
    """The rows of `in_rows`; beside each span the number of the one that it is, or is a piece of."""
    rows: list[list[tuple[Span, int]]] = [[]]
    room = total
    for number, (text, role) in enumerate(spans):
        if width(text) <= room or total < 2:
            pieces = [text]
        else:
            pieces = [f" {piece}" for piece in wrap(text.strip(), total - 1)]
            if rows[-1]:
                rows.append([])
        for piece in pieces[:-1]:
            rows[-1] = [((piece, role), number)]
            rows.append([])
        room = (total if not rows[-1] else room) - width(pieces[-1])
        rows[-1].append(((pieces[-1], role), number))
    if len(rows) > MOST_ROWS:
        rows = [*rows[: MOST_ROWS - 1], rows[-1]]  # the answers of a question stand at its end
    return rows


def alike(old: tuple[Span, ...], new: tuple[Span, ...]) -> int:
    """Cells that two rows have in common at their beginning."""
    same = 0
    for before, after in zip(old, new, strict=False):
        if before != after:
            break
        same += width(after[0])
    return same


class Line(Widget):
    """A row of spans. Posts `Clicked` for those on the left."""

    DEFAULT_CSS = """
    Line { height: 1; background: $panel; color: $foreground; }
    Line:ansi { background: ansi_default; color: ansi_default; }
    """

    class Clicked(Message):
        """A span was clicked: its number among those that were given to the line."""

        def __init__(self, line: "Line", number: int) -> None:
            super().__init__()
            self.line, self.number = line, number

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._numbers: list[list[int]] = [[]]
        """By row: the numbers of its spans."""
        self._left: tuple[Span, ...] = ()
        self._right: tuple[Span, ...] = ()
        self._above: tuple[tuple[Span, ...], ...] = ()
        self._told: tuple[Span, ...] = ()
        """The words that are shown as a whole, whatever the width; empty for a row of spans."""
        self._role_styles: Styles | None = None

    def set(self, left: tuple[Span, ...], right: tuple[Span, ...] = ()) -> None:
        """Show other spans."""
        self._told = ()
        self._numbers = [[number for number, (text, _) in enumerate(left) if text]]
        self._show((), left, right)

    @property
    def rows(self) -> int:
        """How many rows it takes."""
        return len(self._above) + 1

    def tell(self, spans: tuple[Span, ...]) -> None:
        """Show words as a whole, in several rows where they need them."""
        self._told = spans
        rows = _numbered_rows(spans, self.size.width)
        self._numbers = [[number for (text, _), number in row if text] for row in rows]
        *above, last = (tuple(span for span, _ in row) for row in rows)
        self._show(tuple(above), last, ())

    def on_resize(self) -> None:
        """Another width, or one at last, as for words said while something else stood here: other rows."""
        if self._told:
            self.tell(self._told)

    def _show(self, above: tuple[tuple[Span, ...], ...], left: tuple[Span, ...], right: tuple[Span, ...]) -> None:
        if (above, left, right) == (self._above, self._left, self._right):
            return
        if above != self._above:
            self._above, self._left, self._right = above, left, right
            self.styles.height = len(above) + 1
            self.refresh(layout=True)
            return
        total = self.size.width
        old = fitted(self._left, self._right, total)
        self._left, self._right = left, right
        if total:
            same = alike(old, fitted(left, right, total))
            self.refresh(Region(same, len(above), total - same, 1))

    @property
    def text(self) -> str:
        """What stands there, without styles."""
        return "".join(text for row in (*self._above, self._left, self._right) for text, _ in row)

    def notify_style_update(self) -> None:
        """Drop the colours that were kept: the theme has changed."""
        super().notify_style_update()
        self._role_styles = None

    def render_line(self, y: int) -> Strip:
        """The row."""
        total = self.size.width
        left, right = (self._above[y], ()) if y < len(self._above) else (self._left, self._right)
        segments = [Segment(text, self._style(role)) for text, role in fitted(left, right, total)]
        return Strip(segments).adjust_cell_length(total, self._style(""))

    def on_click(self, event: events.Click) -> None:
        """Say which span it was."""
        row = self._above[event.y] if event.y < len(self._above) else fitted(self._left, self._right, self.size.width)
        number = span_at(row, event.x)
        if event.y < len(self._numbers) and number is not None and number < len(self._numbers[event.y]):
            self.post_message(self.Clicked(self, self._numbers[event.y][number]))

    def _style(self, role: str) -> Style:
        if self._role_styles is None:
            self._role_styles = styles_of(self)
        return self._role_styles[role, False]
