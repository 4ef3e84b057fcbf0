"""The form for a card's fields, or for those of several cards at once: a row for each field that says so."""

from datetime import datetime
from functools import partial
from typing import Any

from kanban.model.card import Card
from kanban.model.fields import FIELDS, Field, Typing, checked, is_nothing
from kanban.model.plan import Plan
from kanban.model.typed_card import in_plan
from kanban.screens.field_form import FieldForm, FormField
from kanban.text.clean import clean_line
from kanban.text.dates import iso, now
from kanban.text.messages import Refused, Words, msg, msg_n


class CardForm(FieldForm):
    """Dismissed with the changed fields, or None. With several cards an empty field stays as it is in each."""

    def __init__(self, cards: list[Card], plan: Plan, zone: str) -> None:
        self._plan = plan
        self._zone = zone
        only = cards[0] if len(cards) == 1 else None
        title = msg_n("edit {n} card", "edit {n} cards · what is left empty stays as it is", len(cards))
        if only is not None:
            title = msg("edit card {id}", id=only.id)
        rows = [
            FormField(
                name=field.name,
                label=field.label,
                text="" if only is None else _as_typed(field, getattr(only, field.name), zone),
                understood=partial(self._understood, field),
            )
            for field in FIELDS.values()
            if field.in_form and (only is not None or field.name != "title")
        ]
        super().__init__(title, rows, lambda typed: None)

    def _understood(self, field: Field, text: str) -> Words:
        if is_nothing(text):
            return ""
        value = self._value(field, text)
        if field.name == "work_package":
            return f"{value} {clean_line(self._plan.nodes[value].name)}"
        if isinstance(value, datetime | float):
            return msg("{field} {value}", field=field.label, value=field.shown(value, self._zone))
        return ""

    def _value(self, field: Field, text: str) -> Any:
        """What a text means for a field. Raises Refused."""
        value = checked(field.name, field.typed(text, Typing(self._zone, now())))
        if field.name == "work_package" and value is not None:
            in_plan(value, self._plan)
        return value

    def accept(self) -> None:
        """Leave with what was changed. Raises Refused, and goes to the field that is refused."""
        self.dismiss(self._changes())

    def _changes(self) -> dict[str, object]:
        out: dict[str, object] = {}
        for name, row in self._fields.items():
            text = self._inputs[name].value.strip()
            if text != row.text.strip():
                try:
                    out[name] = self._value(FIELDS[name], text)
                except Refused:
                    self._inputs[name].focus()
                    raise
        return out


def _as_typed(field: Field, value: Any, zone: str) -> str:
    """A value as it could be typed: a date in figures, everything else as it is shown."""
    if isinstance(value, datetime):
        return (iso(value, zone) or "")[:16].replace("T", " ")
    return clean_line(field.shown(value, zone))
