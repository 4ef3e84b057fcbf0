"""A list of entries of one or more lines, with a cursor; only what is in view is drawn."""

from collections.abc import Sequence

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
from kanban.widgets.styles import Styles, look


class Entry(msgspec.Struct, frozen=True):
    """Lines that belong together. Only an entry with a `key` takes the cursor."""

    lines: tuple[tuple[Span, ...], ...]
    key: str = ""


class ListView(Widget):
    """Shows entries; posts `Opened` on a double click. Keys are the screen's matter."""

    DEFAULT_CSS = """
    ListView { height: 1fr; background: $background; color: $foreground; }
    ListView:ansi { background: ansi_default; color: ansi_default; }
    """

    class Opened(Message):
        """An entry was clicked twice."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.entries: Sequence[Entry] = ()
        self.cursor = -1
        self.top = 0
        self._rows: list[tuple[int, int]] = []
        self._starts: list[int] = []
        self._look: Styles | None = None

    def set(self, entries: Sequence[Entry], key: str | None = None) -> None:
        """Show other entries; the cursor goes to `key`, else stays with its entry, else with its place."""
        wanted = key if key is not None else self.key
        same_place = self.cursor
        self.entries = entries
        self._rows, self._starts = [], []
        for index, entry in enumerate(entries):
            self._starts.append(len(self._rows))
            self._rows += [(index, line) for line in range(len(entry.lines))]
        keys = [entry.key for entry in entries]
        self.cursor = -1
        if wanted and wanted in keys:
            self.cursor = keys.index(wanted)
        elif any(keys):
            self.cursor = min((i for i, k in enumerate(keys) if k), key=lambda i: abs(i - max(0, same_place)))
        self._show_cursor()
        self.refresh()

    @property
    def key(self) -> str:
        """Key of the entry under the cursor; empty without one."""
        return self.entries[self.cursor].key if 0 <= self.cursor < len(self.entries) else ""

    def by(self, step: int) -> None:
        """Cursor some entries on; without anything to select, scroll by lines."""
        selectable = [i for i, entry in enumerate(self.entries) if entry.key]
        if not selectable:
            self.scroll_lines(step)
            return
        at = selectable.index(self.cursor) if self.cursor in selectable else 0
        self._to(selectable[max(0, min(len(selectable) - 1, at + step))])

    def scroll_lines(self, lines: int) -> None:
        """Scroll without a cursor."""
        top = max(0, min(self.top + lines, len(self._rows) - self.size.height))
        if top != self.top:
            self.top = top
            self.refresh()

    def page(self, step: int) -> None:
        """A page down or up."""
        if self.cursor < 0:
            self.scroll_lines(step * max(1, self.size.height - 1))
            return
        height = max(1, len(self.entries[self.cursor].lines))
        self.by(step * max(1, self.size.height // height))

    def _to(self, index: int) -> None:
        old, self.cursor = self.cursor, index
        top = self.top
        self._show_cursor()
        if self.top != top:
            self.refresh()
        else:
            regions = [self._region(i) for i in (old, index)]
            self.refresh(*[region for region in regions if region.height > 0])

    def _region(self, index: int) -> Region:
        start = self._starts[index] - self.top
        return Region(0, max(0, start), self.size.width, len(self.entries[index].lines) + min(0, start))

    def _show_cursor(self) -> None:
        height = self.size.height or 20
        if self.cursor >= 0:
            start = self._starts[self.cursor]
            end = start + len(self.entries[self.cursor].lines)
            if all(not entry.key for entry in self.entries[: self.cursor]) and end <= height:
                start = 0
            self.top = min(self.top, start) if start < self.top else max(self.top, end - height)
        self.top = max(0, min(self.top, len(self._rows) - height))

    def on_resize(self, event: events.Resize) -> None:
        """Keep the cursor in view."""
        self._show_cursor()

    def notify_style_update(self) -> None:
        """Another theme: forget the colours."""
        super().notify_style_update()
        self._look = None

    def render_line(self, y: int) -> Strip:
        """One line."""
        row = y + self.top
        if row >= len(self._rows):
            return Strip([Segment(" " * self.size.width, self._style("", False))])
        index, line = self._rows[row]
        entry = self.entries[index]
        here = index == self.cursor
        segments, room = [], self.size.width
        for text, role in entry.lines[line]:
            text = cut(text, room)
            room -= width(text)
            segments.append(Segment(text, self._style(role, here)))
            if room <= 0:
                break
        segments.append(Segment(" " * room, self._style("", here)))
        return Strip(segments).adjust_cell_length(self.size.width, self._style("", here))

    def _style(self, role: str, here: bool) -> Style:
        if self._look is None:
            self._look = look(self)
        return self._look[role, here]

    def on_click(self, event: events.Click) -> None:
        """Go to the entry; twice opens it."""
        row = event.y + self.top
        if row < len(self._rows) and self.entries[self._rows[row][0]].key:
            self._to(self._rows[row][0])
            if event.chain == 2:
                self.post_message(self.Opened(self.key))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Wheel down."""
        self.by(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Wheel up."""
        self.by(-1)
