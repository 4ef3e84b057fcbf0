"""The terminal application: starting, switching between screens, leaving without a loss."""

from functools import partial
from typing import Any

from textual import events
from textual.app import App
from textual.driver import Driver

from kanban.formats.config_toml.settings import Settings
from kanban.model.plan import EMPTY_PLAN, Plan
from kanban.screens.access import WriteAccess
from kanban.screens.application import Screen
from kanban.screens.base import KeyScreen
from kanban.screens.front import front_screen, say_in_front
from kanban.screens.going import go_to_found
from kanban.screens.key_queue import KeyQueue
from kanban.screens.leaving import Leaving, say_last
from kanban.screens.open_boards import OpenBoards
from kanban.screens.registry import screen, screens, use_keymap
from kanban.screens.saving_words import AnySession
from kanban.screens.shared_rollup import SharedRollup
from kanban.screens.signals import watch_signals
from kanban.screens.window_size import WindowSize
from kanban.session.board import BoardSession
from kanban.session.ledger import Change
from kanban.session.plan import PlanSession
from kanban.session.posting import UiThread
from kanban.store.errors import StoreError
from kanban.store.protocol import Store
from kanban.text.dates import local_zone
from kanban.text.messages import Words, msg
from kanban.widgets.line_filters import terminal_filter
from kanban.widgets.themes import begin_with_theme, textual_theme, theme_wanted

CRASHED, LEFT_UNSAVED = 1, 3
"""Exit codes: after a fault of the program's own; where something is not saved."""
NOTHING_SET = Settings()


