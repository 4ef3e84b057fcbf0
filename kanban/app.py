"""The terminal application: starting, switching between board, metrics and roll-up, leaving without a loss."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context, copy_context
from pathlib import Path
from typing import Any

from textual import events
from textual.app import App

from kanban.model.plan import EMPTY_PLAN, Plan
from kanban.render.card import ASCII, glyphs
from kanban.screens.base import KeyScreen
from kanban.screens.key_queue import KeyQueue
from kanban.session.board import Session
from kanban.store.errors import StoreError
from kanban.store.folder.store import FolderStore
from kanban.text.charset import is_utf8
from kanban.text.clean import clean_line, plural
from kanban.text.messages import Refused
from kanban.widgets.line_filters import AsciiOnly, AsciiSigns, Cleaned

THEMES = {"terminal": "ansi-dark", "dark": "textual-dark", "light": "textual-light"}
"""By KANBAN_THEME. `terminal`, the default, uses the terminal's own colours: right on any background, few bytes."""


class KanbanApp(App[int], inherit_bindings=False):
    """Boards and roll-up of one workspace. `slug` None: only the roll-up, as for a PM without a board."""

    DEFAULT_MODE = "home"
    """The mode of the first screen, be it the board or the roll-up."""
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    * { scrollbar-size-vertical: 1; }
    """
    BINDINGS = []
    COMMANDS = set()
    ALLOW_SELECT = False

    def __init__(
        self, workspace: FolderStore, slug: str | None, user: str, readonly: bool = False, first: str = "board"
    ) -> None:
        theme = THEMES[_theme_wanted()]
        super().__init__(ansi_color=True if theme.startswith("ansi") else None)
        self.theme = theme
        self._filters.append(Cleaned())
        if glyphs() is ASCII:
            self._filters.append(AsciiSigns())
        if not is_utf8():
            self._filters.append(AsciiOnly())
        self.workspace = workspace
        self.slug = slug
        self._first = first if slug is not None else "rollup"
        self.user = user
        self.readonly = readonly
        self.plan: Plan = EMPTY_PLAN
        self.session: Session | None = None
        self._local_zone = False
        self._leaving = False
        self.left_in: Path | None = None
        """Where what could not be saved was written to."""
        self._crash: str | None = None
        self._typed = KeyQueue(self, super().on_event)
        self.add_mode("home", self.get_default_screen)
        for mode, screen in (
            ("board", self._board_screen), ("rollup", self._rollup_screen), ("metrics", self._metrics_screen),
        ):  # fmt: skip
            self.add_mode(mode, screen)

    # Starting

    async def on_event(self, event: events.Event) -> None:
        """Keys and pastes go one after the other, each when the one before it has had its effect.

        What is pasted is one line, and nothing in it is the terminal's business: an input shows it as it is.
        """
        if isinstance(event, events.Key) and not event.is_forwarded:
            self._typed.put(event)
        elif isinstance(event, events.Paste) and not event.is_forwarded:
            self._typed.put(events.Paste(clean_line(event.text)))
        else:
            await super().on_event(event)

    def on_mount(self) -> None:
        """Signals that end the program leave the terminal as it was and save first."""
        self.run_worker(self._typed.run(), name="typed", group="typed")
        self.app_resume_signal.subscribe(self, lambda _: self.screen.refresh(layout=True))  # `fg` finds it empty
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            try:
                loop.add_signal_handler(number, self._on_signal, number)
            except (NotImplementedError, RuntimeError):
                break
        if sys.platform == "linux" and sys.__stdin__ is not None and sys.__stdin__.isatty():
            threading.Thread(target=self._wait_for_hang_up, args=(loop,), name="kanban-line", daemon=True).start()

    def _wait_for_hang_up(self, loop: asyncio.AbstractEventLoop) -> None:
        """A terminal that is gone ends the program, also where no SIGHUP says so: reading from it would never rest."""
        import select

        line = select.poll()
        line.register(0, 0)
        line.poll()
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(self._on_signal, signal.SIGHUP)

    def get_default_screen(self) -> Any:
        """The board, or the roll-up where there is no board."""
        self.load_plan()
        return self._board_screen() if self._first == "board" else self._rollup_screen()

    def load_plan(self) -> None:
        """The plan as it is now: others write it."""
        try:
            self.plan = self.workspace.plan()
        except StoreError as error:
            self.call_later(self._say, str(error))

    def _board_screen(self) -> KeyScreen:
        from kanban.screens.board import BoardScreen

        assert self.slug is not None
        loop, context = asyncio.get_running_loop(), copy_context()
        board = self.workspace.first_paint(self.slug)
        session = Session(
            self.workspace,
            board,
            self.user,
            post=lambda call: _post(loop, context, call),
            notify=lambda change: screen.on_change(change),
        )
        screen = BoardScreen(session)
        self.session = session
        session.start()
        return screen

    def _rollup_screen(self) -> KeyScreen:
        from kanban.screens.rollup import RollupScreen
        from kanban.session.rollup import RollupFeed

        return RollupScreen(self.workspace, RollupFeed(self.workspace))

    async def go(self, mode: str) -> None:
        """To another mode; each keeps its place."""
        if mode == "board" and self.slug is None:
            self._say("no board of yours in this workspace; kanban --board NAME opens another one")
            return
        if mode == "metrics" and self.slug is None:
            self._say("metrics are a board's, and none of yours is in this workspace; kanban metrics prints all")
            return
        if mode == "board" and self.session is None:
            assert self.slug is not None
            try:
                self.workspace.board(self.slug)
            except StoreError as error:
                self._say(str(error))
                return
        await self.switch_mode("home" if mode == self._first else mode)

    def _metrics_screen(self) -> KeyScreen:
        from kanban.screens.metrics import MetricsScreen

        return MetricsScreen(self.workspace, self.slug)

    # What screens ask for

    @property
    def zone(self) -> str:
        """The plan's zone, or this machine's after a key."""
        from kanban.text.dates import local_zone

        return local_zone() if self._local_zone else self.plan.timezone

    @property
    def project(self) -> str:
        """Name of the project; empty without one."""
        return self.plan.project

    def toggle_zone(self) -> None:
        """The other zone, on all screens."""
        self._local_zone = not self._local_zone
        for screen in self.screen_stack:
            if isinstance(screen, KeyScreen):
                screen.on_shown()

    def shortened(self, words: str) -> str:
        """A message without the workspace's folder, so that the reason behind it is still in view."""
        inner = f"{self.workspace.folder}/boards/{self.slug}/" if self.slug else ""
        for folder in (inner, f"{self.workspace.folder}/"):
            words = words.replace(folder, "") if folder else words
        return words

    def milestone_words(self) -> dict[str, str]:
        """By work package: the milestones it counts for, for the faces of cards."""
        return {
            node.code: " ".join(m.id for m in self.plan.gated_by(node.code)) or node.code for node in self.plan.packages
        }

    def _say(self, words: str) -> None:
        if isinstance(self.screen, KeyScreen):
            self.screen.say(words, "error")

    # Leaving

    async def leave(self, code: int = 0) -> None:
        """Save what is left, then quit; what cannot be saved is asked about first."""
        if self._leaving:
            return
        session = self.session
        if session is not None and session.unsaved:
            self._leaving = True
            saved = await asyncio.to_thread(session.close)
            if not saved:
                self._leaving = False
                from kanban.screens.unsaved import ask_about

                await ask_about(self.screen, session, self._leave_unsaved)
                return
        self.exit(return_code=code)

    def _leave_unsaved(self, left_in: Path | None) -> None:
        self.left_in = left_in
        self.exit(return_code=3)

    def _on_signal(self, number: int) -> None:
        self.exit(return_code=128 + number)

    async def action_quit(self) -> None:
        """Textual's own way out takes ours."""
        await self.leave()

    def _fatal_error(self) -> None:
        """A crash: nothing of any card on the terminal; the trace goes into a file that only its user can read."""
        self._crash = _write_trace()
        self._return_code = 1
        self._close_messages_no_wait()

    def finish(self) -> int:
        """After `run`: the exit code, with the last words on stderr."""
        if self.session is not None and not self.session.close():
            left = len(self.session.left_over())
            reason = self.session.failure
            print(f"kanban: not saved: {plural(left, 'change')}: {clean_line(reason)}", file=sys.stderr)
            if self.left_in is not None:
                place = clean_line(str(self.left_in))
                how = f"kanban import changes {place} --board {self.slug}"
                print(f"kanban: written to {place}; applied later by: {how}", file=sys.stderr)
            return 3
        if self._crash is not None:
            print(f"kanban: stopped by a fault of its own; the trace is in {self._crash}", file=sys.stderr)
            return 1
        return self.return_code or 0


