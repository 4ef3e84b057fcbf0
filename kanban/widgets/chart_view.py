"""A chart with a cursor on one of its stops; only the lines that differ are painted again."""

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from kanban.render.card import Span
from kanban.render.chart_data import Chart
from kanban.render.charts import Drawing
from kanban.text.glyphs import glyphs
from kanban.widgets.styles import Styles, styles_of


class ChartView(Widget):
    """Draws a chart as large as it is itself. Keys are the screen's matter; a click posts `Chosen`."""

    DEFAULT_CSS = """
    ChartView { height: 1fr; background: $background; color: $foreground; }
    ChartView:ansi { background: ansi_default; color: ansi_default; }
    """

    class Chosen(Message):
        """A stop was clicked, once or twice."""

        def __init__(self, number: int, opens: bool) -> None:
            super().__init__()
            self.number, self.opens = number, opens

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._chart: Chart | None = None
        self._cursor = -1
        self._drawing: Drawing | None = None
        self._lines: list[tuple[Span, ...]] = []
        self._drawn_for: Size | None = None
        self._role_styles: Styles | None = None

    def set(self, chart: Chart | None, cursor: int = -1) -> None:
        """Show another chart, or the cursor elsewhere. Another one is drawn when it is painted: its room may change."""
        self._cursor = cursor
        if chart is not self._chart:
            self._chart, self._drawing, self._drawn_for = chart, None, None
            self.refresh()
        elif self._drawing is not None and self._drawn_for == self.size:
            self._point_out(self._drawing)

    def notify_style_update(self) -> None:
        """Drop the colours that were kept: the theme has changed."""
        super().notify_style_update()
        self._role_styles = None

    def render_line(self, y: int) -> Strip:
        """One line."""
        if self._drawn_for != self.size:
            self._draw()
        line = self._lines[y] if y < len(self._lines) else ()
        segments = [Segment(text, self._style(role)) for text, role in line]
        return Strip(segments).adjust_cell_length(self.size.width, self._style(""))

    def on_click(self, event: events.Click) -> None:
        """The stop nearest to where it was."""
        stop = self._drawing.stop_at(event.x) if self._drawing is not None else -1
        if stop >= 0:
            self.post_message(self.Chosen(stop, event.chain == 2))

    def _draw(self) -> None:
        """As large as it is now."""
        self._drawn_for = size = self.size
        self._drawing, self._lines = None, []
        if self._chart is not None and size:
            self._drawing = Drawing(self._chart, size.width, size.height, glyphs())
            self._lines = self._drawing.lines(self._cursor)

    def _point_out(self, drawing: Drawing) -> None:
        """The cursor is elsewhere: paint the lines that differ by it."""
        before, self._lines = self._lines, drawing.lines(self._cursor)
        changed = [y for y, (old, new) in enumerate(zip(before, self._lines, strict=True)) if old != new]
        if changed:
            self.refresh(*[Region(0, y, self.size.width, 1) for y in changed])

    def _style(self, role: str) -> Style:
        if self._role_styles is None:
            self._role_styles = styles_of(self)
        return self._role_styles[role, False]
