"""Everything by name: actions, cards, boards, milestones, saved views, and sentences such as `board li`."""

import asyncio

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from kanban.model.filter import is_filter
from kanban.screens.actions import Action
from kanban.screens.application import Screen
from kanban.screens.finding import MOST, PaletteEntry, Sentence, found, sentence
from kanban.screens.registry import actions_of
from kanban.store.errors import StoreError
from kanban.text.clean import clean_line, cut, pad
from kanban.text.messages import Refused, Words, msg, tr
from kanban.widgets.list_view import ListRow, ListView
from kanban.widgets.prompt import PromptInput

LEAD_CELLS, NAME_CELLS, SHORT_CELLS = 10, 46, 17


class PaletteScreen(ModalScreen[None]):
    """Over the screen whose actions it offers. `typed` is what stands there to begin with."""

    DEFAULT_CSS = """
    PaletteScreen { align: center top; background: $background 50%; }
    PaletteScreen > Vertical { width: 76; max-width: 100%; height: 20; max-height: 100%;
        background: $panel; margin-top: 2; }
    PaletteScreen Input { height: 1; border: none; padding: 0 1; background: $background; }
    PaletteScreen Input:focus { border: none; }
    PaletteScreen:ansi { background: ansi_default; }
    PaletteScreen:ansi > Vertical { background: ansi_default; border: solid ansi_cyan; }
    PaletteScreen:ansi Input { background: ansi_default; color: ansi_default; text-style: underline; }
    """

    def __init__(self, origin: Screen, typed: str = "") -> None:
        super().__init__()
        self._origin = origin
        self._typed = typed
        self._actions: dict[str, Action] = {a.id: a for a in actions_of(origin.NAME) if a.id != "app.palette"}
        self._entries: list[tuple[str, PaletteEntry]] = []
        self._shown: dict[str, PaletteEntry] = {}
        self._gathered = asyncio.Event()

    def compose(self) -> ComposeResult:
        """What is typed, and what it finds."""
        with Vertical():
            yield PromptInput(self._typed, placeholder=tr("an action, or a card's title"), select_on_focus=False)
            yield ListView()

    def on_mount(self) -> None:
        """The actions at once, everything else as soon as it is gathered."""
        self.query_one(Input).focus()
        self._entries = [(entry.text, entry) for entry in self._action_entries()]
        self.call_after_refresh(self._find)
        self.run_worker(self._gather(), group="gather")

    async def _gather(self) -> None:
        more = await asyncio.to_thread(self._more_entries)
        if self.is_attached:
            self._entries = [*self._entries, *more]
            self._find()
        self._gathered.set()

    def on_input_changed(self, event: Input.Changed) -> None:
        """What is typed narrows the list."""
        self._find()

    def _find(self) -> None:
        typed = self.query_one(Input).value
        said = sentence(typed)
        refused: Words = ""
        if said is not None:
            entries = self._of_sentence(said)
        elif is_filter(typed):
            entries, refused = self._of_filter(typed)
        else:
            entries = found(self._entries, typed)
        self._shown = {f"{entry.kind}:{entry.key}": entry for entry in entries}
        rows = [_row(entry) for entry in entries]
        if not rows:
            text = refused or msg("nothing is called {text!r}; esc leaves", text=clean_line(typed))
            rows = [ListRow((((f" {text}", "meta"),),))]
        self.query_one(ListView).set(rows, key=rows[0].key)

    def _of_filter(self, typed: str) -> tuple[list[PaletteEntry], Words]:
        """The cards that fit, behind the filter itself; or why it is none."""
        try:
            keys = self._origin.fitting(typed)
        except Refused as refusal:
            return [], refusal.message
        by_key = {entry.key: entry for _, entry in self._entries if entry.kind == "target"}
        cards = [by_key[key] for key in keys[:MOST] if key in by_key]
        return [*self._of_sentence(Sentence("filter", typed)), *cards], ""

    def _of_sentence(self, said: Sentence) -> list[PaletteEntry]:
        if said.verb == "filter":
            name = (
                tr("filter the board by {filter}", filter=clean_line(said.rest))
                if said.rest
                else tr("filter the board")
            )
            return [PaletteEntry("filter", said.rest, "/", name)]
        if said.verb == "add":
            name = tr("add a card: {title}", title=clean_line(said.rest)) if said.rest else tr("add a card")
            return [PaletteEntry("add", said.rest, "a", name)]
        if said.verb == "new":
            return [PaletteEntry("new", said.rest, "+", tr("make a board: {name}", name=clean_line(said.rest)))]
        of_kind = [(text, entry) for text, entry in self._entries if entry.kind == said.verb]
        return found(of_kind, said.rest)

    def _action_entries(self) -> list[PaletteEntry]:
        why_readonly = self._origin.why_readonly
        out = []
        for action in self._actions.values():
            if not (action.writes and why_readonly):
                help_ = str(action.help)
                out.append(PaletteEntry("action", action.id, action.shown_key, str(action.label), help_))
        return out

    def _more_entries(self) -> list[tuple[str, PaletteEntry]]:
        """In a thread: there may be very many cards, and many boards."""
        app = self._origin.kanban
        out = [PaletteEntry("target", t.key, clean_line(t.key), t.name, t.where) for t in self._origin.targets()]
        try:
            boards = app.store.boards()
        except StoreError:
            boards = []
        out += [PaletteEntry("board", slug, tr("board"), clean_line(slug)) for slug in boards]
        out += [PaletteEntry("milestone", m.id, clean_line(m.id), clean_line(m.name), tr("milestone"))
                for m in app.plan.milestones.values()]  # fmt: skip
        out += self._views()
        return [(entry.text, entry) for entry in out]

    def _views(self) -> list[PaletteEntry]:
        from kanban.store.views import saved_views

        try:
            views = saved_views()
        except Refused:  # `kanban view list` says what is wrong
            return []
        return [
            PaletteEntry("view", text, tr("view"), clean_line(name), clean_line(text)) for name, text in views.items()
        ]

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: do it."""
        event.stop()
        if not self._shown:  # it was typed faster than cards and boards were gathered
            await self._gathered.wait()
        await self._choose(self.query_one(ListView).key)

    async def on_list_view_opened(self, message: ListView.Opened) -> None:
        """So does a double click."""
        await self._choose(message.key)

    async def _choose(self, key: str) -> None:
        entry = self._shown.get(key)
        self.dismiss()
        if entry is None:
            return
        if entry.kind == "action":
            self.app.call_later(self._origin.perform, self._actions[entry.key])
        elif entry.kind == "target":
            self._origin.go_to(entry.key)
        else:
            self.app.call_later(self._origin.kanban.find, entry.kind, entry.key)

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


def _row(entry: PaletteEntry) -> ListRow:
    lead = (f" {pad(cut(entry.lead, LEAD_CELLS), LEAD_CELLS)} ", "key")
    cells = SHORT_CELLS if entry.kind == "action" else NAME_CELLS
    name = (pad(cut(entry.name, cells), cells), "bold" if entry.kind == "action" else "")
    return ListRow(((lead, name, (f" {entry.note}", "meta")),), f"{entry.kind}:{entry.key}")