class KanbanApp(App[int], inherit_bindings=False):
    """A board and the roll-up of one store. `slug` None: only the roll-up, as for a PM without a board.

    `to_say` is said once the first screen stands.
    """

    DEFAULT_MODE = "home"
    """The mode of the first screen, whichever it is."""
    ENABLE_COMMAND_PALETTE = False
    CSS = "* { scrollbar-size-vertical: 1; }"
    BINDINGS = []
    COMMANDS = set()
    ALLOW_SELECT = False

    def __init__(
        self,
        store: Store,
        slug: str | None,
        user: str,
        readonly: bool = False,
        first: str = "board",
        settings: Settings = NOTHING_SET,
        to_say: Words = "",
    ) -> None:
        theme = textual_theme(theme_wanted(settings.theme, settings.themes), settings.themes)
        super().__init__(ansi_color=True if str(theme).startswith("ansi") else None)
        begin_with_theme(self, theme)
        use_keymap(settings.keymap)
        self.settings = settings
        self._to_say = to_say
        self._filters.append(terminal_filter())
        self.store = store
        self.boards = OpenBoards(slug, self.add_mode)
        self.user = user
        self.write_access = WriteAccess(store, readonly)
        self._ui_thread = UiThread()
        self._window_size = WindowSize(self)
        self.plan_session = PlanSession(store, EMPTY_PLAN, user, self._ui_thread)
        self._first = first if slug is not None else "rollup"
        self._local_zone = False
        self._leaving = Leaving()
        self._crash = ""
        self.keys = KeyQueue(self, super().on_event)
        self.shared_rollup = SharedRollup(store, lambda: self.keys.last_at, readonly)
        for declaration in screens():
            if declaration.make is not None:
                self.add_mode(declaration.name, partial(self._made, declaration.name))

    async def on_event(self, event: events.Event) -> None:
        """Keys and pastes go one after the other, each when the one before it has had its effect."""
        if not self.keys.take(event):
            await super().on_event(event)

    def get_driver_class(self) -> type[Driver]:
        """On a terminal the driver that tells keys from the sequences they begin."""
        from kanban.screens.key_sequences import KeyDriver  # Textual's own is imported as late

        wanted = super().get_driver_class()
        return KeyDriver if issubclass(KeyDriver, wanted) else wanted

    def on_mount(self) -> None:
        """Signals that end the program leave the terminal as it was and save first."""
        self.add_mode("home", self.get_default_screen)  # known earlier, its CSS would be parsed twice
        self.run_worker(self.keys.run(), name="keys", group="keys")
        self.app_resume_signal.subscribe(self, lambda _: self.screen.refresh(layout=True))  # `fg` finds it empty
        if self._to_say:
            self.call_after_refresh(lambda: front_screen(self.screen_stack).say(self._to_say, "error"))
        watch_signals(lambda number: self.exit(return_code=128 + number))

    def on_resize(self, event: events.Resize) -> None:
        """Painted for the size that the terminal has, also where several came at once."""
        self._window_size.told(event.size)

    def get_default_screen(self) -> Any:
        """The board, or the roll-up where there is no board."""
        self._ui_thread.begin()
        self.plan_session.listen(partial(self._on_change, self.plan_session, ("rollup", "plan", "calendar")))
        self.plan_session.begin()
        return self._made(self._first)

    def _made(self, name: str) -> Any:
        make = screen(name).make
        return make and make(self)

    def open_board(self) -> BoardSession:
        """Begin to use the board. Raises StoreError."""
        session = self.boards.opened(self.store, self.user, self._ui_thread)
        session.listen(partial(self._on_change, session, ("board", "card", "columns", "archived")))
        return session

    async def use_board(self, slug: str) -> None:
        """Go to another board, or back to one; the others stay open. Raises Refused."""
        await self.boards.use(self.store, self.write_access, slug)
        await self.go("board")

    async def go(self, name: str) -> None:
        """To another screen that has a key of its own; each keeps its place."""
        front, declaration = front_screen(self.screen_stack), screen(name)
        if self.slug is None and declaration.without_board:
            front.say(declaration.without_board, "error")
            return
        try:
            if name == "board" and self.boards.session is None:
                await self.boards.read(self.store, self.write_access, self.slug or "")
        except StoreError as error:
            front.say(error.reason, "error")
            return
        mode = self.boards.mode(name, partial(self._made, name))
        await self.switch_mode("home" if mode == self._first else mode)

    async def uncover(self, name: str) -> None:
        """Take away what stands over a screen, where it lies beneath what is in front."""
        if any(getattr(beneath, "NAME", "") == name for beneath in self.screen_stack):
            while getattr(self.screen, "NAME", "") != name:
                await self.pop_screen()

    @property
    def slug(self) -> str | None:
        """The board in use."""
        return self.boards.slug

    @property
    def plan(self) -> Plan:
        """The plan, with what is not saved yet."""
        return self.plan_session.view

    @property
    def zone(self) -> str:
        """The plan's zone, or this machine's after a key."""
        return local_zone() if self._local_zone else self.plan.timezone

    def toggle_zone(self) -> None:
        """The other zone; a screen that is not shown follows when it is."""
        self._local_zone = not self._local_zone
        for shown in self.screen_stack:
            if isinstance(shown, KeyScreen):
                shown.repaint()

    def open_help(self, of: Screen) -> None:
        """The help of a screen, before it."""
        from kanban.screens.help.screen import HelpScreen  # not needed for the first paint

        self.push_screen(HelpScreen(of.NAME))

    def open_palette(self, of: Screen, typed: str = "") -> None:
        """The palette of a screen, before it; `typed` stands there to begin with."""
        from kanban.screens.palette import PaletteScreen  # not needed for the first paint

        self.push_screen(PaletteScreen(of, typed))

    @property
    def front(self) -> Any:
        """The screen in front, beneath forms and the palette."""
        return front_screen(self.screen_stack)

    async def find(self, kind: str, key: str) -> None:
        """Go to something that the palette found, or do what a sentence says."""
        await go_to_found(self, kind, key)

    def _on_change(self, session: AnySession, own: tuple[str, ...], change: Change) -> None:
        if self.is_running:
            if session.ref not in (self.slug, None):  # another board's news is told with its name
                own = ()
            say_in_front(self.screen_stack, session, own, change)
            if change.lost:
                from kanban.screens.lost_changes import offer  # hardly ever needed

                self.call_later(offer, front_screen(self.screen_stack), session, change)

    @property
    def _sessions(self) -> list[AnySession]:
        return [*self.boards.sessions.values(), self.plan_session]

    async def leave(self) -> None:
        """Save what is left, then quit; what cannot be saved is asked about first."""
        front = self.screen if isinstance(self.screen, KeyScreen) else None
        await self._leaving.leave(front, self._sessions, lambda saved: self.exit(0 if saved else LEFT_UNSAVED))

    async def action_quit(self) -> None:
        """Textual's own way out takes ours."""
        await self.leave()

    def _fatal_error(self) -> None:
        """A crash: nothing of any card on the terminal; the trace goes into a file."""
        from kanban.screens.crash_file import write_trace

        self._crash = write_trace()
        self._return_code = CRASHED
        self._close_messages_no_wait()

    def finish(self) -> int:
        """After `run`: the exit code, with the last words on stderr."""
        if not self._leaving.finish(self._sessions):
            return LEFT_UNSAVED
        if self._crash:
            say_last(msg("stopped by a fault of its own; the trace is in {file}", file=self._crash))
            return CRASHED
        return self.return_code or 0
