"""One row of text: spans on the left, spans on the right, repainted only from where it differs."""

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from kanban.render.card import Span
from kanban.text.clean import cut, width
from kanban.widgets.styles import Styles, styles_of


def fitted(left: tuple[Span, ...], right: tuple[Span, ...], total: int) -> tuple[Span, ...]:
    """A row of so many cells. What does not fit is dropped from the left part's end."""
    right = tuple((text, role) for text, role in right if text)
    room = total - sum(width(text) for text, _ in right)
    out: list[Span] = []
    for text, role in left:
        if width(text) > room:
            text = cut(text, room)
        room -= width(text)
        if text:
            out.append((text, role))
        if room <= 0:
            break
    gap = ((" " * room, ""),) if room > 0 else ()
    return (*out, *gap, *right)


def alike(old: tuple[Span, ...], new: tuple[Span, ...]) -> int:
    """Cells that two rows have in common at their beginning."""
    same = 0
    for before, after in zip(old, new, strict=False):
        if before != after:
            break
        same += width(after[0])
    return same


class Line(Widget):
    """A row of spans."""

    DEFAULT_CSS = """
    Line { height: 1; background: $panel; color: $foreground; }
    Line:ansi { background: ansi_default; color: ansi_default; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._left: tuple[Span, ...] = ()
        self._right: tuple[Span, ...] = ()
        self._role_styles: Styles | None = None

    def set(self, left: tuple[Span, ...], right: tuple[Span, ...] = ()) -> None:
        """Show other spans."""
        if (left, right) == (self._left, self._right):
            return
        total = self.size.width
        old = fitted(self._left, self._right, total)
        self._left, self._right = left, right
        if total:
            same = alike(old, fitted(left, right, total))
            self.refresh(Region(same, 0, total - same, 1))

    @property
    def text(self) -> str:
        """What stands there, without styles."""
        return "".join(text for text, _ in (*self._left, *self._right))

    def notify_style_update(self) -> None:
        """Another theme: forget the colours."""
        super().notify_style_update()
        self._role_styles = None

    def render_line(self, y: int) -> Strip:
        """The row."""
        total = self.size.width
        segments = [Segment(text, self._style(role)) for text, role in fitted(self._left, self._right, total)]
        return Strip(segments).adjust_cell_length(total, self._style(""))

    def _style(self, role: str) -> Style:
        if self._role_styles is None:
            self._role_styles = styles_of(self)
        return self._role_styles[role, False]
