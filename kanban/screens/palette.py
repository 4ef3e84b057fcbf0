"""The palette: every action and every card, found by typing."""

from collections.abc import Iterator

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from kanban.screens.actions import Action
from kanban.screens.application import Screen
from kanban.screens.registry import actions_of
from kanban.text.clean import pad
from kanban.text.folding import folded
from kanban.text.messages import tr
from kanban.widgets.list_view import ListRow, ListView

MOST = 200
"""Matches listed at most."""
KEY_CELLS, LABEL_CELLS, NAME_CELLS = 8, 16, 46


class PaletteScreen(ModalScreen[None]):
    """Over the screen whose actions it offers."""

    DEFAULT_CSS = """
    PaletteScreen { align: center top; background: $background 50%; }
    PaletteScreen > Vertical { width: 72; max-width: 100%; height: 20; max-height: 100%;
        background: $panel; margin-top: 2; }
    PaletteScreen Input { height: 1; border: none; padding: 0 1; background: $background; }
    PaletteScreen Input:focus { border: none; }
    PaletteScreen:ansi { background: ansi_default; }
    PaletteScreen:ansi > Vertical { background: ansi_default; border: solid ansi_cyan; }
    PaletteScreen:ansi Input { background: ansi_default; color: ansi_default; text-style: underline; }
    """

    def __init__(self, origin: Screen) -> None:
        super().__init__()
        self._origin = origin
        self._actions: dict[str, Action] = {a.id: a for a in actions_of(origin.NAME) if a.id != "app.palette"}

    def compose(self) -> ComposeResult:
        """What is typed, and what it finds."""
        with Vertical():
            yield Input(placeholder=tr("an action, or a card's title"))
            yield ListView()

    def on_mount(self) -> None:
        """Everything, to begin with."""
        self.query_one(Input).focus()
        self.call_after_refresh(self._find, "")

    def on_input_changed(self, event: Input.Changed) -> None:
        """What is typed narrows the list."""
        self._find(event.value)

    def _find(self, text: str) -> None:
        words = folded(text).split()
        rows = [row for searched, row in self._all() if all(word in searched for word in words)]
        self.query_one(ListView).set(rows[:MOST], key=rows[0].key if rows else None)

    def _all(self) -> Iterator[tuple[str, ListRow]]:
        """What is searched, and the row that is shown."""
        why_readonly = self._origin.why_readonly
        for action in self._actions.values():
            if not (action.writes and why_readonly):
                label, help_ = str(action.label), str(action.help)
                keys = pad(action.shown_key, KEY_CELLS)
                spans = ((f" {keys}", "key"), (pad(label, LABEL_CELLS), "bold"), (help_, "meta"))
                yield folded(f"{label} {help_}"), ListRow((spans,), f"action:{action.id}")
        for target in self._origin.targets():
            name = pad(target.name, NAME_CELLS)
            spans = ((f" {pad(target.key, KEY_CELLS)}", "key"), (name, ""), (f" {target.where}", "meta"))
            yield folded(f"{target.key} {target.name}"), ListRow((spans,), f"target:{target.key}")

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: do it."""
        event.stop()
        await self._choose(self.query_one(ListView).key)

    async def on_list_view_opened(self, message: ListView.Opened) -> None:
        """So does a double click."""
        await self._choose(message.key)

    async def _choose(self, key: str) -> None:
        kind, _, name = key.partition(":")
        self.dismiss()
        if kind == "action":
            self.app.call_later(self._origin.perform, self._actions[name])
        elif kind == "target":
            self._origin.go_to(name)

    def on_key(self, event: events.Key) -> None:
        """Arrows go through the list, esc leaves."""
        steps = {"down": 1, "up": -1, "ctrl+n": 1, "ctrl+p": -1}
        if event.key == "escape":
            event.stop()
            self.dismiss()
        elif event.key in steps:
            event.stop()
            event.prevent_default()
            self.query_one(ListView).by(steps[event.key])
        elif event.key in ("pagedown", "pageup"):
            event.stop()
            self.query_one(ListView).page(1 if event.key == "pagedown" else -1)
