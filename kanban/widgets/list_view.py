"""A list of rows of one or more lines each, with a cursor; only what is in view is drawn."""

from collections.abc import Callable, Sequence

import msgspec
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from kanban.render.card import Span
from kanban.text.clean import cut, width
from kanban.widgets.styles import Styles, styles_of


class ListRow(msgspec.Struct, frozen=True):
    """Lines that belong together. Only a row with a `key` takes the cursor."""

    lines: tuple[tuple[Span, ...], ...]
    key: str = ""


class ListView(Widget):
    """Shows rows; posts `Opened` on a double click. Keys are the screen's matter."""

    DEFAULT_CSS = """
    ListView { height: 1fr; background: $background; color: $foreground; }
    ListView:ansi { background: ansi_default; color: ansi_default; }
    """

    class Opened(Message):
        """A row was clicked twice."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: Sequence[ListRow] = ()
        self.cursor = -1
        self.top = 0
        self._lines: list[tuple[int, int]] = []  # of each line: its row, and which line of the row it is
        self._starts: list[int] = []
        self._role_styles: Styles | None = None
        self.moved: Callable[[], object] | None = None
        """Called when the cursor comes to another row."""

    def set(self, rows: Sequence[ListRow], key: str | None = None) -> None:
        """Show other rows; the cursor goes to `key`, else stays with its row, else with its place."""
        wanted = key if key is not None else self.key
        before, same_place, top = self.rows, self.cursor, self.top
        self.rows = rows
        self._lines, self._starts = [], []
        for index, row in enumerate(rows):
            self._starts.append(len(self._lines))
            self._lines += [(index, line) for line in range(len(row.lines))]
        keys = [row.key for row in rows]
        self.cursor = -1
        if wanted and wanted in keys:
            self.cursor = keys.index(wanted)
        elif any(keys):
            self.cursor = min((i for i, k in enumerate(keys) if k), key=lambda i: abs(i - same_place))
        self._show_cursor()
        if (self.cursor, self.top) != (same_place, top) or list(rows) != list(before):
            self.refresh()
        self._tell_moved()

    def start_over(self) -> None:
        """Cursor and view to the beginning of the rows set next."""
        self.cursor, self.top = -1, 0
        self.refresh()

    @property
    def key(self) -> str:
        """Key of the row under the cursor; empty without one."""
        return self.rows[self.cursor].key if 0 <= self.cursor < len(self.rows) else ""

    def by(self, step: int) -> None:
        """Cursor some rows on; without anything to select, scroll by lines."""
        selectable = [i for i, row in enumerate(self.rows) if row.key]
        if not selectable:
            self.scroll_lines(step)
            return
        at = selectable.index(self.cursor) if self.cursor in selectable else 0
        self._to(selectable[max(0, min(len(selectable) - 1, at + step))])

    def scroll_lines(self, lines: int) -> None:
        """Scroll without a cursor."""
        top = max(0, min(self.top + lines, len(self._lines) - self.size.height))
        if top != self.top:
            self.top = top
            self.refresh()

    def page(self, step: int) -> None:
        """A page down or up."""
        if self.cursor < 0:
            self.scroll_lines(step * max(1, self.size.height - 1))
            return
        height = max(1, len(self.rows[self.cursor].lines))
        self.by(step * max(1, self.size.height // height))

    def _tell_moved(self) -> None:
        if self.moved is not None:
            self.moved()

    def _to(self, index: int) -> None:
        old, self.cursor = self.cursor, index
        top = self.top
        self._show_cursor()
        if self.top != top:
            self.refresh()
        else:
            regions = [self._region(i) for i in (old, index)]
            self.refresh(*[region for region in regions if region.height > 0])
        self._tell_moved()

    def _region(self, index: int) -> Region:
        start = self._starts[index] - self.top
        return Region(0, max(0, start), self.size.width, len(self.rows[index].lines) + min(0, start))

    def _show_cursor(self) -> None:
        height = self.size.height or 20
        if self.cursor >= 0:
            start = self._starts[self.cursor]
            end = start + len(self.rows[self.cursor].lines)
            if all(not row.key for row in self.rows[: self.cursor]) and end <= height:
                start = 0
            self.top = min(self.top, start) if start < self.top else max(self.top, end - height)
        self.top = max(0, min(self.top, len(self._lines) - height))

    def on_resize(self, event: events.Resize) -> None:
        """Keep the cursor in view."""
        self._show_cursor()

    def notify_style_update(self) -> None:
        """Drop the colours that were kept: the theme has changed."""
        super().notify_style_update()
        self._role_styles = None

    def render_line(self, y: int) -> Strip:
        """One line."""
        number = y + self.top
        if number >= len(self._lines):
            return Strip([Segment(" " * self.size.width, self._style("", False))])
        index, line = self._lines[number]
        row = self.rows[index]
        here = index == self.cursor
        segments, room = [], self.size.width
        for text, role in row.lines[line]:
            shown = cut(text, room)
            room -= width(shown)
            segments.append(Segment(shown, self._style(role, here)))
            if shown != text:  # nothing stands behind the sign that something was cut
                break
        segments.append(Segment(" " * room, self._style("", here)))
        return Strip(segments).adjust_cell_length(self.size.width, self._style("", here))

    def _style(self, role: str, here: bool) -> Style:
        if self._role_styles is None:
            self._role_styles = styles_of(self)
        return self._role_styles[role, here]

    def on_click(self, event: events.Click) -> None:
        """Go to the row; twice opens it."""
        number = event.y + self.top
        if number < len(self._lines) and self.rows[self._lines[number][0]].key:
            self._to(self._lines[number][0])
            if event.chain == 2:
                self.post_message(self.Opened(self.key))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Wheel down."""
        self.by(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Wheel up."""
        self.by(-1)
