"""A line of input in the place of the bottom line."""

from collections.abc import Awaitable, Callable
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.widgets import Input, Static

from kanban.text.clean import clean_line, width
from kanban.text.messages import Refused, Words

FRAME_CELLS = 6
"""Beside label, input and words: the space around them, and the cursor."""


class PromptInput(Input):
    """An input of a fixed size: a letter typed into Textual's own lays out the whole screen anew."""

    virtual_size = Reactive(Size(0, 0))


class Prompt(Vertical):
    """Label, input, and on the right what was understood or why it is refused. Enter is `done`, esc `cancelled`.

    Words that are too long for that stand above, as a whole, in the place of the `note` that may stand there.
    """

    DEFAULT_CSS = """
    Prompt { height: auto; background: $panel; }
    Prompt > Horizontal { height: 1; }
    Prompt .prompt--label { width: auto; color: $accent; text-style: bold; padding: 0 1; }
    Prompt Input { width: 1fr; border: none; padding: 0; height: 1; background: $panel; }
    Prompt Input:focus { border: none; }
    Prompt .prompt--said { width: auto; color: $text-muted; padding: 0 1; }
    Prompt .prompt--above { width: 100%; height: auto; max-height: 5; padding: 0 1; color: $text-muted;
        display: none; }
    Prompt .-wrong { color: $error; }
    Prompt:ansi, Prompt:ansi Input { background: ansi_default; color: ansi_default; }
    Prompt:ansi .-wrong { color: ansi_red; }
    """

    class Closed(Message):
        """The prompt has done its work, or was given up."""

        def __init__(self, prompt: "Prompt") -> None:
            super().__init__()
            self.prompt = prompt

    def __init__(
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
        held: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__()
        self.pasted = pasted
        """What gets several lines that are pasted at once; without it they are one."""
        self._again = again
        self._stated: tuple[str, str, bool, bool] | None = None
        """What stands beside the input and above it."""
        self._outcome: Words = ""
        """What the line before this one did."""
        self._held = held
        """Whether an enter on what stands here unchanged may be the one that led here, still held down."""
        self._before = clean_line(text)
        self._label = str(label)
        self._note = clean_line(str(note))
        self._done = done
        self._changed = changed
        self._cancelled = cancelled
        self._suggest = suggest
        self._input = PromptInput(self._before, select_on_focus=False)
        self._said = Static(classes="prompt--said", markup=False)
        self._above = Static(Content(self._note), classes="prompt--above -wrong", markup=False)
        self._above.display = bool(self._note)

    def compose(self) -> ComposeResult:
        """Label, input, words; above them what does not fit there."""
        yield self._above
        with Horizontal():
            yield Static(Content(self._label), classes="prompt--label", markup=False)
            yield self._input
            yield self._said

    def focus_input(self) -> None:
        """Type here."""
        self._input.focus()

    def on_resize(self) -> None:
        """What fitted beside the input may not fit there now."""
        if self._stated is not None:
            self.say(self._stated[1], self._stated[2])

    def say(self, words: Words, wrong: bool = False) -> None:
        """Words beside the input; above it, as a whole, where they and what is typed do not fit there together."""
        words = clean_line(str(words))
        used = width(self._label) + width(self._input.value) + FRAME_CELLS
        too_long = (self.size.width or self.app.size.width) < used + width(words)  # it has none before it is laid out
        above = words if too_long else self._note
        stated = above, words, wrong, too_long
        if stated == self._stated:  # else every letter would lay the screen out anew
            return
        self._stated = stated
        self._above.display = bool(above)
        self._above.set_class(wrong or not too_long, "-wrong")
        self._above.update(Content(above))
        self._said.set_class(wrong, "-wrong")
        self._said.update(Content("" if too_long else words))

    async def on_input_changed(self, event: Input.Changed) -> None:
        """Every letter."""
        event.stop()
        try:
            self.say((self._suggest(event.value) if self._suggest else "") or ("" if event.value else self._outcome))
        except Refused as refusal:
            self.say(refusal.message, wrong=True)
        if self._changed is not None:
            await _call(self._changed, event.value)

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: done, unless what was typed is refused; then it stays, with the reason beside it."""
        event.stop()
        if event.value == self._before and self._held():
            return
        try:
            outcome = await _call(self._done, event.value)
        except Refused as refusal:
            self.say(refusal.message, wrong=True)
            return
        if self._again:
            self.put("")
            self.tell(outcome)
        else:
            self.post_message(self.Closed(self))

    async def paste_lines(self, lines: list[str]) -> None:
        """Several lines at once, behind what is typed already."""
        if self.pasted is not None:
            await _call(self.pasted, [clean_line(f"{self._input.value}{lines[0]}"), *lines[1:]])

    def put(self, text: str) -> None:
        """Another text in place of what is typed."""
        self._input.value = text
        self._input.cursor_position = len(text)

    def tell(self, outcome: Words) -> None:
        """What was done; it stands there until something is typed."""
        self._outcome = outcome
        self.say(outcome)

    async def on_key(self, event: events.Key) -> None:
        """Esc: as if nothing had been asked."""
        if event.key != "escape":
            return
        event.stop()
        event.prevent_default()
        if self._cancelled is not None:
            await _call(self._cancelled)
        self.post_message(self.Closed(self))


async def _call(function: Callable[..., object], *arguments: object) -> Any:
    result = function(*arguments)
    return await result if isinstance(result, Awaitable) else result
