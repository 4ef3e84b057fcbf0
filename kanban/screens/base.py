"""What all screens share: one key table, a line at the bottom, questions that never hold up the next key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar, cast

import msgspec
from msgspec import MsgspecError
from textual import events
from textual.screen import Screen

from kanban.render.card import Span
from kanban.screens.actions import FOOTERS, SCREENS, Action, key_map, shown
from kanban.screens.application import Frame
from kanban.text.clean import clean_line, width
from kanban.text.messages import Refused
from kanban.widgets.line import Line

SAY_SECONDS = 8.0
"""How long a message stays if no key is pressed."""


class Question(msgspec.Struct, frozen=True):
    """Something asked in the bottom line. A key that is no answer takes it away and does what it always does."""

    text: str
    answers: Mapping[str, tuple[str, Callable[[], object]]]
    """By key: the word shown beside it (empty: not shown) and what it does."""
    insist: bool = False
    """Other keys take the question away and do nothing: for what must not happen by accident."""

    def spans(self) -> tuple[Span, ...]:
        """How it is shown."""
        out: list[Span] = [(f" {self.text} ", "ask")]
        for key, (word, _) in self.answers.items():
            if word:
                out += [(f" {shown(key)}", "key"), (f" {word} ", "meta")]
        return tuple(out)


class KeyScreen(Screen[Any]):
    """A screen whose actions come from `kanban.screens.actions.SCREENS[self.KEYS]`.

    The action `board.move_left` is the method `do_move_left`; `do_` methods may be coroutines and may raise Refused.
    """

    KEYS: ClassVar[str] = "board"
    BINDINGS: ClassVar[list[Any]] = []
    DEFAULT_CSS = """
    KeyScreen { layout: vertical; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._keys = key_map(self.KEYS)
        self._question: Question | None = None
        self._said: tuple[Span, ...] = ()
        self._said_timer: Any = None
        self.prompt: Any = None

    @property
    def kanban(self) -> Frame:
        """The application."""
        return cast(Frame, self.app)

    @property
    def bottom(self) -> Line:
        """The bottom line: keys, a message or a question."""
        return self.query_one("#bottom", Line)

    # Keys

    async def press(self, key: str) -> None:
        """One key: an answer, or an action."""
        question, self._question = self._question, None
        if question is not None:
            if key in question.answers:
                self.say("")
                await self._run(question.answers[key][1])
                return
            self.say("")
            if question.insist or key == "escape":
                return
        elif self._said:
            self.say("")
        action = self._keys.get(key)
        if action is not None:
            await self.perform(action)

    async def perform(self, action: Action) -> None:
        """Do an action, from a key, the palette or a click."""
        if action.writes and self.kanban.readonly:
            self.say(f"{action.label}: this view is read-only", "error")
            return
        method = getattr(self, "do_" + action.id.partition(".")[2], None)
        if method is not None:
            await self._run(method)

    async def _run(self, call: Callable[[], object]) -> None:
        try:
            result = call()
            if isinstance(result, Awaitable):
                await result
        except Refused as refusal:
            self.say(str(refusal), "error")
        except MsgspecError as error:
            self.say(f"a record cannot be read: {error}; see `kanban doctor`", "error")

    # The bottom line

    def ask(self, question: Question) -> None:
        """Put a question into the bottom line."""
        self._question = question
        self.refresh_bottom()

    def say(self, words: str, role: str = "") -> None:
        """Put a message into the bottom line until the next key, or take it away."""
        words = self.kanban.shortened(words)
        self._said = ((f" {clean_line(words)}", role),) if words else ()
        if role == "error" and self.prompt is not None:
            self.prompt.say(words, wrong=True)
        if self._said_timer is not None:
            self._said_timer.stop()
            self._said_timer = None
        if words:
            self._said_timer = self.set_timer(SAY_SECONDS, lambda: self.say(""))
        self.refresh_bottom()

    def refresh_bottom(self) -> None:
        """Question, else message, else the keys that matter now."""
        spans = self._question.spans() if self._question else self._said or self.footer()
        self.bottom.set(spans)

    def footer(self) -> tuple[Span, ...]:
        """The keys of this screen, as many as fit."""
        by_id = {action.id: action for action in SCREENS[self.KEYS]}
        out: list[Span] = []
        used = 0
        for ids, word in FOOTERS[self.KEYS]:
            actions = [by_id[action_id] for action_id in ids.split()]
            if actions[0].writes and self.kanban.readonly:
                continue
            if actions[0].id in ("app.board", "app.metrics") and self.kanban.slug is None:
                continue
            keys = " ".join(shown(action.keys[0]) for action in actions)
            used += width(keys) + width(word) + 3
            if used > self.size.width:
                break
            out += [(f" {keys}", "key"), (f" {word} ", "meta")]
        return tuple(out)

    def on_resize(self, event: events.Resize) -> None:
        """Other keys may fit."""
        self.call_after_refresh(self.refresh_bottom)

    async def type_in(
        self,
        label: str,
        text: str,
        done: Callable[[str], object],
        changed: Callable[[str], object] | None = None,
        cancelled: Callable[[], object] | None = None,
        suggest: Callable[[str], str] | None = None,
    ) -> None:
        """Ask for a line of text in the place of the bottom line.

        `done` gets the text on enter and may raise Refused: then the text stays, with the reason beside it.
        """
        from kanban.widgets.prompt import Prompt

        self.say("")
        if self.prompt is not None:
            await self.prompt.remove()
        self.bottom.display = False
        self.prompt = Prompt(label, text, done, changed, cancelled, suggest)
        await self.mount(self.prompt)
        self.prompt.focus_input()

    async def on_prompt_closed(self, message: Any) -> None:
        """The prompt is done with, unless another one has taken its place."""
        if message.prompt is self.prompt:
            await self.close_prompt()

    async def close_prompt(self) -> None:
        """Back to the bottom line."""
        if self.prompt is not None:
            prompt, self.prompt = self.prompt, None
            await prompt.remove()
            self.bottom.display = True
            self.set_focus(None)
            self.refresh_bottom()

    # What every screen can do

    def do_help(self) -> None:
        """The keys and rules."""
        from kanban.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.KEYS))

    def do_palette(self) -> None:
        """Everything by name."""
        from kanban.screens.palette import PaletteScreen

        self.app.push_screen(PaletteScreen(self))

    async def do_board(self) -> None:
        """The board's mode."""
        await self.kanban.go("board")

    async def do_metrics(self) -> None:
        """The metrics' mode."""
        await self.kanban.go("metrics")

    async def do_rollup(self) -> None:
        """The roll-up's mode."""
        await self.kanban.go("rollup")

    def do_zone(self) -> None:
        """The plan's zone or the viewer's."""
        self.kanban.toggle_zone()
        self.say(f"times in {self.kanban.zone}")

    def do_suspend(self) -> None:
        """To the shell."""
        if self.kanban.readonly:
            raise Refused("suspend: this view is read-only")
        self.app.action_suspend_process()

    async def do_quit(self) -> None:
        """Leave."""
        await self.kanban.leave()

    def on_board_changed(self) -> None:
        """Called when the board changed while this screen stands before it."""

    def on_shown(self) -> None:
        """Called when data or time zone changed under the screen."""
