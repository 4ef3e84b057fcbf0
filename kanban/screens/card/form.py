"""The form for a card's fields, or for those of several cards at once: a row for each field that says so."""

from datetime import datetime
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from kanban.model.card import Card
from kanban.model.fields import FIELDS, Field, Typing, checked, is_nothing
from kanban.model.plan import Plan
from kanban.model.typed_card import in_plan
from kanban.text.clean import clean_line
from kanban.text.dates import iso, now
from kanban.text.messages import Refused, Words, msg, msg_n, tr


class CardForm(ModalScreen[dict[str, object] | None]):
    """Dismissed with the changed fields, or None. With several cards an empty field stays as it is in each."""

    DEFAULT_CSS = """
    CardForm { align: center middle; background: $background 60%; }
    CardForm > Vertical { width: 76; max-width: 100%; height: auto; background: $panel; padding: 1 2; }
    CardForm .row { height: 1; }
    CardForm .name { width: 14; color: $text-muted; }
    CardForm Input { width: 1fr; height: 1; border: none; padding: 0; background: $background; }
    CardForm Input:focus { border: none; background: $accent 20%; }
    CardForm .said { height: auto; min-height: 1; max-height: 5; color: $text-muted; margin-top: 1; }
    CardForm .said.-wrong { color: $error; }
    CardForm .title { text-style: bold; margin-bottom: 1; }
    CardForm:ansi { background: ansi_default; }
    CardForm:ansi > Vertical { background: ansi_default; border: solid ansi_cyan; }
    CardForm:ansi Input { background: ansi_default; color: ansi_default; text-style: underline; }
    CardForm:ansi Input:focus { background: ansi_default; text-style: bold underline; }
    """

    def __init__(self, cards: list[Card], plan: Plan, zone: str) -> None:
        super().__init__()
        self._cards = cards
        self._plan = plan
        self._zone = zone
        only = cards[0] if len(cards) == 1 else None
        self._fields = [f for f in FIELDS.values() if f.in_form and (only is not None or f.name != "title")]
        self._before = {f.name: "" if only is None else _as_typed(f, getattr(only, f.name), zone) for f in self._fields}
        self._inputs = {f.name: Input(self._before[f.name], select_on_focus=False) for f in self._fields}
        self._said = Static("", classes="said", markup=False)

    def compose(self) -> ComposeResult:
        """A row for each field."""
        with Vertical():
            count = len(self._cards)
            title = msg_n("edit {n} card", "edit {n} cards · what is left empty stays as it is", count)
            if count == 1:
                title = msg("edit card {id}", id=self._cards[0].id)
            yield Static(Content(str(title)), classes="title", markup=False)
            for field in self._fields:
                with Horizontal(classes="row"):
                    yield Static(Content(str(field.label)), classes="name", markup=False)
                    yield self._inputs[field.name]
            yield self._said
            keys = tr("enter saves  ·  tab next field  ·  esc leaves it as it was")
            yield Static(Content(keys), classes="name-wide", markup=False)

    def on_mount(self) -> None:
        """Begin with the first field."""
        self._inputs[self._fields[0].name].focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what a date, a number or a work package is understood as."""
        try:
            self._say(self._understood(event.input))
        except Refused as refusal:
            self._say(refusal.message, wrong=True)

    def _understood(self, typed_into: Input) -> Words:
        field = next(field for field in self._fields if self._inputs[field.name] is typed_into)
        text = typed_into.value.strip()
        if not text or is_nothing(text):
            return ""
        value = self._value(field, text)
        if field.name == "work_package":
            return f"{value} {clean_line(self._plan.nodes[value].name)}"
        if isinstance(value, datetime | float):
            return msg("{field} {value}", field=field.label, value=field.shown(value, self._zone))
        return ""

    def _say(self, words: Words, wrong: bool = False) -> None:
        self._said.set_class(wrong, "-wrong")
        self._said.update(Content(clean_line(str(words))))

    def _value(self, field: Field, text: str) -> Any:
        """What a text means for a field. Raises Refused."""
        value = checked(field.name, field.typed(text, Typing(self._zone, now())))
        if field.name == "work_package" and value is not None:
            in_plan(value, self._plan)
        return value

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: all fields, if all are good."""
        event.stop()
        try:
            self.dismiss(self._changes())
        except Refused as refusal:
            self._say(refusal.message, wrong=True)

    def _changes(self) -> dict[str, object]:
        """What was changed. Raises Refused, and goes to the field that is refused."""
        out: dict[str, object] = {}
        for field in self._fields:
            text = self._inputs[field.name].value.strip()
            if text != self._before[field.name].strip():
                try:
                    out[field.name] = self._value(field, text)
                except Refused:
                    self._inputs[field.name].focus()
                    raise
        return out

    def on_key(self, event: events.Key) -> None:
        """Esc leaves, the arrows go between fields."""
        if event.key == "escape":
            event.stop()
            self.dismiss(None)
        elif event.key in ("down", "up"):
            event.stop()
            (self.focus_next if event.key == "down" else self.focus_previous)()


def _as_typed(field: Field, value: Any, zone: str) -> str:
    """A value as it could be typed: a date in figures, everything else as it is shown."""
    if isinstance(value, datetime):
        return (iso(value, zone) or "")[:16].replace("T", " ")
    return clean_line(field.shown(value, zone))
