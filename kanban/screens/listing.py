"""A screen that is a list: what the card view, help, metrics and the roll-up share."""

from textual.app import ComposeResult

from kanban.render.card import Span
from kanban.screens.base import KeyScreen
from kanban.widgets.line import Line
from kanban.widgets.list_view import Entry, ListView


def text_entry(*spans: Span) -> Entry:
    """One line that takes no cursor."""
    return Entry((tuple(spans),))


class ListScreen(KeyScreen):
    """A line on top, entries, the bottom line."""

    KEYS = "metrics"

    def compose(self) -> ComposeResult:
        """Top line, entries, bottom line."""
        yield Line(id="top")
        yield ListView(id="entries")
        yield Line(id="bottom")

    @property
    def entries(self) -> ListView:
        """The list."""
        return self.query_one(ListView)

    @property
    def top(self) -> Line:
        """The line above it."""
        return self.query_one("#top", Line)

    def on_mount(self) -> None:
        """First paint."""
        self.refresh_bottom()
        self.call_after_refresh(self.on_shown)

    def do_down(self) -> None:
        """Cursor or view down."""
        self.entries.by(1)

    def do_up(self) -> None:
        """Cursor or view up."""
        self.entries.by(-1)

    def do_first(self) -> None:
        """To the beginning."""
        self.entries.by(-(10**9))

    def do_last(self) -> None:
        """To the end."""
        self.entries.by(10**9)

    def do_page_down(self) -> None:
        """A page down."""
        self.entries.page(1)

    def do_page_up(self) -> None:
        """A page up."""
        self.entries.page(-1)

    async def do_back(self) -> None:
        """Where one came from."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
        else:
            await self.do_board()

    async def on_entries_opened(self, message: ListView.Opened) -> None:
        """A double click."""
        opened = getattr(self, "do_open", None)
        if opened is not None:
            await self._run(opened)
