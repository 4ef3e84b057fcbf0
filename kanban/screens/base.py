"""What all screens share: one key table, a line at the bottom, questions that never hold up the next key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import Any, ClassVar, cast

from textual import events
from textual.screen import Screen

from kanban.render.card import Span
from kanban.screens.actions import Action, key_map, shown
from kanban.screens.application import Application, Target
from kanban.screens.general import GeneralKeys
from kanban.screens.layouts import is_foreign, latin
from kanban.screens.question import HeldKey, KeyPart, Question
from kanban.screens.registry import actions_of, screen
from kanban.screens.unread import UNREAD, why_unread
from kanban.text.clean import clean_line, width
from kanban.text.messages import Words, msg
from kanban.widgets.line import Line

SAY_SECONDS = 8.0
"""How long a message stays if no key is pressed."""


class KeyScreen(Screen[Any]):
    """A screen whose actions are those of its declaration, `registry.screen(self.NAME)`.

    The action `board.move_left` is the method `do_move_left` of the screen or of one of its `controllers`; such a
    method may be a coroutine and may raise Refused.
    """

    NAME: ClassVar[str] = ""
    BINDINGS: ClassVar[list[Any]] = []
    DEFAULT_CSS = """
    KeyScreen { layout: vertical; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.controllers: tuple[object, ...] = (self, GeneralKeys(self))
        """Who has the methods of this screen's actions."""
        self.prompt: Any = None
        self.question: Question | None = None
        self._held = HeldKey("")
        self._actions_by_key = key_map(actions_of(self.NAME))
        self._message: tuple[Span, ...] = ()
        self._message_timer: Any = None
        self._parts: list[KeyPart] = []
        """What stands in the bottom line."""

    @property
    def kanban(self) -> Application:
        """The application."""
        return cast(Application, self.app)

    @property
    def why_readonly(self) -> Words:
        """Why nothing can be changed here; empty where something can. Most screens show the board."""
        return self.kanban.write_access.why_not(self.kanban.slug)

    @property
    def bottom(self) -> Line:
        """The bottom line: keys, a message or a question."""
        return self.query_one("#bottom", Line)

    # Keys

    async def press(self, key: str) -> None:
        """One key: an answer, or an action; of another layout, that of the Latin key it stands for."""
        key = latin(key)
        if (question := self.question) is not None:
            answer = question.answers.get(key)
            if self._held.is_it(key) and answer:
                return
            if question.stays and not answer:
                return
            self.question = None
            self.say("")
            if answer:
                await self.run(answer[1])
                return
            if question.insist or key == "escape":
                return
        before = self._message
        action = self._actions_by_key.get(key)
        if action is not None:
            await self.perform(action)
        elif is_foreign(key):
            self.say(msg("no action has the key {key}; the keys are those of a Latin keyboard, ? lists them", key=key))
        if before and self._message is before and self.is_attached:  # what the key itself said stays
            self.say("")

    async def perform(self, action: Action) -> None:
        """Do an action, from a key, the palette or a click."""
        if action.writes and (reason := self.why_readonly):
            self.say(msg("{action}: {reason}", action=action.label, reason=reason), "error")
            return
        if action.mode:
            await self.kanban.go(action.mode)
            return
        if action.view:
            await self.kanban.find("saved", action.view)
            return
        method = next((getattr(c, action.method) for c in self.controllers if hasattr(c, action.method)), None)
        if method is not None:
            await self.run(method)

    async def run(self, call: Callable[[], object]) -> None:
        """Call something that a user asked for; why it is refused is said."""
        try:
            result = call()
            if isinstance(result, Awaitable):
                await result
        except UNREAD as error:
            if self.is_attached:  # else the program is ending
                self.say(why_unread(error), "error")

    # The bottom line

    def ask(self, question: Question) -> None:
        """Put a question into the bottom line; the key that led to it does not answer it while it is held down."""
        self.question, self._held = question, HeldKey(self.kanban.keys.last_key)
        self.refresh_bottom()

    def say(self, words: Words, role: str = "") -> None:
        """Put a message into the bottom line until the next key, or take it away."""
        line = clean_line(str(words))
        self._message = ((f" {line}", role),) if line else ()
        if role == "error" and self.prompt is not None:
            self.prompt.say(line, wrong=True)
        if self._message_timer is not None:
            self._message_timer.stop()
            self._message_timer = None
        if line:
            self._message_timer = self.set_timer(SAY_SECONDS, lambda: self.say(""))
        self.refresh_bottom()

    def refresh_bottom(self) -> None:
        """Question, else message, else the keys that matter now."""
        words: list[KeyPart] = [(span, ()) for span in self._message]
        parts = self.question.parts() if self.question else words
        self._parts = parts or self._footer()
        spans = tuple(span for span, _ in self._parts)
        if parts:
            self.bottom.tell(spans)
        else:
            self.bottom.set(spans)

    def _footer(self) -> list[KeyPart]:
        """The keys of this screen, as many as fit."""
        by_id = {action.id: action for action in actions_of(self.NAME)}
        out: list[KeyPart] = []
        used = 0
        for place in screen(self.NAME).footer:
            actions = [by_id[action_id] for action_id in place.actions]
            keys, label = tuple(a.keys[0] for a in actions if a.keys), str(place.label or actions[0].label)
            if not self._can(actions[0]) or not keys:
                continue
            used += sum(width(shown(key)) + 1 for key in keys) + width(label) + 2
            if used > self.size.width:
                break
            out += [((f" {shown(key)}", "key"), (key,)) for key in keys]
            out.append(((f" {label} ", "meta"), keys))
        return out

    def _can(self, action: Action) -> bool:
        """Whether it is worth a place in the footer."""
        if action.writes and self.why_readonly:
            return False
        return not action.mode or self.kanban.slug is not None or screen(action.mode).without_board is None

    def on_line_clicked(self, message: Line.Clicked) -> None:
        """A key in the bottom line, or its word, is that key pressed; a word of several keys asks which."""
        keys = self._parts[message.number][1] if message.line is self.bottom else ()
        if len(keys) == 1:
            self.app.post_message(events.Key(keys[0], None))  # behind what was typed before it
        elif keys:
            by_key = [(key, self._actions_by_key[key]) for key in keys]
            answers = {key: (action.label, partial(self.perform, action)) for key, action in by_key}
            self.ask(Question(f"{self._parts[message.number][0][0].strip()}:", answers))

    def on_resize(self, event: events.Resize) -> None:
        """Other keys may fit."""
        self.call_after_refresh(self.refresh_bottom)

    def on_screen_resume(self) -> None:
        """The zone or the plan may have changed while another screen was in front."""
        if self.is_mounted:
            self.repaint()

    # A line of input

    async def type_in(
        self,
        label: Words,
        text: str,
        done: Callable[[str], object],
        changed: Callable[[str], object] | None = None,
        cancelled: Callable[[], object] | None = None,
        suggest: Callable[[str], Words] | None = None,
        note: Words = "",
        pasted: Callable[[list[str]], object] | None = None,
        again: bool = False,
    ) -> None:
        """Ask for a line of text in the place of the bottom line; a `note` stands above it.

        `done` gets the text on enter and may raise Refused: then the text stays, with the reason beside it. `pasted`
        gets what is pasted as several lines. With `again` another line is asked for after each, until esc.
        """
        from kanban.widgets.prompt import Prompt  # Textual's input takes its time to import

        self.say("")
        held_key = HeldKey("")
        if self.prompt is not None:
            await self.prompt.remove()
        else:
            held_key = HeldKey(self.kanban.keys.last_key)
        self.bottom.display = False
        self.prompt = Prompt(
            label, text, done, changed, cancelled, suggest, note, pasted, again, lambda: held_key.is_it("enter")
        )
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

    # What a screen may have more of

    def repaint(self) -> None:
        """Show everything anew: data, size or time zone changed."""

    def on_board_changed(self) -> None:
        """Called when the board changed while this screen stands before it."""

    def targets(self) -> Iterator[Target]:
        """What the palette finds on this screen besides its actions."""
        return iter(())

    def fitting(self, text: str) -> list[str]:
        """Keys of those of the `targets` that fit a filter. Raises Refused for a bad term."""
        return []

    def go_to(self, key: str) -> None:
        """Go to one of the `targets`."""
