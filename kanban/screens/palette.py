"""The palette: every action and every card, found by typing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from kanban.screens.actions import SCREENS, Action, shown
from kanban.text.clean import clean_line, pad
from kanban.widgets.list_view import Entry, ListView

if TYPE_CHECKING:
    from kanban.screens.base import KeyScreen

MOST = 200
"""Matches listed at most."""


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

    def __init__(self, origin: KeyScreen) -> None:
        super().__init__()
        self._origin = origin
        self._actions: dict[str, Action] = {a.id: a for a in SCREENS[origin.KEYS] if a.id != "app.palette"}

    def compose(self) -> ComposeResult:
        """What is typed, and what it finds."""
        with Vertical():
            yield Input(placeholder="an action, or a card's title")
            yield ListView()

    def on_mount(self) -> None:
        """Everything, to begin with."""
        self.query_one(Input).focus()
        self.call_after_refresh(self._find, "")

    def on_input_changed(self, event: Input.Changed) -> None:
        """What is typed narrows the list."""
        self._find(event.value)

    def _find(self, text: str) -> None:
        words = text.casefold().split()
        matches = [entry for entry in self._all() if all(w in entry[0] for w in words)]
        self.query_one(ListView).set([entry for _, entry in matches[:MOST]], key=matches[0][1].key if matches else None)

    def _all(self) -> Iterator[tuple[str, Entry]]:
        readonly = self._origin.kanban.readonly
        for action in self._actions.values():
            if action.writes and readonly:
                continue
            spans = (
                (f" {pad(shown(action.keys[0]), 8)}", "key"),
                (pad(action.label, 14), "bold"),
                (action.help, "meta"),
            )
            yield f"{action.label} {action.help}".casefold(), Entry((spans,), f"action:{action.id}")
        selection = getattr(self._origin, "selection", None)
        if selection is None:
            return
        for column in selection.board.columns:
            for card_id in selection.board.cards_in(column.id):
                card = selection.board.cards[card_id]
                title, name = clean_line(card.title), clean_line(column.name)
                spans = ((f" {pad(card.id, 8)}", "key"), (pad(title, 46), ""), (f" {name}", "meta"))
                yield f"{card.id} {title}".casefold(), Entry((spans,), f"card:{card.id}")

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: do it."""
        event.stop()
        await self._choose(self.query_one(ListView).key)

    async def on_entries_opened(self, message: ListView.Opened) -> None:
        """So does a double click."""
        await self._choose(message.key)

    async def _choose(self, key: str) -> None:
        kind, _, name = key.partition(":")
        self.dismiss()
        origin = self._origin
        if kind == "action":
            origin.call_later(origin.perform, self._actions[name])
        elif kind == "card":
            origin.selection.to(name)  # type: ignore[attr-defined]
            origin.redraw()  # type: ignore[attr-defined]

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
