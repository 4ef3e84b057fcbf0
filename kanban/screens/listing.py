"""A screen that is a list: what the card view, help, metrics and the roll-up share."""

from collections.abc import Iterable

from textual import events
from textual.app import ComposeResult

from kanban.render.card import Span
from kanban.screens.base import KeyScreen
from kanban.text.clean import cut, wrap
from kanban.text.glyphs import glyphs
from kanban.text.messages import Words
from kanban.widgets.line import Line
from kanban.widgets.list_view import ListRow, ListView


def text_row(*spans: Span) -> ListRow:
    """One line that takes no cursor."""
    return ListRow((tuple(spans),))


class ListScreen(KeyScreen):
    """Lines on top, a list, a pane for what is under its cursor, the bottom line."""

    TOP_LINES: tuple[str, ...] = ("top",)
    """The ids of the lines on top."""
    PANE_LINES = 0
    """How many lines the pane has at most, `pane0` and so on."""

    def compose(self) -> ComposeResult:
        """Lines on top, list, pane, bottom line."""
        for name in self.TOP_LINES:
            yield Line(id=name)
        yield ListView(id="list")
        for number in range(self.PANE_LINES):
            yield Line(id=f"pane{number}")
        yield Line(id="bottom")

    @property
    def list_view(self) -> ListView:
        """The list."""
        return self.query_one("#list", ListView)

    @property
    def top(self) -> Line:
        """The line above it."""
        return self.query_one("#top", Line)

    @property
    def is_emptied(self) -> bool:
        """Whether the program is ending: what there was to paint is gone before the screen is."""
        return not self.query_children("#top")

    def set_pane(self, said: Iterable[Words]) -> None:
        """Show texts in the pane, the first line of it strongest; where there is no room for all, that is seen."""
        room = max(20, self.size.width - 2)
        lines = [line for words in said for line in wrap(str(words), room) if line]
        if len(lines) > self.PANE_LINES:
            lines[self.PANE_LINES - 1] = f"{cut(lines[self.PANE_LINES - 1], room - 2, '')} {glyphs().ellipsis}"
        for number in range(self.PANE_LINES):
            spans = ((f" {lines[number]}", "" if number == 0 else "meta"),) if number < len(lines) else ()
            self.query_one(f"#pane{number}", Line).set(spans)

    def on_mount(self) -> None:
        """First paint."""
        self.refresh_bottom()
        self.call_after_refresh(self.repaint)

    def on_resize(self, event: events.Resize) -> None:
        """Lines are as long as the screen is wide."""
        self.call_after_refresh(self.repaint)

    def do_down(self) -> None:
        """Cursor or view down."""
        self.list_view.by(1)

    def do_up(self) -> None:
        """Cursor or view up."""
        self.list_view.by(-1)

    def do_first(self) -> None:
        """To the beginning."""
        self.list_view.by(-(10**9))

    def do_last(self) -> None:
        """To the end."""
        self.list_view.by(10**9)

    def do_page_down(self) -> None:
        """A page down."""
        self.list_view.page(1)

    def do_page_up(self) -> None:
        """A page up."""
        self.list_view.page(-1)

    async def do_back(self) -> None:
        """Where one came from."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
        else:
            await self.kanban.go("board")

    async def on_list_view_opened(self, message: ListView.Opened) -> None:
        """A double click."""
        opened = next((c.do_open for c in self.controllers if hasattr(c, "do_open")), None)
        if opened is not None:
            await self.run(opened)