def run_board(workspace: FolderStore, slug: str, user: str, readonly: bool = False, mouse: bool = True) -> int:
    """Open a board; the exit code. Raises StoreError if it cannot be read."""
    workspace.first_paint(slug)
    app = KanbanApp(workspace, slug, user, readonly)
    app.run(mouse=mouse)
    return app.finish()


def run_rollup(
    workspace: FolderStore, user: str, readonly: bool = False, slug: str | None = None, mouse: bool = True
) -> int:
    """Open straight on the roll-up; from it one key leads to board `slug`. The exit code."""
    app = KanbanApp(workspace, slug, user, readonly, first="rollup")
    app.run(mouse=mouse)
    return app.finish()


def _post(loop: asyncio.AbstractEventLoop, context: Context, call: Callable[[], None]) -> None:
    """Hand a call to the UI thread, in the app's context; after the end there is nobody to hand it to."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(call, context=context)


def _theme_wanted() -> str:
    """KANBAN_THEME, where the terminal can show it: 16 colours and NO_COLOR get the terminal's own."""
    wanted = os.environ.get("KANBAN_THEME") or "terminal"
    if wanted not in THEMES:
        raise Refused(f"KANBAN_THEME: {clean_line(wanted)!r} is none of {', '.join(THEMES)}")
    rich = os.environ.get("COLORTERM") in ("truecolor", "24bit") or "256" in os.environ.get("TERM", "")
    return wanted if rich and not os.environ.get("NO_COLOR") else "terminal"


def _write_trace() -> str:
    import tempfile
    import traceback

    from platformdirs import user_state_dir

    text = traceback.format_exc()
    try:
        folder = Path(user_state_dir("kanban"))
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "crash.txt"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError:
        descriptor, name = tempfile.mkstemp(prefix="kanban-crash-", suffix=".txt")
        path = Path(name)
    with open(descriptor, "w") as file:
        file.write(text)
    return str(path)
