"""A form over a screen: a row for each field, and below them what is understood, or why it is refused."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from kanban.text.clean import clean_line, cut
from kanban.text.glyphs import glyphs
from kanban.text.messages import Refused, Words, tr


class Candidate(msgspec.Struct, frozen=True):
    """Something that fits what is typed so far."""

    text: str
    """What it is typed as."""
    words: str
    """What it is, in a line."""


class FormField(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a form."""

    name: str
    label: Words
    """At most 13 cells."""
    text: str = ""
    """What stands there to begin with."""
    hint: Words = ""
    """What is said where nothing is typed."""
    understood: Callable[[str], Words] = lambda text: ""
    """What is typed, in words. Raises Refused."""
    candidates: Callable[[str], Sequence[Candidate]] | None = None
    """What fits what is typed so far; tab takes the first."""


class FieldForm(ModalScreen[Any]):
    """Enter gives `done` what is typed in each field; where that raises Refused, the form stays, with the reason."""

    DEFAULT_CSS = """
    FieldForm { align: center middle; background: $background 60%; }
    FieldForm > Vertical { width: 76; max-width: 100%; height: auto; background: $panel; padding: 1 2; }
    FieldForm .row { height: 1; }
    FieldForm .name { width: 14; color: $text-muted; }
    FieldForm Input { width: 1fr; height: 1; border: none; padding: 0; background: $background; }
    FieldForm Input:focus { border: none; background: $accent 20%; }
    FieldForm .said { height: auto; min-height: 1; max-height: 5; color: $text-muted; margin-top: 1; }
    FieldForm .said.-wrong { color: $error; }
    FieldForm .title { text-style: bold; margin-bottom: 1; }
    FieldForm:ansi { background: ansi_default; }
    FieldForm:ansi > Vertical { background: ansi_default; border: solid ansi_cyan; }
    FieldForm:ansi Input { background: ansi_default; color: ansi_default; text-style: underline; }
    FieldForm:ansi Input:focus { background: ansi_default; text-style: bold underline; }
    """

    def __init__(
        self,
        title: Words,
        fields: Sequence[FormField],
        done: Callable[[Mapping[str, str]], object],
        first: str = "",
    ) -> None:
        super().__init__()
        self._title = title
        self._fields = {field.name: field for field in fields}
        self._done = done
        self._first = first or fields[0].name
        self._inputs = {
            name: Input(clean_line(field.text), select_on_focus=False) for name, field in self._fields.items()
        }
        self._said = Static("", classes="said", markup=False)

    def compose(self) -> ComposeResult:
        """A row for each field."""
        with Vertical():
            yield Static(Content(clean_line(str(self._title))), classes="title", markup=False)
            for name, field in self._fields.items():
                with Horizontal(classes="row"):
                    yield Static(Content(str(field.label)), classes="name", markup=False)
                    yield self._inputs[name]
            yield self._said
            keys = tr("enter saves  ·  tab next field  ·  esc leaves it as it was")
            yield Static(Content(keys), classes="name-wide", markup=False)

    def on_mount(self) -> None:
        """Begin with the first field."""
        self._inputs[self._first].focus()

    def _field_of(self, typed_into: object) -> FormField | None:
        return next((field for name, field in self._fields.items() if self._inputs[name] is typed_into), None)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what is understood, or what fits so far."""
        if event.input is self.focused:
            self._tell()

    def on_descendant_focus(self) -> None:
        """Say it of the field that one has come to."""
        self._tell()

    def _tell(self) -> None:
        field = self._field_of(self.focused)
        if field is None:
            return
        text = self._inputs[field.name].value.strip()
        fitting = self._fitting(field, text)
        if fitting:
            self._say_lines([candidate.words for candidate in fitting])
            return
        try:
            self._say(field.understood(text) if text else field.hint)
        except Refused as refusal:
            self._say(refusal.message, wrong=True)

    def _fitting(self, field: FormField, text: str) -> Sequence[Candidate]:
        """What tab could take; nothing where what is typed is one of them already."""
        fitting = field.candidates(text) if field.candidates is not None and text else ()
        return () if any(candidate.text == text for candidate in fitting) else fitting

    def _say(self, words: Words, wrong: bool = False) -> None:
        self._said.set_class(wrong, "-wrong")
        self._said.update(Content(clean_line(str(words))))

    def _say_lines(self, lines: Sequence[str]) -> None:
        shown = (tr("tab takes {first}", first=clean_line(lines[0])), *map(clean_line, lines[1:]))
        self._said.set_class(False, "-wrong")
        self._said.update(Content("\n".join(cut(line, self._said.size.width, glyphs().ellipsis) for line in shown)))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: all fields, if all are good."""
        event.stop()
        try:
            self.accept()
        except Refused as refusal:
            self.call_after_refresh(self._say, refusal.message, True)  # behind what is said of the field gone to

    def accept(self) -> None:
        """Take what is typed, and leave. Raises Refused, and goes to the field that is refused."""
        typed = {name: typed_into.value.strip() for name, typed_into in self._inputs.items()}
        for name, field in self._fields.items():
            try:
                if typed[name]:
                    field.understood(typed[name])
            except Refused:
                self._inputs[name].focus()
                raise
        self._done(typed)
        self.dismiss(None)

    def on_key(self, event: events.Key) -> None:
        """Esc leaves, the arrows go between fields, tab takes what fits first."""
        if event.key == "escape":
            event.stop()
            self.dismiss(None)
        elif event.key in ("down", "up"):
            event.stop()
            (self.focus_next if event.key == "down" else self.focus_previous)()
        elif event.key == "tab":
            self._complete()

    def _complete(self) -> None:
        """What fits first, in the place of what is typed; then tab goes on as it does."""
        field = self._field_of(self.focused)
        fitting = self._fitting(field, self._inputs[field.name].value.strip()) if field is not None else ()
        if field is not None and fitting:
            self._inputs[field.name].value = fitting[0].text
            self._inputs[field.name].cursor_position = len(fitting[0].text)
